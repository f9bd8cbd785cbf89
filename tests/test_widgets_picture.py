"""What is done on a picture, without a browser: as the messages that the browser would send."""

import io

import numpy as np
import pytest
from PIL import Image
from watching import leaves_nothing_behind, sliders_in_step, small_network

from nnlib import Network, datasets, student_network, student_sample
from nnlib.plots import boundary
from nnlib.plots.picture import noted
from nnlib.plots.words import weight_name
from nnlib.widgets import explore_weights, microscope, train

pytestmark = pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")
EDGE = weight_name(1, 1, 1)


@pytest.fixture
def widget():
    return explore_weights(small_network(), datasets.xor(40))


@pytest.fixture
def six():
    return explore_weights(Network([2, 6, 1], "tanh", biases=True, seed=1), datasets.xor(40))


def do(widget, kind, **how):
    """What the browser sends, as the kernel gets it."""
    message = {"content": {"data": {"method": "custom", "content": {"kind": kind, **how}}}}
    widget.image.comm.handle_msg({**message, "buffers": []})


def spot(widget, name):
    return next(rest for found, *rest in widget.image.spots if found == name)


def test_the_edge_looked_at_lights_up_in_picture_and_words(widget):
    dark = widget.picture
    do(widget, "look", name=EDGE)
    assert widget.picture.png != dark.png and widget.image.png == widget.picture.png
    assert "Lit up: W^(1)_11." in widget.image.alt
    assert "<b>W^(1)_11 = −1.48</b>, from x_1 to h^(1)_1" in widget.image.status
    do(widget, "look", name=None)
    assert widget.picture.png == dark.png and widget.image.alt == dark.alt


def test_an_edge_lies_where_its_spot_is(widget):
    """Where the edge is lit, the picture changes; and nowhere else but at its value."""
    pixels = lambda: np.asarray(Image.open(io.BytesIO(widget.picture.png)).convert("L"), float)
    dark = pixels()
    for key in ((1, 2, 0), (1, 1, 2), (2, 1, 3)):
        do(widget, "look", name=weight_name(*key))
        changed = np.argwhere(pixels() != dark)[:, ::-1]
        x1, y1, x2, y2, radius, movable = spot(widget, weight_name(*key))
        along = np.array([x2 - x1, y2 - y1]) / np.hypot(x2 - x1, y2 - y1)
        across = np.abs((changed - [x1, y1]) @ [-along[1], along[0]])
        assert movable and len(changed) > 500 and np.median(across) < radius
        assert np.ptp(changed @ along) > 0.9 * np.hypot(x2 - x1, y2 - y1)


def test_every_weight_node_and_point_has_a_spot(widget):
    names = [name for name, *_ in widget.image.spots]
    assert len(set(names)) == len(names) == 13 + 4 + 40
    assert {slider.tooltip for slider in widget.sliders.sliders.values()} < set(names)


def test_an_edge_is_pulled_up_and_down(widget):
    do(widget, "drag", name=EDGE, x=0, y=0, dx=0, dy=-60)
    do(widget, "drag", name=EDGE, x=0, y=0, dx=0, dy=-100)
    assert widget.net.weight(1, 1, 1) == 0.5  # −1.5 and 2 more
    do(widget, "drop", name=EDGE)
    do(widget, "drag", name=EDGE, x=0, y=0, dx=0, dy=1000)
    assert widget.net.weight(1, 1, 1) == -6.0
    do(widget, "nudge", name=EDGE, x=0, y=1)
    assert widget.net.weight(1, 1, 1) == -5.9
    sliders_in_step(widget)


def test_a_point_is_dragged_and_the_given_data_stays():
    X, y = datasets.xor(40)
    before = X.copy()
    widget = explore_weights(small_network(), (X, y))
    x1, y1, *_ = spot(widget, "point 3")
    do(widget, "drag", name="point 3", x=x1, y=y1, dx=0, dy=0)
    assert widget.X[2] == pytest.approx(before[2], abs=0.01)  # a spot is where the point is
    do(widget, "drag", name="point 3", x=x1 + 30, y=y1 + 20, dx=30, dy=20)
    right, up = widget.X[2] - before[2]
    assert right > 0 > up
    do(widget, "drag", name="point 3", x=9999, y=-9999, dx=0, dy=0)
    data = widget.scene.map.data
    assert (widget.X[2] == data.high).all()
    do(widget, "drop", name="point 3")
    assert spot(widget, "point 3")[:2] != [x1, y1]
    others = np.arange(40) != 2
    assert (widget.X[others] == before[others]).all() and (before == X).all()
    assert widget.J() == pytest.approx(widget.net.loss(widget.X, y))
    widget.choices["g"].value = "relu"
    assert (widget.X[2] == data.high).all()  # it stays where it was put
    reset = next(button for button in widget.buttons if button.description == "reset")
    reset.click()
    assert (before == widget.X).all()


