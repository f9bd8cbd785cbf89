"""course.py, in a small course of its own: what it installs, what it believes, what it says.

Real `venv` and `pip` run once, offline, on packages made here. Elsewhere a fake stands in for them.
"""

import ast
import contextlib
import errno
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "course.py"
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")

# Stands for jupyterlab and pytest: reports where it runs and with what.
STUB = """
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "prefix": sys.prefix, "cwd": os.getcwd(),
                  "path": sys.path}))
sys.exit(5 if "five" in sys.argv else 0)
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""
BACKEND = """
import os, shutil
def build_editable(directory, *_):
    return os.path.basename(shutil.copy("wheels/demo-1-py3-none-any.whl", directory))
"""


def make_course(folder):
    """Write the least that course.py needs, in a folder whose name has a space and an umlaut."""
    root = folder / "Kurs für Übung"
    (root / "notebooks").mkdir(parents=True)
    (root / "notebooks" / "00_start_here.ipynb").write_text("{}")
    (root / "requirements.txt").write_text("jupyterlab\n")
    (root / "pyproject.toml").write_text(PROJECT)
    shutil.copy(SOURCE, root)
    return root


def load(root):
    spec = importlib.util.spec_from_file_location("course_under_test", root / "course.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class FakeTools:
    """Takes the place of `watch`: makes .venv's Python for venv, and answers for pip."""

    def __init__(self, course):
        self.course, self.calls, self.pip_answer = course, [], (0, [])

    def __call__(self, command):
        self.calls.append(str(command[2]))
        if command[2] == "venv":
            self.course.PYTHON.parent.mkdir(parents=True)
            self.course.PYTHON.touch()
            return 0, []
        if isinstance(self.pip_answer, BaseException):
            raise self.pip_answer
        self.pip_arguments = [str(part) for part in command[4:]]
        return self.pip_answer


@pytest.fixture
def course(tmp_path, monkeypatch):
    """course.py with fake tools; `course.ran` holds what it started last."""
    module = load(make_course(tmp_path))
    module.tools = module.watch = FakeTools(module)
    module.ask_python, module.probe = module.probe, lambda: ""
    module.ran = None

    def run(*command):
        module.ran = command
        return 0

    module.run = run
    return module


def tools_called(course, *arguments):
    """Run course.py; return which of venv and pip it called."""
    course.tools.calls.clear()
    course.main(list(arguments))
    return course.tools.calls


def refusal(course, capsys, *arguments):
    """Run course.py, which must refuse in one paragraph; return that."""
    course.ran = None
    assert course.main(list(arguments)) == 1
    assert course.ran is None
    text = capsys.readouterr().err.strip()
    assert "Traceback" not in text
    return text


# ---- What is installed, and when.


def test_the_second_start_installs_nothing(course):
    assert tools_called(course, "lab") == ["venv", "pip"]
    assert tools_called(course, "lab") == []
    assert course.ran[0] == "jupyterlab"


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_a_changed_requirement_installs_again_in_the_same_venv(course, name):
    course.main(["lab"])
    with (course.ROOT / name).open("a") as file:
        file.write("# changed\n")
    assert tools_called(course, "lab") == ["pip"]
    assert tools_called(course, "lab") == []


def test_an_edit_during_the_installation_installs_again(course):
    def edit_and_answer(command):
        if command[2] == "pip":
            (course.ROOT / "requirements.txt").write_text("another\n")
        return course.tools(command)

    course.watch = edit_and_answer
    course.main(["lab"])
    assert tools_called(course, "lab") == ["pip"]


def test_the_test_set_holds_the_student_set(course):
    assert tools_called(course, "test") == ["venv", "pip"]
    assert course.tools.pip_arguments[-4:] == [
        "-r", str(course.ROOT / "requirements.txt"), "-e", ".[test]",
    ]  # fmt: skip
    assert tools_called(course, "lab") == []


def test_the_student_set_does_not_hold_the_test_set(course):
    course.main(["lab"])
    assert "-e" not in course.tools.pip_arguments
    assert tools_called(course, "test") == ["pip"]
    assert tools_called(course, "lab") == tools_called(course, "execute") == []


