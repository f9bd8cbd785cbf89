# ruff: noqa: E501 - a line stands as it is typed
"""Lines of proofs as students type them: true ones, and what each misconception makes of them.

A true line has slots. A misconception puts something else into one of them, in every line that has
this slot. `TWO_FAULTS` are lines with more than one fault: no single misconception is their name.
"""

from typing import NamedTuple


class Typed(NamedTuple):
    """The true lines of a proof, what belongs in their slots, and what beliefs put there instead."""

    lines: list
    slots: dict
    beliefs: dict  # {id: {slot: what stands there, or a list}}

    def true(self):
        return [line.format(**self.slots) for line in self.lines]

    def wrong(self):
        """Triples: the misconception, the slot, and the line that it gives."""
        for id, changes in self.beliefs.items():
            for slot, texts in changes.items():
                for line in self.lines:
                    if f"{{{slot}}}" in line:
                        for text in [texts] if isinstance(texts, str) else texts:
                            yield id, line.format(**self.slots | {slot: text})


_EDGE = {
    "missing-h": {"h": "1"},
    "layer-h": {"h": "h(k)[j]"},
    "weight-for-h": {"h": "W(k)[i, j]"},
    "z-for-h": {"h": "z(k - 1)[j]"},
}
_SIGN = {"sign": {"sign": "-"}}

