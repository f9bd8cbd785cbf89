#!/usr/bin/env python3
"""Install the course in .venv beside this file, and start it.

    python3 course.py lab [arguments of jupyter lab, such as --no-browser or --port 8889]
    python3 course.py test [arguments of pytest]

On Windows: py course.py lab. The first start installs. A later one installs only if what the
course needs has changed.
"""
# Standard library only. Python 3.6 can read this file, so that an old Python gets as far as the
# message that says it is too old.

import contextlib
import errno
import hashlib
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

PYTHONS, THIS = ("3.11", "3.12", "3.13", "3.14"), "{}.{}".format(*sys.version_info)
ROOT = Path(__file__).resolve().parent
NOTEBOOK = ROOT / "notebooks" / "00_start_here.ipynb"
REQUIREMENTS = [ROOT / "requirements.txt", ROOT / "pyproject.toml"]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = VENV / "course.lock"
STAMP = VENV / "course.json"  # what is installed; {} while an installation is under way
PATIENCE = 5  # seconds that pip has to clean up after Ctrl-C

# name: (extra of pyproject.toml that it needs, module that it runs, what it does)
COMMANDS = {
    "lab": ("", "jupyterlab", "open the lessons in JupyterLab"),
    "test": ("test", "pytest", "run every test"),
    "execute": ("test", "tools.execute", "run the notebooks and store their outputs"),
    "exercises": ("test", "tools.exercises", "make exercises/ from solutions/"),
    "grading": ("teaching", "tools.grading", "release, collect and grade the exercises"),
    "site": ("site", "tools.site", "build the course as a site, to read and live in the browser"),
    "bench": ("bench", "tools.bench", "measure nnlib beside numpy unrolled by hand and PyTorch"),
}
# pytest's arguments; a given one goes before. A file's tests stay together and in their order, for
# a notebook's cells need those above them; the browser's tests, the longest, are the first.
IN_PARALLEL = ["-n", "auto", "--maxprocesses=4", "--dist=loadfile", "--no-loadscope-reorder"]
# What conda, another virtual environment or a user's settings would carry into .venv.
LEAKS = re.compile(
    "PYTHON(HOME|PATH|SAFEPATH|STARTUP|EXECUTABLE)|__PYVENV_LAUNCHER__"
    "|PIP_(TARGET|PREFIX|ROOT)|JUPYTER_PATH"
)
CAUSES = {  # what pip, venv or the system says, in lower case: what it means and how to mend it
    r"no space left|disk quota exceeded|winerror 112\b": (
        f"The disk is full. The course needs 500 MB in {ROOT} (900 with the tests), and some more "
        "for temporary files while it installs. Free some space and run the command again."
    ),
    "establish a new connection|https?connectionpool|name resolution|getaddrinfo failed"
    "|unreachable|timed out|connection (broken|aborted|reset)|certificate_verify_failed": (
        "The packages could not be downloaded: the package index was not reached. Connect to the "
        "internet (behind a proxy, set HTTPS_PROXY=http://name:port) and run the command again. "
        "Once it is installed, the course needs no network."
    ),
    r"permission denied|read-only file system|not permitted|winerror (5|32)\b": (
        f"A file in {ROOT} cannot be written. Move the course to a folder of your own; if it is in "
        "one, close every JupyterLab that still runs. Then run the command again."
    ),
}


class Problem(Exception):
    """Something that the reader can mend; the message says how."""


def say(text, end="\n"):
    print(text, end=end, flush=True)


def check_python():
    if THIS not in PYTHONS:
        raise Problem(
            f"Python {PYTHONS[0]} to {PYTHONS[-1]} is wanted, this is {THIS} ({sys.executable}). "
            "If you have a fitting one, call it by name, for example: python3.13 course.py lab "
            "(on Windows: py -3.13 course.py lab). If not, install one from "
            "https://www.python.org/downloads/ and run the command with it."
        )


def check_venv_module():
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Problem(
            f"This Python ({sys.executable}) cannot make a virtual environment: its module venv or "
            "ensurepip is missing. On Debian and Ubuntu: sudo apt install python3-venv (for a "
            f"Python that is not the system's own: python{THIS}-venv). Elsewhere: install "
            "Python from https://www.python.org/downloads/. Then run the command again."
        )


def check_files(*paths):
    for path in paths:
        if not path.exists():
            raise Problem(
                f"{path} is missing. Get the whole course again (git clone, or unpack all of its "
                "zip file) and run the command there."
            )


