"""Turn tools/geo/states.topo.json into assess/geo/outlines.json: one drawing for the page and the PDF.

Usage: python tools/geo/build_outlines.py      (standard library only; the same input gives the same bytes)

Decodes the TopoJSON, projects to Lambert's conformal conic as INEGI does (EPSG 6372 without its false easting), fits
the country into a drawing WIDTH wide, thins each arc once, so that neighbours keep sharing their border, and joins the
arcs to one path per state. Credit: Fuente: INEGI, Marco Geoestadístico.
"""

import heapq
import json
from itertools import pairwise
from math import cos, hypot, log, pi, radians, sin, sqrt, tan
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "tools/geo/states.topo.json"
TARGET = ROOT / "assess/geo/outlines.json"
CREDIT = "Fuente: INEGI, Marco Geoestadístico"

WIDTH, MARGIN = 800, 4
# A point goes when the triangle with its neighbours is smaller than this, in square units of the drawing: below what a
# screen shows, and far from the 2 % that the area test allows.
SMALLEST_TRIANGLE = 0.3
LAT_1, LAT_2, LAT_0, LON_0 = 17.5, 29.5, 12.0, -102.0
# GRS 80
SEMI_MAJOR_M, FLATTENING = 6_378_137.0, 1 / 298.257222101
ECCENTRICITY = sqrt(FLATTENING * (2 - FLATTENING))

Point = tuple[float, float]


class Lambert:
    """Lambert conformal conic with two standard parallels on the ellipsoid (Snyder 1987, equations 15-1 to 15-11)."""

    def __init__(self) -> None:
        m_1, m_2 = self._m(radians(LAT_1)), self._m(radians(LAT_2))
        t_1, t_2 = self._t(radians(LAT_1)), self._t(radians(LAT_2))
        self.n = (log(m_1) - log(m_2)) / (log(t_1) - log(t_2))
        self.scale = SEMI_MAJOR_M * m_1 / (self.n * t_1**self.n)
        self.rho_0 = self.scale * self._t(radians(LAT_0)) ** self.n

    @staticmethod
    def _m(lat: float) -> float:
        return cos(lat) / sqrt(1 - (ECCENTRICITY * sin(lat)) ** 2)

    @staticmethod
    def _t(lat: float) -> float:
        wobble = ECCENTRICITY * sin(lat)
        return tan(pi / 4 - lat / 2) / ((1 - wobble) / (1 + wobble)) ** (ECCENTRICITY / 2)

    def __call__(self, lon: float, lat: float) -> Point:
        """Degrees to metres east of LON_0 and north of LAT_0."""
        rho = self.scale * self._t(radians(lat)) ** self.n
        theta = self.n * radians(lon - LON_0)
        return rho * sin(theta), self.rho_0 - rho * cos(theta)


def decode(topology: dict) -> list[list[Point]]:
    """The arcs in degrees (lon, lat): TopoJSON stores steps on an integer grid."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(arc)
    return arcs


def triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def thin(arc: list[Point]) -> list[Point]:
    """Visvalingam's rule: the point of the smallest triangle goes first. Ends stay; a closed arc keeps four points."""
    before, after = list(range(-1, len(arc) - 1)), list(range(1, len(arc) + 1))
    gone: set[int] = set()
    queue = [(triangle(*arc[i - 1 : i + 2]), i, i - 1, i + 1) for i in range(1, len(arc) - 1)]
    heapq.heapify(queue)
    fewest = 4 if arc[0] == arc[-1] else 2
    while queue and len(arc) - len(gone) > fewest:
        size, i, left, right = heapq.heappop(queue)
        if i in gone or (left, right) != (before[i], after[i]):
            continue
        if size >= SMALLEST_TRIANGLE:
            break
        gone.add(i)
        after[left], before[right] = right, left
        for k in (left, right):
            if 0 < k < len(arc) - 1:
                corner = triangle(arc[before[k]], arc[k], arc[after[k]])
                heapq.heappush(queue, (max(corner, size), k, before[k], after[k]))
    return [point for i, point in enumerate(arc) if i not in gone]


