import pytest

from assess.charts import TrendMark, trend


def mark(score, specification="SS-1.0", comparable=None, letter="C"):
    shown = "—" if score is None else f"{score:.1f}"
    return TrendMark("nov 2024", score, shown, letter, specification, comparable)


def paths(drawing, css):
    return [shape.d for shape in drawing.of("path") if shape.css == css]


def test_one_line_joins_the_visits_of_one_specification():
    drawing = trend([mark(0), mark(40), mark(100)])

    assert paths(drawing, "line") == ["M70 264L280 164L490 14"]


def test_a_new_specification_breaks_the_line_and_is_marked():
    drawing = trend([mark(50), mark(60), mark(70, "SS-2.0"), mark(80, "SS-2.0")])

    assert [d.count("L") for d in paths(drawing, "line")] == [1, 1]
    assert [line.x1 for line in drawing.of("line") if line.css == "break dashed"] == [280]


def test_one_specification_has_no_break_mark():
    assert not [line for line in trend([mark(50), mark(60)]).of("line") if "break" in line.css]


def test_a_visit_without_a_score_leaves_a_gap_and_a_hollow_mark_on_the_base_line():
    drawing = trend([mark(50), mark(None, letter="NR"), mark(70), mark(80)])
    hollow = [dot for dot in drawing.of("circle") if "hollow" in dot.css]

    assert [d.count("L") for d in paths(drawing, "line")] == [1]
    assert [(dot.x, dot.y) for dot in hollow] == [(210, 264)]


def test_a_not_rated_visit_with_a_score_is_hollow_but_on_the_line():
    drawing = trend([mark(50), mark(60, letter="NR")])

    assert [dot.css for dot in drawing.of("circle")] == ["dot", "dot hollow"]
    assert len(paths(drawing, "line")) == 1


def test_the_comparable_line_stops_where_visits_are_not_comparable():
    drawing = trend([mark(50, comparable=50), mark(60, comparable=55), mark(70), mark(80, comparable=75)])

    assert paths(drawing, "soft") == ["M70 139L210 126.5"]


def test_one_visit_stands_in_the_middle_and_none_leaves_the_frame():
    assert [dot.x for dot in trend([mark(50)]).of("circle")] == [280]
    assert trend([]).of("circle") == []


@pytest.mark.parametrize(("visits", "kept"), [(4, 4), (5, 5), (6, 3), (8, 4), (12, 4)])
def test_dates_that_would_collide_on_a_phone_are_optional_but_never_the_last(visits, kept):
    dates = [shape for shape in trend([mark(50)] * visits).of("text") if shape.y == 287]

    assert len([date for date in dates if "opt" not in date.css]) == kept
    assert "opt" not in dates[-1].css


def test_the_score_of_a_perfect_visit_is_written_below_its_mark():
    [figure] = [shape for shape in trend([mark(100)]).of("text") if shape.text == "100.0"]

    assert figure.y > 14
