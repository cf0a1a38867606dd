"""No text of ours is a formula in a spreadsheet, and none is lost on the way back (P29)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.exporters.cells import defused, plain


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+52 844",
        "-2+3",
        "@SUM(A1)",
        " =1",
        "\t=1",
        "\r=1",
        "\0=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "|cmd",
        "%x",
        "'=1",
        "' =1",
    ],
)
def test_what_would_calculate_starts_with_an_apostrophe(text):
    assert defused(text).startswith("'")
    assert "\0" not in defused(text)


@pytest.mark.parametrize("text", ["Casa", "D'Artagnan", "'Casa'", "5-A", "", "Ñ = 1"])
def test_other_texts_stay_as_they_are(text):
    assert defused(text) == text == plain(text)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_the_way_back_is_exact(text):
    assert plain(defused(text)) == text
