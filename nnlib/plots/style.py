"""Colors, type and number formats that all pictures share.

Orange is above and plus, purple is below and minus: the two ends of ColorBrewer's PuOr, which
color-blind readers can tell apart. Everything that a color says is also said by a shape or by
a printed sign. Pictures are white cards, so they read alike in light and dark themes.
"""

import functools

import numpy as np

INK, GRAY, FAINT, WHITE = "#222222", "#8a8a8a", "#eeeeee", "#ffffff"
PLUS, MINUS = "#b35806", "#542788"
SERIES = (PLUS, MINUS, INK, "#e08214", "#8073ac")
LINE_STYLES = ("-", "--", ":", "-.", (0, (6, 1, 1, 1, 1, 1)))
# From "well below the decision value" to "well above it".
BELOW = ("#998ec3", "#ada5d0", "#c3bddd", "#d9d5ea", "#eeecf5")
ABOVE = ("#fdf1e2", "#fde0be", "#fccb93", "#f6b264", "#ec9a3c")
BANDS = BELOW + ABOVE
SHADE = "#dadada"  # a ground of its own: a fifth of the way from white to INK
COLORS = (WHITE, INK, GRAY, FAINT, SHADE, PLUS, MINUS, *SERIES[3:], *BANDS)
MARKERS = ("o", "s", "^")  # the first label is round, the second square, a third a triangle

DPI = 144  # of a still picture; CSS_PER_INCH is how large it is shown
CSS_PER_INCH = 100


def rgb(color):
    """'#rrggbb' as three numbers 0 … 255."""
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)


def blends(color, other, count):
    """`count` colors evenly between two (neither end included), as rows of RGB: the edges of
    smoothed shapes."""
    part = np.arange(1, count + 1)[:, None] / (count + 1)
    return (1 - part) * rgb(color) + part * rgb(other)


@functools.cache
def palette():
    """The at most 256 colors of every picture, as rows of RGB (uint8)."""
    pure = [rgb(color) for color in (WHITE, INK, GRAY, FAINT, *SERIES, *BANDS)]
    smooth = [blends(WHITE, INK, 23), blends(WHITE, PLUS, 14), blends(WHITE, MINUS, 14)]
    smooth += [blends(band, INK, 5) for band in BANDS]
    smooth += [blends(band, WHITE, 2) for band in BANDS]
    smooth += [blends(color, WHITE, 7) for color in SERIES[3:]]
    smooth += [blends(INK, PLUS, 4), blends(INK, MINUS, 4)]
    return np.concatenate([pure, *smooth]).round().astype(np.uint8)


def number(value, decimals=2):
    """A number for a sentence: rounded, without trailing zeros, with a true minus sign.

    >>> number(0.5), number(-2), number(-0.001), number(12345.678)
    ('0.5', '−2', '0', '12346')
    """
    if abs(value) >= 1e6:
        return f"{value:.0e}".replace("-", "−").replace("e+0", "e").replace("e+", "e")
    text = f"{value:.{0 if abs(value) >= 1000 else decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "0") else text.replace("-", "−")


def significant(value, digits=3):
    """A number by its leading digits, however small it is.

    >>> significant(-0.0012345), significant(31.0), significant(2e-9), significant(123456.0)
    ('−0.00123', '31', '2e−9', '123000')
    """
    if not np.isfinite(value):
        return "nan" if np.isnan(value) else "∞" if value > 0 else "−∞"
    if value != 0 and not 1e-4 <= abs(value) < 1e6:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{mantissa}e{int(exponent)}".replace("-", "−")
    text = np.format_float_positional(value, digits, unique=False, fractional=False, trim="-")
    return text.replace("-", "−") if value else "0"


def signed(value):
    """A weight for the diagram: its sign, and two decimals or fewer.

    >>> signed(2), signed(-0.53), signed(1000), signed(0)
    ('+2.0', '−0.53', '+1000', '0.0')
    """
    text = number(value)
    if "." not in text and abs(value) < 100:
        text += ".0"
    return text if text.startswith("−") or text == "0.0" else "+" + text


def listed(parts):
    """Sentence parts joined by commas and a last "and".

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
