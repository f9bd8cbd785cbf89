"""The benchmark's parts work and can fail; of its bars only gross breaches are caught here.

A test runs on machines that do other things too: `course.py bench` measures, with the bars.
"""

import tracemalloc

import numpy as np
import pytest

from nnlib import Network, datasets, plots, scaling, sgd
from nnlib.props.growth import MEASURED, Growth, measure_growth
from tools import bench_growth, bench_hand, bench_peers, bench_report, bench_steps
from tools.bench_timing import Row, Times, in_turn, slope

SMALL = bench_peers.job([4, 2, 1], 30, batch=1)
MIDDLE = bench_peers.job([2, 16, 16, 1], 40, batch=40)


def ratio(job, mine, by_hand):
    runs = {"nnlib": mine(job)[0], "hand": by_hand(job)[0]}
    return in_turn(runs, rounds=7, seconds=0.05).ratio("nnlib", "hand")


# ---- gross breaches -------------------------------------------------------------------------


def test_a_small_step_costs_little_more_than_one_by_hand():
    assert ratio(SMALL, bench_peers.nnlib_sgd, bench_hand.by_hand_one_sample) < 3


def test_a_step_on_all_samples_costs_little_more_than_one_by_hand():
    assert ratio(MIDDLE, bench_peers.nnlib_steps, bench_hand.by_hand) < 3


def test_memory_of_a_gradient():
    assert bench_growth.memory([300, 200, 100, 1], 250) < 2.5


@pytest.mark.parametrize("batch", [1, 10, 200])
def test_memory_does_not_grow_with_the_number_of_steps(batch):
    X, y = datasets.two_moons(200)

    def peak(steps):
        tracemalloc.start()
        try:
            sgd(Network([2, 8, 1]), X, y, steps=steps, batch=batch)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(500)
    assert peak(5000) < 1.1 * peak(500)


def test_growth_is_measured():
    measured = measure_growth()
    assert measured.weights.tolist() == [4128, 9248, 19488, 39968, 80928]
    for growth in (measured, MEASURED):
        assert 0.7 < growth.slope(growth.backpropagation) < 1.4
        assert 1.6 < growth.slope(growth.differences) < 2.4
    assert MEASURED.weights.tolist() == measured.weights.tolist()


def test_measuring_growth_leaves_the_weights_as_they_were(monkeypatch):
    made = []

    def network(*arguments):
        made.append((Network(*arguments), Network(*arguments)))
        return made[-1][0]

    monkeypatch.setattr(scaling, "Network", network)
    measure_growth([(5, 4, 3, 1)])
    ((used, fresh),) = made
    assert all(np.array_equal(a, b) for a, b in zip(used.W, fresh.W, strict=True))


# ---- the plot -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("powers", "said"), [((1, 2), "slope 1, like the number"), ((2, 3), "slope 2, like its square")]
)
def test_the_plot_tells_the_slopes_that_were_measured(powers, said):
    weights = np.array([10.0, 100.0, 1000.0])
    alt = plots.growth(Growth(weights, *(1e-6 * weights**power for power in powers))).alt
    assert f"Backpropagation rises with {said}" in alt
    assert f"with slope {powers[1]}" in alt


# ---- the benchmark's own parts --------------------------------------------------------------


@pytest.mark.parametrize("make", [bench_peers.nnlib_sgd, bench_hand.by_hand_one_sample])
def test_all_train_the_same_network_on_single_samples(make):
    by_sgd, other = bench_peers.nnlib_sgd(SMALL), make(SMALL)
    bench_steps.check_agreement({"sgd": by_sgd, "other": other}, steps=300)


def test_all_train_the_same_network_on_batches():
    makers = {"sgd": bench_peers.nnlib_sgd, "steps": bench_peers.nnlib_steps}
    makers |= {"hand": bench_hand.by_hand}
    bench_steps.check_agreement({name: make(MIDDLE) for name, make in makers.items()}, steps=50)


def test_another_network_is_noticed():
    other = bench_hand.by_hand_one_sample(SMALL._replace(y=1 - SMALL.y))
    with pytest.raises(AssertionError, match="hand does not train the same network as sgd"):
        bench_steps.check_agreement({"sgd": bench_peers.nnlib_sgd(SMALL), "hand": other})


@pytest.mark.parametrize("job", [SMALL, MIDDLE], ids=["small", "middle"])
def test_the_peers_train_the_same_network(job):
    """Those that the bench extra has installed: the course does not need them."""
    for name, make in bench_steps.installed().items():
        run, weights = make(job)
        if weights is None:  # it has biases, so its steps are other ones
            run(2)
        else:
            made = {"sgd": bench_peers.nnlib_sgd(job), name: (run, weights)}
            bench_steps.check_agreement(made)


def test_the_floor_stays_finite():
    run, _ = bench_hand.floor(MIDDLE)
    with np.errstate(over="raise", invalid="raise"):
        run(500)


def test_a_missing_peer_is_said_and_the_rest_measured(monkeypatch):
    monkeypatch.setitem(bench_steps.PEERS, "PyTorch", ("no_such_module", None))
    assert "PyTorch" in bench_steps.missing() and "PyTorch" not in bench_steps.installed()
    assert "PyTorch is not installed: no rows about it." in list(bench_report.machine())


def test_a_bar_is_met_or_not():
    assert Row("", 1.0, 1.0).met and Row("", 10.0, 10.0, least=True).met
    assert Row("", 1.01, 1.0).met is False and Row("", 9.9, 10.0, least=True).met is False
    assert Row("", 5.0).met is None
    assert bench_report.line(Row("work", 1.26, 1.25)).endswith("1.26×    ≤ 1.25×  NOT MET")
    assert bench_report.line(Row("work", 12, 10, least=True)).endswith("≥ 10×  met")


def test_a_ratio_is_taken_within_each_round():
    """A machine that is slow in one round is slow for all in it."""
    times = Times({"a": np.array([2.0, 20.0, 200.0]), "b": np.array([1.0, 10.0, 100.0])})
    assert times.ratio("a", "b") == 2 and times.median("a") == 20


def test_the_slope_on_logarithmic_axes():
    assert slope([1, 2, 4], [5, 20, 80]) == pytest.approx(2)


def test_proofs_layer_by_layer_are_the_statement(monkeypatch):
    assert bench_growth._layer_by_layer((2, 3, 2, 1)) and bench_growth._composed((2, 3, 2, 1))
    monkeypatch.setattr(bench_growth, "g_prime", lambda z: 2)
    assert not bench_growth._layer_by_layer((2, 3, 2, 1))


def test_the_table_and_the_plot_are_made(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(bench_growth, "WIDTHS", (8, 16))
    monkeypatch.setattr(bench_growth, "depth_slope", lambda: 1.0)
    assert bench_report.main(["--only", "growth", "--plot", str(tmp_path / "a" / "g.png")]) == 0
    printed = capsys.readouterr().out
    assert "BLAS: " in printed and "slope for difference quotients" in printed
    assert (tmp_path / "a" / "g.png").read_bytes().startswith(b"\x89PNG")
