"""The verdict on an answer: right, not done yet, or what is wrong, in two or three lines."""

from typing import NamedTuple

RIGHT, OPEN, WRONG = "✓", "○", "✗"


class Verdict(NamedTuple):
    """A mark and a sentence or two; `named` is the id of the misconception recognized, if one is.

    `mark` is ✓ (right), ○ (not done yet) or ✗ (wrong).

    >>> print(Verdict("✓", "Right."))
    ✓ Right.
    """

    mark: str
    text: str
    named: str | None = None

    def __str__(self):
        return f"{self.mark} {self.text}"


def listed(names):
    """The names in a sentence.

    >>> listed(["W1", "W2", "z2"])
    'W1, W2 and z2'
    """
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


class Complaint(Exception):
    """Something wrong with the answer that can be said in a sentence, whatever the task."""


class Unexplained(Complaint):
    """The answer is wrong, and no fault explains it: what differs is all that can be said."""


class Untouched(Exception):
    """The answer is still the placeholder. The message, if any, says what is still to do."""


class _Quiet(AssertionError):
    """An error whose whole message has been printed: no traceback follows it."""

    def _render_traceback_(self):
        return []


class NotDone(_Quiet):
    """The task is untouched. Raised only while a teacher's tool is grading."""


class Wrong(_Quiet):
    """The answer is wrong. Raised only while a teacher's tool is grading."""
