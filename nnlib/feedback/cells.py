"""Whether the cell that gives an answer has stopped: then its variable is an older one.

IPython tells after each cell how it went; without IPython nothing is known, and nothing is said.
Where a cell stops at a slip of notation, that is shown in place of a traceback.
"""

import re
import sys

from ..symbolic import Refused
from . import slips

_errors = {}  # {name: how the last cell that gives this variable stopped, or None}
_sources = {}  # {name: the text of that cell}


def watch():
    """Look at every cell that is run from now on. Without IPython, do nothing."""
    shell = _shell()
    if shell is not None and note not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", note)
        shell.set_custom_exc((TypeError, ValueError, NameError), show)


def show(shell, kind, error, trace, tb_offset=None):
    """Show an error as IPython does, or what slip of notation it tells of."""
    if (said := slips.of_error(str(error))) and not hasattr(error, "_render_traceback_"):
        error._render_traceback_ = lambda: [f"{kind.__name__}: {said}.", slips.CRIB]
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def note(result):
    """Remember how a cell went, for each variable that it should give."""
    error = result.error_before_exec or result.error_in_exec
    text = getattr(result.info, "raw_cell", None) or ""
    space = getattr(_shell(), "user_ns", {})
    for name in given(text):
        _errors[name], _sources[name] = how_stopped(error, space.get(name)), text


def how_stopped(error, value):
    """How a cell stopped before its variable had this value, or None if it did not.

    A line that the value itself has refused leaves it as it was: a proof goes on from there.
    """
    if error is None or isinstance(error, Refused) and error.chain is value:
        return None
    return in_words(error)


def stopped(name):
    """How the last cell that gives the variable `name` stopped, or None if it did not."""
    return _errors.get(name)


def source(name):
    """The text of the last cell that gives the variable `name`; "" if none did."""
    return _sources.get(name, "")


def given(source):
    """The names to which a cell gives a value at its left margin, even if it cannot be read.

    >>> sorted(given("def layer(W):\\n    z = W\\nnode, edge = 1, 2\\nshapes = {"))
    ['edge', 'layer', 'node', 'shapes']
    """
    names = set(re.findall(r"^(?:def|class)\s+(\w+)", source, re.MULTILINE))
    for left in re.findall(r"^(\w[\w, ]*?)\s*(?::[^=\n]*)?=(?!=)", source, re.MULTILINE):
        names.update(re.findall(r"\w+", left))
    return names


def in_words(error):
    """The error's name and its message, or what slip it tells of."""
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    if slip := slips.of_error(str(error)):
        return f"{type(error).__name__}: {slip}"
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0].rstrip('.')}" if lines else type(error).__name__


def _shell():
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


watch()
