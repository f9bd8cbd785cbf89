"""A sample of lines of the whole grammar: what is said of each is what numbers say."""

from collections import Counter

import pytest
from symbolic_oracle import Net
from symbolic_search import SMALL, Search, found_by_numbers

from nnlib.symbolic import Proof, equal_for_every_size, examine

SIZES = ((2, 1, 1), (1, 1, 2, 1))
EMPTY = (749, 750, 1066)  # false, and equal for whom δ_1m picks a term of a Σ without terms
PAIRS = [Search(seed, depth=2 if seed % 4 == 0 else 1).pair() for seed in (*range(100), *EMPTY)]
SAMPLE = [pair for pair in PAIRS if pair[0] != pair[1]]


@pytest.fixture(scope="module")
def verdicts():
    return [(pair, examine(*pair, sizes=SIZES)) for pair in SAMPLE]


def numbers_for(pair, verdict):
    every_size = isinstance(verdict, Proof) and verdict.every_size
    return found_by_numbers(*pair, SMALL if every_size else [Net(sizes, 3) for sizes in SIZES])


def test_what_is_proved_is_equal(verdicts):
    for pair, verdict in verdicts:
        if isinstance(verdict, Proof):
            assert numbers_for(pair, verdict)[0] != "differ", pair


def test_the_rules_for_every_size_prove_nothing_false(verdicts):
    """Alone, without the sizes that are written out."""
    for pair, verdict in verdicts:
        if not isinstance(verdict, Proof) and equal_for_every_size(*pair):
            assert found_by_numbers(*pair)[0] != "differ", pair


def test_what_does_not_follow_differs(verdicts):
    for pair, verdict in verdicts:
        if not isinstance(verdict, Proof) and "the left side is" in str(verdict.counterexample):
            assert numbers_for(pair, verdict)[0] == "differ", str(verdict)


def test_nothing_equal_is_left_unproved(verdicts):
    assert not [str(v) for _, v in verdicts if getattr(v, "verdict", "") == "could not be proved"]


def test_the_sample_holds_all_kinds(verdicts):
    """Else the tests above could not fail."""
    kinds = Counter("proved" if isinstance(v, Proof) else v.verdict for _, v in verdicts)
    given = Counter(v.given for _, v in verdicts if isinstance(v, Proof) and v.every_size)
    assert kinds["proved"] > 15 and kinds["does not follow"] > 10
    assert kinds["cannot stand as it is"] > 2 and len(given) == 2
