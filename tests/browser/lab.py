"""JupyterLab on a free port, everything it writes in one temporary folder, driven by Chromium."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import nbformat

REPOSITORY = Path(__file__).resolve().parents[2]
if str(REPOSITORY) not in sys.path:  # where this folder's files run as scripts
    sys.path.append(str(REPOSITORY))

from tools.chromium import find_chromium, launch  # noqa: E402

__all__ = ["REPOSITORY", "Notebook", "find_chromium", "launch", "running_lab", "write_notebook"]
_SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    # Every cell is on the page, also those out of sight.
    "notebook-extension/tracker": {"windowingMode": "none"},
}
_READY = """() => {
  const panel = window.jupyterapp && window.jupyterapp.shell.currentWidget;
  const kernel = panel && panel.sessionContext && panel.sessionContext.session
    && panel.sessionContext.session.kernel;
  return !!kernel && kernel.status === 'idle' && panel.context.isReady;
}"""
_PROBLEMS = """() => {
  const outputs = [...document.querySelectorAll('.jp-OutputArea-output')]
    .filter(out => out.matches('[data-mime-type="application/vnd.jupyter.error"]')
      || out.matches('[data-mime-type="application/vnd.jupyter.stderr"]')
      || /Click to show javascript error|Error displaying widget/.test(out.innerText));
  const alerts = [...document.querySelectorAll('.nnlib [role=alert]:not(:empty)')];
  const broken = [...document.querySelectorAll('.jp-OutputArea-output img')]
    .filter(image => image.complete && !image.naturalWidth);
  return [...outputs, ...alerts].map(part => part.innerText.slice(0, 500))
    .concat(broken.map(image => 'broken image: ' + image.alt));
}"""

_EXECUTE = """async code => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const future = kernel.requestExecute({code});
  let text = '';
  future.onIOPub = message => {
    text += message.content.text || message.content.evalue || '';
  };
  await future.done;
  return text;
}"""


@contextmanager
def running_lab(folder, app="jupyterlab"):
    """Start JupyterLab (or the app "notebook") with `folder`/work as its root; give the function
    from a path to its address, with the token."""
    port, token = _free_port(), secrets.token_hex(16)
    (folder / "work").mkdir(parents=True, exist_ok=True)
    _write_settings(folder)
    with open(folder / "lab.log", "wb") as log:
        process = subprocess.Popen(
            _command(app, folder, port, token),
            cwd=folder / "work",
            env=_environment(folder),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_up(f"{address}/api/status?token={token}", process, folder / "lab.log")
            pages = {"jupyterlab": "lab/tree", "notebook": "notebooks"}[app]
            yield lambda path: f"{address}/{pages}/{path}?token={token}&reset"
        finally:
            _end(process)


def _end(process):
    process.terminate()  # it ends its kernels first, which takes time on a busy machine
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _command(app, folder, port, token):
    options = [
        "--no-browser",
        "--expose-app-in-browser",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={folder / 'work'}",
        f"--IdentityProvider.token={token}",
        "--ServerApp.allow_root=True",
    ]
    return [sys.executable, "-m", app, *options]


def _environment(folder):
    own = {
        "JUPYTER_CONFIG_DIR": folder / "config",
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": folder / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": folder / "workspaces",
        "IPYTHONDIR": folder / "ipython",
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")]),
    }
    return {**os.environ, **{name: str(value) for name, value in own.items()}}


def _write_settings(folder):
    for name, settings in _SETTINGS.items():
        path = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings))


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_up(url, process, log, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("JupyterLab did not start:\n" + log.read_text(errors="replace")[-2000:])


def write_notebook(path, cells):
    """A notebook of code cells with these sources, as a reader would have made it."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata["kernelspec"] = kernel
    nbformat.write(notebook, path)


