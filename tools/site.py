"""Builds the course as a site: pages to read, and the same notebooks live in the browser.

    python3 course.py site                     # builds _site/
    python3 course.py site --serve             # builds it and shows it on this machine
    python3 course.py site --check             # builds it and tries all of it in Chromium
    python3 course.py site --pyodide FOLDER    # with Python's own files on the site, too

Without --pyodide (or the variable PYODIDE_DIR), a live lesson fetches them from their public
address.
"""

import argparse
import os
import shutil
import sys
import time

from tools.notebook import ROOT
from tools.site_kernel import SiteError, find_pyodide
from tools.site_live import build_live, copy_notebooks
from tools.site_pages import build_pages, linked_code, teaching_pages
from tools.site_server import serving

SITE, WORK = ROOT / "_site", ROOT / "build" / "site"


def build(pyodide, site=SITE, work=WORK):
    """Build the whole site into the folder `site`: all of it, or what was there stays.

    `pyodide` is what `find_pyodide` gives; `work` keeps what a later build need not fetch again.
    Raises SiteError, which says what is wrong and how to mend it.
    """
    new, contents = work / "new", work / "contents"
    for folder in (new, contents):
        shutil.rmtree(folder, ignore_errors=True)
    notebooks = [path.relative_to(contents).as_posix() for path in copy_notebooks(contents)]
    for path in [*linked_code(notebooks), *teaching_pages()]:  # to which lessons link
        (contents / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, contents / path)
    build_pages(new, notebooks, work)
    build_live(new / "live", contents, pyodide, work)
    shutil.rmtree(site, ignore_errors=True)
    shutil.move(new, site)


def size(folder):
    """Megabytes of all files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def serve(site, port):
    with serving(site, port) as server:
        print(f"The site is at {server.address}/index.html. Ctrl-C ends it.", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print()


def options(arguments):
    parser = argparse.ArgumentParser(
        prog="course.py site", description="Build the course as a site in _site/."
    )
    parser.add_argument(
        "--pyodide",
        metavar="FOLDER",
        default=os.environ.get("PYODIDE_DIR", ""),
        help="put the browser's Python on the site (default: PYODIDE_DIR, else its public address)",
    )
    parser.add_argument("--serve", action="store_true", help="show the site on this machine")
    parser.add_argument("--port", type=int, default=8000, help="for --serve (default: 8000)")
    parser.add_argument(
        "--check", action="store_true", help="try every page and lesson in Chromium"
    )
    return parser.parse_args(arguments)


def main(arguments):
    chosen = options(arguments)
    began = time.monotonic()
    try:
        pyodide = find_pyodide(chosen.pyodide)
        build(pyodide)
    except SiteError as error:
        print(error, file=sys.stderr)
        return 1
    where = "on the site" if pyodide.folder else f"fetched from {pyodide.url}"
    print(
        f"Built {SITE.relative_to(ROOT)}/ in {time.monotonic() - began:.0f} s: "
        f"{size(SITE):.0f} MB; the browser's Python is {where}."
    )
    if chosen.check:
        from tools.site_check import check_all  # needs a browser, which the others do not

        return check_all(SITE, "" if pyodide.folder else pyodide.url)
    if chosen.serve:
        serve(SITE, chosen.port)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