def check_port(arguments):
    """Refuse a --port that is taken. Without --port, Jupyter finds a free one by itself."""
    port = re.search(r"^--port(?:[=\n](.*))?$", "\n".join(arguments), re.MULTILINE)
    if not port:
        return
    if not re.fullmatch("[0-9]{1,5}", port[1] or "") or not 0 < int(port[1]) < 65536:
        raise Problem("--port wants a number from 1 to 65535, for example: --port 8889")
    with socket.socket() as probe:
        if os.name != "nt":  # where a port that was just closed would count as taken
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port[1])))
        except OSError as error:
            raise Problem(
                f"Port {port[1]} is taken, perhaps by a JupyterLab that still runs "
                f"({error.strerror}). Choose another one with --port N, or leave --port out: then "
                "a free one is found."
            ) from None


def read_stamp():
    """Return None if this file did not make .venv, {} if an installation did not end well."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError:
        return {}


def write_stamp(**stamp):
    STAMP.write_text(json.dumps(stamp), encoding="utf-8")  # half-written, it reads as {}


def made_for():
    return f"Python {THIS} in {ROOT}"  # a moved .venv does not work


def wanted():
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in REQUIREMENTS)).hexdigest()


def installed(extra):
    stamp = read_stamp()
    whole = bool(stamp) and not fault(stamp)
    return whole and stamp["wanted"] == wanted() and extra in stamp["extras"]


def fault(stamp):
    """Return why .venv has to be made anew, as far as its files tell; "" if nothing is wrong."""
    if stamp == {}:
        return "an earlier installation was interrupted"
    if stamp and stamp.get("made_for") != made_for():
        return f"it was made for {stamp.get('made_for')}, this is {made_for()}"
    return "" if PYTHON.exists() else "it is incomplete"


def probe():
    """Return why .venv has to be made anew, by asking its Python; "" if nothing is wrong."""
    question = [PYTHON, "-c", "import pip, sys; print('%d.%d' % sys.version_info[:2])"]
    quiet = {"stderr": subprocess.DEVNULL, "env": environment()}
    try:
        version = subprocess.check_output(question, **quiet).decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return "it is incomplete"
    if version != THIS:
        raise Problem(
            f"{VENV} was made by hand for Python {version}, and this is Python {THIS}. Run "
            f"the command with Python {version}, or delete or rename that folder first."
        )
    return ""


def ensure(extra):
    """See to it that .venv has the student's packages and those of the extra."""
    check_files(*REQUIREMENTS)
    if installed(extra):
        return
    check_venv_module()
    with one_at_a_time():
        if not installed(extra):  # another course.py may just have done it
            install(extra)


@contextlib.contextmanager
def one_at_a_time():
    """Hold a lock that the system takes back when this process and its pip are gone."""
    if VENV.is_file():
        raise Problem(f"{VENV} is a file, a folder is wanted: rename it and run this again.")
    VENV.mkdir(exist_ok=True)
    with LOCK.open("a") as file:
        if not locked(file):
            say("Another course.py is installing here. Waiting for it; Ctrl-C gives up.")
        while not locked(file):
            time.sleep(0.5)
        os.set_inheritable(file.fileno(), True)  # pip may outlive this process
        yield


def locked(file):
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:  # any other: this disk knows no locks, so do without
        return error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
    return True


def install(extra):
    started, goal = time.monotonic(), wanted()
    say(
        "Installing JupyterLab, numpy, matplotlib, sympy and what they need in .venv. The first "
        "time, that is 100 MB to download (200 with the tests) and one to five minutes."
    )
    make_venv_if_needed()
    before = read_stamp() or {"made_for": made_for(), "wanted": "", "extras": []}
    command = [PYTHON, "-m", "pip", "install", "--no-input", "--progress-bar", "off"]
    command += ["-r", REQUIREMENTS[0]] + (["-e", f".[{extra}]"] if extra else [])
    write_stamp()
    code, lines = watch(command)
    if code and not any(line.startswith("Installing collected packages") for line in lines):
        write_stamp(**before)  # pip failed before it changed anything
    if code:
        raise explained(lines)
    silence_news()
    extras = before["extras"] if before["wanted"] == goal else []
    extras = sorted({"", extra, *extras})  # every extra comes on top of the student's packages
    write_stamp(made_for=made_for(), wanted=goal, extras=extras)
    say(f"Installed in {time.monotonic() - started:.0f} s.")


