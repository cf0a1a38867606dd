from fractions import Fraction

import pytest

from assess.charts import Count, distribution_bar, domain_bar, interval_bar


def by_css(drawing, kind, css):
    return [shape for shape in drawing.of(kind) if shape.css == css]


@pytest.mark.parametrize(
    ("letter", "css", "pattern"),
    [("A", "ra", ""), ("B", "", "p-b"), ("C", "", "p-c"), ("D", "", "p-d"), ("NR", "open-bar", "p-n")],
)
def test_each_letter_has_its_own_pattern(letter, css, pattern):
    _, bar = domain_bar(50, letter).of("rect")

    assert (bar.css, bar.pattern) == (css, pattern)


def test_a_domain_bar_is_as_long_as_its_score_in_per_cent_of_the_cell():
    drawing = domain_bar(Fraction(200, 3), "B", previous=50)
    _, bar = drawing.of("rect")

    assert (drawing.fluid, bar.x, bar.width) == (True, 0, 66.67)
    assert [line.x1 for line in by_css(drawing, "line", "cut")] == [40, 65, 85]
    assert [line.x1 for line in by_css(drawing, "line", "tick")] == [50]


def test_a_domain_without_scores_shows_neither_bar_nor_mark():
    drawing = domain_bar(None, "NR")

    assert [shape.css for shape in drawing.of("rect")] == ["track"]
    assert by_css(drawing, "line", "tick") == []


def test_an_interval_bar_reaches_from_low_to_high_with_the_point_inside():
    drawing = interval_bar(60, 23.1, 88.2, reference=59.1)
    [reach], [point] = drawing.of("rect"), drawing.of("circle")

    assert (reach.x, reach.width, point.x) == (23.1, 65.1, 60)
    assert [line.x1 for line in drawing.of("line")] == [59.1]


def test_an_interval_never_leaves_the_scale():
    [reach] = interval_bar(97, 90, 104).of("rect")

    assert reach.x + reach.width == 100
    assert interval_bar(97, 90, 104).of("line") == []


def test_parts_of_a_distribution_follow_each_other_from_a_to_nr_and_fill_the_bar():
    drawing = distribution_bar([Count("NR", 1), Count("B", 2, "B: 2"), Count("A", 1)])
    a, b, nr = drawing.of("rect")

    assert [(part.x, part.width) for part in (a, b, nr)] == [(0, 25), (25, 50), (75, 25)]
    assert (a.css, b.pattern, nr.pattern, b.title) == ("ra", "p-b", "p-n", "B: 2")


def test_letters_without_facilities_take_no_room():
    [only] = distribution_bar([Count("A", 0), Count("D", 3)]).of("rect")

    assert (only.x, only.width, only.pattern) == (0, 100, "p-d")


def test_no_facilities_give_an_empty_bar():
    [bar] = distribution_bar([Count("A", 0)]).of("rect")

    assert bar.css == "track"
