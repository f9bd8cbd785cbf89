"""The Python of the live lessons: Pyodide, the wheels that the site brings, and the list of both.

A browser finds every package in one list, Pyodide's lock. Ours, `docs/site/pyodide-lock.json`,
keeps the few of Pyodide's packages that the course needs; the site's own wheels join it here.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import NamedTuple

from tools.notebook import ROOT

SOURCES = ROOT / "docs" / "site"
VERSION = "0.27.7"
CDN = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
# The wheels of this Pyodide kernel that are loaded with it, before a cell is run.
KERNEL_WHEELS = ("piplite", "ipykernel", "pyodide_kernel")
START = ("micropip", "piplite", "ssl", "sqlite3", "ipykernel", "comm", "pyodide_kernel", "jedi")
START += ("ipython",)
# What each room of nnlib needs, beside numpy; it is fetched when a cell names the room.
ROOMS = {
    "symbolic": ["sympy"],
    "plots": ["matplotlib"],
    "widgets": ["matplotlib", "ipywidgets", "anywidget", "sympy"],
    "feedback": ["sympy"],
}


class SiteError(Exception):
    """The site cannot be built or served; the message says why and how to mend it."""


class Pyodide(NamedTuple):
    """Where a browser finds Pyodide: at `url`, which is on the site where there is a `folder`."""

    folder: Path | None
    url: str


def find_pyodide(where):
    """The Pyodide that `where` names: a folder, an address, or "" for the public CDN.

    Raises SiteError for a folder that is no Pyodide of our version.
    """
    if not where:
        return Pyodide(None, CDN)
    if re.match("https?://", where):
        return Pyodide(None, where.rstrip("/") + "/")
    folder = Path(where).resolve()
    check_folder(folder)
    return Pyodide(folder, "./pyodide/")


def check_folder(folder):
    """Refuse a folder that lacks a file of Pyodide, or has one of another version."""
    for name in CORE:
        if not (folder / name).is_file():
            raise SiteError(
                f"{folder} has no {name}. Give a folder with Pyodide {VERSION}: unpack "
                f"pyodide-{VERSION}.tar.bz2 of its releases and name its folder pyodide."
            )
    version = json.loads((folder / "package.json").read_text())["version"]
    if version != VERSION:
        raise SiteError(f"{folder} holds Pyodide {version}; the lessons are tested with {VERSION}.")
    for package in pyodide_packages().values():
        path = folder / package["file_name"]
        if not path.is_file():
            raise SiteError(f"{folder} has no {path.name}, which Pyodide {VERSION} brings.")
        if digest(path) != package["sha256"]:
            raise SiteError(f"{path} is not the file that Pyodide {VERSION} brings.")


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pyodide_packages():
    """Pyodide's own packages that the course needs, {name: entry of the lock}."""
    return json.loads((SOURCES / "pyodide-lock.json").read_text())["packages"]


