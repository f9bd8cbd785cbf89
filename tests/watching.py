"""What the tests of several widgets share: a small network, and whether the sliders follow it."""

import pytest

from nnlib import Network


def small_network():
    return Network([2, 3, 1], g=["tanh", "sigmoid"], biases=True, seed=3)


def sliders_in_step(widget):
    """Each slider stands at its weight, rounded to the slider's step of 0.1."""
    for key, slider in widget.sliders.sliders.items():
        assert slider.value == pytest.approx(widget.net.weight(*key), abs=0.05 + 1e-9, rel=1e-12)