def test_each_extra_is_installed_once_for_the_same_requirements(course):
    course.COMMANDS["bench"] = ("bench", "tools.bench", "measure")
    assert tools_called(course, "test") == ["venv", "pip"]
    assert tools_called(course, "bench") == ["pip"]
    assert tools_called(course, "test") == tools_called(course, "bench") == []
    (course.ROOT / "requirements.txt").write_text("another\n")
    assert tools_called(course, "lab") == ["pip"]
    assert tools_called(course, "test") == ["pip"]


def test_a_moved_course_gets_a_new_venv(course, tmp_path, capsys):
    course.main(["lab"])
    course.ROOT.rename(tmp_path / "moved")
    moved = load(tmp_path / "moved")
    moved.tools = moved.watch = FakeTools(moved)
    moved.run = course.run
    assert tools_called(moved, "lab") == ["venv", "pip"]
    assert "Making .venv anew: it was made for" in capsys.readouterr().out


def test_another_python_gets_a_new_venv(course, capsys):
    course.main(["lab"])
    course.THIS = "3.12" if course.THIS != "3.12" else "3.13"
    assert tools_called(course, "lab") == ["venv", "pip"]
    assert "Making .venv anew: it was made for Python 3." in capsys.readouterr().out


def test_a_good_venv_made_by_hand_is_kept(course):
    course.PYTHON.parent.mkdir(parents=True)
    course.PYTHON.touch()
    (course.VENV / "mine").touch()
    assert tools_called(course, "lab") == ["pip"]
    assert (course.VENV / "mine").exists()


def test_jupyter_does_not_ask_about_news_unless_told_to(course):
    course.main(["lab"])
    overrides = course.VENV / "share/jupyter/lab/settings/overrides.json"
    news = json.loads(overrides.read_text())["@jupyterlab/apputils-extension:notification"]
    assert news == {"fetchNews": "false"}
    overrides.write_text("{}")
    course.silence_news()
    assert overrides.read_text() == "{}"


# ---- What is not believed.


def test_a_half_made_venv_is_made_anew(course, capsys):
    (course.VENV / "lib").mkdir(parents=True)
    (course.VENV / "lib" / "left_over").touch()
    assert tools_called(course, "lab") == ["venv", "pip"]
    assert not (course.VENV / "lib").exists()
    assert "Making .venv anew: it is incomplete." in capsys.readouterr().out


def test_a_venv_without_pip_is_made_anew(course):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", course.VENV], check=True)
    course.probe = course.ask_python
    assert tools_called(course, "lab") == ["venv", "pip"]


def test_a_venv_that_lost_its_python_is_made_anew(course):
    course.main(["lab"])
    course.PYTHON.unlink()
    assert tools_called(course, "lab") == ["venv", "pip"]


def test_a_stamp_that_cannot_be_read_is_not_believed(course):
    course.main(["lab"])
    course.STAMP.write_text('{"made_for": "Py')
    assert tools_called(course, "lab") == ["venv", "pip"]


def test_ctrl_c_during_pip_leaves_nothing_believed(course, capsys):
    course.tools.pip_answer = KeyboardInterrupt()
    assert course.main(["lab"]) == 130
    assert "Stopped." in capsys.readouterr().out
    course.tools.pip_answer = (0, [])
    assert tools_called(course, "lab") == ["venv", "pip"]
    assert "Making .venv anew: an earlier installation was interrupted." in capsys.readouterr().out


@pytest.mark.parametrize("begun", [False, True])
def test_pip_that_failed_before_it_changed_anything_does_no_harm(course, begun):
    course.main(["lab"])
    requirements = course.REQUIREMENTS[0].read_text()
    course.REQUIREMENTS[0].write_text("nonsense\n")
    course.tools.pip_answer = (1, ["Installing collected packages: a"] * begun + ["ERROR: no"])
    assert course.main(["lab"]) == 1
    course.REQUIREMENTS[0].write_text(requirements)
    course.tools.pip_answer = (0, [])
    assert tools_called(course, "lab") == (["venv", "pip"] if begun else [])


