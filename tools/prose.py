"""What a notebook says in Markdown: its titles, links, images and formulas."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import mistune
from nbformat import NotebookNode

from tools.notebook import outputs, read, where

parse = mistune.create_markdown(renderer=None, plugins=["math", "table"])
CODE = re.compile(r"(`{3,}|~{3,}).*?\1|(`+)[^`].*?\2", re.DOTALL)
HTML_LINK = re.compile(r"""\b(?:href|src)\s*=\s*["']([^"']*)""")
HTML_ID = re.compile(r"""\b(?:id|name)\s*=\s*["']([^"']*)""")
HTML_IMAGE = re.compile(r"<img\b[^>]*>")
HTML_ALT = re.compile(r"""\balt\s*=\s*(["'])\s*[^"'\s]""")


def markdown(nb: NotebookNode) -> Iterator[tuple[str, str]]:
    """Every piece of Markdown, with the name of its cell: text cells, and shown by code."""
    for index, cell in enumerate(nb.cells):
        if cell.cell_type == "markdown":
            yield where(index, cell), cell.source
    for place, output in outputs(nb):
        if "text/markdown" in output.get("data", {}):
            yield place, output.data["text/markdown"]


def tokens(text: str) -> Iterator[dict]:
    """Every token of a Markdown text, parents before children."""
    waiting = list(parse(text))
    while waiting:
        token = waiting.pop(0)
        yield token
        waiting = token.get("children", []) + waiting


def words(token: dict) -> str:
    """The plain text in a token."""
    return token.get("raw", "") + "".join(words(child) for child in token.get("children", []))


def headings(text: str) -> Iterator[tuple[int, str]]:
    """Each heading's level and text."""
    for token in tokens(text):
        if token["type"] == "heading":
            yield token["attrs"]["level"], words(token)


def html(text: str) -> str:
    """The raw HTML in a Markdown text."""
    return "\n".join(t["raw"] for t in tokens(text) if t["type"] in ("block_html", "inline_html"))


def titles(nb: NotebookNode) -> list[str]:
    """The headings of the first level."""
    return [name for _, text in markdown(nb) for level, name in headings(text) if level == 1]


def undescribed(nb: NotebookNode) -> list[str]:
    """The places of images that no text describes."""
    found = []
    for place, text in markdown(nb):
        images = [token for token in tokens(text) if token["type"] == "image"]
        found += [place for image in images if not words(image).strip()]
        found += [place for tag in HTML_IMAGE.findall(html(text)) if not HTML_ALT.search(tag)]
    for place, output in outputs(nb):
        shown = output.get("data", {}).get("text/html", "")
        found += [place for tag in HTML_IMAGE.findall(shown) if not HTML_ALT.search(tag)]
    return found


def broken_links(nb: NotebookNode, path: Path) -> list[str]:
    """The links to files and headings that are not there. The web is not asked."""
    found = []
    for place, text in markdown(nb):
        linked = [t["attrs"]["url"] for t in tokens(text) if t["type"] in ("link", "image")]
        for link in linked + HTML_LINK.findall(html(text)):
            problem = broken(unquote(link), path)
            if problem:
                found.append(f"{place}: link to {link}: {problem}")
    return found


def broken(link: str, path: Path) -> str | None:
    """What is wrong with `link`, written in the file at `path`."""
    if urlsplit(link).scheme in ("http", "https", "mailto"):
        return None
    if link.startswith("/") or urlsplit(link).scheme:
        return "neither of the web nor relative to the notebook"
    name, _, anchor = link.partition("#")
    target = path.parent / name if name else path
    if not target.exists():
        return "no such file"
    if anchor and anchor not in anchors(target):
        return "no such heading"
    return None


def anchors(path: Path) -> set[str]:
    """What a link may name after "#": JupyterLab's for a notebook, GitHub's for a text."""
    if path.suffix == ".ipynb":
        texts = [text for _, text in markdown(read(path))]
        names = {name.replace(" ", "-") for text in texts for _, name in headings(text)}
    else:
        texts = [path.read_text(encoding="utf-8")]
        plain = [re.sub(r"[^\w\- ]", "", name.lower()) for _, name in headings(texts[0])]
        names = {name.replace(" ", "-") for name in plain}
    return names | {name for text in texts for name in HTML_ID.findall(html(text))}


def open_math(nb: NotebookNode) -> list[str]:
    """The places where a formula opens and does not close."""
    said = [(place, CODE.sub("", text)) for place, text in markdown(nb)]
    said += [(p, o.data["text/latex"]) for p, o in outputs(nb) if "text/latex" in o.get("data", {})]
    return [f"{place}: {problem}" for place, text in said for problem in unbalanced(text)]


def unbalanced(text: str) -> Iterator[str]:
    """The formula marks in `text` that have no partner."""
    text = re.sub(r"\\[\\$]", "", text)  # a line break and a dollar sign that is only a sign
    if text.count("$$") % 2:
        yield "$$ without its partner"
    if text.replace("$$", "").count("$") % 2:
        yield "$ without its partner"
    begun = Counter(re.findall(r"\\begin\{(\w+\*?)\}", text))
    ended = Counter(re.findall(r"\\end\{(\w+\*?)\}", text))
    for name in sorted((begun - ended) | (ended - begun)):
        yield f"\\begin and \\end of {name} are not paired"
    if len(re.findall(r"\\left\b", text)) != len(re.findall(r"\\right\b", text)):
        yield "\\left and \\right are not paired"
