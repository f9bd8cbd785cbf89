"""A guess before the result: what a cell shows after it waits until it is asked for.

While the `<details>` that a guess brings is closed, a rule of CSS hides the outputs that come after
it in the same cell: text, formulas and pictures alike, also after *Run All*. Before a run the
cell's outputs are folded by its metadata (`tools.execute` sees to it).
"""

import html

import ipywidgets
import numpy as np
from IPython.display import display
from ipywidgets import Layout

from nnlib.plots.style import listed

_VIEW = "application/vnd.jupyter.widget-view+json"
_STYLE = (
    "<style>@media screen {"
    ".jp-OutputArea-child:has(details.nnlib-fold:not([open])) ~ .jp-OutputArea-child "
    "{ display: none }}</style>"
)
_CLOSE = 0.01  # how far off a typed number may be, as a part of the right one


def predict(answer=None):
    """A box for a guess; what the cell shows after it stays folded until there is one.

    `answer` is a number, or a dict {choice: whether it is so}, of which one must be; None where a
    guess is neither, and there is only the fold. A number is right when it is so to the digits
    that were typed, or to 1 %. The question stands in the text above. Raises ValueError for
    choices of which not exactly one is so, and for a number that is not finite.

    >>> before, after = 2, 1
    >>> predict({"up": after > before, "down": after < before})
    Your guess: up or down?
    """
    if answer is None:
        guess = _Guesses([], "Make your guess first.")
    elif isinstance(answer, dict):
        guess = _Guesses([_Choice(answer)], f"Your guess: {' or '.join(answer)}?")
    else:
        guess = _Guesses([_Number("Your guess", answer)], "Your guess: a number.")
    display(guess)


def fill_in(numbers, slips=None):
    """A field for each of the `numbers` {label: value}, checked when it is typed.

    What the cell shows after them stays folded until all are right. `slips` {label: {sentence:
    value}} says, for wrong numbers that a typical slip gives, what went wrong. Raises ValueError
    for a number that is not finite, for slips of an unknown label, and for a slip that gives the
    right number.

    >>> fill_in({"$z$": 2.0, "$g(z)$": 0.8808}, {"$g(z)$": {"That is z: g is missing.": 2.0}})
    Work out $z$ and $g(z)$.
    """
    slips = slips or {}
    for label in slips:
        if label not in numbers:
            raise ValueError(f"there is no number {label!r}: known are {list(numbers)}.")
    fields = [_Number(label, value, slips.get(label)) for label, value in numbers.items()]
    display(_Guesses(fields, f"Work out {listed(list(numbers))}."))


class _Guesses:
    """What is to be guessed, live; and what stands for it where there is no kernel."""

    def __init__(self, guesses, text):
        self.guesses, self.text = guesses, text
        self.fold = ipywidgets.HTML(_fold())
        for guess in guesses:
            guess.then = self.unfold
        parts = [*(guess.box for guess in guesses), self.fold]
        self.box = ipywidgets.VBox(parts, layout=Layout(width="100%"))

    def unfold(self):
        """Open the fold once nothing is left to guess."""
        if all(guess.done for guess in self.guesses):
            self.fold.value = _fold(" open")

    def _repr_mimebundle_(self, include=None, exclude=None):
        view = self.box._repr_mimebundle_()[_VIEW]
        # JupyterLab shows the first line of the HTML, as it is typed, where outputs are hidden.
        first = "Work out the numbers." if "$" in self.text else self.text
        return {_VIEW: view, "text/html": f"{first}\n{_fold()}", "text/plain": self.text}

    def __repr__(self):
        return self.text


def _fold(opened=""):
    summary = "<summary>Show what happens</summary>"
    return f'{_STYLE}<details class="nnlib-fold"{opened}>{summary}</details>'


def _text(said):
    return ipywidgets.HTMLMath(said, layout=Layout(margin="2px 8px 2px 2px"))


class _Guess:
    """Controls for a guess, with what is said of it beside them. `done`: nothing is left to ask;
    `then()` is called after each guess."""

    def __init__(self, *controls):
        self.done, self.then, self.said = False, lambda: None, _text("")
        wrap = Layout(display="flex", flex_flow="row wrap", align_items="center")
        self.box = ipywidgets.Box([*controls, self.said], layout=wrap)

    def answer(self, guess):
        """Say whether the guess is right, and why not."""
        right, words = self.judge(guess)
        self.said.value = f'<span role="status">{"✓" if right else "✗"} {words}</span>'
        self.done = self.done or right or self.only_one_guess
        self.then()


class _Choice(_Guess):
    only_one_guess = True

    def __init__(self, choices):
        so = [name for name, is_so in choices.items() if is_so]
        if len(so) != 1:
            raise ValueError(f"of {list(choices)}, exactly one must be so, but these are: {so}.")
        (self.right,) = so
        buttons = [_button(name) for name in choices]
        for button in buttons:
            button.on_click(lambda pressed: self.answer(pressed.description))
        super().__init__(_text("Your guess:"), *buttons)

    def judge(self, guess):
        right = guess == self.right
        return right, f"Yes: {guess}." if right else f"Not “{guess}”: it is “{self.right}”."


class _Number(_Guess):
    only_one_guess = False

    def __init__(self, label, value, slips=None):
        self.value, self.slips = float(value), slips or {}
        if not np.isfinite(self.value):
            raise ValueError(f"{label}: the number is {value}. Give a finite one.")
        for sentence, wrong in self.slips.items():
            if _same(str(wrong), wrong, self.value):
                raise ValueError(f"{label}: the slip {sentence!r} gives the right number, {wrong}.")
        field = ipywidgets.Text(
            placeholder="a number, then Enter",
            tooltip=label.replace("$", ""),
            continuous_update=False,
            layout=Layout(width="170px"),
        )
        field.observe(lambda change: self.answer(change["new"]), "value")
        super().__init__(_text(f"{label} ="), field)

    def judge(self, typed):
        try:
            guess = number(typed)
        except ValueError as error:
            return False, html.escape(str(error))
        if _same(typed, guess, self.value):
            return True, "Yes."
        for sentence, wrong in self.slips.items():
            if _same(typed, guess, float(wrong)):
                return False, sentence
        if _same(typed, -guess, self.value):
            return False, "Right but for the sign."
        return False, "Too large." if guess > self.value else "Too small."


def _button(name):
    return ipywidgets.Button(description=name, tooltip=name, layout=Layout(width="auto"))


def number(typed):
    """The number that somebody typed: 0.25, −0.25, .25, 1/4, 25 %, 2.5e-1, 0,25.

    Raises ValueError, with a sentence, for anything else.

    >>> number("−1/4"), number("25 %")
    (-0.25, 0.25)
    """
    text = typed.strip().replace("−", "-").replace(" ", "").replace(",", ".")
    top, _, bottom = text.removesuffix("%").partition("/")
    try:
        value = float(top) / float(bottom or 1) * (0.01 if text.endswith("%") else 1.0)
    except (ValueError, ZeroDivisionError):
        value = np.nan
    if not np.isfinite(value):
        raise ValueError(f"{typed.strip()!r} is not a number. Type one such as 0.25 or 1/4.")
    return value


def _same(typed, guess, right):
    """Whether a typed number is the right one, to the digits typed or to 1 %."""
    decimals = len(typed.strip().rstrip("0 %").partition(".")[2].split("e")[0])
    shown = 0.5000001 * 10.0**-decimals if decimals >= 2 else 0
    return bool(abs(guess - right) <= max(_CLOSE * abs(right), shown))