# Code for another process: an installation that gets to its middle and stays there.
ENDLESS = """
import course, subprocess, sys, time
def endless(command):
    print("in the middle", flush=True)
    time.sleep(600)
course.watch = endless
sys.exit(course.main(["lab"]))
"""


@contextlib.contextmanager
def another_process(root, code):
    """Python running `code` in the course's folder. It must end within a minute, or is killed."""
    # Started in the background, as a CI may be, the tests ignore Ctrl-C; their child must not.
    heed = None if os.name == "nt" else lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
    options = {"stdout": subprocess.PIPE, "encoding": "utf-8", "preexec_fn": heed}
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=root, start_new_session=True, **options) as process:
        try:
            yield process
            process.wait(60)
        finally:
            process.kill()


def test_a_killed_installation_is_not_believed_and_holds_no_lock(course):
    with another_process(course.ROOT, ENDLESS) as first:
        assert "in the middle" in first.stdout.readline() + first.stdout.readline()
        first.kill()
    assert course.read_stamp() == {}
    assert tools_called(course, "lab") == ["venv", "pip"]


def test_a_second_start_waits_for_the_first(course):
    with another_process(course.ROOT, ENDLESS) as first:
        assert "in the middle" in first.stdout.readline() + first.stdout.readline()
        with another_process(course.ROOT, ENDLESS) as second:
            assert "Another course.py is installing here." in second.stdout.readline()
            first.kill()
            assert "Installing" in second.stdout.readline()
            second.kill()


# The same with a real command that is watched; it prints its process number.
SLOW = """
import course, sys
watch = course.watch
def show(reader, lines):
    while len(lines) < 2:
        pass
    print(lines[-1], flush=True)
    reader.join()
course.show_progress = show
course.PATIENCE = 0.1
slow = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
course.watch = lambda command: watch([sys.executable, "-c", slow])
sys.exit(course.main(["lab"]))
"""


@posix
def test_ctrl_c_stops_a_running_command_quietly(course):
    with another_process(course.ROOT, SLOW) as process:
        child = [process.stdout.readline(), process.stdout.readline()][-1]
        process.send_signal(signal.SIGINT)
        process.wait(60)
        assert "Stopped." in process.stdout.read()
    assert process.returncode == 130
    with pytest.raises(ProcessLookupError):
        os.kill(int(child), 0)


@posix
def test_a_pip_that_outlives_its_course_holds_the_lock(course):
    with another_process(course.ROOT, SLOW) as process:
        child = [process.stdout.readline(), process.stdout.readline()][-1]
        process.kill()
        process.wait()
        with course.LOCK.open("a") as file:
            assert not course.locked(file)
            os.kill(int(child), signal.SIGKILL)
            while not course.locked(file):
                time.sleep(0.01)


# ---- What it says when something is wrong. (The texts of pip and venv are real ones.)


@pytest.mark.parametrize("version", ["3.6", "3.8", "3.10", "3.15", "4.0"])
def test_a_python_too_old_or_too_new(course, capsys, version):
    course.THIS = version
    text = refusal(course, capsys, "lab")
    assert f"Python 3.11 to 3.14 is wanted, this is {version}" in text
    assert "https://www.python.org/downloads/" in text
    assert not course.VENV.exists()


@pytest.mark.parametrize("version", ["3.11", "3.14"])
def test_a_fitting_python(course, version):
    course.THIS = version
    assert course.main(["lab"]) == 0


def test_an_old_python_can_read_the_file():
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_no_venv_module(course, capsys, monkeypatch, missing):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name != missing)
    assert "sudo apt install python3-venv" in refusal(course, capsys, "lab")
    assert not course.VENV.exists()


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        (
            "WARNING: Retrying (Retry(total=4, connect=None, read=None, redirect=None, "
            "status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3."
            "connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: "
            "[Errno -3] Temporary failure in name resolution')': /numpy/",
            "Connect to the internet",
        ),
        ("ReadTimeoutError: HTTPSConnectionPool(host='a', port=443): Read timed out.", "internet"),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on "
            "device",
            "Free some space",
        ),
        ("OSError: [WinError 112] Nicht genug Platz auf dem Datenträger", "Free some space"),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: "
            "'a'",
            "close every JupyterLab",
        ),
        ("ERROR: OSError: [WinError 5] Zugriff verweigert: 'a'", "close every JupyterLab"),
        ("ERROR: No matching distribution found for nonsense", "found for nonsense"),
    ],
)
def test_pip_fails(course, capsys, line, remedy):
    course.tools.pip_answer = (1, ["Collecting a", line, "ERROR: it failed"])
    assert remedy in refusal(course, capsys, "lab")
    assert not course.installed("")


