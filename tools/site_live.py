"""The live lessons: JupyterLite with the notebooks and with its kernel, from `site_kernel`."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tools.notebook import ROOT, read
from tools.site_kernel import START, SiteError, build_kernel

APP = "notebooks"  # the application of JupyterLite in which a lesson opens: one page, one notebook
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"},
    # Work is in the browser's storage soon after a student pauses.
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},  # dark where the system is
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},  # so that Ctrl+F finds all
    "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 5},
}

KERNEL_METADATA = {
    "kernelspec": {"name": "python", "display_name": "Python (Pyodide)", "language": "python"},
    "language_info": {
        "codemirror_mode": {"name": "python", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": "3.8",  # the kernel says so, whatever it is
    },
}


def config():
    """What JupyterLite reads when a page opens."""
    kernel = {
        "pyodideUrl": "./static/kernel/kernel.js",
        "disablePyPIFallback": True,  # what is not on the list is not fetched from elsewhere
        "loadPyodideOptions": {
            "lockFileURL": "./static/kernel/pyodide-lock.json",
            "packages": list(START),
        },
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "The mathematics of neural networks",
            "exposeAppInBrowser": True,  # for `course.py site --check`
            "litePluginSettings": {KERNEL: kernel},
        },
    }


def build_live(target, notebooks, pyodide, work):
    """Build JupyterLite into `target`: `notebooks` is a folder, `pyodide` says whence it comes.

    `work` keeps what a second build need not fetch again.
    """
    lite = work / "lite"
    shutil.rmtree(lite, ignore_errors=True)
    lite.mkdir(parents=True)
    parts = build_kernel(lite / "kernel", pyodide, work / "wheels")
    files = {
        "jupyter-lite.json": config(),
        "overrides.json": SETTINGS,
        "jupyter_lite_config.json": {"LiteBuildConfig": {
            "lite_dir": str(lite),
            "output_dir": str(target),
            "contents": [str(notebooks)],
            "apps": [APP, "tree", "edit"],  # and where its links to folders and to code lead
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
            # What else is installed here, as nbgrader's buttons, is no part of the site.
            "ignore_sys_prefix": ["federated_extensions"],
            "federated_extensions": [str(part) for part in parts],
            "settings_overrides": [str(lite / "overrides.json")],
        }},
    }  # fmt: skip
    for name, content in files.items():
        (lite / name).write_text(json.dumps(content))
    command = [sys.executable, "-m", "jupyterlite_core", "build"]
    done = subprocess.run(
        command, cwd=lite, capture_output=True, encoding="utf-8", errors="replace"
    )
    if done.returncode:
        said = (done.stdout + done.stderr)[-1500:]
        raise SiteError(f"JupyterLite could not be built. It says:\n{said}")
    shutil.move(lite / "kernel", target / "static" / "kernel")


def copy_notebooks(folder):
    """Put the lessons and the exercises into `folder`, each text in one piece.

    A notebook on disk may hold a text as a list of lines. A server joins them; here there is none.
    The kernel is named as it is there, so that to open a notebook does not change it.
    """
    for name in ("notebooks", "exercises"):
        for path in sorted((ROOT / name).glob("*.ipynb")):
            if not path.stem.endswith(".mine"):
                (folder / name).mkdir(parents=True, exist_ok=True)
                nb = read(path)
                nb.metadata.update(KERNEL_METADATA)
                (folder / name / path.name).write_text(json.dumps(nb), encoding="utf-8")
    return sorted(Path(folder).rglob("*.ipynb"))
