"""Is everything there that the lessons need? If not: what to do."""

import sys
from importlib import metadata

_LEAST = {
    "numpy": (2, 0),
    "matplotlib": (3, 8),
    "sympy": (1, 13),
    "ipywidgets": (8, 1, 5),
    "jupyterlab": (4, 2),
    "nbval": (0, 11),
}
if sys.platform == "emscripten":  # in the browser, the others come when a cell needs them
    _LEAST = {"numpy": _LEAST["numpy"]}
REMEDY = "Close JupyterLab and start the course with: python3 course.py lab"


def check():
    """Print one line for Python and each package that the lessons need, and a remedy if one is off.

    >>> check()  # doctest: +ELLIPSIS
    ✓ Python
    ✓ numpy...
    """
    lines = [_line("Python", sys.version_info[:2], (3, 11))]
    lines += [_line(name, _installed(name), least) for name, least in _LEAST.items()]
    print("\n".join(lines))
    good = all(line.startswith("✓") for line in lines)
    print("Everything is there. Go on." if good else REMEDY)


def _installed(name):
    """The version of a package as numbers, or None where it is missing."""
    try:
        parts = metadata.version(name).split(".")
    except metadata.PackageNotFoundError:
        return None
    return tuple(int(part) for part in parts if part.isdigit())


def _line(name, version, least):
    wanted = ".".join(map(str, least))
    if version is None:
        return f"✗ {name} is missing; {wanted} or newer is needed."
    if version < least:
        return f"✗ {name} is {'.'.join(map(str, version))}; {wanted} or newer is needed."
    return f"✓ {name}"