def test_venv_fails(course, capsys):
    course.watch = lambda command: (1, ["Error: [Errno 28] No space left on device"])
    assert "Free some space" in refusal(course, capsys, "lab")
    assert course.read_stamp() == {}


@pytest.mark.parametrize(
    ("code", "text", "remedy"),
    [
        (errno.ENOSPC, "No space left on device", "Free some space"),
        (errno.EDQUOT, "Disk quota exceeded", "Free some space"),
        (errno.EACCES, "Permission denied", "folder of your own"),
        (errno.EROFS, "Read-only file system", "folder of your own"),
        (errno.EIO, "Input/output error", "Input/output error: 'course.json'"),
    ],
)
def test_the_system_refuses_to_write(course, capsys, code, text, remedy):
    def refuse(**stamp):
        raise OSError(code, text, "course.json")

    course.write_stamp = refuse
    assert remedy in refusal(course, capsys, "lab")


def test_something_is_missing(course, capsys):
    course.NOTEBOOK.unlink()
    assert "00_start_here.ipynb is missing. Get the whole course" in refusal(course, capsys, "lab")
    course.REQUIREMENTS[0].unlink()
    assert "requirements.txt is missing" in refusal(course, capsys, "test")


def test_venv_is_a_file(course, capsys):
    course.VENV.touch()
    assert "is a file, a folder is wanted" in refusal(course, capsys, "lab")


@pytest.mark.parametrize("form", ["--port {}", "--port={}"])
def test_a_taken_port(course, capsys, form):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        text = refusal(course, capsys, "lab", "--no-browser", *form.format(port).split())
        assert f"Port {port} is taken" in text
        assert "--port N" in text
    assert course.main(["lab", *form.format(port).split()]) == 0


@pytest.mark.parametrize("port", ["--port", "--port x", "--port=0", "--port 65536"])
def test_a_port_that_is_none(course, capsys, port):
    assert "--port wants a number from 1 to 65535" in refusal(course, capsys, "lab", *port.split())


def test_an_unknown_command(course, capsys):
    assert refusal(course, capsys, "labb") == "There is no command labb."


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"]])
def test_help_names_both_commands(course, capsys, arguments):
    assert course.main(arguments) == 0
    text = capsys.readouterr().out
    assert "python3 course.py lab" in text
    assert "python3 course.py test" in text
    assert all(name in text for name in course.COMMANDS)
    assert not course.VENV.exists()


# ---- What is started.


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("execute", "tools.execute"),
        ("exercises", "tools.exercises"),
        ("bench", "tools.bench"),
        ("site", "tools.site"),
    ],
)
def test_arguments_are_passed_on(course, name, module):
    course.main([name, "--check", "a b"])
    assert course.ran == (module, ["--check", "a b"])


def test_the_tests_run_in_parallel_unless_told_otherwise(course):
    course.main(["test", "-n", "0"])
    module, arguments = course.ran
    assert module == "pytest"
    assert arguments[:2] == ["-n", "auto"] and arguments[-2:] == ["-n", "0"]  # the last one counts


