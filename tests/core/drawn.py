"""Instruments and answers drawn at random, for what must hold for every visit."""

from __future__ import annotations

from fractions import Fraction as F

from hypothesis import settings
from hypothesis import strategies as st

#: Other work on the machine must not turn a property red: no deadline.
thorough = settings(max_examples=100, deadline=None)
WEIGHTS = st.sampled_from([F(1), F(2), F(3), F(1, 2), F(2, 3), F(5, 4)])
ANSWERS = st.sampled_from([0, 1, 2, 3, "NA", None])


@st.composite
def shapes(draw) -> list[dict]:
    """An instrument of up to three domains, in the reference's shape."""
    domains = []
    for d in range(draw(st.integers(1, 3))):
        standards = [
            {
                "weight": draw(WEIGHTS),
                "criteria": [
                    (f"{d}.{s}.{c}", draw(WEIGHTS), draw(st.booleans())) for c in range(draw(st.integers(1, 4)))
                ],
            }
            for s in range(draw(st.integers(1, 3)))
        ]
        domains.append(
            {"id": f"D{d}", "weight": draw(WEIGHTS), "limiting": draw(st.booleans()), "standards": standards}
        )
    return domains


@st.composite
def visits(draw, answer=ANSWERS):
    shape = draw(shapes())
    codes = [code for d in shape for s in d["standards"] for code, _, _ in s["criteria"]]
    answers = {code: draw(answer) for code in codes}
    return shape, {code: value for code, value in answers.items() if value is not None}
