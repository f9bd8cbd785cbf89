"""The walls of the house: who may import whom, what an import loads, one style, no traces."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.hygiene import MACHINE_PATH
from tools.notebook import ROOT

# What each room of nnlib may import beside the standard library and itself.
CORE = {"numpy", "nnlib"}
WALLS = {
    "nnlib": CORE,
    "nnlib.__init__": CORE | {"nnlib.props"},  # it shows the student beside the core
    "nnlib.props": CORE,
    "nnlib.symbolic": CORE | {"sympy", "mpmath", "nnlib.props"},  # mpmath is sympy's own
    # Pillow and contourpy are matplotlib's own: wherever it is installed, they are.
    "nnlib.plots": CORE | {"matplotlib", "PIL", "contourpy", "nnlib.props"},
    "nnlib.widgets": CORE
    | {
        "ipywidgets",
        "IPython",
        "anywidget",
        "traitlets",
        "nnlib.plots",
        "nnlib.props",
        "nnlib.symbolic",
    },
    "nnlib.feedback": CORE | {"sympy", "nnlib.props", "nnlib.symbolic"},
}
PACKAGE_INDEX = re.compile(r"(?:https?|file)://[^\s\"']*/simple\b|(?:index[-]url|find[-]links)[ =]")
THIS_FOLDER = re.compile(rf"(?<![\w./:-]){re.escape(str(ROOT))}\b")


def room_of(module):
    """The room of the house that a dotted name lies in, or its top-level package."""
    parts = module.split(".")
    return ".".join(parts[:2]) if ".".join(parts[:2]) in WALLS else parts[0]


def imports(source, module):
    """Every dotted name that the source of `module` imports, relative ones resolved."""
    package = module.rpartition(".")[0].split(".")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{base}.{name.name}" for name in node.names)


def trespasses(source, module):
    """The imports in the source of `module` that its room's walls forbid."""
    room = room_of(module)
    allowed = WALLS[room] | {room} | sys.stdlib_module_names
    return [name for name in imports(source, module) if room_of(name) not in allowed]


def dotted(path):
    """The dotted name of a module; a package's own module is named `package.__init__`."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


MODULES = sorted((ROOT / "nnlib").rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_no_module_looks_up(path):
    assert trespasses(path.read_text(encoding="utf-8"), dotted(path)) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("nnlib.network", "import sympy"),
        ("nnlib.network", "def late():\n    import matplotlib.pyplot as plt"),
        ("nnlib.network", "from . import plots"),
        ("nnlib.network", "from .props.student import student_network"),
        ("nnlib.props.paths", "from ..plots import draw"),
        ("nnlib.network", "from .symbolic import Derivation"),
        ("nnlib.__init__", "from nnlib import feedback"),
        ("nnlib.network", "import tools.execute"),
        ("nnlib.network", "from tests import conftest"),
        ("nnlib.symbolic.lines", "from ..plots import draw"),
        ("nnlib.symbolic.lines", "import matplotlib"),
        ("nnlib.plots.__init__", "from ..widgets import Panel"),
        ("nnlib.plots.diagram", "import ipywidgets"),
        ("nnlib.plots.diagram", "import IPython.display"),
        ("nnlib.widgets.panel", "from nnlib.feedback import check"),
        ("nnlib.feedback.checks", "from ..widgets.panel import Panel"),
    ],
)
def test_a_planted_import_is_caught(module, source):
    assert trespasses(source, module)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("nnlib.network", "import numpy as np\nfrom .losses import LOSSES\nimport difflib"),
        ("nnlib.symbolic.lines", "from ..network import Network\nfrom . import symbols"),
        ("nnlib.widgets.panel", "from nnlib.plots import draw\nimport nnlib.symbolic"),
        ("nnlib.__init__", "from .props.student import student_network"),
        ("nnlib.feedback.checks", "import sympy.core\nfrom ..symbolic import Derivation"),
    ],
)
def test_a_lawful_import_passes(module, source):
    assert trespasses(source, module) == []


def test_course_py_needs_only_the_standard_library():
    source = (ROOT / "course.py").read_text(encoding="utf-8")
    foreign = [n for n in imports(source, "course") if room_of(n) not in sys.stdlib_module_names]
    assert foreign == []


def call(*command):
    """Run a command in the course's folder; its exit code and all that it printed."""
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    done = subprocess.run(command, cwd=ROOT, encoding="utf-8", errors="replace", **both)
    return done.returncode, done.stdout


