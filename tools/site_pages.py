"""The reading pages: what Sphinx reads is laid out here, and pictures get their descriptions.

It is also a Sphinx extension, which `docs/site/conf.py` names.
"""

import base64
import functools
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from tools.notebook import ROOT, read
from tools.site_kernel import SOURCES, SiteError
from tools.site_live import APP

BROWSER, ADDING = "docs/site/in_the_browser.md", "CONTRIBUTING.md"
MATHJAX = "tex-svg-full.js"
LIVE = """<div class="live"><a class="live-button" href="../live/{app}/index.html?path={path}">
{verb}</a><span><a href="../docs/site/in_the_browser.html">How this works</a></span></div>
<div class="saved-copy" data-path="{path}" role="status"></div>"""
FOLD = '<details class="nnlib-fold"'  # see nnlib.widgets.guessing, and site.css
FOLDS = {"source_hidden": "hide-input", "outputs_hidden": "hide-output"}  # JupyterLab: MyST-NB


CODE_LINK = re.compile(r"(\]\(\.\./nnlib/[\w/]+)\.py\)")  # from a lesson to a file of the library


def anchor(title):
    """A heading's address as JupyterLab gives it, in which the lessons' links are written.

    >>> anchor("Why minus?")
    'Why-minus?'
    """
    return title.replace(" ", "-")


def page(path):
    """The notebook at `path`, as its reading page shows it."""
    nb = read(ROOT / path)
    first = nb.cells[0]
    title, _, rest = first.source.partition("\n")
    verb = "Run this lesson" if path.startswith("notebooks/") else "Do this exercise"
    live = LIVE.format(app=APP, path=path, verb=f"{verb} in the browser")
    first.source = f"{title}\n\n{live}\n\n{rest}"
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            cell.source = CODE_LINK.sub(r"\1.md)", cell.source)
        hidden = cell.metadata.get("jupyter", {})
        tags = [tag for name, tag in FOLDS.items() if hidden.get(name)]
        if folds_by_itself(cell):
            tags = [tag for tag in tags if tag != "hide-output"]
        if tags:
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), *tags]
    return nb


def folds_by_itself(cell):
    """Whether a guess among the cell's outputs folds what comes after it: that is enough."""
    return any(
        FOLD in output.get("data", {}).get("text/html", "") for output in cell.get("outputs", [])
    )


def lay_out(folder, notebooks):
    """Write all that Sphinx reads into `folder`, for notebooks such as "exercises/a.ipynb"."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SOURCES / "static", folder / "static")
    shutil.copy(mathjax(), folder / "static")
    shutil.copy(SOURCES / "conf.py", folder)
    more = [BROWSER, *teaching_pages(), ADDING]
    for path in more:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, folder / path)
    for path in notebooks:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(json.dumps(page(path)), encoding="utf-8")
    for path in linked_code(notebooks):
        code = (ROOT / path).read_text(encoding="utf-8")
        text = f"---\norphan: true\n---\n# `{path}`\n\n```python\n{code}```\n"
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).with_suffix(".md").write_text(text, encoding="utf-8")
    first = (SOURCES / "index.md").read_text(encoding="utf-8")
    lessons, exercises = (
        [path for path in notebooks if path.startswith(name)] for name in ("notebooks", "exercises")
    )
    trees = [("Lessons", lessons), ("Exercises", exercises)]
    trees += [("More", more)]
    text = "\n\n".join([first, *(toctree(name, paths) for name, paths in trees)])
    (folder / "index.md").write_text(text, encoding="utf-8")


def teaching_pages():
    """All pages of docs/, such as "docs/teaching.md"."""
    return sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))


def linked_code(notebooks):
    """The files of the library to which the notebooks link, such as "nnlib/losses.py"."""
    texts = (cell.source for path in notebooks for cell in read(ROOT / path).cells)
    found = {link for text in texts for link in CODE_LINK.findall(text)}
    return sorted(link.removeprefix("](../") + ".py" for link in found)


def mathjax():
    """MathJax in one file with all of TeX that it knows: it fetches nothing more."""
    name = "sphinx-mathjax-offline"
    return metadata.distribution(name).locate_file(f"{name}/static/mathjax/{MATHJAX}")


def toctree(caption, paths):
    names = "\n".join(path.rpartition(".")[0] for path in paths)
    return f"```{{toctree}}\n:maxdepth: 1\n:caption: {caption}\n{names}\n```\n"


def build_pages(target, notebooks, work):
    """Build the reading pages into `target`; SiteError for any warning."""
    lay_out(work / "pages", notebooks)
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going"]
    command += ["-d", str(work / "doctrees"), str(work / "pages"), str(target)]
    env = {**os.environ, "PYTHONPATH": str(SOURCES.parents[1])}
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode:
        raise SiteError(
            f"The reading pages could not be built. Sphinx says:\n{done.stderr.strip()}"
        )
    for path in target.rglob("*.map"):  # for who develops the theme
        path.unlink()
    (target / ".nojekyll").touch()  # or GitHub Pages leaves out _static


@functools.cache
def descriptions(path):
    """The descriptions of a notebook's pictures, {the picture's digest: alt}."""
    found = {}
    for cell in read(path).cells:
        for output in cell.get("outputs", []):
            alt = output.get("metadata", {}).get("image/png", {}).get("alt")
            if alt:
                png = base64.b64decode(output.data["image/png"])
                found[hashlib.sha256(png).hexdigest()] = alt
    return found


def describe(app, doctree):
    """Give each picture of a notebook its description; MyST-NB names its file by its digest."""
    path = Path(app.env.doc2path(app.env.docname))
    if path.suffix == ".ipynb":
        for node in doctree.findall(lambda node: node.tagname == "image"):
            alt = descriptions(path).get(Path(node["uri"]).stem)
            if alt:
                node["alt"] = alt


def setup(app):
    app.connect("doctree-read", describe)
    return {"parallel_read_safe": True}