PROOFS = {
    "03_2.mine": Typed(
        [
            "{sign}{dz} * {w}",
            "{sign}{w} * {dz}",
            "{sign}Sum({dz} * {w}, (i, 1, n(L + 1)))",
        ],
        {"sign": "", "dz": "d(Loss, z_out)", "w": "W(L + 1)[1, j]"},
        {
            "h-for-weight": {"w": "h(L)[j]"},
            "missing-weight": {"w": "1"},
            "wrong-weights": {"w": "W(L)[1, j]"},
            "own-index": {"w": "W(L + 1)[1, 1]"},
            "missing-node-slope": {"dz": "1"},
            "missing-output-slope": {"dz": "d(Loss, g(z_out))"},
            "slope-above": {"w": "W(L + 1)[1, j] * g_prime(z_out)"},
            "slope-twice": {"w": "W(L + 1)[1, j] * g_prime(z(L)[j])"},
            "extra-h": {"w": "W(L + 1)[1, j] * h(L)[j]"},
            **_SIGN,
        },
    ),
    "03_3.mine": Typed(
        [
            "{sign}{dh} * d(h(k)[i], z(k)[i]) * {h}",
            "{sign}{dh} * {gp} * d(z(k)[i], W(k)[i, j])",
            "{sign}{h} * {gp} * {dh}",
            "{sign}d(Loss, z(k)[i]) * {h}",
        ],
        {"sign": "", "dh": "d(Loss, h(k)[i])", "gp": "g_prime(z(k)[i])", "h": "h(k - 1)[j]"},
        {
            **_EDGE,
            **_SIGN,
            "missing-slope": {"gp": "1"},
            "slope-at-h": {"gp": "g_prime(h(k)[i])"},
            "value-for-slope": {"gp": ["g(z(k)[i])", "h(k)[i]"]},
            "z-for-slope": {"gp": "z(k)[i]"},
            "slope-twice": {"gp": "g_prime(z(k)[i])**2"},
            "missing-node-slope": {"dh": "1"},
            "own-index": {"h": "h(k - 1)[i]"},
        },
    ),
    "03_4.mine": Typed(
        [
            "{sign}{dz} * {w} * d(h(L)[i], z(L)[i]) * {h}",
            "{sign}{dz} * d(z_out, h(L)[i]) * {gp} * {h}",
            "{sign}{h} * {gp} * {w} * {dz}",
            "{sign}{dz} * {w} * {gp} * d(z(L)[i], W(L)[i, j])",
        ],
        {
            "sign": "",
            "dz": "d(Loss, z_out)",
            "w": "W(L + 1)[1, i]",
            "gp": "g_prime(z(L)[i])",
            "h": "h(L - 1)[j]",
        },
        {
            **_SIGN,
            "missing-h": {"h": "1"},
            "layer-h": {"h": "h(L)[j]"},
            "weight-for-h": {"h": "W(L)[i, j]"},
            "z-for-h": {"h": "z(L - 1)[j]"},
            "own-index": {"h": "h(L - 1)[i]", "w": "W(L + 1)[1, 1]"},
            "missing-slope": {"gp": "1"},
            "slope-at-h": {"gp": "g_prime(h(L)[i])"},
            "value-for-slope": {"gp": "g(z(L)[i])"},
            "slope-above": {"gp": "g_prime(z_out)"},
            "slope-twice": {"gp": "g_prime(z(L)[i])**2"},
            "wrong-weights": {"w": "W(L)[1, i]"},
            "missing-weight": {"w": "1"},
            "h-for-weight": {"w": "h(L)[i]"},
            "missing-node-slope": {"dz": "1"},
        },
    ),
    "03_5.mine": Typed(
        [
            "{sign}Sum({dh} * d(h(k + 1)[i], z(k + 1)[i]) * {w}, {over})",
            "{sign}Sum({dh} * {gp} * d(z(k + 1)[i], h(k)[j]), {over})",
            "{sign}Sum({w} * {gp} * {dh}, {over})",
        ],
        {
            "sign": "",
            "dh": "d(Loss, h(k + 1)[i])",
            "gp": "g_prime(z(k + 1)[i])",
            "w": "W(k + 1)[i, j]",
            "over": "(i, 1, n(k + 1))",
        },
        {
            **_SIGN,
            "one-path": {"over": "(i, 1, 1)"},
            "wrong-weights": {"w": "W(k)[i, j]"},
            "transposed": {"w": "W(k + 1)[j, i]"},
            "missing-weight": {"w": "1"},
            "h-for-weight": {"w": "h(k)[j]"},
            "missing-slope": {"gp": "1"},
            "slope-at-h": {"gp": "g_prime(h(k + 1)[i])"},
            "value-for-slope": {"gp": ["g(z(k + 1)[i])", "h(k + 1)[i]"]},
            "slope-below": {"gp": "g_prime(z(k)[j])"},
            "slope-twice": {"gp": ["g_prime(z(k + 1)[i])**2", "g_prime(z(k + 1)[i]) * g_prime(z(k)[j])"]},
            "missing-node-slope": {"dh": "1"},
            "extra-h": {"w": "W(k + 1)[i, j] * h(k)[j]"},
        },
    ),
    "03_6.mine": Typed(
        [
            "{sign}Sum({dz} * {w}, {over}) * {gp} * {h}",
            "{sign}{h} * {gp} * Sum({dz} * d(z(k + 1)[m], h(k)[i]), {over})",
            "{sign}Sum({dz} * {w} * d(h(k)[i], z(k)[i]), {over}) * {h}",
        ],
        {
            "sign": "",
            "dz": "d(Loss, z(k + 1)[m])",
            "w": "W(k + 1)[m, i]",
            "over": "(m, 1, n(k + 1))",
            "gp": "g_prime(z(k)[i])",
            "h": "h(k - 1)[j]",
        },
        {
            **_EDGE,
            **_SIGN,
            "one-path": {"over": "(m, 1, 1)"},
            "wrong-weights": {"w": "W(k)[m, i]"},
            "transposed": {"w": "W(k + 1)[i, m]"},
            "missing-weight": {"w": "1"},
            "missing-slope": {"gp": "1"},
            "slope-at-h": {"gp": "g_prime(h(k)[i])"},
            "value-for-slope": {"gp": "g(z(k)[i])"},
            "slope-twice": {"gp": "g_prime(z(k)[i])**2"},
            "missing-node-slope": {"dz": "1"},
            "own-index": {"h": "h(k - 1)[i]"},
        },
    ),
    "03_7.node": Typed(
        ["{sum}({w} * {h}, {over})", "{sum}({h} * {w}, {over})"],
        {"sum": "Sum", "w": "W(k)[i, j]", "h": "h(k - 1)[j]", "over": "(j, 1, n(k - 1))"},
        {
            "weights-ignored": {"w": "1"},
            "own-index": {"h": "h(k - 1)[i]"},
            "transposed": {"w": "W(k)[j, i]"},
            "no-activation": {"h": "z(k - 1)[j]"},
            "wrong-layer": {"w": "W(k + 1)[i, j]"},
            "layer-h": {"h": "h(k)[j]"},
            "first-missing": {"over": "(j, 2, n(k - 1))"},
            "last-missing": {"over": "(j, 1, n(k - 1) - 1)"},
        },
    ),
    "03_7.output": Typed(
        ["{sign}{dp} * {gp}", "{sign}{gp} * {dp}"],
        {"sign": "", "dp": "d(Loss, g(z_out))", "gp": "g_prime(z_out)"},
        {
            **_SIGN,
            "missing-output-slope": {"gp": "1"},
            "missing-loss-slope": {"dp": "1"},
            "slope-at-h": {"gp": ["g_prime(g(z_out))", "g_prime(h(L + 1)[1])"]},
            "value-for-slope": {"gp": "g(z_out)"},
            "z-for-slope": {"gp": "z_out"},
            "slope-twice": {"gp": "g_prime(z_out)**2"},
        },
    ),
    "03_7.every_weight": Typed(
        ["d(Loss, z({K})[i]) * {h}", "{h} * d(Loss, z({K})[i])"],
        {"K": "k", "h": "h(k - 1)[j]"},
        {**_EDGE, "own-index": {"h": "h(k - 1)[i]"}},
    ),
    "03_7.last_hidden": Typed(
        ["d(Loss, z_out) * {w} * {gp}", "{gp} * {w} * d(Loss, z_out)"],
        {"w": "W(L + 1)[1, i]", "gp": "g_prime(z(L)[i])"},
        {
            "wrong-weights": {"w": "W(L)[1, i]"},
            "missing-weight": {"w": "1"},
            "missing-slope": {"gp": "1"},
            "slope-above": {"gp": "g_prime(z_out)"},
        },
    ),
    "03_7.hidden": Typed(
        [
            "Sum(d(Loss, z(k + 1)[i]) * {w} * {gp}, {over})",
            "Sum(d(Loss, z(k + 1)[i]) * {w}, {over}) * {gp}",
            "Sum(d(Loss, z(k + 1)[i]) * {w} * d(h(k)[j], z(k)[j]), {over})",
        ],
        {"w": "W(k + 1)[i, j]", "gp": "g_prime(z(k)[j])", "over": "(i, 1, n(k + 1))"},
        {
            "one-path": {"over": "(i, 1, 1)"},
            "wrong-weights": {"w": "W(k)[i, j]"},
            "transposed": {"w": "W(k + 1)[j, i]"},
            "missing-weight": {"w": "1"},
            "missing-slope": {"gp": "1"},
            "slope-at-h": {"gp": "g_prime(h(k)[j])"},
            "value-for-slope": {"gp": "g(z(k)[j])"},
        },
    ),
    "beyond_04.mine": Typed(
        [
            "{sign}Sum({dz} * {w}{more}, {over})",
            "{sign}Sum({w} * {dz}, {over})",
        ],
        {
            "sign": "",
            "dz": "d(Loss, z(k + 1)[i])",
            "w": "W(k + 1)[i, j]",
            "more": "",
            "over": "(i, 1, n(k + 1))",
        },
        {
            "one-path": {"over": "(i, 1, 1)"},
            "wrong-weights": {"w": "W(k)[i, j]"},
            "transposed": {"w": "W(k + 1)[j, i]"},
            "missing-weight": {"w": "1"},
            "h-for-weight": {"w": "h(k)[j]"},
            "slope-twice": {"more": [" * g_prime(z(k)[j])", " * g_prime(z(k + 1)[i])"]},
            "missing-node-slope": {"dz": "1"},
            "extra-h": {"more": " * h(k)[j]"},
            **_SIGN,
        },
    ),
}  # fmt: skip

