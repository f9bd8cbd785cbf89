"""Instant feedback on exercises: run the cell, read the verdict."""

from .catalogue import CATALOGUE, Misconception
from .check import check, progress
from .verdict import NotDone, Verdict, Wrong

__all__ = ["CATALOGUE", "Misconception", "NotDone", "Verdict", "Wrong", "check", "progress"]
