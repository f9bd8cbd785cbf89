"""From a matplotlib figure to a picture that says what it shows.

Figures are drawn by Agg directly: no pyplot, no backend is chosen for the whole session, and the
reader's own matplotlib style changes nothing here.
"""

import base64
import functools
import io
import os
from pathlib import Path

import matplotlib.style
import numpy as np
import PIL
from matplotlib import colors
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from . import style

_STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "mathtext.fontset": "cm",
    "axes.edgecolor": style.INK,
    "axes.labelcolor": style.INK,
    "text.color": style.INK,
    "xtick.color": style.INK,
    "ytick.color": style.INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
}


class Picture:
    """PNG bytes and `alt`, the sentence that says what they show, with the numbers.

    A notebook shows the PNG; `alt` goes into the output's metadata and is its plain text.
    `width` and `height` are in CSS pixels. A `note` goes into the output's metadata, for tests.

    >>> from nnlib import Network, plots
    >>> plots.network(Network([2, 1])).alt
    'Network 2-1: W^(1)_11 = 0.09, W^(1)_12 = −0.09.'
    """

    def __init__(self, png, alt, width, height):
        self.png, self.alt, self.width, self.height = png, alt, width, height
        self.note = None

    def base64(self):
        """The PNG as text, for a notebook or for an <img>."""
        return base64.b64encode(self.png).decode("ascii")

    def save(self, path):
        """Write the PNG to `path`: all of it, or nothing."""
        path = Path(path)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            unfinished.write_bytes(self.png)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"image/png": self.base64(), "text/plain": self.alt}
        shown = {"alt": self.alt, "width": self.width, "height": self.height}
        return data, {"image/png": shown} | ({"nnlib": self.note} if self.note else {})

    def __repr__(self):
        return self.alt


def _under(settings):
    """A decorator: a function runs under these settings of matplotlib, a context made anew."""

    def decorate(draw):
        @functools.wraps(draw)
        def inner(*args, **kwargs):
            with settings():
                return draw(*args, **kwargs)

        return inner

    return decorate


# The house's settings, whatever the reader has set: all of them, or those that texts depend on,
# which take a third of the time.
styled = _under(lambda: matplotlib.style.context(["default", _STYLE]))
_TEXT = {
    name: value
    for name, value in {**matplotlib.rcParamsDefault, **_STYLE}.items()
    if name.startswith(("font.", "mathtext.", "text."))
}
text_styled = _under(lambda: matplotlib.rc_context(_TEXT))


def figure(width, height, dpi=style.DPI):
    """A white figure of `width` × `height` inches on an Agg canvas."""
    fig = Figure((width, height), dpi=dpi, facecolor="white")
    FigureCanvasAgg(fig)
    return fig


@functools.cache
def check_color(color):
    """Refuse a color of matplotlib's that no picture shows: it would come out as another."""
    *shown, alpha = colors.to_rgba(color)
    if alpha and [round(255 * part) for part in shown] not in style.palette().tolist():
        raise ValueError(
            f"the color {colors.to_hex(color)} is not in the palette of nnlib.plots.style, which "
            f"is {', '.join(style.COLORS)}. Take the nearest of them, or add it there."
        )


_COLORED = (
    "get_color", "get_facecolor", "get_edgecolor", "get_markerfacecolor", "get_markeredgecolor",
)  # fmt: skip


def _check_colors(artists):
    for artist in artists:
        for get in filter(None, (getattr(artist, name, None) for name in _COLORED)):
            found = get()
            for color in map(tuple, found.tolist()) if isinstance(found, np.ndarray) else [found]:
                check_color(color)


def finish(fig, alt):
    """Draw a whole figure into a `Picture`; ValueError for a color outside the palette."""
    _check_colors(fig.findobj(lambda artist: artist.get_visible()))
    fig.canvas.draw()
    return snapshot(fig, alt)


