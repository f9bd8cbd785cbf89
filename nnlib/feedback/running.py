"""Run a student's function safely: its errors, its time and its side effects become sentences."""

import contextlib
import copy
import ctypes
import dis
import io
import re
import signal
import sys
import threading
import time

import numpy as np
from sympy import Basic

from ..symbolic.symbols import Family, g, g_prime, loss_prime, n
from . import slips
from .verdict import Complaint, Untouched

SECONDS = 5  # for a student's function
# How numpy's matmul says that two shapes do not go together.
_INNER_SIZES = re.compile(r"core dimension.*\(size (\d+) is different from (\d+)\)")
_IDLE = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}


class Stopped(Complaint):
    """The student's function raised an error."""


class TooLong(BaseException):
    """Time is up. No Exception, so that a student's `except Exception` does not swallow it."""


def call(function, arguments):
    """function(*arguments) on copies, with what it prints thrown away.

    Raises Untouched for a placeholder, Stopped for an error in the function, and Complaint, with
    one plain sentence, for a call that takes too long or an argument that was changed.
    """
    mine = copy.deepcopy(arguments)
    try:
        with time_limit(SECONDS), _quiet(), np.errstate(all="ignore"):
            result = function(*mine)
    except NotImplementedError:
        raise Untouched from None
    except TooLong:
        raise Complaint(
            f"Your function had not finished after {SECONDS} s. Is there a loop that never ends?"
        ) from None
    except (Exception, SystemExit) as error:
        raise Stopped(f"Your function stopped with {_in_words(error, function)}") from None
    if result is None or result is Ellipsis:
        if is_stub(function):
            raise Untouched
        raise Complaint("Your function returns nothing. Is its last line a return?")
    if not _same(mine, arguments):
        raise Complaint(_changed(mine, arguments))
    return result


def _changed(mine, arguments):
    """How to leave an argument as it is."""
    for now, before in zip(mine, arguments, strict=True):
        if isinstance(before, dict) and not _same(now, before):
            return (
                "Your function changed one of its arguments: a copy of a dict still holds the same "
                "arrays. Make a new array, new[k] = W[k] - …, in the place of -=."
            )
    return (
        "Your function changed one of its arguments. Work on a copy, such as h.copy(), or make a "
        "new array."
    )


def _quiet():
    return contextlib.redirect_stdout(io.StringIO())


def is_stub(function):
    """Whether a function does nothing at all: a docstring, `...` or `pass`, and no more.

    >>> def undone(z): ...
    >>> is_stub(undone), is_stub(lambda z: print(z))
    (True, False)
    """
    code = getattr(function, "__code__", None)
    return code is not None and {step.opname for step in dis.get_instructions(code)} <= _IDLE


def _in_words(error, function):
    """The error's name and message, and the line of the student's code in which it arose."""
    trace, last = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") == "__main__":
            last = trace
        trace = trace.tb_next
    unknown = isinstance(error, NameError)  # that name is the fault, whatever else stands there
    said = None if unknown or not last else _symbol(last)
    said = said or (None if unknown else slips.of_error(_text(error)))
    where = f" ({_where(last, function)})" if last else ""
    if said:
        return f"{type(error).__name__}{where}: {said}."
    message = f": {_first_line(error)}" if _text(error) else ""
    return f"{type(error).__name__}{message}{where}."


def _where(trace, function):
    """The line, and the function's name if it stands in another cell than the answer."""
    code = trace.tb_frame.f_code
    own = getattr(getattr(function, "__code__", code), "co_filename", None)
    cell = "your cell" if code.co_filename == own else f"the cell of {code.co_name}"
    return f"line {trace.tb_lineno} of {cell}"


def _symbol(trace):
    """What is wrong where the line uses a symbol of the course, which has no number."""
    frame = trace.tb_frame
    for step in dis.get_instructions(frame.f_code):
        here = step.positions and step.positions.lineno == trace.tb_lineno
        if here and step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            value, name = frame.f_globals.get(step.argval), step.argval
            if isinstance(value, (Basic, Family)) or value in (n, g, g_prime, loss_prime):
                return _symbol_said(name)
    return None


def _symbol_said(name):
    """That a name is a symbol of the course, in a function of numbers."""
    if name == "n":
        return "n is a symbol here, not the number of samples: use len(…), as in len(y)"
    return f"{name} is a symbol of the course here, without a number: give {name} its value first"


def _text(error):
    try:
        return str(error).strip()
    except Exception:  # an error of the student's own, whose text fails
        return ""


def _first_line(error):
    text = _text(error).splitlines()[0].rstrip(".")
    if sizes := _INNER_SIZES.search(text):
        return f"in a product with @, the inner sizes differ ({sizes[1]} and {sizes[2]})"
    return text if len(text) <= 150 else f"{text[:150]} …"


def _same(a, b):
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(_same, a, b))
    return np.array_equal(a, b) if isinstance(a, np.ndarray) else a is b or a == b


def whole_limit(seconds):
    """As `time_limit`, around the check itself; none in the browser, where it would be slow."""
    return contextlib.nullcontext() if sys.platform == "emscripten" else time_limit(seconds)


def time_limit(seconds):
    """A context that raises TooLong after so many seconds, by what this platform has for it.

    Limits may stand inside each other. In the browser there are no alarms and no threads: there,
    Python looks at the clock before each line of what is called, and a single long call of numpy or
    sympy runs to its end.
    """
    if sys.platform == "emscripten":
        return by_lines(seconds)
    in_main_thread = threading.current_thread() is threading.main_thread()
    return (by_alarm if hasattr(signal, "setitimer") and in_main_thread else by_thread)(seconds)


@contextlib.contextmanager
def by_alarm(seconds):
    def too_long(*_):
        raise TooLong

    before, outer = signal.signal(signal.SIGALRM, too_long), signal.getitimer(signal.ITIMER_REAL)
    began = time.monotonic()
    soon = min(seconds, outer[0] or seconds)
    signal.setitimer(signal.ITIMER_REAL, soon, 0.1)  # again and again: a bare except eats one
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if outer[0]:
            left = outer[0] - (time.monotonic() - began)
            signal.setitimer(signal.ITIMER_REAL, max(left, 1e-3), outer[1])


@contextlib.contextmanager
def by_lines(seconds):
    """For Python in the browser: the clock is read before each line."""
    end, before = time.monotonic() + seconds, sys.gettrace()

    def look(frame, event, argument):
        if time.monotonic() > end:
            raise TooLong
        return look

    sys.settrace(look)
    try:
        yield
    finally:
        sys.settrace(before)


@contextlib.contextmanager
def by_thread(seconds):
    """For Windows, which has no alarm, and for threads that get no signals."""
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    me, lock, over = ctypes.c_ulong(threading.get_ident()), threading.Lock(), threading.Event()

    def watch():
        pause = seconds
        while not over.wait(pause):
            with lock:
                if not over.is_set():
                    raise_in(me, ctypes.py_object(TooLong))
            pause = 0.1

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        with lock:
            over.set()
            raise_in(me, None)  # what was sent but has not arrived
