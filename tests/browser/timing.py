"""How fast each widget answers in real JupyterLab: `python tests/browser/timing.py`.

Every widget is open on a page of its own, and they are measured by turns, so that what else the
machine does meets all of them alike: a warm-up, then in each turn ten single key presses, from the
key to the changed picture, and 60 quick ones, and how long after the last of them the picture
changed for the last time. Figures in milliseconds; frames in which the picture was missing or
stood elsewhere are counted.
"""

import base64
import hashlib
import statistics
import sys
import tempfile
import time
from pathlib import Path

from lab import Notebook, find_chromium, launch, running_lab, write_notebook
from playwright.sync_api import sync_playwright

_NET = 'nnlib.Network([2, 3, 1], g=["tanh", "sigmoid"], biases=True, seed=3)'
_WIDGETS = {
    "weights": f"explore_weights({_NET}, nnlib.datasets.xor())",
    "activation": "explore_activation()",
    "microscope": "microscope(nnlib.student_network(), *nnlib.student_sample())",
    "train": f"train({_NET}, nnlib.datasets.xor())",
    "overfitting": "explore_overfitting()",
    "valley": f"valley({_NET}, nnlib.datasets.xor())",
}
_START = """
import hashlib, time, nnlib
from nnlib import widgets
w, took = widgets.{made}, []
draw = w.draw
def timed():
    start = time.perf_counter(); draw(); took.append(1000 * (time.perf_counter() - start))
w.draw = timed
w
"""
_TURNS, _SINGLE, _QUICK, _QUICK_EVERY = 6, 10, 60, 20  # the last in milliseconds
_WATCH = """widget => {
  const seen = window.seen = {keys: [], loads: [], frames: 0, bad: 0, places: new Set()};
  const now = () => performance.now();
  document.addEventListener('keydown', () => seen.keys.push(now()), true);
  widget.addEventListener('load', () => seen.loads.push(now()), true);
  const frame = () => {
    const image = widget.querySelector('img');
    seen.frames += 1;
    if (!image || !image.complete || !image.naturalWidth) seen.bad += 1;
    else seen.places.add(`${image.getBoundingClientRect().top} ${image.clientHeight}`);
    requestAnimationFrame(frame);
  };
  frame();
}"""


class Measured:
    """One widget, alone on its page, and what it has needed for its answers so far."""

    def __init__(self, notebook):
        self.notebook, self.page = notebook, notebook.page
        self.widget = notebook.widgets()[0]
        self.single, self.kernel, self.late, self.draws = [], [], [], []
        self.widget.get_by_role("slider").first.focus()  # the page scrolls to it
        self.page.wait_for_timeout(1000)
        self.widget.evaluate(_WATCH)

    def turn(self, keep=True):
        """Ten single presses and a burst; what they took is kept, or it was a warm-up."""
        self.page.bring_to_front()
        self.page.wait_for_timeout(1000)
        self.widget.get_by_role("slider").first.focus()
        self.page.wait_for_timeout(500)
        self.notebook.execute("took.clear()")
        self.page.evaluate("() => { seen.keys = []; seen.loads = [] }")
        for press in range(_SINGLE):
            self.page.keyboard.press("ArrowLeft" if press % 2 else "ArrowRight")
            self.page.wait_for_timeout(200)
        keys, loads = self.page.evaluate("() => [seen.keys, seen.loads]")
        kernel = [float(value) for value in self.notebook.execute("print(*took)").split()]
        late, draws = burst(self.page)
        if keep:
            after = [next((load for load in loads if load > key), float("inf")) for key in keys]
            self.single += [load - key for load, key in zip(after, keys, strict=True)]
            self.kernel += kernel
            self.late.append(late)
            self.draws.append(draws)

    def figures(self):
        page = self.page
        seen = page.evaluate(
            "() => ({frames: seen.frames, bad: seen.bad, places: seen.places.size})"
        )
        shown = self.widget.locator("img").get_attribute("src").partition(",")[2]
        same = self.notebook.execute("w.draw(); print(hashlib.md5(w.picture.png).hexdigest())")
        return {
            "median": statistics.median(self.single),
            "p90": _p90(self.single),
            "kernel": statistics.median(self.kernel),
            "kernel p90": _p90(self.kernel),
            "draws of 60": statistics.median(self.draws),
            "after the last": statistics.median(self.late),
            "at most": max(self.late),
            "right": same == hashlib.md5(base64.b64decode(shown)).hexdigest(),
            "frames": seen["frames"],
            "frames without picture": seen["bad"],
            "places of the picture": seen["places"],
            "problems": len(self.notebook.problems()),
        }


def burst(page):
    """60 quick presses: how long after the last one the picture changed, and how often it did."""
    page.evaluate("() => { seen.keys = []; seen.loads = [] }")
    for press in range(_QUICK):
        start = time.perf_counter()
        page.keyboard.press("ArrowLeft" if press % 4 < 2 else "ArrowRight")
        rest = _QUICK_EVERY - 1000 * (time.perf_counter() - start)
        if rest > 0:
            page.wait_for_timeout(rest)
    page.wait_for_timeout(1500)
    seen = page.evaluate("() => ({keys: seen.keys, loads: seen.loads})")
    return seen["loads"][-1] - seen["keys"][-1], len(seen["loads"])


def _p90(values):
    return sorted(values)[int(0.9 * len(values))]


def main(names):
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        folder = Path(folder)
        (folder / "work").mkdir()
        for name in names:
            cell = _START.format(made=_WIDGETS[name])
            write_notebook(folder / "work" / f"{name}.ipynb", [cell])
        browser = launch(playwright, find_chromium(playwright))
        with running_lab(folder) as address:
            measured = {name: Measured(_open(browser, address(f"{name}.ipynb"))) for name in names}
            for turn in range(1 + _TURNS):
                for each in measured.values():
                    each.turn(keep=turn > 0)
            for name, each in measured.items():
                said = (f"{what} {_shown(value)}" for what, value in each.figures().items())
                print(f"{name}: {', '.join(said)}", flush=True)
                each.notebook.close()
        browser.close()


def _open(browser, address):
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    return Notebook(page, address)


def _shown(value):
    return f"{value:.1f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main(sys.argv[1:] or list(_WIDGETS))