def snapshot(fig, alt):
    """What stands on the figure's canvas now, as a `Picture`."""
    pixels = np.asarray(fig.canvas.buffer_rgba())
    width, height = (round(style.CSS_PER_INCH * inches) for inches in fig.get_size_inches())
    return Picture(_png(pixels), alt, width, height)


@styled
def noted(picture, words):
    """The same picture with a line of words under it; its description stays."""
    dpi = Image.open(io.BytesIO(picture.png)).width * style.CSS_PER_INCH / picture.width
    dpi *= 1 + 1e-9  # or an older matplotlib may round the strip down by a pixel
    strip = figure(picture.width / style.CSS_PER_INCH, 0.3, dpi)
    strip.text(0.012, 0.5, words, va="center", weight="bold", color=style.PLUS)
    finish(strip, words)
    above = np.asarray(Image.open(io.BytesIO(picture.png)).convert("RGBA"))
    below = np.asarray(strip.canvas.buffer_rgba())[:, : above.shape[1]]
    both = np.concatenate([above, below])
    height = round(both.shape[0] * picture.width / both.shape[1])
    return Picture(_png(both), picture.alt, picture.width, height)


def _png(pixels):
    """RGBA pixels as a palette PNG: a third of the bytes and of the time of a true-color one."""
    height, width = pixels.shape[:2]
    image = Image.frombytes("RGB", (width, height), pixels, "raw", "RGBX")
    small = image.quantize(palette=_palette_to_match(), dither=Image.Dither.NONE)
    small.putpalette(style.palette().tobytes())
    stream = io.BytesIO()
    small.save(stream, "png", compress_level=1, pnginfo=_maker())
    return stream.getvalue()


@functools.cache
def _maker():
    """Who made the picture: other versions draw and compress it to other bytes."""
    info = PngInfo()
    info.add_text("Software", f"Matplotlib {matplotlib.__version__}, Pillow {PIL.__version__}")
    return info


@functools.cache
def _palette_to_match():
    """The palette rounded down to multiples of 4, as Pillow rounds the pixels that it matches."""
    image = Image.new("P", (1, 1))
    image.putpalette((style.palette() & 0xFC).tobytes())
    return image


def css_pixels(ax, places):
    """Places (n, 2) in data units of `ax` as CSS pixels from the picture's upper left corner."""
    x, y = ax.transData.transform(np.reshape(places, (-1, 2))).T
    return np.column_stack([x, ax.figure.bbox.height - y]) * style.CSS_PER_INCH / ax.figure.dpi


def data_units(ax, x, y):
    """The reverse: one such place in data units of `ax`."""
    per_pixel = ax.figure.dpi / style.CSS_PER_INCH
    pixels = x * per_pixel, ax.figure.bbox.height - y * per_pixel
    return ax.transData.inverted().transform(pixels)


class Live:
    """A figure whose `moving` artists change often: the rest is drawn once and kept.

    After the artists were changed, `snapshot(alt)` gives the picture as a full redraw would.
    Both raise ValueError for a color outside the palette.
    """

    def __init__(self, fig, moving):
        self.fig, self.moving = fig, sorted(moving, key=lambda artist: artist.zorder)
        for artist in self.moving:
            artist.set_animated(True)
        _check_colors(fig.findobj(lambda a: a.get_visible() and a not in self.moving))
        self._keep_still()

    @styled
    def _keep_still(self):
        self.fig.canvas.draw()
        self._still = self.fig.canvas.copy_from_bbox(self.fig.bbox)

    def sharpen(self, scale):
        """Draw `scale` pixels for one of CSS from now on."""
        if self.fig.dpi != scale * style.CSS_PER_INCH:
            self.fig.set_dpi(scale * style.CSS_PER_INCH)
            self._keep_still()

    def snapshot(self, alt):
        _check_colors(self.moving)
        self.fig.canvas.restore_region(self._still)
        for artist in self.moving:
            self.fig.draw_artist(artist)
        return snapshot(self.fig, alt)
