"""The built site in a real browser: every page, two lessons and an exercise live."""

import os
import shutil
import urllib.request

import nbformat
import pytest

from tools import site, site_pages
from tools.site_check import (
    SIZE,
    Live,
    check_lesson,
    check_page,
    reading_pages,
    said,
    verdicts,
)
from tools.site_kernel import CDN, find_pyodide
from tools.site_links import broken_links, outside_hosts
from tools.site_live import build_live
from tools.site_server import serving

LESSONS = ("notebooks/00_start_here.ipynb", "notebooks/02_forward_propagation.ipynb")
EXERCISE = "exercises/02_forward_propagation.ipynb"
SEEN = (LESSONS[1], EXERCISE)


def can_be_had(address):
    try:
        with urllib.request.urlopen(f"{address}pyodide.js", timeout=5):
            return True
    except OSError:
        return False


@pytest.fixture(scope="module")
def source():
    """Where Pyodide comes from, and whether it can be had at all."""
    found = find_pyodide(os.environ.get("PYODIDE_DIR", ""))
    return found, bool(found.folder) or can_be_had(found.url)


@pytest.fixture(scope="module")
def built(tmp_path_factory, source):
    """The folder of the site; Sphinx refuses to build it with a warning."""
    folder = tmp_path_factory.mktemp("site")
    site.build(source[0], folder / "_site", folder / "work")
    return folder / "_site"


@pytest.fixture(scope="module")
def server(built):
    with serving(built) as running:
        yield running


@pytest.fixture
def live(source, server, chromium):
    """A function that opens a notebook of the site, live, in a browser that knows nothing yet."""
    found, there = source
    if not there:
        pytest.skip(
            f"no Pyodide: PYODIDE_DIR names no folder, and {CDN} is not reached. The live lessons "
            "are not tried"
        )
    opened = []

    def open_live(path, at=None, pyodide=None, **how):
        page = chromium.new_context(viewport=SIZE, **how).new_page()
        address = "" if found.folder else found.url
        opened.append(Live(page, at or server, path, address if pyodide is None else pyodide))
        return opened[-1]

    yield open_live
    for one in opened:
        one.close()


# ---- To read.


def test_every_link_leads_somewhere(built):
    assert broken_links(built) == []


def test_the_site_is_small(built, source):
    assert site.size(built) <= (75 if source[0].folder else 45)  # megabytes


def test_no_page_loads_from_another_host(built):
    assert outside_hosts(built) == []


def test_every_lesson_and_exercise_has_a_page_and_no_solution_has(built):
    pages = set(reading_pages(built))
    for folder in ("notebooks", "exercises"):
        for path in (site.ROOT / folder).glob("*.ipynb"):
            assert ".mine" in path.name or f"{folder}/{path.stem}.html" in pages
    assert not [page for page in pages if page.startswith("solutions")]
    assert not list((built / "live").rglob("solutions"))


def test_every_page_can_be_read(chromium, server, built):
    """No error, no raw formula, no picture without words; where axe looks, nothing serious.

    axe takes as long as all else: here it sees one page of each kind, `site --check` shows it all.
    """
    kinds = {"index.html", "docs/teaching.html", *(f"{path[:-6]}.html" for path in SEEN)}
    pages = reading_pages(built)
    assert kinds <= set(pages)
    assert [p for one in pages for p in check_page(chromium, server, one, axe=one in kinds)] == []


def test_the_dark_theme(chromium, server):
    assert check_page(chromium, server, f"{EXERCISE[:-6]}.html", scheme="dark") == []


def test_a_planted_fault_is_found(chromium, server, built):
    good = (built / "notebooks" / "01_intuition.html").read_text(encoding="utf-8")
    faults = (
        ("</article>", r"<p>\frac{1}{2}</p></article>", "raw formula"),
        ("</article>", '<img src="_static/none.png" alt="none"></article>', "404"),
        ("<body", '<script src="https://elsewhere.invalid/a.js"></script><body', "asks for"),
        ('<html lang="en"', "<html", "html-has-lang"),
    )
    for part, fault, name in faults:
        (built / "planted.html").write_text(good.replace(part, fault, 1), encoding="utf-8")
        found = check_page(chromium, server, "planted.html", axe="html" in name)
        assert any(name in problem for problem in found), name
    (built / "planted.html").unlink()


def test_search_finds_a_word(chromium, server):
    page = chromium.new_context(viewport=SIZE).new_page()
    page.goto(f"{server.address}/search.html?q=sigmoid")
    page.locator("#search-results li a").first.wait_for(timeout=20_000)
    page.context.close()


def test_a_folded_answer_unfolds(chromium, server):
    page = chromium.new_context(viewport=SIZE).new_page()
    page.goto(f"{server.address}/notebooks/03_1_output_node.html")
    answer = page.locator("article details:not([class])").first
    text = answer.locator("p").first
    assert not text.is_visible()
    answer.locator("summary").click()
    assert text.is_visible()
    page.context.close()


PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8Dw"
PNG += "HwAFAAH/iZk9HQAAAABJRU5ErkJggg=="
PYTHON = {"language_info": {"name": "python"}}
FOLD = '<details class="nnlib-fold"><summary>Show what happens</summary></details>'


