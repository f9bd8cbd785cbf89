"""Something that goes on by itself: an asyncio task, so it runs wherever a kernel runs."""

import asyncio
import sys

_PAUSE = 0.08  # seconds between two frames: room for the browser to show one


class Player:
    """Calls `tick()` again and again, until it gives False or raises, or `stop` is called.

    `changed(playing)` is called at each start and end. The player also stops when the cell in
    which it was made runs again, and with the kernel, in one of whose loops it runs.
    """

    def __init__(self, tick, changed):
        self._tick, self._changed = tick, changed
        self._task, self._cell = None, _running_cell()

    @property
    def playing(self):
        return self._task is not None

    def start(self):
        """Begin; RuntimeError where no asyncio loop runs, as in a plain script."""
        if not self.playing:
            self._task = asyncio.get_running_loop().create_task(self._run())
            _on_each_cell("register", self._cell_runs)
            self._changed(True)

    def stop(self):
        """End before the next `tick`; in any thread, and nothing is done twice."""
        task, self._task = self._task, None
        if task:
            if not task.done():
                task.get_loop().call_soon_threadsafe(task.cancel)
            _on_each_cell("unregister", self._cell_runs)
            self._changed(False)

    async def _run(self):
        task = asyncio.current_task()
        try:
            while self._task is task and self._tick():
                await asyncio.sleep(_PAUSE)
        finally:
            if self._task is task:
                self.stop()

    def _cell_runs(self, info):
        if self._cell is None or getattr(info, "cell_id", None) in (None, self._cell):
            self.stop()


def _ipython():
    """The running IPython, if there is one. It is not imported: without it there are no cells."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module else None


def _running_cell():
    """The id of the cell that is being run, or None where the front end gives none."""
    parent = getattr(_ipython(), "get_parent", dict)() or {}
    return (parent.get("metadata") or {}).get("cellId")


def _on_each_cell(do, callback):
    if shell := _ipython():
        getattr(shell.events, do)("pre_run_cell", callback)
