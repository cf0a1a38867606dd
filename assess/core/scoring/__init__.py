"""Scores, letters, caps, coverage and bounds of a visit (method R3-R6), in exact arithmetic.

from assess.core.scoring import plain_entries, result, vector_json
vector_json(result(instrument, plain_entries({"A-1": 3, "A-2": "NA"})))
"""

from assess.core.scoring.letters import band, lent, worst
from assess.core.scoring.plain import plain_entries, vector_json
from assess.core.scoring.result import LEAST_COVERAGE, result

__all__ = ["LEAST_COVERAGE", "band", "lent", "plain_entries", "result", "vector_json", "worst"]
