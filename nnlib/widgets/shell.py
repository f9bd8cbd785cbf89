"""What every widget has: a live picture with its description, a status line, an error line."""

import functools
import html

import ipywidgets as W

from nnlib.plots.style import significant

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
_ALERT = "color: #b3261e; background: white; padding: 2px 8px; font-weight: bold; line-height: 1.4"


class Shell:
    """The frame of a widget: subclasses fill `box` and draw by `show`.

    `picture` is the last `nnlib.plots.Picture` shown, and what stands in the notebook when there
    is no kernel.
    """

    def __init__(self):
        self.picture = None
        self._image, self._status, self._message = W.HTML(), W.HTML(), W.HTML()
        self.box = W.VBox(layout=W.Layout(width="100%", max_width="940px", overflow="hidden"))
        self.box.add_class("nnlib")

    def show(self, picture, status):
        """Show a picture, say `status` under it, and clear the error line."""
        self.picture = picture
        self._image.value = _img(picture.alt, picture, "")
        self._status.value = f'<div role="status" style="margin-left: 12px">{status}</div>'
        if self._message.value:
            self._message.value = ""

    def say(self, error):
        """Say an error in the error line."""
        reason = html.escape(str(error) or type(error).__name__)
        self._message.value = f'<div role="alert" style="{_ALERT}">{reason}</div>'

    def fail(self, error):
        """Say why nothing new could be drawn, and gray the picture out: it is not up to date.

        Where nothing has been drawn yet, the error is the caller's."""
        if self.picture is None:
            raise error
        self.say(f"Not drawn: {error}")
        self._image.value = _img(f"Not up to date: {error}", self.picture, "opacity: 0.25;")

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = self.picture._repr_mimebundle_()
        return {**data, _VIEW: self.box._repr_mimebundle_()[_VIEW]}, metadata


def _img(alt, picture, extra):
    return (
        f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{picture.base64()}" '
        f'width="{picture.width}" height="{picture.height}" onload="{_NAME_SLIDERS}" '
        f'style="max-width: 100%; height: auto; display: block; background: white; {extra}">'
    )


def guarded(answer):
    """Make a method answer events: an error goes to the widget's error line, not into the void."""

    @functools.wraps(answer)
    def inner(self, *args):
        try:
            answer(self, *args)
        except Exception as error:
            self.fail(error)

    return inner


def row(*children):
    """Controls side by side, on several lines where the page is narrow."""
    layout = W.Layout(display="flex", flex_flow="row wrap", align_items="center")
    return W.Box(children, layout=layout)


def dropdown(name, options, value, tooltip, width="150px"):
    """A named choice."""
    return W.Dropdown(
        options=options,
        value=value,
        description=name,
        tooltip=tooltip,
        layout=W.Layout(width=width, margin="2px 12px 2px 2px"),
        style={"description_width": "initial"},
    )


def choice_slider(name, values, tooltip, width):
    """A named slider over `values`: numbers, or pairs (name, value)."""
    options = [v if isinstance(v, tuple) else (significant(v), v) for v in values]
    return W.SelectionSlider(
        options=options,
        description=name,
        tooltip=tooltip,
        layout=W.Layout(width=width, margin="2px 12px 2px 2px"),
        style={"description_width": "initial"},
    )


def button(name, tooltip, answer):
    """A button; `answer` takes no arguments."""
    made = W.Button(description=name, tooltip=tooltip, layout=W.Layout(width="auto"))
    made.on_click(lambda _: answer())
    return made


def close(control):
    """Close a control for good: ipywidgets itself would keep its layout and its style."""
    for part in (control.layout, getattr(control, "style", None), control):
        if part is not None:
            part.close()
