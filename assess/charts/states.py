"""The states as equal tiles and as a map, in four classes. More is stronger; hidden is hatched, never pale."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assess.charts.shapes import Drawing, Number, Path, Rect, Shape, shown, text

#: Per cent where the second, third and fourth class begin.
SHARE_CUTS = (45, 60, 75)
CELL, TILE = 60, 57


def share_class(share: Number | None, cuts: Sequence[Number] = SHARE_CUTS) -> int | None:
    """1 to 4, or None for a share that is hidden (too few facilities). A share on a cut is of the upper class."""
    return None if share is None else bisect_right(list(cuts), share) + 1


@dataclass(frozen=True, slots=True)
class Tile:
    """One state. `column` and `row` count from 0 at the top left; `value` is what stands under the abbreviation."""

    abbreviation: str
    column: int
    row: int
    share: Number | None
    value: str
    title: str


def tile_grid(tiles: Sequence[Tile], columns: int = 10, rows: int = 6, cuts: Sequence[Number] = SHARE_CUTS) -> Drawing:
    """Equal squares in the rough shape of the country, 60 units each."""
    shapes = [shape for tile in tiles for shape in _tile(tile, share_class(tile.share, cuts))]
    return Drawing(columns * CELL, rows * CELL, tuple(shapes), "tiles")


def _tile(tile: Tile, group: int | None) -> Iterable[Shape]:
    x, y = tile.column * CELL + 1.5, tile.row * CELL + 1.5
    name = "n" if group is None else str(group)
    middle = x + TILE / 2
    yield Rect(x, y, TILE, TILE, f"q{name}", title=tile.title, radius=3)
    yield text(middle, y + 27, tile.abbreviation, f"o{name}")
    yield text(middle, y + 45, tile.value, f"v o{name}")


@dataclass(frozen=True, slots=True)
class StateOutline:
    """`path` is SVG path data in the units of the map; `assess.geo` has it."""

    path: str
    share: Number | None
    title: str


def state_map(
    outlines: Sequence[StateOutline], width: Number, height: Number, cuts: Sequence[Number] = SHARE_CUTS
) -> Drawing:
    """The map, with two units of room around it for the lines of the coast. Hidden states come last, over the rest."""
    order = sorted(outlines, key=lambda outline: outline.share is None)
    shapes = [_outline(outline, share_class(outline.share, cuts)) for outline in order]
    return Drawing(shown(width + 4), shown(height + 4), tuple(shapes), "map", left=-2, top=-2)


def _outline(outline: StateOutline, group: int | None) -> Path:
    if group is None:
        return Path(outline.path, "qn", "p-n", outline.title)
    return Path(outline.path, f"q{group}", "", outline.title)