def test_a_point_is_moved_by_keys(widget):
    before, J = widget.X.copy(), widget.J()
    do(widget, "hold", name="point 5")
    assert "Esc lets it go" in widget.image.status
    do(widget, "nudge", name="point 5", x=5, y=-1)
    by = widget.X[4] - before[4]
    data = widget.scene.map.data
    assert by == pytest.approx(np.array([0.1, -0.02]) * (data.high - data.low))
    assert widget.J() != J


def test_many_sliders_are_folded_and_a_click_unfolds(six):
    shown = lambda: {
        key for key, slider in six.sliders.sliders.items() if visible(six.sliders.box, slider)
    }
    assert shown() == {(1, 1, j) for j in range(3)}
    sent = []
    six.image.send = sent.append
    do(six, "choose", name="node h^(1)_4")
    assert shown() == {(1, 4, j) for j in range(3)} and six.sliders.node.value == (1, 4)
    assert sent == [{"focus": weight_name(1, 4, 0)}]
    do(six, "choose", name=weight_name(2, 1, 5))
    assert shown() == {(2, 1, j) for j in range(7)}
    assert sent[1:] == [{"focus": weight_name(2, 1, 5)}]
    before = six.picture
    six.sliders.node.value = (1, 2)
    assert six.picture.png != before.png  # other values are printed


def visible(box, control):
    """Whether a control lies in a box without anything around it being folded away."""
    if box is control:
        return True
    children = getattr(box, "children", ())
    return box.layout.display != "none" and any(visible(child, control) for child in children)


def test_few_sliders_are_all_there(widget):
    assert widget.sliders.node is None
    assert all(visible(widget.sliders.box, slider) for slider in widget.sliders.sliders.values())


def test_the_picture_is_drawn_as_large_as_it_is_seen(widget):
    small = widget.picture
    first = Image.open(io.BytesIO(small.png))
    do(widget, "scale", scale=2.0)
    large = Image.open(io.BytesIO(widget.picture.png))
    assert large.size == (2 * small.width, 2 * small.height)
    assert (widget.picture.width, widget.picture.height) == (small.width, small.height)
    gray = [np.asarray(image.convert("L").resize((460, 195)), float) for image in (large, first)]
    assert np.abs(gray[0] - gray[1]).mean() < 3
    assert widget.picture.alt == small.alt
    do(widget, "scale", scale=1.0)
    assert widget.picture.png == small.png


def test_spots_do_not_depend_on_the_scale(widget):
    before = list(widget.image.spots)
    do(widget, "scale", scale=1.5)
    do(widget, "drop", name=EDGE)
    assert widget.image.spots == before


def test_an_event_that_nobody_knows_is_no_error(widget):
    do(widget, "_repr_mimebundle_")
    do(train(small_network(), datasets.xor(8)), "drag", name="a", x=0, y=0, dx=0, dy=0)
    assert not widget.image.alert


def test_where_no_boundary_is_in_view_it_is_said(widget):
    for name in ("picture.alt", "image.status"):
        part, what = name.split(".")
        assert "no boundary in view: everything here is on the side of y = 1" in getattr(
            getattr(widget, part), what
        )
    net = Network([2, 1])
    net.W[1] = [[0.0, 0.0]]
    assert "h(x;W) is 0.5 everywhere" in boundary(net, *datasets.xor(8)).alt
    net.W[1] = [[1.0, 0.5]]
    assert "no boundary" not in boundary(net, *datasets.xor(8)).alt


def test_the_still_picture_says_how_to_move_it(widget):
    still = noted(widget.picture, "▶ run the cell above to move this")
    data, metadata = widget._repr_mimebundle_()
    assert data["image/png"] == still.base64()
    assert metadata["image/png"] == {
        "alt": widget.picture.alt, "width": widget.picture.width, "height": still.height,
    }  # fmt: skip
    above = np.asarray(Image.open(io.BytesIO(still.png)).convert("RGB"))[: widget.picture.height]
    assert (above == np.asarray(Image.open(io.BytesIO(widget.picture.png)).convert("RGB"))).all()


def test_a_click_on_the_microscope_chooses_the_place():
    widget = microscope(student_network(), *student_sample())
    do(widget, "look", name="edge W₂₃⁽¹⁾ from x₃")
    assert "edge W₂₃⁽¹⁾ from x₃" in widget.image.status
    do(widget, "choose", name="edge W₂₃⁽¹⁾ from x₃")
    assert widget.target.value == ("edge", 1, 2, 3) and "∂Loss/∂W_23^(1)" in widget.picture.alt
    do(widget, "choose", name="node h₁⁽²⁾")
    assert widget.target.value == ("node", 2, 1, 0)


def test_a_thousand_updates_leave_everything_as_it_was(widget):
    slider = widget.sliders.sliders[1, 1, 1]

    def move(step):
        slider.value = -6 + 0.1 * (step % 120)
        if step % 10 == 0:
            do(widget, "look", name=(EDGE, None, "point 3")[step // 10 % 3])
            do(widget, "nudge", name="point 3", x=(-1) ** (step // 10), y=0)
            do(widget, "drop", name="point 3")

    leaves_nothing_behind(widget, move)
