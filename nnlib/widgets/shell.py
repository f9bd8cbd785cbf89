"""What every widget has: a live picture with its description, a status line, an error line."""

import threading
from contextlib import contextmanager

import ipywidgets
from ipywidgets import Layout

from nnlib.plots.picture import noted

from .live_picture import LivePicture

_VIEW = "application/vnd.jupyter.widget-view+json"
_STILL = "▶ run the cell above to move this"
_EVENTS = ("look", "choose", "hold", "drag", "nudge", "drop", "scale", "motion")
_ONE_AT_A_TIME = threading.RLock()


class Shell:
    """The frame of a widget: subclasses fill `box` and `show` a picture in their `draw`.

    `picture` is the last `nnlib.plots.Picture` shown, and what stands in the notebook when there
    is no kernel. `image` is the `LivePicture` that a reader sees, with its status and its error
    line. What is done on it calls `on_look`, `on_choose` and so on, which do nothing here: see
    `LivePicture` for what they are given.
    """

    def __init__(self):
        self.picture, self.scale, self._setting = None, 1.0, False
        self.image = LivePicture()
        self.image.on_msg(lambda _, event, buffers: self.attempt(self._hear, event))
        self.box = ipywidgets.VBox(layout=Layout(width="100%", overflow="hidden"))
        self.box.add_class("nnlib")

    def show(self, picture, status):
        """Show a picture, say `status` (HTML) beside it, and clear the error line."""
        self.picture = picture
        self.image.show(picture, status)

    def drawn(self, scene, *state):
        """The `Picture` that a scene of `nnlib.plots` gives of `state`, as sharp as it is seen."""
        scene.live.sharpen(self.scale)
        return scene.picture(*state)

    def say(self, error):
        """Say an error in the error line."""
        self.image.alert = str(error) or type(error).__name__

    def fail(self, error):
        """Say why nothing new could be drawn, and gray the picture out: it is not up to date."""
        self.image.fail(str(error) or type(error).__name__)

    @contextmanager
    def setting(self):
        """While the widget sets its own controls, they are not answered."""
        self._setting = True
        try:
            yield
        finally:
            self._setting = False

    def answer(self, control, act):
        """Let `act(value)` answer each new value of a control."""
        control.observe(lambda change: self.attempt(act, change["new"]), "value")

    def attempt(self, act, *args):
        """What `act` gives: the answer to an event, or None while the widget is `setting`.

        An error goes to the widget's error line, not into the void. Only one answer at a time:
        JupyterLab lets a second thread of the kernel hear the controls.
        """
        with _ONE_AT_A_TIME:
            if self._setting:
                return
            try:
                return act(*args)
            except Exception as error:
                self.fail(error)

    def button(self, name, tooltip, act):
        """A button; `act` takes no arguments."""
        made = ipywidgets.Button(description=name, tooltip=tooltip, layout=Layout(width="auto"))
        made.on_click(lambda _: self.attempt(act))
        return made

    def _hear(self, event):
        """Answer what was done on the picture."""
        kind = event.get("kind")
        if kind in _EVENTS:
            more = {key: value for key, value in event.items() if key != "kind"}
            getattr(self, f"on_{kind}")(**more)

    def on_scale(self, scale):
        """The picture is seen at this scale: draw it so that it is sharp."""
        self.scale = scale
        self.draw()

    def on_motion(self, reduced):
        """Whether the reader's system asks for reduced motion; here nothing moves by itself."""

    def on_hold(self, name):
        """Keys have taken hold of a spot: say so."""
        self.image.status += " (arrow keys move it, Esc lets it go)"

    def _ignore(self, name, **_):
        """A widget answers what it can."""

    on_look = on_choose = on_drag = on_nudge = on_drop = _ignore

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = noted(self.picture, _STILL)._repr_mimebundle_()
        return {**data, _VIEW: self.box._repr_mimebundle_()[_VIEW]}, metadata
