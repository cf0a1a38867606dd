from fractions import Fraction

import pytest

from assess.charts import score_scale


def lines(drawing, css):
    return [shape for shape in drawing.of("line") if shape.css == css]


def words(drawing):
    return [shape.text for shape in drawing.of("text")]


@pytest.mark.parametrize(
    ("score", "x"),
    [(0, 10), (Fraction(40), 218), (65.0, 348), (Fraction(200, 3), 356.67), (100, 530)],
)
def test_the_mark_of_a_score_lies_between_0_at_10_and_100_at_530(score, x):
    [tick] = lines(score_scale(score, "…"), "tick")

    assert tick.x1 == tick.x2 == x


def test_the_cuts_of_the_method_are_marked_and_written():
    drawing = score_scale(50, "50.0")

    assert [line.x1 for line in lines(drawing, "axis-2")] == [218, 348, 452]
    assert {"0", "40", "65", "85", "100", "A", "B", "C", "D"} <= set(words(drawing))


@pytest.mark.parametrize("score", [0, 99.9])
def test_the_figures_stay_inside_the_drawing_at_both_ends(score):
    label = next(shape for shape in score_scale(score, "label").of("text") if shape.text == "label")

    assert 36 <= label.x <= 504


def test_only_the_final_letter_is_strong():
    strong = [t.text for t in score_scale(74.9, "74.9", letter="C", by_score="B").of("text") if "strong" in t.css]

    assert strong == ["C", "74.9"]


def test_a_cap_leads_a_step_from_the_band_to_the_final_letter():
    drawing = score_scale(74.9, "74.9", letter="C", by_score="B", cap_label="limited")
    step, arrow = drawing.of("path")

    assert (step.d, step.css) == ("M400 113L400 119L290 119", "step")
    assert arrow.d == "M290 114L283 119L290 124Z"
    assert "limited" in words(drawing)
    assert drawing.height > score_scale(74.9, "74.9", letter="B", by_score="B").height


@pytest.mark.parametrize(("letter", "by_score"), [("B", "B"), ("B", None), ("NR", "B")])
def test_without_a_cap_there_is_no_step(letter, by_score):
    assert score_scale(74.9, "74.9", letter=letter, by_score=by_score).of("path") == []


def test_the_bounds_make_a_whisker_above_the_bar():
    bar, low, high = lines(score_scale(50, "50.0", low=40, high=65), "whisker")

    assert (bar.x1, bar.x2, low.x1, high.x1) == (218, 348, 218, 348)
    assert bar.y1 == bar.y2 < 44


@pytest.mark.parametrize(("low", "high"), [(None, None), (50, 50), (None, 60)])
def test_equal_or_unknown_bounds_make_no_whisker(low, high):
    assert lines(score_scale(50, "50.0", low=low, high=high), "whisker") == []


def test_no_score_gives_the_bands_alone():
    drawing = score_scale(None)

    assert lines(drawing, "tick") == []
    assert [shape.css for shape in drawing.of("rect")] == ["track"]
    assert len(lines(drawing, "axis-2")) == 3
