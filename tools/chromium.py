"""A headless Chromium: where it is, and how it is started."""

import os
import shutil

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_MAC_NAMES = ("Google Chrome", "Chromium", "Microsoft Edge")
_WINDOWS_PATHS = (
    ("Google", "Chrome", "Application", "chrome.exe"),
    ("Microsoft", "Edge", "Application", "msedge.exe"),
)
_ARGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
)


def find_chromium(playwright):
    """The path of a Chromium: the system's, Chrome where it usually is, playwright's; or None."""
    found = next((path for path in map(shutil.which, _NAMES) if path), None)
    places = [*_usual_places(), playwright.chromium.executable_path]
    return found or next((path for path in places if os.path.exists(path)), None)


def _usual_places():
    """Where Chrome and Edge are installed on macOS and on Windows, which are not in the PATH."""
    yield from (f"/Applications/{name}.app/Contents/MacOS/{name}" for name in _MAC_NAMES)
    folders = (
        os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
    )
    for folder in filter(None, folders):
        yield from (os.path.join(folder, *path) for path in _WINDOWS_PATHS)


def launch(playwright, path):
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    args = [*_ARGS, *(["--no-sandbox"] if root else [])]
    return playwright.chromium.launch(executable_path=path, headless=True, args=args)
