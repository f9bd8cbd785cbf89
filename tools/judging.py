"""The check of a graded answer, where the answer cannot reach it.

nbgrader runs a notebook in a kernel, where a student's code could change the check itself. So after
that, each check is made once more here: the answers live in a process of their own
(tools.answering), and only values come back. What the page of feedback shows is this verdict.
"""

import json
import re
import select
import subprocess
import sys

import numpy as np
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from nnlib.feedback.task import task
from nnlib.feedback.verdict import OPEN, RIGHT, WRONG, Verdict
from tools.notebook import ROOT
from tools.parcel import pack, unpack

CHECK = re.compile(r"feedback\.check\([\"']([\w.]+)[\"']\)")
START_SECONDS = 120  # for all cells of a notebook


class Judge(NbGraderPreprocessor):
    """Replaces the outputs of each check by the verdict of a check out of the answer's reach."""

    def preprocess(self, nb, resources):
        sources = [c.source for c in nb.cells if c.cell_type == "code" and not _checks(c)]
        with Answers(sources) as answers:
            for cell in filter(_checks, nb.cells):
                cell.outputs = _outputs(judge(CHECK.search(cell.source)[1], answers))
        return nb, resources


def _checks(cell):
    of_nbgrader = is_grade(cell) and not is_solution(cell)
    return cell.cell_type == "code" and of_nbgrader and CHECK.search(cell.source)


def judge(task_id, answers):
    """A `Verdict` on the answer to a task."""
    found = task(task_id)
    try:
        value = answers.get(found.name)
    except Remote as stopped:
        return Verdict(WRONG, f"{found.title}: the cell above stopped with {stopped}.")
    return found.judge(value)


def _outputs(verdict):
    shown = [new_output("stream", name="stdout", text=f"{verdict}\n")]
    if verdict.mark != RIGHT:
        kind = "NotDone" if verdict.mark == OPEN else "Wrong"
        shown.append(new_output("error", ename=kind, evalue=str(verdict), traceback=[]))
    return shown


class Remote(Exception):
    """An error in the process of the answers."""


class Answers:
    """A student's answers, in a process of their own. Functions are called there."""

    def __init__(self, sources):
        self.sources = sources
        self.process = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """End the process, even if an alarm comes in between; the next question starts another."""
        process, self.process = self.process, None
        if process:
            process.kill()
            process.communicate()

    def get(self, name):
        """The answer, or a function that calls it there. Raises Remote if its cell stopped."""
        reply = self.ask({"get": name}, START_SECONDS)
        if "stopped" in reply:
            raise Remote(reply["stopped"])
        if "function" not in reply:
            return _unpacked(reply.get("value"))
        return self._stub if reply["function"] else lambda *arguments: self._call(name, arguments)

    def _stub(self, *_):
        raise NotImplementedError

    def _call(self, name, arguments):
        try:
            reply = self.ask({"call": name, "with": pack(arguments)}, None)
        except BaseException:  # time is up: what still runs there is of no use
            self.stop()
            raise
        if "untouched" in reply:
            raise NotImplementedError
        if "error" in reply:
            kind, text, line = reply["error"]
            where = f" (line {line} of your cell)" if line else ""
            raise type(kind, (Exception,), {})(f"{text}{where}")
        for mine, after in zip(arguments, unpack(reply["with"]), strict=True):
            _write_back(mine, after)
        return unpack(reply["value"])

    def ask(self, request, seconds):
        """The reply to a request; the process is started when it is first needed."""
        if self.process is None:
            self._start()
        print(json.dumps(request), file=self.process.stdin, flush=True)
        ready = select.select([self.process.stdout], [], [], seconds)[0]
        line = self.process.stdout.readline() if ready else ""
        if not line:
            self.stop()
            raise Remote("its process ended, or never answered")
        return json.loads(line)

    def _start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.answering"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
        )
        print(json.dumps(self.sources), file=self.process.stdin, flush=True)


def _unpacked(parcel):
    """An answer; of what the course does not know, an object of that name."""
    try:
        return unpack(parcel)
    except (KeyError, TypeError, ValueError):
        return type("expression", (), {})()


def _write_back(mine, after):
    """What a call changed of an argument, so that it is noticed."""
    if isinstance(mine, dict) and isinstance(after, dict):
        mine.clear()
        mine.update(after)
    elif isinstance(mine, np.ndarray) and mine.shape == np.shape(after):
        mine[...] = after
