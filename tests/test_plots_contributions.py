"""Parts that add up: the bars stand where the sum has come to, and the words say the same."""

from importlib import import_module

import numpy as np
import pytest

from nnlib.plots import contributions
from nnlib.plots.picture import finish

pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")


@pytest.fixture
def figures(monkeypatch):
    """The matplotlib figures that are drawn."""
    drawn = []

    def keep(fig, alt):
        drawn.append(fig)
        return finish(fig, alt)

    monkeypatch.setattr(import_module("nnlib.plots.contributions"), "finish", keep)
    return drawn


@pytest.mark.parametrize("parts", [[0.5, -0.75, 0.125], [-2.0], [0.0, 3.0], [-1.0, 1.0]])
def test_each_bar_begins_where_the_one_before_it_ended(parts, figures):
    contributions({f"part {place}": size for place, size in enumerate(parts)})
    bars = figures[0].axes[0].patches
    ends = np.cumsum(parts)
    assert [bar.get_height() for bar in bars] == pytest.approx([*parts, ends[-1]])
    assert [bar.get_y() for bar in bars] == pytest.approx([0, *ends[:-1], 0])
    low, high = figures[0].axes[0].get_ylim()
    assert low < min(0, *ends) and high > max(0, *ends)


def test_it_says_each_part_and_the_sum():
    alt = contributions({"a": 0.25, "b": -0.375}, total="both").alt
    assert alt == "Parts that add up: a brings +0.25; b brings −0.375; both is −0.125."


def test_nothing_cannot_be_added_up():
    with pytest.raises(ValueError, match="nothing to add up"):
        contributions({})
    with pytest.raises(ValueError, match="finite"):
        contributions({"a": np.nan})