class Notebook:
    """An open notebook whose every cell has run. `problems()` lists all that went wrong."""

    def __init__(self, page, url, run=True):
        self.page, self._noise, self.ran = page, [], True
        page.on("pageerror", lambda error: self._noise.append(f"page error: {error}"))
        page.on("console", self._heard)
        page.goto(url)
        self.wait_until_ready()
        if run:
            self.ran = self.command("notebook:run-all-cells")

    def wait_until_ready(self):
        self.page.wait_for_function(_READY, timeout=60_000)

    def command(self, name):
        """Run a command of JupyterLab and give what it gives."""
        return self.page.evaluate("name => window.jupyterapp.commands.execute(name)", name)

    def _heard(self, message):
        if message.type == "error":
            self._noise.append(f"console: {message.text} ({message.location.get('url')})")

    def execute(self, code):
        """What the kernel prints for this code, which no cell shows."""
        return self.page.evaluate(_EXECUTE, code).strip()

    def becomes(self, condition, seconds=10):
        """Wait until a condition is true in the kernel; an AssertionError if it never is."""
        deadline = time.monotonic() + seconds
        while (said := self.execute(f"print(bool({condition}))")) != "True":
            assert time.monotonic() < deadline, f"{condition}: {said}"
            self.page.wait_for_timeout(100)

    def problems(self):
        failed = [] if self.ran else ["a cell raised an error"]
        return failed + self.page.evaluate(_PROBLEMS) + self._noise

    def widgets(self):
        """The widgets of nnlib on the page, from top to bottom, once their controls stand."""
        self.page.wait_for_selector(".nnlib img", timeout=60_000)
        self.page.wait_for_selector(".nnlib [role=slider]", timeout=60_000)
        return self.page.locator(".nnlib").all()

    def changes(self, widget, act, seconds=5):
        """Whether `act()` changes the widget's picture and what its description says."""
        image = widget.locator("img").first
        before = image.get_attribute("src"), image.get_attribute("alt")
        act()
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            now = image.get_attribute("src"), image.get_attribute("alt")
            if now[0] != before[0] and now[1] != before[1]:
                return True
            self.page.wait_for_timeout(20)
        return False

    def screenshot(self, name, widget=None):
        """Keep a picture of the page in artifacts/, for whoever reads the run's results."""
        folder = REPOSITORY / "artifacts"
        folder.mkdir(exist_ok=True)
        if widget:
            widget.scroll_into_view_if_needed()
        self.page.screenshot(path=folder / f"{name}.png")

    def spot(self, widget, name, made="w"):
        """The middle of a spot of the picture, on the page; `made` is the widget's name there."""
        find = f"print(*next(r[:4] for name, *r in {made}.image.spots if name == {name!r}))"
        x1, y1, x2, y2 = map(float, self.execute(find).split())
        width = float(self.execute(f"print({made}.image.width)"))
        image = widget.locator("img").bounding_box()
        scale = image["width"] / width
        return image["x"] + scale * (x1 + x2) / 2, image["y"] + scale * (y1 + y2) / 2

    def drag(self, start, end):
        """Drag the mouse over the page."""
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(*end, steps=8)
        mouse.up()

    def slow_down(self, times):
        """Let the browser be so many times slower than this machine."""
        cdp = self.page.context.new_cdp_session(self.page)
        cdp.send("Emulation.setCPUThrottlingRate", {"rate": times})

    def stroke(self, place, by):
        """Draw a finger over the page, from a place by so many pixels, and take it off."""
        touch = self.page.context.new_cdp_session(self.page)
        ways = [0, *(step / 8 for step in range(9))]
        for kind, part in zip(["touchStart", *["touchMove"] * 9], ways, strict=True):
            x, y = (a + part * b for a, b in zip(place, by, strict=True))
            points = {"type": kind, "touchPoints": [{"x": x, "y": y}]}
            touch.send("Input.dispatchTouchEvent", points)
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def close(self):
        """Shut the kernel down, so that it does not slow the next notebook."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.page.context.close()
