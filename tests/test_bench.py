"""The benchmark's parts work and can fail. `course.py bench` measures: no test does."""

import importlib.util

import pytest

from nnlib import Network
from tools import bench
from tools.bench import CONTESTANTS, Job, Row

JOBS = [Job((4, 2, 1), 1), Job((2, 16, 16, 1), 20), Job((6, 5, 4, 3), 7)]


@pytest.mark.parametrize("job", JOBS, ids=str)
def test_all_train_the_same_network(job):
    """PyTorch too, where the bench extra has installed it: the course does not need it."""
    bench.check_agreement({name: make(job) for name, make in CONTESTANTS.items()}, steps=50)


@pytest.mark.parametrize("contestant", ["by hand", "the page"])
def test_another_network_is_noticed(contestant):
    run, weights = CONTESTANTS[contestant](JOBS[0])
    run(1)  # one step ahead of sgd
    made = {"sgd": CONTESTANTS["sgd"](JOBS[0]), contestant: (run, weights)}
    with pytest.raises(AssertionError, match=f"{contestant} does not train the same network"):
        bench.check_agreement(made)


def test_every_contestant_starts_anew():
    """None writes into the weights of another."""
    job = JOBS[1]
    for make in CONTESTANTS.values():
        make(job)[0](3)
    fresh, start = Network(job.sizes, g="tanh", seed=1), job.start()[0]
    assert [W.tolist() for W in start.W] == [W.tolist() for W in fresh.W]


def test_each_round_runs_all_in_turn():
    called = []
    runs = {name: lambda steps, name=name: called.append((name, steps)) for name in "ab"}
    taken = bench.times(runs, steps=5, rounds=2)
    assert called == [("a", 5), ("b", 5)] * 2
    assert {name: len(seconds) for name, seconds in taken.items()} == {"a": 2, "b": 2}


def test_a_ratio_is_taken_within_each_round():
    """A machine that is slow in one round is slow for all in it."""
    assert bench.ratio({"a": [2.0, 20.0, 900.0], "b": [1.0, 10.0, 100.0]}, "a", "b") == 2


def test_a_bar_is_met_or_not():
    assert Row("", 1.0, 1.0).met and Row("", 8.0, 8.0, least=True).met
    assert not Row("", 1.01, 1.0).met and not Row("", 7.9, 8.0, least=True).met
    assert str(Row("work", 1.26, 1.25)).endswith("1.26   ≤ 1.25  NOT MET")
    assert str(Row("work", 12, 10, least=True)).endswith("12.00   ≥ 10    met")


def test_without_pytorch_the_rest_is_measured(monkeypatch, capsys):
    monkeypatch.delitem(CONTESTANTS, "PyTorch", raising=False)
    (row,) = bench.step_rows(JOBS[0], "sgd", 2.0, 8, steps=2, rounds=1)
    assert row.what == "4-2-1, n = 1: sgd / by hand"
    assert capsys.readouterr().out.count("µs") == 2


def test_pytorch_is_a_contestant_where_it_is_installed():
    assert ("PyTorch" in CONTESTANTS) == bool(importlib.util.find_spec("torch"))
