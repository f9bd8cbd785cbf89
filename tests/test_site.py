"""The parts of the site that need no browser: what is refused, what is packed, what is noticed."""

import gzip
import json
import shutil
import urllib.request
import zipfile

import nbformat
import pytest

from tools import site_kernel, site_pages
from tools.notebook import ROOT
from tools.site_kernel import SiteError, find_pyodide
from tools.site_links import broken_links, outside_hosts
from tools.site_server import serving


def write(folder, **files):
    """Files in a folder, "a__b_html" for a/b.html, and the folder."""
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_html", ".html").replace(
            "_ipynb", ".ipynb"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


# ---- Where Pyodide comes from.


@pytest.fixture
def pyodide(tmp_path, monkeypatch):
    """A folder that looks like Pyodide with one package, in a list of one."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    for name in (*site_kernel.CORE, "six.whl"):
        (folder / name).write_text(name)
    (folder / "package.json").write_text(json.dumps({"version": site_kernel.VERSION}))
    one = {"six": {"file_name": "six.whl", "sha256": site_kernel.digest(folder / "six.whl")}}
    monkeypatch.setattr(site_kernel, "pyodide_packages", lambda: one)
    return folder


def test_a_whole_folder_is_taken(pyodide):
    assert find_pyodide(str(pyodide)).folder == pyodide


@pytest.mark.parametrize("name", ["pyodide.asm.wasm", "six.whl"])
def test_a_folder_that_lacks_a_file_is_refused(pyodide, name):
    (pyodide / name).unlink()
    with pytest.raises(SiteError, match=f"has no {name}"):
        find_pyodide(str(pyodide))


def test_a_folder_of_another_version_is_refused(pyodide):
    (pyodide / "package.json").write_text('{"version": "0.28.0"}')
    with pytest.raises(SiteError, match="holds Pyodide 0.28.0; the lessons are tested with"):
        find_pyodide(str(pyodide))


def test_a_changed_file_is_refused(pyodide):
    (pyodide / "six.whl").write_text("another")
    with pytest.raises(SiteError, match="is not the file that Pyodide"):
        find_pyodide(str(pyodide))


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(SiteError, match=r"has no pyodide\.js\. Give a folder with Pyodide"):
        find_pyodide(str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("where", "url"),
    [("", site_kernel.CDN), ("http://127.0.0.1:9/a", "http://127.0.0.1:9/a/")],
)
def test_an_address_is_taken_as_it_is(where, url):
    assert find_pyodide(where) == (None, url)


def test_the_list_holds_every_package_that_its_packages_need():
    packages = site_kernel.pyodide_packages()
    needed = {name.replace("_", "-") for one in packages.values() for name in one["depends"]}
    assert needed - set(packages) == set()
    assert {"numpy", "matplotlib", "ipython", "micropip"} <= set(packages)


# ---- Wheels.


def wheel(path, files):
    with zipfile.ZipFile(path, "w") as content:
        for name, text in files.items():
            content.writestr(name, text)
    return path


def test_a_wheel_in_the_list_needs_only_what_is_known(tmp_path):
    about = "Name: a-b\nRequires-Dist: Numpy>=2\nRequires-Dist: typing_extensions\n"
    about += "Requires-Dist: pytest; extra == 'test'\nRequires-Dist: elsewhere\n"
    made = wheel(
        tmp_path / "a_b-1.0-py3-none-any.whl",
        {"a_b/__init__.py": "", "one.py": "", "a_b-1.0.dist-info/METADATA": about},
    )
    entry = site_kernel.entry(made, {"numpy", "typing-extensions", "pytest"})
    assert entry["name"] == "a-b" and entry["version"] == "1.0"
    assert entry["depends"] == ["numpy", "typing-extensions"]
    assert entry["imports"] == ["a_b", "one"]
    assert entry["sha256"] == site_kernel.digest(made)


def test_tests_are_left_out_of_a_wheel(tmp_path):
    names = {"a/b.py": "1", "a/tests/c.py": "2", "a/testing/d.py": "3"}
    site_kernel.without_tests(wheel(tmp_path / "a.whl", names), tmp_path / "b.whl")
    assert zipfile.ZipFile(tmp_path / "b.whl").namelist() == ["a/b.py", "a/testing/d.py"]


def test_the_wheel_of_nnlib_holds_all_of_it(tmp_path):
    site_kernel.build_nnlib(tmp_path)
    (made,) = tmp_path.glob("nnlib-*.whl")
    inside = {name for name in zipfile.ZipFile(made).namelist() if name.startswith("nnlib/")}
    outside = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "nnlib").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert inside == outside
    assert site_kernel.entry(made, {"numpy", "sympy"})["depends"] == ["numpy"]


def test_every_room_of_nnlib_has_its_packages():
    """A cell that names a room waits for them: a room without an entry would not load."""
    heavy = {"symbolic", "plots", "widgets", "feedback"}
    assert set(site_kernel.ROOMS) == heavy
    assert {path.name for path in (ROOT / "nnlib").iterdir() if path.is_dir()} >= heavy


# ---- Pages.


def notebook(folder, *sources):
    cells = [nbformat.v4.new_markdown_cell(sources[0])]
    cells += [nbformat.v4.new_code_cell(source) for source in sources[1:]]
    folder.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "a.ipynb")
    return cells


def test_a_page_begins_with_its_title_and_the_way_to_the_live_notebook(tmp_path, monkeypatch):
    monkeypatch.setattr(site_pages, "ROOT", tmp_path)
    notebook(tmp_path / "exercises", "# Title\n\nText with [code](../nnlib/losses.py).")
    first = site_pages.page("exercises/a.ipynb").cells[0].source
    assert first.startswith("# Title\n\n<div")
    assert "../live/notebooks/index.html?path=exercises/a.ipynb" in first
    assert first.endswith("Text with [code](../nnlib/losses.md).")
    assert site_pages.linked_code(["exercises/a.ipynb"]) == ["nnlib/losses.py"]


def test_what_a_lesson_folds_is_folded_on_its_page(tmp_path, monkeypatch):
    monkeypatch.setattr(site_pages, "ROOT", tmp_path)
    notebook(tmp_path / "notebooks", "# Title", "1", "2")
    path = tmp_path / "notebooks" / "a.ipynb"
    nb = nbformat.read(path, 4)
    nb.cells[1].metadata["jupyter"] = {"source_hidden": True, "outputs_hidden": False}
    nb.cells[2].metadata.update(tags=["x"], jupyter={"outputs_hidden": True})
    nbformat.write(nb, path)
    _, one, two = site_pages.page("notebooks/a.ipynb").cells
    assert one.metadata.tags == ["hide-input"]
    assert two.metadata.tags == ["x", "hide-output"]


# ---- Links.


def test_a_link_that_leads_somewhere_is_not_reported(tmp_path):
    site = write(
        tmp_path,
        index_html='<a href="a/b.html#here"></a><a href="https://x.org/"></a><a href="#"></a>'
        '<a id="top" href="#top"></a><a href="live/index.html?path=notebooks/a.ipynb"></a>',
        a__b_html='<h1 id="here"></h1><img src="../index.html">',
        live__index_html='<a href="nowhere"></a>',
        live__files__notebooks__a_ipynb="{}",
    )
    assert broken_links(site) == []


@pytest.mark.parametrize(
    "link",
    ["b.html", "a.html#there", "#there", "live/index.html?path=b.ipynb", "live/index.html", ".."],
)
def test_a_broken_link_is_reported(tmp_path, link):
    write(tmp_path, outside_html="")
    site = write(tmp_path / "site", index_html=f'<a href="{link}"></a>', a_html='<p id="here">')
    if "path" in link:
        write(site, live__index_html="")
    assert broken_links(site) == [f"index.html: {link}"]


def test_a_file_from_another_host_is_reported_and_a_link_to_it_is_not(tmp_path):
    links = '<a href="https://x.org"></a><script src="https://cdn.y.org/a.js"></script>'
    assert outside_hosts(write(tmp_path, index_html=links)) == ["cdn.y.org"]


# ---- The server.


def fetch(address, **headers):
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        return answer.status, answer.headers, answer.read()


def test_the_server_packs_text_and_counts_what_it_sends(tmp_path):
    site = write(tmp_path, index_html="text " * 1000)
    with serving(site) as server:
        status, headers, body = fetch(f"{server.address}/index.html", **{"Accept-Encoding": "gzip"})
        assert status == 200 and headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(body) == b"text " * 1000
        assert server.sent == len(body) < 500
        assert fetch(f"{server.address}/")[2] == b"text " * 1000
        assert server.sent == len(body) + 5000
        with pytest.raises(urllib.error.HTTPError, match="304"):
            fetch(f"{server.address}/index.html", **{"If-Modified-Since": headers["Last-Modified"]})
        with pytest.raises(urllib.error.HTTPError, match="404"):
            fetch(f"{server.address}/nowhere.js", **{"Accept-Encoding": "gzip"})


def test_a_changed_file_is_packed_anew(tmp_path):
    site = write(tmp_path, index_html="one")
    with serving(site) as server:
        ask = lambda: fetch(f"{server.address}/index.html", **{"Accept-Encoding": "gzip"})[2]
        assert gzip.decompress(ask()) == b"one"
        shutil.copystat(ROOT / "README.md", write(site, index_html="two") / "index.html")
        assert gzip.decompress(ask()) == b"two"