def join(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    """The ring that these arcs make, closing point left out; a negative number is the arc read backwards."""
    ring: list[Point] = []
    for number in numbers:
        points = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(points[1:] if ring else points)
    return [point for point, following in pairwise(ring) if point != following]


def rings_of(geometry: dict, arcs: list[list[Point]]) -> list[list[Point]]:
    """The outer rings, the largest first. No state has a hole; one that appears must be thought about first."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    if any(len(polygon) != 1 for polygon in polygons):
        raise SystemExit(f"State {geometry['id']} has a hole: neither the PDF nor the label point expects one.")
    return sorted((join(polygon[0], arcs) for polygon in polygons), key=area, reverse=True)


def edges(ring: list[Point]) -> list[tuple[Point, Point]]:
    return list(zip(ring, ring[1:] + ring[:1], strict=True))


def area(ring: list[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in edges(ring))) / 2


def depth(point: Point, ring: list[Point]) -> float:
    """Distance to the nearest edge, negative outside the ring."""
    x, y = point
    inside, nearest = False, float("inf")
    for (ax, ay), (bx, by) in edges(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
        dx, dy = bx - ax, by - ay
        along = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
        nearest = min(nearest, hypot(x - ax - along * dx, y - ay - along * dy))
    return nearest if inside else -nearest


def label_point(ring: list[Point]) -> Point:
    """The deepest point of the ring, by a grid of 25 x 25 that closes in on its best cell."""
    columns, rows = zip(*ring, strict=True)
    (left, right), (top, bottom) = (min(columns), max(columns)), (min(rows), max(rows))
    best = (left, top)
    while right - left > 0.1 or bottom - top > 0.1:
        step_x, step_y = (right - left) / 24, (bottom - top) / 24
        grid = [(left + i * step_x, top + j * step_y) for i in range(25) for j in range(25)]
        best = max(grid, key=lambda point: depth(point, ring))
        left, right = best[0] - 2 * step_x, best[0] + 2 * step_x
        top, bottom = best[1] - 2 * step_y, best[1] + 2 * step_y
    return round(best[0], 1), round(best[1], 1)


def path_of(rings: list[list[Point]]) -> str:
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z" for ring in rings)


def fit(arcs: list[list[Point]]) -> tuple[list[list[Point]], dict[str, float], int]:
    """Metres to the drawing (y downwards): the arcs, where the drawing lies on the ground, and its height."""
    eastings, northings = zip(*(point for arc in arcs for point in arc), strict=True)
    west, north = min(eastings), max(northings)
    unit = (max(eastings) - west) / (WIDTH - 2 * MARGIN)
    height = round((north - min(northings)) / unit + 2 * MARGIN)
    place = {"unit_m": unit, "west_m": west - MARGIN * unit, "north_m": north + MARGIN * unit}
    fitted = [[((x - west) / unit + MARGIN, (north - y) / unit + MARGIN) for x, y in arc] for arc in arcs]
    return fitted, {name: round(metres, 2) for name, metres in place.items()}, height


def draw(topology: dict) -> dict:
    """The content of outlines.json."""
    lambert = Lambert()
    fitted, place, height = fit([[lambert(*point) for point in arc] for arc in decode(topology)])
    arcs = [[(round(x, 1), round(y, 1)) for x, y in thin(arc)] for arc in fitted]
    outlines = {}
    for geometry in sorted(topology["objects"]["states"]["geometries"], key=lambda geometry: geometry["id"]):
        rings = rings_of(geometry, arcs)
        label_x, label_y = label_point(rings[0])
        outlines[geometry["id"]] = {"path": path_of(rings), "label_x": label_x, "label_y": label_y}
    name = "Lambert conformal conic, GRS 80"
    parallels = {"lat_1": LAT_1, "lat_2": LAT_2, "lat_0": LAT_0, "lon_0": LON_0}
    projection = {"name": name, **parallels, **place}
    return {"credit": CREDIT, "projection": projection, "viewbox": f"0 0 {WIDTH} {height}", "outlines": outlines}


def main() -> None:
    drawing = draw(json.loads(SOURCE.read_text(encoding="utf-8")))
    lines = [f"    {json.dumps(code)}: {json.dumps(outline)}" for code, outline in drawing.pop("outlines").items()]
    head = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}," for key, value in drawing.items()]
    text = "\n".join(["{", *head, '  "outlines": {', ",\n".join(lines), "  }", "}", ""])
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(lines)} states, {len(text) // 1000} kB")


if __name__ == "__main__":
    main()
