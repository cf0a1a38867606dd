"""What a strict content policy and the style sheet ask of every template."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SPRITE = (ROOT / "templates" / "macros" / "sprite.html").read_text(encoding="utf-8")
CHARTS = [*sorted((ROOT / "assess" / "charts").glob("*.py")), ROOT / "templates" / "macros" / "charts.html"]
STYLES = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "frontend" / "css").glob("*.css"))
FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=",
    "a script with a body": r"<script(?![^>]*\ssrc=)[^>]*>",
    "a style element": r"<style\b",
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_templates_hold_nothing_that_a_strict_content_policy_refuses(template):
    text = template.read_text(encoding="utf-8")

    assert [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)] == []


def test_every_sign_that_is_used_by_name_is_in_the_sprite():
    used = {name for file in TEMPLATES for name in re.findall(r'\bicon\("([\w-]+)"', file.read_text(encoding="utf-8"))}

    assert {name for name in used if f'id="i-{name}"' not in SPRITE} == set()


@pytest.mark.parametrize("letter", ["a", "b", "c", "d", "nr"])
def test_every_rating_has_its_shape(letter):
    assert f'<symbol id="r-{letter}"' in SPRITE


@pytest.mark.parametrize(
    "state",
    [
        "proposed",
        "agreed",
        "in_progress",
        "reported_done",
        "verified",
        "partial",
        "not_done",
        "regressed",
        "cancelled",
    ],
)
def test_every_state_of_an_action_has_its_own_glyph(state):
    glyphs = re.findall(r'<symbol id="s-([\w]+)" viewBox="0 0 18 18">(.+?)</symbol>', SPRITE)

    assert [drawn for name, drawn in glyphs if name == state]
    assert len({drawn for _, drawn in glyphs}) == len(glyphs)


def test_every_pattern_of_the_charts_is_in_the_sprite():
    used = {name for file in CHARTS for name in re.findall(r'"(p-[a-z])"', file.read_text(encoding="utf-8"))}

    assert used == set(re.findall(r'<pattern id="(p-[a-z])"', SPRITE))


@pytest.mark.parametrize(
    "css",
    [
        "track",
        "fill",
        "axis",
        "axis-2",
        "tick",
        "whisker",
        "step",
        "arrow",
        "line",
        "soft",
        "dot",
        "hollow",
        "break",
        "cut",
        "ref",
        "range",
        "open-bar",
        "rest",
        "f95",
        "f99",
        "p",
        "look",
        "review",
        "ra",
        "q1",
        "q2",
        "q3",
        "q4",
        "qn",
        "o1",
        "o4",
        "strong",
        "mid",
        "end",
        "halo",
        "opt",
    ],
)
def test_every_class_of_the_charts_is_styled(css):
    assert re.search(rf"\.{css}\b(?!-)", STYLES)
