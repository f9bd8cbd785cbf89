"""Makes README's moving picture from three widgets in a real browser: docs/course.webp, and its
first frame, docs/course_still.webp, for those who have asked their system for reduced motion.

    python -m tools.readme_picture

Each frame is a photograph of JupyterLab: what the nodes of a network see while a weight moves, a
ball that rolls in the valley of the loss, and a pass that runs forward and back. The browser is
driven step by step and not by the clock, so the same browser makes the same picture.
"""

import argparse
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests" / "browser"))  # JupyterLab and Chromium, as tested
from lab import Notebook, find_chromium, launch, running_lab, write_notebook  # noqa: E402

PICTURE = REPOSITORY / "docs" / "course.webp"
MOST_BYTES = 1_500_000
_COLORS = 128  # the pictures use few; those that the browser smooths in between cost much
_WIDTH, _HEIGHT = 926, 570
_PARTS = (0.01, 0.13, 0.26, 0.39, 0.5, 0.65, 0.8, 0.95, 1)  # of each step of the pass
_CELLS = [
    """\
import nnlib
from nnlib import datasets, widgets

X, y = datasets.two_moons()
net = nnlib.Network([2, 3, 1], ["tanh", "sigmoid"], biases=True, seed=2)
nnlib.sgd(net, X, y, "log", rate=0.5, steps=800, batch=len(X))
widgets.explore_weights(net, (X, y))
""",
    """\
ball = nnlib.Network([2, 1])
ball.W[1] = [[-3.0, 3.0]]
valley = widgets.valley(ball, (X, y))
valley.rate.value = 10
valley
""",
    """\
micro = widgets.microscope(nnlib.student_network(), *nnlib.student_sample())
micro
""",
]


class Camera:
    """Takes frames (image, milliseconds) of one widget at a time: the upper part of its box."""

    def __init__(self, notebook, widget):
        self.notebook, self.widget, self.frames = notebook, widget, []
        widget.evaluate("widget => widget.scrollIntoView({block: 'start'})")
        notebook.page.wait_for_timeout(1500)  # until it is drawn as large as it is seen

    def take(self, milliseconds):
        box = self.widget.bounding_box()
        clip = {"x": box["x"], "y": box["y"], "width": _WIDTH, "height": _HEIGHT}
        photograph = self.notebook.page.screenshot(clip=clip)
        image = Image.open(io.BytesIO(photograph)).convert("RGB")
        if box["height"] < _HEIGHT:
            image.paste("white", (0, round(box["height"]), _WIDTH, _HEIGHT))  # the next cell
        self.frames.append((image, milliseconds))

    def take_after(self, act, milliseconds):
        """Take one as soon as the widget's picture has answered `act()`."""
        if not self.notebook.changes(self.widget, act):
            raise RuntimeError("the widget did not answer")
        self.notebook.page.wait_for_timeout(50)  # its words may come a little later
        self.take(milliseconds)


def film_maps(camera):
    """A weight goes one way and comes back; the maps in the nodes and the boundary follow."""
    slider = camera.widget.get_by_role("slider").nth(1)
    slider.focus()
    camera.notebook.page.wait_for_timeout(300)
    camera.take(1200)
    for key in ["ArrowLeft"] * 24 + ["ArrowRight"] * 24:
        camera.take_after(lambda key=key: slider.press(key), 80)


def film_valley(camera):
    """The ball rolls down, a step of gradient descent at a time."""
    camera.take(1200)
    step = camera.widget.get_by_role("button", name="1 step", exact=True)
    for _ in range(36):
        camera.take_after(step.click, 80)


def film_pass(camera):
    """As when it plays, but at given parts of each step: by the clock no two films are alike."""
    execute = camera.notebook.execute
    for number in range(int(execute("print(len(micro.step.options))"))):
        execute(f"micro.step.value = micro.step.options[{number}][1]")
        for part in _PARTS:
            execute(f"micro.part = {part}; micro.draw()")
            camera.notebook.page.wait_for_timeout(100)
            camera.take(900 if part == 1 else 100)


def film(folder):
    """The frames (image, milliseconds) of all three, in JupyterLab in `folder`."""
    write_notebook(folder / "work" / "film.ipynb", _CELLS)
    frames = []
    with sync_playwright() as playwright, running_lab(folder) as address:
        browser = launch(playwright, find_chromium(playwright))
        page = browser.new_context(viewport={"width": 1090, "height": 1100}).new_page()
        notebook = Notebook(page, address("film.ipynb"))
        notebook.command("application:toggle-left-area")
        for widget, act in zip(
            notebook.widgets(), (film_maps, film_valley, film_pass), strict=True
        ):
            camera = Camera(notebook, widget)
            act(camera)
            frames += [*camera.frames[:-1], (camera.frames[-1][0], 1500)]
        if problems := notebook.problems():
            raise RuntimeError(f"the notebook had problems: {problems}")
        browser.close()
    return frames


def save(frames, path):
    """Write them as an animated WebP that goes on for ever, all in the same few colors."""
    sample = Image.new("RGB", (_WIDTH, 3 * _HEIGHT))
    for place, (image, _) in enumerate((frames[0], frames[len(frames) // 2], frames[-1])):
        sample.paste(image, (0, place * _HEIGHT))
    few = {"palette": sample.quantize(_COLORS), "dither": Image.Dither.NONE}
    first, *more = (image.quantize(**few).convert("RGB") for image, _ in frames)
    times = [milliseconds for _, milliseconds in frames]
    how = {"lossless": True, "method": 6, "minimize_size": True}
    first.save(path.with_stem(f"{path.stem}_still"), **how)
    first.save(path, save_all=True, append_images=more, duration=times, loop=0, **how)


def main(arguments: list[str] | None = None) -> int:
    """Make the picture. Gives 1 if it came out too large."""
    parser = argparse.ArgumentParser(prog="readme_picture", description=__doc__.split(":")[0])
    parser.add_argument("path", type=Path, nargs="?", default=PICTURE)
    path = parser.parse_args(arguments).path
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "work").mkdir()
        frames = film(Path(folder))
    save(frames, path)
    size = path.stat().st_size
    print(f"{path.name}: {len(frames)} frames, {size / 1e6:.2f} MB, at most {MOST_BYTES / 1e6} MB")
    return int(size > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
