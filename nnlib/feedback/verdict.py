"""What a check says: done, not done yet, or what is wrong, in two or three lines."""

from typing import NamedTuple

RIGHT, OPEN, WRONG = "✓", "○", "✗"


class Verdict(NamedTuple):
    """A mark and a sentence or two. `mark` is ✓ (right), ○ (not done yet) or ✗ (wrong).

    >>> print(Verdict("✓", "Right."))
    ✓ Right.
    """

    mark: str
    text: str

    def __str__(self):
        return f"{self.mark} {self.text}"


class _Quiet(AssertionError):
    """An error whose whole message has been printed: no traceback follows it."""

    def _render_traceback_(self):
        return []


class NotDone(_Quiet):
    """The task is untouched. Raised only while a teacher's tool is grading."""


class Wrong(_Quiet):
    """The answer is wrong. Raised only while a teacher's tool is grading."""
