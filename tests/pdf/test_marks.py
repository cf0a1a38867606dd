"""The signs keep apart without colour and without their letter."""

from functools import cache
from itertools import combinations

import pytest
from PIL import Image, ImageChops, ImageStat

from assess.pdf import marks
from assess.pdf.page import Sheet
from assess.pdf.words import PRIORITIES, RATINGS, STATES, Words
from tests.pdf.reading import grey

SIDE, SCALE = 60, 4
DRAW = {
    "rating": lambda s, x, y, kind: marks.rating_mark(s, kind, x, y, 48),
    "small rating": lambda s, x, y, kind: marks.rating_mark(s, kind, x, y, 7),
    "state": lambda s, x, y, kind: marks.state_mark(s, kind, x, y, 8),
    "priority": lambda s, x, y, kind: marks.priority_mark(s, kind, x, y),
    "level": lambda s, x, y, kind: marks.level_mark(s, kind, x, y, 24),
    "bar": lambda s, x, y, kind: marks.bar_fill(s, kind, x - 40, y - 4, 80, 8),
    "critical": lambda s, x, y, kind: marks.critical_mark(s, x, y, 6, kind),
}


@cache
def drawn(family: str, kind: object) -> Image.Image:
    """One mark in the middle of a square, as a copier without colour sees it."""
    s = Sheet("x", Words("es"), "A4", demo=False, foot="")
    DRAW[family](s, 200, 400, kind)
    page = grey(s.finish(), scale=SCALE)
    left, top = (200 - SIDE) * SCALE, page.height - (400 + SIDE) * SCALE
    return page.crop((left, top, left + 2 * SIDE * SCALE, top + 2 * SIDE * SCALE))


def without_middle(image: Image.Image, share: float) -> Image.Image:
    """The rim only: the letter is painted over."""
    image = image.copy()
    middle, half = image.width // 2, int(image.width / 2 * share)
    image.paste(255, (middle - half, middle - half, middle + half, middle + half))
    return image


def unlike(a: Image.Image, b: Image.Image) -> float:
    """Share of pixels that are dark in one and light in the other, of those dark in either."""
    dark = [i.point(lambda p: 255 if p < 128 else 0) for i in (a, b)]
    differing = ImageChops.difference(*dark).histogram()[255]
    return differing / max(1, ImageChops.lighter(*dark).histogram()[255])


@pytest.mark.parametrize("pair", list(combinations(RATINGS, 2)))
@pytest.mark.parametrize(("family", "middle"), [("rating", 0.45), ("small rating", 0.055)])
def test_ratings_differ_in_grey_by_their_rim_alone(pair, family, middle):
    assert unlike(*(without_middle(drawn(family, kind), middle) for kind in pair)) > 0.3


@pytest.mark.parametrize(
    ("family", "kinds"),
    [("state", STATES), ("priority", PRIORITIES), ("level", (0, 1, 2, 3, "NA", "NE", None))],
)
def test_every_two_marks_of_a_family_differ_in_grey(family, kinds):
    for a, b in combinations(kinds, 2):
        assert unlike(drawn(family, a), drawn(family, b)) > 0.08, (a, b)


@pytest.mark.parametrize("pair", list(combinations("ABCD", 2)))
def test_bars_differ_in_grey_by_tone_or_pattern(pair):
    bars = [drawn("bar", kind) for kind in pair]
    tones = [ImageStat.Stat(bar.crop((90, 230, 390, 250))).mean[0] for bar in bars]
    assert abs(tones[0] - tones[1]) > 25 or unlike(*bars) > 0.1


def test_a_critical_failure_at_0_is_darker_than_at_1():
    zero, one = (ImageStat.Stat(drawn("critical", level)).mean[0] for level in (0, 1))
    assert 255 - zero > 1.5 * (255 - one)