def make_venv_if_needed():
    old = set(VENV.iterdir()) - {LOCK}
    reason = old and (fault(read_stamp()) or probe())
    if reason:
        say(f"Making .venv anew: {reason}.")
    elif old:
        return
    write_stamp()  # from here on .venv is half-made
    for path in old - {STAMP}:
        (shutil.rmtree if path.is_dir() and not path.is_symlink() else os.unlink)(path)
    base = getattr(sys, "_base_executable", sys.executable)  # this Python may be .venv's own
    code, lines = watch([base, "-m", "venv", VENV])
    if code:
        raise explained(lines)


def explained(lines):
    text = "\n".join(lines).lower()
    for signs, message in CAUSES.items():
        if re.search(signs, text):
            return Problem(message)
    tail = "\n    ".join(lines[-12:])
    return Problem(
        "The installation failed. Run the command again; if it fails in the same way, delete the "
        f"folder {VENV} and try once more; then ask for help with these last lines:\n    {tail}"
    )


def silence_news():
    """Keep JupyterLab from asking every student about news: none of its arguments does that."""
    path = VENV / "share/jupyter/lab/settings/overrides.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}')


def environment():
    kept = {name: value for name, value in os.environ.items() if not LEAKS.fullmatch(name)}
    return {
        # One more than there are cores, for some tests mostly wait: for a browser, for a kernel.
        "PYTEST_XDIST_AUTO_NUM_WORKERS": str((os.cpu_count() or 1) + 1),
        **kept,
        "PATH": str(PYTHON.parent) + os.pathsep + kept.get("PATH", os.defpath),
        "VIRTUAL_ENV": str(VENV),
        "PYTHONNOUSERSITE": "1",
        "PIP_USER": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "JUPYTER_PREFER_ENV_PATH": "1",  # or a kernel "python3" in the user's home could win
    }


def watch(command):
    """Run a command that takes long, showing its last line; return its exit code and its lines."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
    streams.update(text=True, errors="replace", close_fds=False)  # it holds the lock, too
    env = {**environment(), "PYTHONUNBUFFERED": "1"}
    child = subprocess.Popen(command, cwd=ROOT, env=env, **streams)
    lines = [f"{command[2]} ..."]  # until it says something: the module that runs

    def read():
        for line in filter(str.strip, child.stdout):
            lines.append(line.rstrip())

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        show_progress(reader, lines)
        return child.wait(), lines
    except BaseException:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(PATIENCE)  # Ctrl-C reached it too: let it clean up
        child.kill()
        child.wait()
        raise


def show_progress(reader, lines):
    terminal, width = sys.stdout.isatty(), shutil.get_terminal_size().columns - 1
    started = time.monotonic()
    while reader.is_alive():
        reader.join(0.5 if terminal else 10)
        text = f"{time.monotonic() - started:4.0f} s  {lines[-1].strip()}"
        say(text[:width].ljust(width if terminal else 0), end="\r" if terminal else "\n")
    if terminal:
        say(" " * width, end="\r")


def run(module, arguments):
    """Run a module of .venv in the course's folder. It answers Ctrl-C, we only wait for it."""
    signal.signal(signal.SIGINT, lambda *_: None)
    child = subprocess.Popen([PYTHON, "-m", module, *arguments], cwd=ROOT, env=environment())
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    code = child.wait()
    return code if code >= 0 else 128 - code


def lab_arguments(arguments):
    """Return Jupyter's arguments: ours, then those that were given; Jupyter wants none twice."""
    ours = [
        "--ip=127.0.0.1",
        f"--ServerApp.root_dir={ROOT}",
        f"--LabApp.default_url=/lab/tree/{NOTEBOOK.relative_to(ROOT).as_posix()}",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        ours.append("--allow-root")  # in a container there is often no other user
    given = {argument.partition("=")[0] for argument in arguments}
    return [one for one in ours if one.partition("=")[0] not in given] + arguments


def start(name, arguments):
    extra, module, _ = COMMANDS[name]
    if name == "lab":
        check_files(NOTEBOOK)
        check_port(arguments)
        arguments = lab_arguments(arguments)
    if name == "test":
        arguments = IN_PARALLEL + arguments
    ensure(extra)
    return run(module, arguments)


def main(arguments):
    name = arguments[0] if arguments else "--help"
    try:
        check_python()
        sys.stdout.reconfigure(errors="replace")  # a folder's name may not fit the terminal
        if name in COMMANDS:
            return start(name, arguments[1:])
        say(__doc__ + "\nCommands; arguments after them are passed on:")
        for command, (_, _, purpose) in COMMANDS.items():
            say(f"    {command:10} {purpose}")
        if name in ("-h", "--help"):
            return 0
        problem = f"There is no command {name}."
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
    except OSError as error:
        problem = explained([str(error)])
    except Problem as error:
        problem = error
    print(f"\n{problem}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