@pytest.fixture
def small(tmp_path, monkeypatch):
    """The folder of a site with one lesson: a guess, what it hides, and a hidden input."""
    output = nbformat.v4.new_output
    picture = {"image/png": PNG, "text/plain": "a dot"}
    guess = nbformat.v4.new_code_cell("guess()", metadata={"jupyter": {"outputs_hidden": True}})
    guess.outputs = [
        output("display_data", data={"text/html": f"Your guess?\n{FOLD}", "text/plain": "?"}),
        output("stream", name="stdout", text="the result"),
        output("display_data", data=picture, metadata={"image/png": {"alt": "a dot"}}),
    ]
    hidden = nbformat.v4.new_code_cell("hidden = 1", metadata={"jupyter": {"source_hidden": True}})
    title = nbformat.v4.new_markdown_cell("# One lesson")
    pages = ("docs/site/in_the_browser.md", "CONTRIBUTING.md")
    for folder in ("notebooks", "docs/site"):
        (tmp_path / "root" / folder).mkdir(parents=True)
    nbformat.write(
        nbformat.v4.new_notebook(cells=[title, guess, hidden], metadata=PYTHON),
        tmp_path / "root" / "notebooks" / "00_start_here.ipynb",
    )
    for page in pages:
        shutil.copy(site.ROOT / page, tmp_path / "root" / page)
    monkeypatch.setattr(site_pages, "ROOT", tmp_path / "root")
    site_pages.build_pages(tmp_path / "site", ["notebooks/00_start_here.ipynb"], tmp_path)
    return tmp_path / "site"


def test_what_a_guess_hides_is_hidden_on_the_page_and_printed(chromium, small):
    with serving(small) as running:
        page = chromium.new_context(viewport=SIZE).new_page()
        page.goto(f"{running.address}/notebooks/00_start_here.html")
        result, picture = page.get_by_text("the result"), page.get_by_alt_text("a dot")
        assert page.get_by_text("Your guess?").is_visible()
        assert not result.is_visible() and not picture.is_visible()
        page.get_by_text("Show what happens").click()
        assert result.is_visible() and picture.is_visible()
        page.get_by_text("Show what happens").click()
        assert not result.is_visible()
        source = page.get_by_text("hidden = 1")
        assert not source.is_visible()
        page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        assert result.is_visible() and source.is_visible()
        page.context.close()


# ---- Live.


@pytest.mark.parametrize("path", LESSONS)
def test_a_lesson_runs_live_and_its_slider_moves(live, chromium, server, source, path):
    found, figures = check_lesson(chromium, server, path, "" if source[0].folder else source[0].url)
    assert found == []
    assert path != LESSONS[0] or "key" in figures


WRONG = "def layer(W, h, g):\n    z = W.T @ h\n    return z, g(z)"
ENDLESS = "def layer(W, h, g):\n    while True:\n        pass"


@pytest.fixture(scope="module")
def elsewhere(source, tmp_path_factory):
    """A live site whose Python comes from another host, as it does from the public address."""
    if not source[0].folder:
        yield None
        return
    folder = tmp_path_factory.mktemp("elsewhere")
    site.copy_notebooks(folder / "contents")
    with serving(source[0].folder) as host:
        build_live(
            folder / "site" / "live", folder / "contents", find_pyodide(host.address), folder
        )
        with serving(folder / "site") as running:
            yield running, host.address


def test_an_exercise_answers_live_and_the_work_is_kept(live, elsewhere):
    at, pyodide = elsewhere or (None, None)
    exercise = live(EXERCISE, at, pyodide)
    exercise.start_all()
    exercise.all_done()
    assert "✓" not in verdicts(exercise) and "○" in verdicts(exercise)
    exercise.write("layer", WRONG)
    exercise.run("layer")
    assert exercise.run("check-layer").startswith("✗")
    exercise.write("layer", ENDLESS)
    exercise.run("layer")
    assert "a loop that never ends" in exercise.run("check-layer")
    exercise.write("layer", right := WRONG.replace(".T", ""))
    exercise.run("layer")
    assert exercise.run("check-layer").startswith("✓")
    exercise.save()
    exercise.open()
    assert exercise.source("layer") == right
    assert said(exercise.cells()["check-layer"][1]).startswith("✓")
    assert exercise.problems() == []


def test_the_page_knows_of_a_saved_copy(live, server):
    """It says so, gives the copy as a file, and starts again from the original.

    To open a notebook saves none: it would hide later versions from one who has changed nothing.
    """
    exercise = live(EXERCISE)
    original = exercise.source("shapes")
    exercise.page.wait_for_timeout(8000)  # longer than the pause after which work is saved
    page = exercise.page.context.new_page()
    page.goto(f"{server.address}/{EXERCISE.replace('.ipynb', '.html')}")
    page.wait_for_timeout(500)
    assert page.locator(".saved-copy").inner_text() == ""
    exercise.write("shapes", "shapes = 'mine'")
    exercise.save()
    page.reload()
    page.get_by_text("keeps your copy").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my copy").click()
    assert "shapes = 'mine'" in download.value.path().read_text(encoding="utf-8")
    assert download.value.suggested_filename == "02_forward_propagation.ipynb"
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Start again").click()
    page.get_by_text("Your copy is deleted").wait_for()
    exercise.open()
    assert exercise.source("shapes") == original