def test_lab_opens_the_first_notebook_on_this_machine_with_its_token(course, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    course.main(["lab", "--no-browser"])
    module, arguments = course.ran
    assert module == "jupyterlab"
    assert arguments == [
        "--ip=127.0.0.1",
        f"--ServerApp.root_dir={course.ROOT}",
        "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb",
        "--no-browser",
    ]


@pytest.mark.parametrize("given", [[], ["--allow-root"]])
def test_root_may_start_the_lab_too(course, monkeypatch, given):
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    course.main(["lab", *given])
    assert course.ran[1].count("--allow-root") == 1


def test_an_argument_of_ours_gives_way_to_a_given_one(course):
    course.main(["lab", "--ip=127.0.0.2"])
    assert [part for part in course.ran[1] if "--ip" in part] == ["--ip=127.0.0.2"]


@pytest.mark.parametrize(
    ("end", "code"),
    [("sys.exit(5)", 5), pytest.param("os.kill(os.getpid(), 15)", 143, marks=posix)],
)
def test_the_exit_code_is_that_of_the_command(tmp_path, end, code):
    course = load(make_course(tmp_path))
    (course.ROOT / "ends.py").write_text(f"import os, sys\n{end}")
    course.PYTHON = Path(sys.executable)
    assert course.run("ends", []) == code


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_answers_a_signal(tmp_path, number):
    course = load(make_course(tmp_path))
    (course.ROOT / "answers.py").write_text(
        "import signal, sys, time\n"
        f"signal.signal({number:d}, lambda *_: sys.exit(7))\n"
        "print('ready', flush=True); time.sleep(60)"
    )
    code = (
        "import course, pathlib, sys\ncourse.PYTHON = pathlib.Path(sys.executable)\n"
        "sys.exit(course.run('answers', []))"
    )
    with another_process(course.ROOT, code) as process:
        assert process.stdout.readline() == "ready\n"
        if number == signal.SIGINT:  # a terminal sends it to both
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
    assert process.returncode == 7


# ---- Once with the real venv and pip.


def make_wheel(folder, name, files, metadata=""):
    """Write the smallest wheel that pip installs."""
    about = f"{name}-1.dist-info"
    files = {
        **files,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n{metadata}",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{about}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{about}/RECORD"])
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / f"{name}-1-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)


@pytest.fixture(scope="module")
def real_course(tmp_path_factory):
    root = make_course(tmp_path_factory.mktemp("real"))
    (root / "backend.py").write_text(BACKEND)
    for name in ("jupyterlab", "pytest"):
        stub = {f"{name}/__init__.py": "", f"{name}/__main__.py": STUB}
        make_wheel(root / "wheels", name, stub)
    extra = "Provides-Extra: test\nRequires-Dist: pytest; extra == 'test'\n"
    make_wheel(root / "wheels", "demo", {"demo.py": ""}, extra)
    return root


def real_start(root, *arguments):
    """Start course.py as a user does, in an environment that would lead pip and Python astray."""
    elsewhere = str(root / "elsewhere")
    astray = {"PYTHONPATH": elsewhere, "PIP_TARGET": elsewhere, "PIP_USER": "1"}
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": (root / "wheels").as_uri()}
    done = subprocess.run(
        [sys.executable, root / "course.py", *arguments],
        cwd=root.parent,
        env={**os.environ, **astray, **offline, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stderr == ""
    *said, report = done.stdout.splitlines()
    return done.returncode, said, json.loads(report)


def test_a_real_first_and_second_start(real_course):
    shutil.rmtree(real_course / ".venv", ignore_errors=True)
    code, said, report = real_start(real_course, "lab", "--no-browser", "a b")
    assert code == 0
    assert said[0].startswith("Installing JupyterLab")
    assert said[-1].startswith("Installed in")
    assert report["arguments"][-2:] == ["--no-browser", "a b"]
    assert Path(report["prefix"]).samefile(real_course / ".venv")
    assert Path(report["cwd"]).samefile(real_course)
    assert not any("elsewhere" in place for place in report["path"])
    assert not (real_course / "elsewhere").exists()
    assert real_start(real_course, "lab")[1] == []  # the second time it says and does nothing


def test_a_real_start_of_the_tests(real_course):
    code, _, report = real_start(real_course, "test", "-k", "five", "five")
    assert code == 5
    assert report["arguments"][-3:] == ["-k", "five", "five"]
    assert real_start(real_course, "lab")[1] == []


def test_a_venv_of_another_python_made_by_hand_is_not_touched(real_course, capsys):
    real_start(real_course, "lab")
    (real_course / ".venv" / "course.json").unlink()
    course = load(real_course)
    course.THIS = "3.12" if course.THIS != "3.12" else "3.13"
    assert course.main(["lab"]) == 1
    assert "was made by hand for Python" in capsys.readouterr().err
    assert course.PYTHON.exists()
