"""One JupyterLab and one Chromium for all browser tests; they see a copy of the notebooks."""

import os
import shutil

import pytest
from lab import REPOSITORY, Notebook, find_chromium, launch, running_lab, write_notebook


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path is None:
            missing = "no Chromium was found. On Debian: apt install chromium"
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)
        browser = launch(playwright, path)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory):
    """The folder that JupyterLab shows, and the function from a path in it to its address."""
    folder = tmp_path_factory.mktemp("lab")
    lessons = REPOSITORY / "notebooks"
    if lessons.is_dir():
        shutil.copytree(lessons, folder / "work" / "notebooks")
    with running_lab(folder) as address:
        yield folder / "work", address


@pytest.fixture
def opened(chromium, lab):
    """A function that opens a notebook, by its path or from cells' sources, and runs it.

    `more` is what Playwright knows of the device: a touch screen, pixels per CSS pixel."""
    folder, address = lab
    made = []

    def open_notebook(path=None, *, cells=(), width=1366, height=768, run=True, **more):
        if path is None:
            path = f"made_{len(made)}.ipynb"
            write_notebook(folder / path, cells)
        size = {"width": width, "height": height}
        page = chromium.new_context(viewport=size, **more).new_page()
        made.append(Notebook(page, address(path), run))
        return made[-1]

    yield open_notebook
    for notebook in made:
        notebook.close()
