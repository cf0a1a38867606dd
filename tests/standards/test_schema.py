"""The lists of the schema are those of the core."""

from typing import get_args

from assess.core.instrument import AGE_GROUPS, CONFIDENCE, LEVELS, SPECIFICATION, VERIFICATION_METHODS
from assess.standards import schema


def test_the_choices_of_the_schema_are_those_of_the_core():
    assert get_args(schema.AgeGroup) == AGE_GROUPS
    assert get_args(schema.Method) == VERIFICATION_METHODS
    assert get_args(schema.Confidence) == CONFIDENCE
    assert get_args(schema.Level) == tuple(str(level) for level in LEVELS)
    assert schema.Document.model_fields["specification"].default == SPECIFICATION
