"""What every widget has: a live picture with its description, a status line, an error line."""

import html
import threading
from contextlib import contextmanager

import ipywidgets
from ipywidgets import Layout

_VIEW = "application/vnd.jupyter.widget-view+json"
# ipywidgets gives a slider's handle and readout no accessible name, and the handle a value such
# as 1.4000000000000004. The picture, when it has loaded, gives them the tooltip of the slider's
# label and the value that the readout shows. Where no script may run, nothing happens.
_NAME_SLIDERS = (
    "this.closest('.nnlib')?.querySelectorAll('.widget-slider').forEach(slider => {"
    "const readout = slider.querySelector('.widget-readout'),"
    " handle = slider.querySelector('[role=slider]'), name = slider.querySelector('label').title;"
    "readout.setAttribute('aria-label', name); handle.setAttribute('aria-label', name);"
    "handle.setAttribute('aria-valuetext', readout.textContent)})"
)
_ONE_AT_A_TIME = threading.RLock()
_ALERT = "color: #b3261e; background: white; padding: 2px 8px; font-weight: bold; line-height: 1.4"


class Shell:
    """The frame of a widget: subclasses fill `box` and `show` a picture in their `draw`.

    `picture` is the last `nnlib.plots.Picture` shown, and what stands in the notebook when there
    is no kernel. `image`, `status` and `message` (the error line) are the HTML that a reader sees.
    """

    def __init__(self):
        self.picture, self._setting = None, False
        self.image, self.status, self.message = (ipywidgets.HTML() for _ in range(3))
        self.box = ipywidgets.VBox(
            layout=Layout(width="100%", max_width="940px", overflow="hidden")
        )
        self.box.add_class("nnlib")

    def show(self, picture, status):
        """Show a picture, say `status` under it, and clear the error line."""
        self.picture = picture
        self.image.value = _img(picture.alt, picture, "")
        self.status.value = f'<div role="status" style="margin-left: 12px">{status}</div>'
        if self.message.value:
            self.message.value = ""

    def say(self, error):
        """Say an error in the error line."""
        reason = html.escape(str(error) or type(error).__name__)
        self.message.value = f'<div role="alert" style="{_ALERT}">{reason}</div>'

    def fail(self, error):
        """Say why nothing new could be drawn, and gray the picture out: it is not up to date."""
        self.say(f"Not drawn: {error}")
        self.image.value = _img(f"Not up to date: {error}", self.picture, "opacity: 0.25;")

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

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = self.picture._repr_mimebundle_()
        return {**data, _VIEW: self.box._repr_mimebundle_()[_VIEW]}, metadata


def _img(alt, picture, extra):
    return (
        f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{picture.base64()}" '
        f'width="{picture.width}" height="{picture.height}" onload="{_NAME_SLIDERS}" '
        f'style="max-width: 100%; height: auto; display: block; background: white; {extra}">'
    )
