from itertools import pairwise

import pytest

from assess.charts import FunnelPoint, funnel
from assess.charts.funnel import limits, ticks
from assess.charts.shapes import spread


def plot(*points):
    return funnel(points, 59.1, "country 59.1 %", "facilities assessed")


@pytest.mark.parametrize(
    ("number", "z", "low", "high"),
    [(22, 1.960, 38.555, 79.645), (22, 3.090, 26.711, 91.489), (5, 1.960, 16.005, 100), (5, 3.090, 0, 100)],
)
def test_limits_are_those_of_the_method_held_between_0_and_100(number, z, low, high):
    assert limits(59.1, number, z) == (pytest.approx(low, abs=0.001), pytest.approx(high, abs=0.001))


def test_both_limits_are_drawn_above_and_below():
    assert [shape.css for shape in plot(FunnelPoint("a", 50, 60)).of("path")] == ["f95", "f95", "f99", "f99"]


def test_points_differ_by_shape_and_not_by_colour_alone():
    drawing = plot(FunnelPoint("a", 12, 60), FunnelPoint("b", 20, 90, "look"), FunnelPoint("c", 22, 20, "review"))

    assert [dot.css for dot in drawing.of("circle")] == ["p", "p look"]
    [diamond] = [path for path in drawing.of("path") if path.css == "p review"]
    assert diamond.d.endswith("l8 8-8 8-8-8z")


def test_only_flagged_points_are_named_but_every_point_has_a_title():
    drawing = plot(FunnelPoint("Colima", 12, 60, title="Colima: 60 %"), FunnelPoint("Chiapas", 22, 20, "review"))
    written = [shape.text for shape in drawing.of("text")]

    assert "Chiapas" in written
    assert "Colima" not in written
    assert [dot.title for dot in drawing.of("circle")] == ["Colima: 60 %"]


def test_a_name_without_room_on_the_right_stands_on_the_left():
    drawing = plot(FunnelPoint("Baja California Sur", 50, 90, "look"), FunnelPoint("Chiapas", 10, 20, "review"))
    css = {shape.text: shape.css for shape in drawing.of("text")}

    assert css["Baja California Sur"] == "strong halo end"
    assert css["Chiapas"] == "strong halo"


@pytest.mark.parametrize(("share", "is_above"), [(57, True), (61, False), (20, False)])
def test_what_the_line_of_the_country_is_called_stands_on_the_side_without_a_point(share, is_above):
    drawing = plot(FunnelPoint("a", 40, share), FunnelPoint("b", 44, 99))
    [label] = [shape for shape in drawing.of("text") if shape.text == "country 59.1 %"]
    [national] = [shape for shape in drawing.of("line") if shape.css == "axis-2"]

    assert (label.y < national.y1) is is_above


def test_names_of_neighbours_keep_their_distance():
    drawing = plot(*[FunnelPoint(name, 20, 90, "look") for name in ("one", "two", "three")])
    heights = sorted(shape.y for shape in drawing.of("text") if shape.text in ("one", "two", "three"))

    assert all(below - above >= 19 for above, below in pairwise(heights))


def test_every_shape_stays_inside_the_drawing():
    drawing = plot(FunnelPoint("a", 5, 0), FunnelPoint("b", 800, 100))

    assert all(48 <= dot.x <= 618 and 16 <= dot.y <= 336 for dot in drawing.of("circle"))


def test_no_facilities_still_give_a_frame():
    assert plot().of("circle") == []


@pytest.mark.parametrize(
    ("reach", "first", "last"), [(12, 2, 12), (61, 10, 60), (9.5, 1, 9), (540, 100, 500), (12000, 2000, 12000)]
)
def test_ticks_are_round_and_few(reach, first, last):
    found = ticks(reach)

    assert (found[0], found[-1]) == (first, last)
    assert len(found) < 10


def test_labels_are_pushed_down_only_where_they_collide():
    assert spread([100, 10, 12], 19) == [100, 10, 29]