def fetch_wheels(folder, near=None):
    """Put the wheels that `wheels.txt` names into `folder`: from the folder `near`, or by pip.

    Gives {name: the wheel's path}; those that are there already are not fetched again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = (SOURCES / "wheels.txt").read_text(encoding="utf-8").split("\n")
    pins = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    for name, version in pins.items():
        found = near and wheel_of(near, name, version)
        if found:
            shutil.copyfile(found, folder / found.name)
    missing = [f"{name}=={pins[name]}" for name in pins if not wheel_of(folder, name, pins[name])]
    if missing:
        download(missing, folder)
    return {name: wheel_of(folder, name, version) for name, version in pins.items()}


def download(wheels, folder):
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--no-input"]
    command += ["--only-binary=:all:", "--platform=any", "--python-version=3.12", "--abi=none"]
    command += ["--implementation=py", "-d", folder, *wheels]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode:
        raise SiteError(
            f"These packages could not be fetched: {', '.join(wheels)}. Connect to the internet "
            f"for the first build, and run it again. pip says: {done.stderr.strip()[-500:]}"
        )


def wheel_of(folder, name, version):
    """The pure wheel of this package in `folder`, or None."""
    found = folder.glob(f"{re.sub('[-.]+', '_', name)}-{version}-*-none-any.whl")
    return next(found, None)


def build_nnlib(folder):
    """Write nnlib's wheel into `folder`: its files as they stand, and what names them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = f"nnlib-{project['version']}"
    about = f"Metadata-Version: 2.1\nName: nnlib\nVersion: {project['version']}\n"
    about += "".join(f"Requires-Dist: {line}\n" for line in project["dependencies"])
    kind = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = {f"{name}.dist-info/METADATA": about, f"{name}.dist-info/WHEEL": kind}
    for path in sorted((ROOT / "nnlib").rglob("*")):
        if path.suffix in (".py", ".js", ".css"):
            files[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    files[f"{name}.dist-info/RECORD"] = "".join(f"{path},,\n" for path in files)
    with zipfile.ZipFile(folder / f"{name}-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)


def without_tests(wheel, target):
    """Copy a wheel without its tests, which no reader runs: half of sympy's files."""
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as to:
        for item in source.infolist():
            if "/tests/" not in item.filename and "/labextensions/" not in item.filename:
                to.writestr(item, source.read(item), zipfile.ZIP_DEFLATED)


def entry(wheel, known):
    """The lock's entry for a wheel on the site; it depends on those it requires that are known."""
    name, version = wheel.name.split("-")[:2]
    with zipfile.ZipFile(wheel) as content:
        paths = content.namelist()
        meta = next(path for path in paths if path.endswith(".dist-info/METADATA"))
        required = Parser().parsestr(content.read(meta).decode()).get_all("Requires-Dist") or []
    always = [line for line in required if "extra ==" not in line]
    names = {normal(re.match(r"[\w.-]+", line)[0]) for line in always}
    tops = {path.split("/")[0].removesuffix(".py") for path in paths}
    return {
        "name": normal(name),
        "version": version,
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": digest(wheel),
        "package_type": "package",
        "imports": sorted(top for top in tops if top.isidentifier()),
        "depends": sorted(names & known),
        "unvendored_tests": False,
        "here": True,
    }


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def build_kernel(target, pyodide, cache):
    """Write all that the kernel of the live lessons loads into the folder `target`.

    Gives its settings, and the wheels that bring a part of the page.
    """
    target.mkdir(parents=True)
    wheels = fetch_wheels(cache, pyodide.folder)
    page_parts = [wheels.pop("jupyterlab_widgets"), wheels.pop("jupyterlite-pyodide-kernel")]
    for wheel in wheels.values():
        without_tests(wheel, target / wheel.name)
    unpack_kernel_wheels(page_parts[-1], target)
    build_nnlib(target)
    lock = json.loads((SOURCES / "pyodide-lock.json").read_text())
    known = set(lock["packages"]) | {normal(path.name.split("-")[0]) for path in mine(target)}
    for path in mine(target):
        lock["packages"][normal(path.name.split("-")[0])] = entry(path, known)
    (target / "pyodide-lock.json").write_text(json.dumps(lock))
    script = (SOURCES / "kernel.js").read_text()
    rooms = json.dumps(ROOMS)
    (target / "kernel.js").write_text(
        script.replace("PYODIDE", pyodide.url).replace("ROOMS", rooms)
    )
    if pyodide.folder:
        copy_pyodide(pyodide.folder, target / "pyodide")
    return page_parts + [wheels["anywidget"]]


def mine(target):
    return sorted(target.glob("*.whl"))


def unpack_kernel_wheels(kernel, target):
    """Take the kernel's own wheels out of the wheel in which it comes."""
    with zipfile.ZipFile(kernel) as content:
        for path in map(Path, content.namelist()):
            if path.suffix == ".whl" and path.name.split("-")[0] in KERNEL_WHEELS:
                (target / path.name).write_bytes(content.read(path.as_posix()))


def copy_pyodide(folder, target):
    target.mkdir()
    for name in [*CORE, *(package["file_name"] for package in pyodide_packages().values())]:
        shutil.copyfile(folder / name, target / name)
