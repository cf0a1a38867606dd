"""The method's test vectors V1-V9: the answers, and what they must give (vectors.json, word for word)."""

from __future__ import annotations

import json
from pathlib import Path

from tests.core.shapes import BASE, T, domain_shape

VECTORS = {vector["id"]: vector for vector in json.loads(Path(__file__).with_name("vectors.json").read_text())}
V5 = {code: level for code, level in BASE.items() if code not in ("P1.2", "Q1.3", "Q1.4")}
GAPS = dict.fromkeys(("P1.2", "Q1.3", "Q1.4"))
X = domain_shape("X", (1, [("x1", 1, True), ("x2", 1, False), ("x3", 1, False)]))
Y = domain_shape("Y", (1, [("y1", 1, True), ("y2", 1, False), ("y3", 1, False)]))
Z = domain_shape("Z", (1, [("z1", 1, False), ("z2", 1, False)]), limiting=True)
XYZ = {"x1": 0, "x2": 3, "x3": 3, "y1": 3, "y2": 3, "y3": 3, "z1": 3, "z2": 3}


def one_domain(count: int) -> list[dict]:
    return [domain_shape("B", (1, [(f"b{n}", 1, False) for n in range(count)]))]


def levels(twos: int, ones: int) -> dict[str, int]:
    return {f"b{n}": 2 if n < twos else 1 for n in range(twos + ones)}


CASES = {
    "V1 basic": (T, BASE),
    "V2 not applicable": (T, BASE | dict.fromkeys(("P2.1", "P2.2", "Q1.4"), "NA")),
    "V3 critical 0 in limiting domain": (T, BASE | {"P1.1": 0, "P1.2": 3, "P2.1": 3, "P2.2": 3}),
    "V4 critical 1 in limiting domain": (T, dict.fromkeys(BASE, 3) | {"P1.1": 1}),
    "V5 missing": (T, V5),
    "V5c missing, with a critical 0": (T, V5 | {"P1.1": 0}),
    "V6 just under a threshold": (one_domain(77), levels(73, 4)),
    "V7 exactly on a threshold": (one_domain(20), levels(19, 1)),
    "V8 two critical zeros": ([X, Y, Z], XYZ | {"y1": 0}),
    "V9 one critical zero, non-limiting": ([X, Y, Z], XYZ),
}
