import json
import re
from importlib import resources
from math import atan, atan2, atanh, cos, degrees, hypot, log, pi, radians, sin, sqrt, tan
from pathlib import Path

import pytest

from assess.geo import CREDIT, outlines, states, viewbox

CODES = [state.code for state in states()]
TRUE = json.loads((Path(__file__).parent / "areas.json").read_text(encoding="utf-8"))
TOPOLOGY = json.loads((Path(__file__).parents[2] / "tools/geo/states.topo.json").read_text(encoding="utf-8"))
PROJECTION = json.loads(resources.files("assess.geo").joinpath("outlines.json").read_text(encoding="utf-8"))[
    "projection"
]

SEMI_MAJOR_M, FLATTENING = 6_378_137.0, 1 / 298.257222101
ECC = sqrt(FLATTENING * (2 - FLATTENING))


def area_km2(ring):
    """Area of a ring of (lon, lat) on the ellipsoid: shoelace in Lambert's equal-area cylindrical projection."""

    def flat(lon, lat):
        s = sin(radians(lat))
        q = (1 - ECC**2) * (s / (1 - (ECC * s) ** 2) + atanh(ECC * s) / ECC)
        return SEMI_MAJOR_M * radians(lon), SEMI_MAJOR_M * q / 2

    points = [flat(*point) for point in ring]
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2e6


def source_rings(geometry):
    (sx, sy), (left, bottom) = TOPOLOGY["transform"]["scale"], TOPOLOGY["transform"]["translate"]

    def arc(number):
        x = y = 0
        points = []
        for dx, dy in TOPOLOGY["arcs"][number if number >= 0 else ~number]:
            x, y = x + dx, y + dy
            points.append((x * sx + left, y * sy + bottom))
        return points if number >= 0 else points[::-1]

    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return [[point for number in ring for point in arc(number)[:-1]] for polygon in polygons for ring in polygon]


SOURCE = {each["id"]: source_rings(each) for each in TOPOLOGY["objects"]["states"]["geometries"]}


def to_degrees(x, y):
    """The inverse of the drawing's projection (Snyder 1987, 15-8 to 15-11, 7-9); shares no code with the builder."""

    def m(lat):
        return cos(lat) / sqrt(1 - (ECC * sin(lat)) ** 2)

    def t(lat):
        return tan(pi / 4 - lat / 2) * ((1 + ECC * sin(lat)) / (1 - ECC * sin(lat))) ** (ECC / 2)

    lat_0, lat_1, lat_2 = (radians(PROJECTION[name]) for name in ("lat_0", "lat_1", "lat_2"))
    n = log(m(lat_1) / m(lat_2)) / log(t(lat_1) / t(lat_2))
    big_f = m(lat_1) / (n * t(lat_1) ** n)
    rho_0 = SEMI_MAJOR_M * big_f * t(lat_0) ** n
    east = PROJECTION["west_m"] + x * PROJECTION["unit_m"]
    north = PROJECTION["north_m"] - y * PROJECTION["unit_m"]
    small_t = (hypot(east, rho_0 - north) / (SEMI_MAJOR_M * big_f)) ** (1 / n)
    lat = pi / 2 - 2 * atan(small_t)
    for _ in range(6):
        lat = pi / 2 - 2 * atan(small_t * ((1 - ECC * sin(lat)) / (1 + ECC * sin(lat))) ** (ECC / 2))
    return PROJECTION["lon_0"] + degrees(atan2(east, rho_0 - north) / n), degrees(lat)


def drawn_rings(code):
    return [[to_degrees(*point) for point in ring] for ring in outlines()[code].rings()]


def largest(rings):
    return max(area_km2(ring) for ring in rings)


def test_the_source_and_the_drawing_hold_the_32_states():
    assert sorted(SOURCE) == list(outlines()) == list(TRUE) == CODES


@pytest.mark.parametrize("code", CODES)
def test_the_source_keeps_the_area_of_each_state(code):
    assert 0.98 <= sum(map(area_km2, SOURCE[code])) / TRUE[code]["km2"] <= 1.02


@pytest.mark.parametrize("code", CODES)
def test_the_drawing_keeps_the_area_of_each_state(code):
    assert 0.98 <= sum(map(area_km2, drawn_rings(code))) / TRUE[code]["km2"] <= 1.02


@pytest.mark.parametrize("code", CODES)
def test_no_mainland_and_no_island_of_60_km2_is_lost(code):
    """The area alone would not miss a small island of a large state."""
    assert len(SOURCE[code]) == len(drawn_rings(code)) == TRUE[code]["large_polygons"]


def test_the_mainland_of_baja_california_sur_is_there():
    assert largest(SOURCE["03"]) > 70_000
    assert largest(drawn_rings("03")) > 70_000


@pytest.mark.parametrize(
    ("code", "lon", "lat"),
    [("09", -99.133, 19.433), ("19", -100.309, 25.672), ("31", -89.624, 20.967), ("02", -115.468, 32.624)],
    ids=["Mexico City", "Monterrey", "Merida", "Mexicali"],
)
def test_a_capital_lies_in_its_own_state_and_in_no_other(code, lon, lat):
    assert [each for each in CODES if any(holds(ring, lon, lat) for ring in drawn_rings(each))] == [code]


def holds(ring, x, y):
    """Whether a ray to the east crosses the ring an odd number of times."""
    edges = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum((a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0] for a, b in edges) % 2


@pytest.mark.parametrize("code", CODES)
def test_a_path_is_rings_of_absolute_m_l_and_z_alone(code):
    number = r"\d+(?:\.\d)?"
    ring = rf"M{number} {number}(?:L{number} {number}){{2,}}Z"
    assert re.fullmatch(f"(?:{ring})+", outlines()[code].path)


@pytest.mark.parametrize("code", CODES)
def test_rings_hold_every_point_of_the_path_once(code):
    outline = outlines()[code]
    rings = outline.rings()
    assert "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z" for ring in rings) == outline.path
    assert all(ring[0] != ring[-1] for ring in rings)


@pytest.mark.parametrize("code", CODES)
def test_the_drawing_and_its_labels_lie_inside_the_viewbox(code):
    left, top, width, height = map(int, viewbox().split())
    outline = outlines()[code]
    assert (left, top, width) == (0, 0, 800)
    assert all(0 < x < width and 0 < y < height for ring in outline.rings() for x, y in ring)
    assert any(holds(list(ring), outline.label_x, outline.label_y) for ring in outline.rings())


def test_neighbours_share_their_border_point_by_point():
    shared = {point for ring in outlines()["29"].rings() for point in ring}
    others = {point for code in ("13", "15", "21") for ring in outlines()[code].rings() for point in ring}
    assert shared <= others


def test_the_credit_that_inegi_asks_for_goes_with_the_drawing():
    text = resources.files("assess.geo").joinpath("outlines.json").read_text(encoding="utf-8")
    assert json.loads(text)["credit"] == CREDIT == "Fuente: INEGI, Marco Geoestadístico"
