"""What each node of a network sees: h_i^(k) over the plane of two inputs, drawn in the node."""

import numpy as np
from matplotlib.artist import Artist

from .pixels import BAND_COLORS, bands
from .plane import Plane, in_parts
from .words import plain_name, side

_GRID = 30  # a node is about 60 pixels wide
_FAR = 1e3  # where a bounded g has come to its limits
_JUST = 1e-9  # so close to the middle, rounding decides: counted as not above


class NodeMaps(Artist):
    """A small map in each node of a `Diagram` but the constants, over the data of a `Boundary`.

    Orange is above the middle of the node's range and purple below; where g has no range, the
    middle is g(0). The output's colors are those of the `Boundary`. `update(net)` changes the maps.
    """

    def __init__(self, diagram, boundary):
        super().__init__()
        self.plane, self.boundary = Plane(boundary.data, _GRID), boundary
        self.keys = [key for key in diagram.layout.nodes if key[1]]
        self.diagram, self._dpi = diagram, None
        diagram.names.ground = "halo"
        self.set_zorder(3.2)
        diagram.ax.add_artist(self)

    def update(self, net):
        """Take the maps of `net`, all in one forward pass."""
        states = [net.forward(points) for points in in_parts(self.plane.points, net)]
        layers = [
            np.concatenate([state.h[k][:, net.column(k, 1) :] for state in states])
            for k in range(net.L + 2)
        ]
        scales = [self._scale(net, k, h) for k, h in enumerate(layers)]
        self.above = np.concatenate(
            [h > middle + _JUST for h, (middle, _) in zip(layers, scales, strict=True)], axis=1
        )
        self.bands = np.concatenate(
            [bands(h, *scale) for h, scale in zip(layers, scales, strict=True)], axis=1
        )

    def _scale(self, net, k, h):
        """The middle of what the nodes of a layer show, and how far it reaches to both sides."""
        if k == 0:
            low, high = self.boundary.data.low, self.boundary.data.high
        elif k == net.L + 1:
            return self.boundary.decision, self.boundary.reach
        else:
            low, high = net.g[k](np.array([-_FAR, _FAR]))
            if high - low >= _FAR / 2:
                middle = float(net.g[k](np.zeros(1))[0])
                return middle, np.maximum(np.abs(h - middle).max(axis=0), _JUST)
        return (low + high) / 2, (high - low) / 2

    def _disc(self, diagram, key):
        """Where a node's map is drawn: its lower left pixel, the place of the grid that each pixel
        shows, and how much of each pixel it covers."""
        transform = diagram.ax.transData.transform
        center = transform(diagram.layout.nodes[key])
        radius = (
            transform(diagram.layout.nodes[key] + [diagram.layout.radii[key], 0])[0] - center[0]
        )
        corner = np.floor(center - radius).astype(int)
        pixels = np.arange(int(np.ceil(2 * radius)) + 1) + 0.5
        x, y = np.meshgrid(corner[0] + pixels - center[0], corner[1] + pixels - center[1])
        column, row = (
            np.clip(self.plane.count * (1 + along / radius) / 2, 0, self.plane.count - 1).astype(
                int
            )
            for along in (x, y)
        )
        rim = diagram.circles[key].get_linewidth() / 2 * diagram.ax.figure.dpi / 72
        cover = np.clip(radius - rim + 0.5 - np.hypot(x, y), 0, 1)
        return corner, row * self.plane.count + column, (255 * cover).astype(np.uint8)

    def draw(self, renderer):
        if self._dpi != self.figure.dpi:  # drawn sharper, or less
            self._dpi = self.figure.dpi
            self._discs = [self._disc(self.diagram, key) for key in self.keys]
        gc = renderer.new_gc()
        for (corner, places, cover), shown in zip(self._discs, self.bands.T, strict=True):
            image = BAND_COLORS[shown[places]]
            image[..., 3] = cover
            renderer.draw_image(gc, *corner, image)
        gc.restore()

    def describe(self):
        """In words: on which side, and on how much of the plane, each node is above its middle.

        The output is left to the large map, which has the same colors and more places."""
        parts = [
            f"{plain_name(*key)} {self._where(above)}"
            for key, above in zip(self.keys[:-1], self.above.T[:-1], strict=True)
        ]
        return f"The nodes' own maps are above the middle: {', '.join(parts)}."

    def _where(self, above):
        share = above.mean()
        if share in (0, 1):
            return "everywhere" if share else "nowhere"
        place = self.plane.points - self.plane.points.mean(axis=0)
        place /= place.max(axis=0)
        across, up = place[above].mean(axis=0) - place[~above].mean(axis=0)
        if np.hypot(across, up) >= 0.25:
            return f"{side(across, up)} {100 * share:.0f} %"
        inner = np.hypot(*place[above].T).mean() < np.hypot(*place[~above].T).mean()
        return f"{'inside' if inner else 'outside'} {100 * share:.0f} %"
