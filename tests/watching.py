"""What the tests of several widgets share: a small network, whether the sliders follow it, and
whether anything is left behind."""

import gc
import tracemalloc

import pytest

from nnlib import Network


def small_network():
    return Network([2, 3, 1], g=["tanh", "sigmoid"], biases=True, seed=3)


def sliders_in_step(widget):
    """Each slider stands at its weight, rounded to the slider's step of 0.1."""
    for key, slider in widget.sliders.sliders.items():
        assert slider.value == pytest.approx(widget.net.weight(*key), abs=0.05 + 1e-9, rel=1e-12)


def leaves_nothing_behind(widget, move, *, first=240, times=1000):
    """`move(step)` for many steps leaves artists, objects and memory as they were after the
    `first` ones, in which all is made that is made only once."""
    figure = widget.scene.live.fig
    tracemalloc.start()
    try:
        for step in range(first):
            move(step)
        gc.collect()
        artists, things = len(figure.findobj()), len(gc.get_objects())
        held = tracemalloc.get_traced_memory()[0]
        for step in range(first, first + times):
            move(step)
        gc.collect()
        assert len(figure.findobj()) == artists
        assert len(gc.get_objects()) < things + times / 5
        assert tracemalloc.get_traced_memory()[0] < held + 1000 * times
    finally:
        tracemalloc.stop()
