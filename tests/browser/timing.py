"""How fast each widget answers in real JupyterLab: `python tests/browser/timing.py`.

For each: 50 single key presses, from the key to the changed picture; then seven times 60
quick ones, and how long after the last of them the picture changed for the last time. Figures in
milliseconds; frames in which the picture was missing or stood elsewhere are counted.
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
_SINGLE, _BURSTS, _QUICK, _QUICK_EVERY = 50, 7, 60, 20  # the last in milliseconds
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


def measure(notebook):
    """What one widget, alone on its page, needs for an answer."""
    page, widget = notebook.page, notebook.widgets()[0]
    page.wait_for_timeout(1500)
    widget.get_by_role("slider").first.focus()
    for key in ["ArrowRight", "ArrowLeft"] * 3:
        page.keyboard.press(key)
        page.wait_for_timeout(200)
    widget.evaluate(_WATCH)
    notebook.execute("took.clear()")
    for press in range(_SINGLE):
        page.keyboard.press("ArrowLeft" if press % 2 else "ArrowRight")
        page.wait_for_timeout(200)
    seen = page.evaluate("() => ({keys: seen.keys, loads: seen.loads})")
    single = [
        next((load for load in seen["loads"] if load > key), float("inf")) - key
        for key in seen["keys"]
    ]
    kernel = [float(value) for value in notebook.execute("print(*took)").split()]
    bursts = [burst(page) for _ in range(_BURSTS)]
    late, draws = (sorted(values) for values in zip(*bursts, strict=True))
    seen = page.evaluate("() => ({frames: seen.frames, bad: seen.bad, places: seen.places.size})")
    shown = widget.locator("img").get_attribute("src").partition(",")[2]
    right = "w.draw(); print(hashlib.md5(w.picture.png).hexdigest())"
    same = notebook.execute(right)
    return {
        "median": statistics.median(single),
        "p90": _p90(single),
        "kernel": statistics.median(kernel),
        "kernel p90": _p90(kernel),
        "draws of 60": statistics.median(draws),
        "after the last": statistics.median(late),
        "at most": late[-1],
        "right": same == hashlib.md5(base64.b64decode(shown)).hexdigest(),
        "frames": seen["frames"],
        "frames without picture": seen["bad"],
        "places of the picture": seen["places"],
        "problems": len(notebook.problems()),
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
            for name in names:
                context = browser.new_context(viewport={"width": 1366, "height": 768})
                notebook = Notebook(context.new_page(), address(f"{name}.ipynb"))
                figures = measure(notebook)
                notebook.close()
                said = (f"{what} {_shown(value)}" for what, value in figures.items())
                print(f"{name}: {', '.join(said)}", flush=True)
        browser.close()


def _shown(value):
    return f"{value:.1f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main(sys.argv[1:] or list(_WIDGETS))