# A Σ that is forgotten: the line, and the misconception.
FORGOTTEN = [
    ("03_5.mine", "d(Loss, h(k + 1)[i]) * g_prime(z(k + 1)[i]) * W(k + 1)[i, j]"),
    ("03_5.mine", "d(Loss, h(k + 1)[m]) * d(h(k + 1)[m], h(k)[j])"),
    ("03_5.mine", "d(Loss, z(k + 1)[i]) * d(z(k + 1)[i], h(k)[j])"),
    ("03_6.mine", "d(Loss, z(k + 1)[m]) * W(k + 1)[m, i] * g_prime(z(k)[i]) * h(k - 1)[j]"),
    ("03_6.mine", "d(Loss, z(k + 1)[m]) * d(z(k + 1)[m], W(k)[i, j])"),
    ("03_7.hidden", "d(Loss, z(k + 1)[i]) * W(k + 1)[i, j] * g_prime(z(k)[j])"),
    ("03_7.hidden", "d(Loss, z(k + 1)[i]) * d(z(k + 1)[i], z(k)[j])"),
    ("beyond_04.mine", "d(Loss, z(k + 1)[i]) * W(k + 1)[i, j]"),
]

TWO_FAULTS = [
    ("03_2.mine", "-d(Loss, z_out) * h(L)[j]"),
    ("03_2.mine", "2 * d(Loss, z_out) * W(L)[1, j]"),
    ("03_3.mine", "d(Loss, h(k)[i]) * W(k)[i, j]"),
    ("03_3.mine", "g_prime(h(k)[i]) * h(k - 1)[j]"),
    ("03_3.mine", "d(Loss, h(k)[j]) * g_prime(z(k)[i]) * h(k)[j]"),
    ("03_4.mine", "d(Loss, z_out) * h(L - 1)[j]"),
    ("03_4.mine", "d(Loss, z_out) * W(L)[1, i] * h(L - 1)[j]"),
    ("03_4.mine", "d(Loss, z_out) * W(L + 1)[1, i] * g_prime(z_out) * h(L)[j]"),
    ("03_5.mine", "Sum(d(Loss, h(k + 1)[i]) * W(k)[i, j], (i, 1, n(k + 1)))"),
    ("03_5.mine", "d(Loss, h(k + 1)[1]) * W(k + 1)[1, j]"),
    ("03_6.mine", "Sum(d(Loss, z(k + 1)[m]) * W(k + 1)[m, i], (m, 1, n(k + 1)))"),
    ("03_6.mine", "d(Loss, z(k + 1)[1]) * h(k - 1)[j]"),
    ("03_7.output", "d(Loss, g(z_out)) * g(z_out) * z_out"),
    ("03_7.hidden", "2 * Sum(d(Loss, z(k + 1)[i]) * W(k)[i, j], (i, 1, n(k + 1)))"),
]  # fmt: skip

