"""Instant feedback on exercises: run the cell, read the verdict."""

from ..symbolic.derivation import advisers
from .catalogue import CATALOGUE, Misconception
from .check import check, progress
from .proving import hint
from .verdict import NotDone, Verdict, Wrong

if hint not in advisers:
    advisers.append(hint)

__all__ = ["CATALOGUE", "Misconception", "NotDone", "Verdict", "Wrong", "check", "progress"]
