"""Every link of the built pages, and where it leads."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


class Page(HTMLParser):
    """The links of a page, and the names that a link can lead to in it."""

    def __init__(self, path):
        super().__init__()
        self.links, self.names = [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.links.append(value)
            if name == "id" or (name == "name" and tag == "a"):
                self.names.add(value)


def broken_links(site):
    """Links of the reading pages that lead nowhere in the folder `site`: "page: link" each.

    A link to a live lesson must name a notebook that is there; one to another host is not tried.
    """
    pages = {path: Page(path) for path in site.rglob("*.html") if is_reading_page(site, path)}
    return [
        f"{path.relative_to(site).as_posix()}: {link}"
        for path, page in pages.items()
        for link in page.links
        if not leads_somewhere(link, path, pages, site)
    ]


def is_reading_page(site, path):
    return path.relative_to(site).parts[0] not in ("live", "_static")


def leads_somewhere(link, path, pages, site):
    scheme, host, place, query, name = urlsplit(link)
    if scheme or host:
        return True
    target = (path.parent / unquote(place)).resolve() if place else path
    if target.is_dir():
        target /= "index.html"
    if not target.is_file() or site.resolve() not in target.parents:
        return False
    for notebook in parse_qs(query).get("path", []):
        if not Path(site, "live", "files", notebook).is_file():
            return False
    return not name or target not in pages or unquote(name) in pages[target].names


def outside_hosts(site):
    """Hosts that a reading page would load a file from: none, or it needs the internet."""
    loads = (link for path in site.rglob("*.html") if is_reading_page(site, path)
             for link in Loads(path).links)  # fmt: skip
    return sorted({urlsplit(link).netloc for link in loads} - {""})


class Loads(Page):
    """Only what a page loads by itself."""

    def handle_starttag(self, tag, attrs):
        if tag != "a":
            super().handle_starttag(tag, attrs)
