"""README opens with a moving picture that loads quickly, and with words for it."""

import re
from pathlib import Path

from PIL import Image

REPOSITORY = Path(__file__).resolve().parents[1]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_readme_opens_with_a_moving_picture_in_words_too():
    title, _, rest = README.partition("\n")
    opening = rest[: rest.index("```")]
    assert title.startswith("# ")
    (source,) = re.findall(r'<img src="(.+?)"', opening)
    (alt,) = re.findall(r' alt="(.+?)"', opening)
    assert all(word in alt for word in ("map", "valley", "forward", "back"))
    path = REPOSITORY / source
    assert path.stat().st_size < 1_500_000
    with Image.open(path) as picture:
        assert picture.n_frames > 60
        first, size = picture.convert("RGB").tobytes(), picture.size
        picture.seek(picture.n_frames // 2)
        assert picture.convert("RGB").tobytes() != first
    (still,) = re.findall(r'reduced-motion: reduce\)" srcset="(.+?)"', opening)
    with Image.open(REPOSITORY / still) as picture:
        assert picture.n_frames == 1 and picture.size == size
        assert picture.convert("RGB").tobytes() == first
