"""The signs keep apart without colour and without their letter."""

from itertools import combinations

import pytest
from PIL import Image, ImageChops

from assess.pdf import marks
from assess.pdf.page import Sheet
from assess.pdf.words import PRIORITIES, RATINGS, STATES, Words
from tests.pdf.reading import grey

SIDE, SCALE = 60, 4


def drawn(draw) -> Image.Image:
    """What `draw(sheet, x, y)` puts around the middle of a square, in grey."""
    s = Sheet("x", Words("es"), "A4", demo=False, foot="")
    draw(s, 200, 400)
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
@pytest.mark.parametrize(("r", "middle"), [(48, 0.45), (7, 0.055)])
def test_ratings_differ_in_grey_by_their_rim_alone(pair, r, middle):
    rims = [without_middle(drawn(lambda s, x, y, k=k: marks.rating_mark(s, k, x, y, r)), middle) for k in pair]
    assert unlike(*rims) > 0.3


@pytest.mark.parametrize("pair", list(combinations(STATES, 2)))
def test_states_differ_in_grey(pair):
    assert unlike(*(drawn(lambda s, x, y, k=k: marks.state_mark(s, k, x, y, 8)) for k in pair)) > 0.08


@pytest.mark.parametrize("pair", list(combinations(PRIORITIES, 2)))
def test_priorities_differ_in_grey(pair):
    assert unlike(*(drawn(lambda s, x, y, k=k: marks.priority_mark(s, k, x, y)) for k in pair)) > 0.08


@pytest.mark.parametrize("pair", list(combinations((0, 1, 2, 3, "NA", "NE", None), 2)))
def test_levels_differ_in_grey(pair):
    assert unlike(*(drawn(lambda s, x, y, k=k: marks.level_mark(s, k, x, y, 24)) for k in pair)) > 0.08


@pytest.mark.parametrize("pair", list(combinations("ABCD", 2)))
def test_bars_differ_in_grey(pair):
    bars = [drawn(lambda s, x, y, k=k: marks.bar_fill(s, k, x - 40, y - 4, 80, 8)) for k in pair]
    tones = [sum(p * n for p, n in enumerate(bar.crop((90, 225, 400, 255)).histogram())) for bar in bars]
    assert abs(tones[0] - tones[1]) > 0.05 * max(tones) or unlike(*bars) > 0.1


def test_a_critical_failure_at_0_is_darker_than_at_1():
    zero, one = (drawn(lambda s, x, y, k=k: marks.critical_mark(s, x, y, 6, k)) for k in (0, 1))
    assert sum(zero.histogram()[:128]) > 1.5 * sum(one.histogram()[:128])