def python(code):
    """Run `code` in a fresh interpreter and give what it prints."""
    status, printed = call(sys.executable, "-c", code)
    assert status == 0, printed
    return printed


LOADED = """
import sys, numpy
before = set(sys.modules)
import {module}
print(*(set(sys.modules) - before))
"""


def loaded_beside_numpy(module):
    """What importing `module` loads that belongs to neither numpy nor the standard library."""
    names = {name.split(".")[0] for name in python(LOADED.format(module=module)).split()}
    return names - sys.stdlib_module_names - {"numpy"}


def test_importing_nnlib_loads_numpy_and_the_standard_library_alone():
    assert loaded_beside_numpy("nnlib") == {"nnlib"}


def test_a_heavy_import_is_noticed():
    assert loaded_beside_numpy("nnlib.symbolic") >= {"nnlib", "sympy"}


def test_importing_nnlib_enters_no_room_but_the_props_and_starts_no_thread():
    found = python("import nnlib, sys, threading; print(threading.active_count(), *sys.modules)")
    threads, *modules = found.split()
    assert threads == "1"
    assert {room_of(name) for name in modules} & set(WALLS) == {"nnlib", "nnlib.props"}


def tracked():
    """The text files under version control, with their lines."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: no list of the project's own files")
    status, listed = call("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    assert status == 0, listed
    for path in map(Path, filter(None, listed.split("\0"))):
        if (ROOT / path).is_file() and b"\0" not in (data := (ROOT / path).read_bytes()):
            yield path, data.decode("utf-8").splitlines()


def traces(line):
    """What in `line` belongs to one machine: a path, or where its packages come from."""
    patterns = (MACHINE_PATH, PACKAGE_INDEX, THIS_FOLDER)
    return [found.group() for pattern in patterns if (found := pattern.search(line))]


def test_no_file_bears_traces_of_a_machine():
    found = [
        f"{path.as_posix()}:{number}: {trace}"
        for path, lines in tracked()
        for number, line in enumerate(lines, start=1)
        if len(line) < 2000  # longer ones are pictures, in base64
        for trace in traces(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "cd /" + "home/ann/course",
        "pip install --index-" + "url https://x.org numpy",
        "found at https://pypi.x.org" + "/simple/numpy",
        str(ROOT / "nnlib"),
    ],
)
def test_a_trace_is_caught(line):
    assert traces(line)


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_has_nothing_to_say(command):
    status, said = call(sys.executable, "-m", "ruff", *command, ".")
    assert status == 0, said


def foreign_underscores(source):
    """Private names that a source takes from other files: `from x import _y`, `thing._y`."""
    tree = ast.parse(source)
    defined = {node.name for node in ast.walk(tree) if hasattr(node, "name")}
    mine = {"self", "cls", "sys"}  # sys._getframe is Python's own
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module != "__future__":
            yield from (alias.name for alias in node.names if alias.name.startswith("_"))
        elif isinstance(node, ast.Attribute) and re.match("_(?!_)", node.attr):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            public = node.attr.startswith(("_repr_", "_replace", "_render_", "_asdict", "_fields"))
            if owner not in mine and not public and node.attr not in defined:
                yield node.attr


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_no_file_touches_anothers_underscore(path):
    assert sorted(set(foreign_underscores(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("source", ["from .network import _place", "net._forward(X)"])
def test_a_hand_on_anothers_underscore_is_caught(source):
    assert list(foreign_underscores(source))
