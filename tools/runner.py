"""Runs one notebook with a fresh kernel of this very Python, and lets no error hide."""

import os
import tempfile
from pathlib import Path

import matplotlib
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

from tools.notebook import NotebookError, where

CELL_TIMEOUT = 120  # seconds


class Client(NotebookClient):
    """Remembers which cell runs, and the errors that a widget would swallow."""

    def __init__(self, nb: NotebookNode, **options):
        super().__init__(nb, on_cell_start=self.remember, **options)
        self.current = 0
        self.errors: list[tuple[int, dict]] = []

    def remember(self, cell: NotebookNode, cell_index: int) -> None:
        self.current = cell_index

    def create_kernel_manager(self):
        # With no folders to look in, "python3" is this interpreter, whatever is installed.
        specs = KernelSpecManager(kernel_dirs=[])
        self.km = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=specs)
        return self.km

    def process_message(self, msg, cell, cell_index):
        # An error inside a widget's Output goes into the widget's state and fails no cell.
        if msg["msg_type"] == "error":
            self.errors.append((cell_index, msg["content"]))
        return super().process_message(msg, cell, cell_index)


def environment(ipython_dir: str) -> dict[str, str]:
    """The kernel's environment, free of the user's own IPython and matplotlib settings."""
    kept = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    style = Path(matplotlib.get_data_path(), "matplotlibrc")
    return kept | {"IPYTHONDIR": ipython_dir, "MATPLOTLIBRC": str(style)}


def run(nb: NotebookNode, folder: Path, allow_errors: bool = False) -> NotebookNode:
    """Execute `nb` in place with a fresh kernel in `folder`; any error is a NotebookError.

    With `allow_errors` a cell's error is stored as its output and the run goes on.
    """
    client = Client(
        nb,
        timeout=CELL_TIMEOUT,
        record_timing=False,
        coalesce_streams=True,
        allow_errors=allow_errors,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.update(execution_count=None, outputs=[])
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as ipython_dir:
            client.execute(cwd=str(folder), env=environment(ipython_dir))
    except (CellControlSignal, DeadKernelError) as error:
        known = isinstance(error, CellExecutionError)
        headline = f"{error.ename}: {error.evalue}\n" if known else ""
        place = where(client.current, nb.cells[client.current])
        raise NotebookError(f"{place}: {headline}{strip_ansi(str(error))}") from None
    if not allow_errors:
        refuse_hidden_errors(nb, client.errors)
    return nb


def refuse_hidden_errors(nb: NotebookNode, errors: list[tuple[int, dict]]) -> None:
    """Refuse errors that failed no cell, as those in a widget's callback."""
    for index, error in errors:
        cell = nb.cells[index]
        if "raises-exception" not in cell.metadata.get("tags", []):
            headline = f"hidden error, in a callback: {error['ename']}: {error['evalue']}"
            traceback = "\n".join(strip_ansi(line) for line in error["traceback"])
            raise NotebookError(f"{where(index, cell)}: {headline}\n{traceback}")
