"""What all kinds of task share: who they are, where to read again, and how a verdict sounds."""

import contextlib
import importlib
import logging
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ..symbolic.record import note
from .catalogue import CATALOGUE
from .running import TooLong, whole_limit
from .verdict import OPEN, RIGHT, WRONG, Complaint, Untouched, Verdict

LIMIT = 10  # seconds for a whole check
_log = logging.getLogger(__name__)


class Diagnosis(NamedTuple):
    """The id of a misconception, None if all is right; `where` in the answer, if not everywhere."""

    id: str | None = None
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class Task:
    """One task of an exercise.

    `id` is LESSON.NAME, and NAME is the variable of the notebook that holds the answer. `read` is
    the heading to read again in that lesson, or in the lesson `read_in`; `elsewhere` maps a
    misconception to a pair (lesson, heading) that explains it better, or to None. `proves` are the
    ids of the equations that a right answer derives, for the map of the proof. `also_right()` lists
    right answers in other forms than the solution's; with the mistakes of a task, they are what the
    tests try on it.
    """

    id: str
    title: str
    read: str
    read_in: str = ""
    elsewhere: dict = field(default_factory=dict)
    proves: tuple = ()
    also_right: Callable = field(default=list, repr=False)
    symbols = {}  # the names that the answer is written with, and what they stand for

    @property
    def lesson(self):
        """The lesson's number, such as "03_2"."""
        return self.id.partition(".")[0]

    @property
    def name(self):
        """The variable that holds the answer."""
        return self.id.partition(".")[2]

    def judge(self, answer):
        """A `Verdict` on the answer, within `LIMIT` seconds."""
        if answer is None or answer is Ellipsis:
            return self._open()
        try:
            with whole_limit(LIMIT):
                id, where = self.diagnose(answer)
        except Untouched as untouched:
            return self._open(str(untouched))
        except Complaint as complaint:
            return Verdict(WRONG, f"{self.title}: {complaint}")
        except (TooLong, RecursionError, MemoryError):
            return Verdict(
                WRONG,
                f"{self.title}: the check could not look through this answer in {LIMIT} s. "
                "Make it shorter, or its arrays smaller.",
            )
        except Exception:
            _log.info("the check of %s failed", self.id, exc_info=True)
            return Verdict(
                WRONG, f"{self.title}: the check cannot read this answer. Write it anew."
            )
        if id is None:
            for equation in self.proves:
                note(equation, "derived by you")
            return Verdict(RIGHT, f"{self.title}: right.")
        return Verdict(WRONG, f"{self.title}: {where}{self.hint(id)}", id)

    def diagnose(self, answer):
        """A `Diagnosis`: of a right answer, or of the one misconception that gives this answer.

        Raises Complaint for any other answer, and Untouched for a placeholder.
        """
        raise NotImplementedError

    def hint(self, id):
        """What a student reads about a misconception: what to look at, and where to read again."""
        said, place = CATALOGUE[id].hint, self.where_to_read(id)
        if place is None:
            return said
        lesson, heading = place
        return f"{said}\n  Read again: lesson {lesson.replace('_', '.')}, “{heading}”."

    def where_to_read(self, id):
        """The lesson and the heading that explain a misconception, or None if none does."""
        return self.elsewhere.get(id, (self.read_in or self.lesson, self.read))

    def _open(self, why=""):
        return Verdict(OPEN, f"not done yet: {self.title}" + (f". {why}" if why else ""))


@contextlib.contextmanager
def searching(plain):
    """Around the search for the fault of a wrong answer: where the search fails, say `plain`.

    >>> with searching("Its value is not right."):
    ...     1 / 0
    Traceback (most recent call last):
    nnlib.feedback.verdict.Complaint: Its value is not right.
    """
    try:
        yield
    except (Complaint, Untouched, RecursionError, MemoryError):
        raise
    except Exception:
        _log.info("the search for a fault failed", exc_info=True)
        raise Complaint(plain) from None


def forms(mistake):
    """What a belief gives: one answer, or a list of the several in which it shows."""
    return mistake if isinstance(mistake, list) else [mistake]


def lessons():
    """The lessons that have tasks, in their order: one for each module `lesson_*` beside this one.

    >>> lessons()[:3]
    ['01', '01b', '02']
    """
    names = sorted(module.name for module in pkgutil.iter_modules([Path(__file__).parent]))
    return [name.removeprefix("lesson_") for name in names if name.startswith("lesson_")]


def tasks_of(lesson):
    """All tasks of a lesson, such as "02", in their order. Raises ValueError for an unknown one."""
    if lesson not in lessons():
        raise ValueError(f"there is no exercise for lesson {lesson!r}.")
    return importlib.import_module(f"{__package__}.lesson_{lesson}").TASKS


def task(task_id):
    """The task called `task_id`, such as "02.layer". Raises ValueError for an unknown one."""
    found = {each.id: each for each in tasks_of(str(task_id).partition(".")[0])}
    if task_id not in found:
        raise ValueError(f"there is no task {task_id!r}. Known: {', '.join(found)}.")
    return found[task_id]
