"""The data sets are made here, from a seed, in the shapes and labels that they state."""

import numpy as np
import pytest

from nnlib import Network, datasets, sgd
from nnlib.props import student

PLANE = [datasets.xor, datasets.two_moons, datasets.circles, datasets.spirals]
ALL = [student.students, *PLANE]


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize("n", [1, 2, 3, 7, 50])
def test_shapes(make, n):
    X, y = make(n)
    assert X.shape == (n, 4 if make is student.students else 2)
    assert y.shape == (n,)
    assert X.dtype == y.dtype == float
    assert np.isfinite(X).all()


@pytest.mark.parametrize("make", ALL)
def test_the_default_size_has_both_labels_about_equally_often(make):
    X, y = make()
    assert set(y) == {0, 1}
    assert 0.35 < y.mean() < 0.65


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize("labels", [(0, 1), (-1, 1), (1, 0), [2, 5]])
def test_labels_are_the_ones_asked_for_and_change_nothing_else(make, labels):
    X, y = make(40)
    X_2, y_2 = make(40, labels=labels)
    assert np.array_equal(X, X_2)
    assert np.array_equal(y_2, np.where(y == 1, labels[1], labels[0]))


@pytest.mark.parametrize("make", ALL)
def test_the_seed_decides(make):
    (X, y), (X_2, y_2), (X_3, _) = make(30, seed=5), make(30, seed=5), make(30, seed=6)
    assert X.tobytes() == X_2.tobytes() and y.tobytes() == y_2.tobytes()
    assert not np.array_equal(X, X_3)
    assert not np.shares_memory(X, X_2)


@pytest.mark.parametrize("make", ALL)
def test_the_global_random_state_is_neither_used_nor_changed(make):
    np.random.seed(1)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    X, _ = make(30)
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    np.random.seed(2)  # noqa: NPY002
    assert np.array_equal(make(30)[0], X)


@pytest.mark.parametrize("make", PLANE)
def test_noise_moves_the_points_by_so_much(make):
    quiet, y = make(4000, noise=0.0)
    loud, y_2 = make(4000, noise=0.2)
    assert np.array_equal(y, y_2)
    assert (loud - quiet).std(axis=0) == pytest.approx([0.2, 0.2], rel=0.05)


def test_xor():
    X, y = datasets.xor(40, noise=0.0)
    assert {tuple(x) for x in X} == {(0.7, 0.7), (-0.7, -0.7), (0.7, -0.7), (-0.7, 0.7)}
    assert np.array_equal(y == 1, X[:, 0] * X[:, 1] < 0)
    assert y.mean() == 0.5


def test_circles():
    X, y = datasets.circles(200, noise=0.0)
    assert np.hypot(*X.T) == pytest.approx(np.where(y == 1, 0.4, 1.0), rel=1e-12)


def test_two_moons_lie_on_two_half_circles():
    X, y = datasets.two_moons(200, noise=0.0)
    center = np.where(y[:, np.newaxis] == 1, [0.5, 0.25], [-0.5, -0.25])
    away = X - center
    assert np.hypot(*away.T) == pytest.approx(np.ones(200), rel=1e-12)
    assert np.array_equal(away[:, 1] <= 0, y == 1)


def test_spirals_are_one_arm_and_its_half_turn():
    X, y = datasets.spirals(200, noise=0.0, turns=1.5)
    radius = np.hypot(*X.T)
    assert radius.max() <= 1
    arm = np.where(y[:, np.newaxis] == 1, -X, X)
    angle = 3 * np.pi * radius
    np.testing.assert_allclose(arm, np.stack([np.cos(angle), np.sin(angle)], 1) * radius[:, None])


def test_students_have_believable_numbers():
    X, y, quality = student.students(5000, qualities=True)
    GPA, IQ, BMI, sleep = X.T
    assert student.STUDENT_FEATURES == ("GPA", "IQ", "BMI", "sleep")
    assert len(student.STUDENT_UNITS) == 4
    assert GPA.min() >= 0 and GPA.max() <= 4.3
    assert IQ.mean() == pytest.approx(100, abs=1) and IQ.std() == pytest.approx(15, rel=0.05)
    assert BMI.mean() == pytest.approx(23, abs=0.3) and BMI.std() == pytest.approx(4, rel=0.05)
    assert sleep.mean() == pytest.approx(7, abs=0.1) and sleep.std() == pytest.approx(1, rel=0.05)
    assert np.array_equal(y == 1, (quality > -0.4).all(axis=1))


def test_intelligence_shows_in_gpa_and_iq_and_health_in_bmi_and_sleep():
    X, _, quality = student.students(5000, qualities=True)
    correlation = np.corrcoef(X.T, quality.T)[:4, 4:]
    expected = [[0.85, 0], [0.85, 0], [0, -0.85], [0, 0.85]]
    assert correlation == pytest.approx(np.array(expected), abs=0.05)


def test_qualities_are_an_extra():
    X, y = student.students(9)
    X_2, y_2, quality = student.students(9, qualities=True)
    assert np.array_equal(X, X_2) and np.array_equal(y, y_2) and quality.shape == (9, 2)


def test_standardized_students_are_plain_numbers():
    X = student.standardize(student.students(5000)[0])
    assert X.mean(axis=0) == pytest.approx(np.zeros(4), abs=0.06)
    assert X.std(axis=0) == pytest.approx(np.ones(4), rel=0.06)
    assert student.standardize([3.7, 115, 21, 8])[0] == pytest.approx([1.5, 1, -0.5, 1])


def test_no_line_separates_what_needs_a_hidden_layer():
    """Why these sets are here: one layer fails on each, whatever it learns."""
    for make in (datasets.xor, datasets.circles, datasets.spirals):
        X, y = make(200)
        net = Network([2, 1], biases=True)
        sgd(net, X, y, "log", rate=0.1, steps=400, batch=20)
        assert ((net.predict(X) > 0.5) == (y == 1)).mean() < 0.75


# ---- refusals -------------------------------------------------------------------------------


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize("n", [0, -1, 2.0, "9", None, True, [3]])
def test_a_bad_n_is_refused(make, n):
    with pytest.raises(ValueError) as refused:
        make(n)
    assert str(refused.value) == f"n must be a whole number, 1 or more, but it is {n!r}."


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize("seed", [-1, 0.5, "a", None])
def test_a_bad_seed_is_refused(make, seed):
    with pytest.raises(ValueError, match="seed must be a whole number, 0 or more, but it is"):
        make(5, seed=seed)


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize("labels", [(1,), (0, 1, 2), (), 5, "ab", (0, None), (0, np.nan), None])
def test_bad_labels_are_refused(make, labels):
    with pytest.raises((ValueError, TypeError), match="^labels (must|hold)"):
        make(5, labels=labels)


@pytest.mark.parametrize("make", PLANE)
@pytest.mark.parametrize("noise", [np.nan, np.inf, "a", None, [0.1, 0.2]])
def test_bad_noise_is_refused(make, noise):
    with pytest.raises((ValueError, TypeError), match="^noise (must|holds)"):
        make(5, noise=noise)


def test_bad_turns_are_refused():
    with pytest.raises(ValueError, match="^turns holds inf"):
        datasets.spirals(5, turns=np.inf)


@pytest.mark.parametrize("X", [np.ones((3, 5)), "text", [], [[1, 2, 3, np.nan]]])
def test_bad_students_are_refused(X):
    with pytest.raises((ValueError, TypeError), match="^X "):
        student.standardize(X)
