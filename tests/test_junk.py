"""Every argument is given all sorts of junk: what is not taken is refused in words that name it.

No other kind of exception may come out, and nothing may warn.
"""

import re
import warnings
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnlib import Diverged, Network, gradient_check, sgd

TOO_LONG = 2**53 + 1  # for a float

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([2**31, 2**53, TOO_LONG, 2**64, -(2**70), 10**400]),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=3),
    st.binary(max_size=3),
    st.sampled_from([object(), Ellipsis, Fraction(1, 3), np.float32(2), np.int8(3), np.bool_(1)]),
)
DTYPES = ["f8", "f4", "f2", "i8", "u8", "i1", "?", "c16", "U2", "S2", "M8[s]", "m8[s]", "O"]
ARRAYS = st.sampled_from(DTYPES).flatmap(
    lambda dtype: hnp.arrays(
        dtype,
        hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
        **({"elements": SCALARS} if dtype == "O" else {}),
    )
)
# Every float in a shape that fits, so that what is refused is the values.
FITTING = st.sampled_from([(3, 2), (3,), (1, 2), ()]).flatmap(lambda shape: hnp.arrays("f8", shape))
JUNK = st.one_of(
    SCALARS,
    ARRAYS,
    FITTING,
    st.recursive(
        SCALARS,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4),
            st.lists(inner, max_size=3).map(tuple),
            st.dictionaries(st.text(max_size=2), inner, max_size=2),
        ),
        max_leaves=8,
    ),
)

DATA = np.array([[0.5, -1.0], [2.0, 0.0], [1.0, 1.0]])


def fuzz_net():
    return Network([2, 3, 1], ["relu", "identity"])


FUZZ = {
    "X": lambda junk: fuzz_net().forward(junk),
    "X of loss": lambda junk: fuzz_net().loss(junk, 0.0),
    "y": lambda junk: fuzz_net().loss(DATA, junk),
    "y of backward": lambda junk: fuzz_net().backward(fuzz_net().forward(DATA), junk),
    "y for log": lambda junk: Network([2, 1]).loss(DATA, junk, "log"),
    "sizes": lambda junk: Network(junk),
    "g": lambda junk: Network([2, 1], junk),
    "biases": lambda junk: Network([2, 1], biases=junk),
    "seed": lambda junk: Network([2, 1], seed=junk),
    "W[1]": lambda junk: fuzz_net().W.__setitem__(1, junk),
    "W[junk]": lambda junk: fuzz_net().W[junk],
    "rate": lambda junk: sgd(fuzz_net(), DATA, [0, 1, 1], rate=junk, steps=3),
    "rate(t)": lambda junk: sgd(fuzz_net(), DATA, [0, 1, 1], rate=lambda t: junk, steps=3),
    "weight_decay": lambda junk: sgd(fuzz_net(), DATA, [0, 1, 1], weight_decay=junk, steps=3),
    "batch": lambda junk: sgd(fuzz_net(), DATA, [0, 1, 1], batch=junk, steps=3),
    "loss": lambda junk: fuzz_net().loss(DATA, [0, 1, 1], junk),
    "state": lambda junk: fuzz_net().backward(junk, [0, 1, 1]),
    "X of sgd": lambda junk: sgd(fuzz_net(), junk, 0.0, steps=3),
    "y of sgd": lambda junk: sgd(fuzz_net(), DATA, junk, steps=3),
    "X of gradient_check": lambda junk: gradient_check(fuzz_net(), junk, 0.0),
    "y of gradient_check": lambda junk: gradient_check(fuzz_net(), DATA, junk),
}
# Any of these words shows that the refusal is nnlib's own, and about this argument.
NAMED = {
    "sizes": r"^(sizes|layer \d)",
    "g": r"^(g lists|there is no activation)",
    # These X come with one y: where X has several rows, that y is refused.
    "X of loss": r"^X |^y has shape \(\)|overflowed",
    "X of sgd": r"^X |^y has shape \(\)|overflowed|run diverged",
    "X of gradient_check": r"^X |^y has shape \(\)|overflowed",
    "W[junk]": r"^W\[.*does not exist",
    "rate(t)": r"^rate\(0\)|run diverged|overflowed",
    "loss": r"^there is no loss",
    "state": r"^backward wants the state",
}


@pytest.mark.parametrize("what", FUZZ)
@settings(deadline=None, derandomize=True, database=None, max_examples=60, phases=[Phase.generate])
@given(junk=JUNK)
def test_junk_is_taken_or_refused_in_words(what, junk):
    argument = re.escape(what.split()[0])
    words = NAMED.get(what, rf"^{argument}\b|^{argument} |overflowed|run diverged")
    with warnings.catch_warnings(), np.errstate(over="warn", divide="warn", invalid="warn"):
        warnings.simplefilter("error")
        try:
            FUZZ[what](junk)
        except (ValueError, TypeError, IndexError, Diverged) as refused:
            assert re.search(words, str(refused), re.DOTALL), f"{junk!r}: {refused}"
            assert str(refused).endswith((".", "?"))
