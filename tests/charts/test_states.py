from fractions import Fraction

import pytest

from assess.charts import StateOutline, Tile, share_class, state_map, tile_grid


@pytest.mark.parametrize(
    ("share", "group"),
    [(0, 1), (44.99, 1), (45, 2), (Fraction(5999, 100), 2), (60, 3), (75, 4), (100, 4), (None, None)],
)
def test_a_share_on_a_cut_belongs_to_the_upper_class_and_a_hidden_one_to_none(share, group):
    assert share_class(share) == group


def test_a_tile_lies_in_its_column_and_row():
    drawing = tile_grid([Tile("CHP", 6, 5, 23, "23", "Chiapas: 23 %")])
    [tile] = drawing.of("rect")

    assert (drawing.width, drawing.height) == (600, 360)
    assert (tile.x, tile.y, tile.width, tile.css, tile.title) == (361.5, 301.5, 57, "q1", "Chiapas: 23 %")
    assert [(shape.text, shape.css) for shape in drawing.of("text")] == [("CHP", "o1"), ("23", "v o1")]


def test_a_hidden_tile_has_no_class_of_shares():
    [tile] = tile_grid([Tile("COL", 2, 4, None, "n<5", "")]).of("rect")

    assert tile.css == "qn"


def test_hidden_states_are_hatched_and_drawn_last():
    drawing = state_map([StateOutline("M0 0Z", None, "Colima"), StateOutline("M1 1Z", 80, "Jalisco")], 600, 390)

    assert [(path.d, path.css, path.pattern) for path in drawing.of("path")] == [
        ("M1 1Z", "q4", ""),
        ("M0 0Z", "qn", "p-n"),
    ]
    assert drawing.view_box == "-2 -2 604 394"
