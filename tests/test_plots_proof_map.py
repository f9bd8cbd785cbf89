"""The map of the proof: every equation once, its arrows lead on, and the text says all three."""

import pytest

from nnlib.plots import proof_map
from nnlib.symbolic import LEDGER_IDS, proved_so_far
from nnlib.symbolic.record import FOLLOWS, Progress


def test_every_equation_of_the_document_is_on_it():
    assert set(FOLLOWS) == {id for id in LEDGER_IDS if id[0].isdigit()}
    order = list(FOLLOWS)
    for id, sources in FOLLOWS.items():
        assert all(order.index(source) < order.index(id) for source in sources)


@pytest.mark.parametrize(
    ("here", "earlier", "said"),
    [
        ((), (), "The map of the proof. Still to come: " + ", ".join(FOLLOWS) + "."),
        (FOLLOWS, ("2.1",), "The map of the proof. In this lesson: " + ", ".join(FOLLOWS) + "."),
        (("3.5",), ("2.1", "3.6a", "E7"), "lesson: 3.5. In an earlier lesson: 2.1, 3.6a. Still to"),
    ],
)
def test_it_says_the_three_states(here, earlier, said):
    picture = proof_map(Progress(dict.fromkeys(here, ("proved",)), earlier, FOLLOWS))
    assert said in picture.alt
    assert picture._repr_mimebundle_()[1]["nnlib"] == {"ledger": list(here)}
    empty = proof_map(Progress({}, (), FOLLOWS))
    assert (picture.png == empty.png) == (not here)


def test_it_takes_what_a_notebook_has_shown():
    assert proof_map(proved_so_far()).alt.startswith("The map of the proof.")