_Z = "Sum(W(L + 1)[1, m] * h(L)[m], (m, 1, n(L)))"

# True lines in forms that no solution has.
UNUSUAL = [
    # by way of what is not asked for
    ("03_2.mine", "d(Loss, h(L)[j])"),
    ("03_2.mine", "d(Loss, g(z(L)[j]))"),
    ("03_2.mine", "d(Loss, h(L + 1)[1]) * d(h(L + 1)[1], h(L)[j])"),
    ("03_2.mine", "d(Loss, g(z_out)) * g_prime(z_out) * W(L + 1)[1, j]"),
    ("03_2.mine", "loss_prime(g(z_out), y) * g_prime(z_out) * W(L + 1)[1, j]"),
    ("03_2.mine", "loss_prime(h(L + 1)[1], y) * d(g(z_out), z_out) * d(z_out, h(L)[j])"),
    ("03_2.mine", f"d(Loss, g(z_out)) * g_prime({_Z}) * W(L + 1)[1, j]"),
    ("03_2.mine", "Sum(d(Loss, z(L + 1)[i]) * W(L + 1)[i, j], (i, 1, n(L + 1)))"),
    ("03_2.mine", "Sum(d(Loss, z(L + 1)[m]) * d(z(L + 1)[m], h(L)[j]), (m, 1, 1))"),
    ("03_2.mine", "(d(Loss, z_out) * W(L + 1)[1, j] + d(Loss, h(L)[j])) / 2"),
    ("03_2.mine", "2 * d(Loss, z_out) * W(L + 1)[1, j] - d(Loss, h(L)[j])"),
    ("03_2.mine", "d(Loss, z_out) * Sum(W(L + 1)[1, m] * d(h(L)[m], h(L)[j]), (m, 1, n(L)))"),
    ("03_2.mine", "d(Loss, z(L + 1)[1]) * W(L + 1)[1, j] * h(L)[j] / h(L)[j]"),
    ("03_3.mine", "d(Loss, z(k)[i]) * d(z(k)[i], W(k)[i, j])"),
    ("03_3.mine", "d(Loss, z(k)[i]) * h(k - 1)[j]"),
    ("03_3.mine", "Sum(d(Loss, z(k)[m]) * d(z(k)[m], W(k)[i, j]), (m, 1, n(k)))"),
    ("03_3.mine", "Sum(d(Loss, h(k)[m]) * d(h(k)[m], W(k)[i, j]), (m, 1, n(k)))"),
    ("03_3.mine", "Sum(d(Loss, h(k)[m]) * g_prime(z(k)[m]) * d(z(k)[m], W(k)[i, j]), (m, 1, n(k)))"),
    ("03_3.mine", "d(Loss, g(z(k)[i])) * d(g(z(k)[i]), z(k)[i]) * h(k - 1)[j]"),
    ("03_3.mine", "d(Loss, g(z(k)[i])) * d(g(z(k)[i]), W(k)[i, j])"),
    ("03_3.mine", "h(k - 1)[j] * g_prime(z(k)[i]) * d(Loss, h(k)[i])"),
    ("03_3.mine", "d(Loss, h(k)[i]) * g_prime(Sum(W(k)[i, m] * h(k - 1)[m], (m, 1, n(k - 1)))) * h(k - 1)[j]"),
    ("03_3.mine", "Sum(d(Loss, z(k + 1)[m]) * d(z(k + 1)[m], W(k)[i, j]), (m, 1, n(k + 1)))"),
    ("03_3.mine", "Sum(d(Loss, z(k + 1)[m]) * W(k + 1)[m, i], (m, 1, n(k + 1))) * d(h(k)[i], W(k)[i, j])"),
    ("03_3.mine", "d(Loss, z(k)[i]) * (h(k - 1)[j]**2) / h(k - 1)[j]"),
    ("03_3.mine", "d(Loss, W(k)[i, j]) * 3 - 2 * d(Loss, z(k)[i]) * h(k - 1)[j]"),
    ("03_4.mine", "d(Loss, z_out) * d(z_out, W(L)[i, j])"),
    ("03_4.mine", "d(Loss, g(z_out)) * d(g(z_out), W(L)[i, j])"),
    ("03_4.mine", "d(Loss, h(L)[i]) * d(h(L)[i], W(L)[i, j])"),
    ("03_4.mine", "d(Loss, z_out) * Sum(W(L + 1)[1, m] * d(h(L)[m], W(L)[i, j]), (m, 1, n(L)))"),
    ("03_4.mine", "Sum(d(Loss, z(L)[m]) * d(z(L)[m], W(L)[i, j]), (m, 1, n(L)))"),
    ("03_4.mine", "d(Loss, z_out) * d(z_out, z(L)[i]) * d(z(L)[i], W(L)[i, j])"),
    ("03_4.mine", "d(Loss, z_out) * d(z_out, g(z(L)[i])) * d(g(z(L)[i]), z(L)[i]) * h(L - 1)[j]"),
    ("03_4.mine", "loss_prime(g(z_out), y) * g_prime(z_out) * W(L + 1)[1, i] * g_prime(z(L)[i]) * h(L - 1)[j]"),
    ("03_4.mine", "h(L - 1)[j] * (g_prime(z(L)[i]) * (W(L + 1)[1, i] * d(Loss, z_out)))"),
    ("03_4.mine", "d(Loss, h(L)[i]) * g_prime(z(L)[i]) * h(L - 1)[j]"),
    ("03_4.mine", "Sum(d(Loss, z(L + 1)[m]) * W(L + 1)[m, i], (m, 1, n(L + 1))) * g_prime(z(L)[i]) * h(L - 1)[j]"),
    ("03_5.mine", "Sum(d(Loss, z(k + 1)[m]) * d(z(k + 1)[m], h(k)[j]), (m, 1, n(k + 1)))"),
    ("03_5.mine", "Sum(d(Loss, z(k + 1)[p]) * W(k + 1)[p, j], (p, 1, n(k + 1)))"),
    ("03_5.mine", "Sum(d(Loss, h(k + 1)[m]) * d(h(k + 1)[m], h(k)[j]), (m, 1, n(k + 1)))"),
    ("03_5.mine", "Sum(d(Loss, g(z(k + 1)[i])) * d(g(z(k + 1)[i]), h(k)[j]), (i, 1, n(k + 1)))"),
    ("03_5.mine", "Sum(W(k + 1)[i, j] * d(h(k + 1)[i], z(k + 1)[i]) * d(Loss, h(k + 1)[i]), (i, 1, n(k + 1)))"),
    ("03_5.mine", "Sum(d(Loss, h(k)[m]) * d(h(k)[m], h(k)[j]), (m, 1, n(k)))"),
    ("03_5.mine", "Sum(d(Loss, z(k + 1)[i]) * Sum(W(k + 1)[i, m] * d(h(k)[m], h(k)[j]), (m, 1, n(k))), (i, 1, n(k + 1)))"),
    ("03_5.mine", "Sum(2 * d(Loss, z(k + 1)[i]) * W(k + 1)[i, j], (i, 1, n(k + 1))) / 2"),
    ("03_5.mine", "-Sum(-d(Loss, z(k + 1)[i]) * W(k + 1)[i, j], (i, 1, n(k + 1)))"),
    ("03_6.mine", "d(Loss, z(k)[i]) * h(k - 1)[j]"),
    ("03_6.mine", "Sum(d(Loss, z(k + 1)[m]) * W(k + 1)[m, i] * g_prime(z(k)[i]) * h(k - 1)[j], (m, 1, n(k + 1)))"),
    ("03_6.mine", "Sum(d(Loss, z(k + 1)[m]) * d(z(k + 1)[m], h(k)[i]), (m, 1, n(k + 1))) * d(h(k)[i], W(k)[i, j])"),
    ("03_6.mine", "Sum(d(Loss, z(k + 1)[p]) * d(z(k + 1)[p], z(k)[i]), (p, 1, n(k + 1))) * d(z(k)[i], W(k)[i, j])"),
    ("03_6.mine", "Sum(d(Loss, h(k + 1)[m]) * g_prime(z(k + 1)[m]) * W(k + 1)[m, i], (m, 1, n(k + 1))) * g_prime(z(k)[i]) * h(k - 1)[j]"),
    ("03_7.node", "Sum(h(k - 1)[m] * W(k)[i, m], (m, 1, n(k - 1)))"),
    ("03_7.node", "Sum(W(k)[i, p] * h(k - 1)[p] / 2, (p, 1, n(k - 1))) * 2"),
    ("03_7.output", "d(Loss, h(L + 1)[1]) * d(h(L + 1)[1], z(L + 1)[1])"),
    ("03_7.output", "loss_prime(g(z_out), y) * g_prime(z_out)"),
    ("03_7.output", "d(Loss, g(z_out)) * d(h(L + 1)[1], z_out)"),
    ("03_7.every_weight", "Sum(d(Loss, z(k)[m]) * d(z(k)[m], W(k)[i, j]), (m, 1, n(k)))"),
    ("03_7.every_weight", "d(Loss, z(k)[i]) * d(z(k)[i], W(k)[i, j])"),
    ("03_7.last_hidden", "d(Loss, h(L)[i]) * g_prime(z(L)[i])"),
    ("03_7.last_hidden", "Sum(d(Loss, z(L + 1)[j]) * d(z(L + 1)[j], z(L)[i]), (j, 1, n(L + 1)))"),
    ("03_7.last_hidden", "d(Loss, z_out) * Sum(W(L + 1)[1, m] * d(h(L)[m], z(L)[i]), (m, 1, n(L)))"),
    ("beyond_04.mine", "Sum(d(Loss, z(k + 1)[p]) * W(k + 1)[p, j], (p, 1, n(k + 1)))"),
    ("beyond_04.mine", "Sum(W(k + 1)[m, j] * d(Loss, g(z(k + 1)[m])) * g_prime(z(k + 1)[m]), (m, 1, n(k + 1)))"),
    ("03_7.hidden", "d(Loss, h(k)[j]) * d(h(k)[j], z(k)[j])"),
    ("03_7.hidden", "Sum(d(Loss, h(k)[m]) * d(h(k)[m], z(k)[j]), (m, 1, n(k)))"),
    ("03_7.hidden", "g_prime(z(k)[j]) * Sum(W(k + 1)[m, j] * d(Loss, z(k + 1)[m]), (m, 1, n(k + 1)))"),
    ("03_7.hidden", "Sum(Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[i, m] * d(h(k)[m], z(k)[j]), (m, 1, n(k))), (i, 1, n(k + 1)))"),
]  # fmt: skip
