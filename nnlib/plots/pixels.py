"""Two artists that hand ready pixels to Agg: what changes at every slider step, drawn fast."""

from functools import lru_cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

from . import style
from .picture import check_color, text_styled

BAND_COLORS = np.array([[*style.rgb(band), 255] for band in style.BANDS], dtype=np.uint8)


def bands(values, middle, reach):
    """The row of `BAND_COLORS` for each value: ten equal steps from middle - reach to + reach.

    >>> bands(np.array([-9.0, -0.1, 0.1, 9.0]), 0.0, 1.0)
    array([0, 4, 5, 9], dtype=uint8)
    """
    return np.clip(5 * (values - middle) / reach + 5, 0, 9).astype(np.uint8)


class PixelMap(Artist):
    """Square patches of color that fill the axes: `colors` (rows, columns, 4), lowest row first.

    Matplotlib's own images resample each time, which takes 4 ms; this takes 0.5 ms.
    """

    def __init__(self, ax):
        super().__init__()
        self.ax, self.colors = ax, None
        self.set_zorder(1)
        ax.add_artist(self)

    def draw(self, renderer):
        if self.colors is None:
            return
        left, bottom, right, top = np.round(self.ax.bbox.extents).astype(int)
        row = np.arange(top - bottom) * self.colors.shape[0] // (top - bottom)
        column = np.arange(right - left) * self.colors.shape[1] // (right - left)
        gc = renderer.new_gc()
        renderer.draw_image(gc, left, bottom, self.colors.take(row, 0).take(column, 1))
        gc.restore()


class Labels(Artist):
    """Texts at `places` (n, 2), in data units of `ax`; between $ signs they are formulas.

    `texts` and `colors` say what stands there, `size` (one, or one for each) how large. At its
    place is a text's left end (`align` 0), its middle (0.5) or its right end (1). With `ground`,
    white around it sets it off from lines; with "halo", white round each letter does.
    A text of matplotlib takes 0.6 ms each time, a new formula 20 ms; here each distinct one is
    rendered once, and then takes 0.02 ms.
    """

    def __init__(self, ax, places, size, *, align=0.5, weight="bold", ground=True):
        super().__init__()
        self.ax, self.places, self.size = ax, np.reshape(places, (-1, 2)), size
        self.align, self.weight, self.ground = align, weight, ground
        self.texts, self.colors = [], []
        self.set_zorder(5)
        ax.add_artist(self)

    def draw(self, renderer):
        gc = renderer.new_gc()
        if len(self.texts):
            for place, text, color, size, align in self._each():
                look = (color, float(size), self.ax.figure.dpi, self.weight, self.ground)
                image = _rendered(text, *look)
                height, width = image.shape[:2]
                left = round(place[0] - align * width)
                renderer.draw_image(gc, left, round(place[1] - height / 2), image)
        gc.restore()

    def _each(self):
        count = len(self.texts)
        sizes, align = (np.broadcast_to(value, count) for value in (self.size, self.align))
        places = self.ax.transData.transform(self.places)
        return zip(places, self.texts, self.colors, sizes, align, strict=True)


@lru_cache(maxsize=2048)
@text_styled
def _rendered(text, color, size, dpi, weight, ground):
    """The text as RGBA pixels, on white or on nothing; lowest row first, as Agg wants them."""
    check_color(color)
    math = text.count("$") > 1
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    pad = round(dpi / 50)
    measure = RendererAgg(1, 1, dpi)
    width, height, descent = measure.get_text_width_height_descent(text, font, ismath=math)
    width, height = int(np.ceil(width)) + 2 * pad, int(np.ceil(height)) + 2 * pad
    renderer = RendererAgg(width, height, dpi)
    gc = renderer.new_gc()
    gc.set_foreground(color)
    renderer.draw_text(gc, pad, height - pad - descent, text, font, 0, ismath=math)
    ink = np.asarray(renderer.buffer_rgba())[..., 3:] / 255
    image = np.full((height, width, 4), 255, np.uint8)
    image[..., :3] = (ink * style.rgb(color) + (1 - ink) * 255).round()
    if ground == "halo":
        image[..., 3:] = (255 * _spread(ink, pad)).round()
    elif not ground:
        image[..., :3], image[..., 3:] = style.rgb(color), (255 * ink).round()
    return image[::-1]


def _spread(ink, width):
    """The ink, blurred to so many pixels around it."""
    around = np.pad(ink, ((width, width), (width, width), (0, 0)))
    height, length = ink.shape[:2]
    shifts = [(y, x) for y in range(2 * width + 1) for x in range(2 * width + 1)]
    near = [(y, x) for y, x in shifts if np.hypot(y - width, x - width) <= width]
    return np.max([around[y : y + height, x : x + length] for y, x in near], axis=0)
