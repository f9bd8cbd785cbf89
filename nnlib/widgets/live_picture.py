"""The part of a widget that is ours in the browser too: its picture, and what is done on it."""

from pathlib import Path

import anywidget
from traitlets import Bool, Bytes, Int, List, Unicode

_HERE = Path(__file__)


class LivePicture(anywidget.AnyWidget):
    """A picture with its description `alt`, a `status` line (HTML) and an `alert` (plain text).

    `spots` are the places that a pointer or the keys can choose, each a list [name, x1, y1, x2,
    y2, radius, movable]: all within `radius` of a line, in the picture's own pixels from its upper
    left corner; where it is `movable`, keys can take hold of it. A spot may have the name
    (tooltip) of a slider: then the slider stands for it.

    What a reader does arrives at `on_msg` as a dict with its "kind": "look" (at a spot or slider,
    or None), "choose" (a click, or Enter), "drag" (to x, y, by dx, dy since the press), "hold",
    "nudge" (by keys) and "drop", "scale", the size at which the picture is seen, and "motion":
    whether it is to be `reduced`, by the reader's system. While it is `old`, it is gray.
    """

    _esm = _HERE.with_suffix(".js")
    _css = _HERE.with_suffix(".css")
    png = Bytes().tag(sync=True)
    alt = Unicode().tag(sync=True)
    width = Int().tag(sync=True)
    height = Int().tag(sync=True)
    status = Unicode().tag(sync=True)
    alert = Unicode().tag(sync=True)
    old = Bool().tag(sync=True)
    spots = List().tag(sync=True)

    def show(self, picture, status):
        """Show a `nnlib.plots.Picture` and say `status`, in one message; no alert is left."""
        with self.hold_sync():
            self.png, self.alt = picture.png, picture.alt
            self.width, self.height = picture.width, picture.height
            self.status, self.alert, self.old = status, "", False

    def fail(self, reason):
        """Say why nothing new could be drawn, and gray the picture out: it is not up to date."""
        with self.hold_sync():
            self.alert, self.old = f"Not drawn: {reason}", True
            self.alt = f"Not up to date: {reason}"

    def focus_slider(self, name):
        """Give the slider of that name (tooltip) the focus, where the reader is on the picture."""
        self.send({"focus": name})
