"""The macros that pages are made of, rendered by a small application of their own."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template_string
from flask_babel import Babel
from jinja2 import StrictUndefined
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FieldList, Form, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from assess.charts import domain_bar, funnel, score_scale

TEMPLATES = Path(__file__).parents[2] / "templates"


class StateField(SelectField):
    pass


class PlanForm(Form):
    who = StringField("Responsible", [InputRequired("Write a post.")], description="A post, not a name.")
    kind = RadioField(
        "Kind",
        choices=[SelectChoice("full", "Full"), SelectChoice("focused", "Focused")],
        validators=[InputRequired("Choose.")],
    )
    state = StateField("State", choices=[SelectChoice("05", "Coahuila")])
    agreed = BooleanField("Agreed")
    rooms = FieldList(StringField("Room", [InputRequired("Write the area.")]), min_entries=1)


@pytest.fixture
def render():
    app = Flask(__name__, template_folder=str(TEMPLATES))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    app.add_url_rule("/facilities/<state>", "facilities.index", lambda state: "")
    Babel(app, default_locale="en")

    def render(source, address="/facilities/05", **values):
        with app.test_request_context(address):
            return BeautifulSoup(render_template_string(source, **values), "html5lib").body

    return render


FIELD = '{% import "macros/form.html" as form %}{{ form.field(field) }}'


def refused(**values):
    form = PlanForm(MultiDict(values))
    form.validate()
    return form


def test_a_refused_field_points_to_its_hint_and_its_error(render):
    box = render(FIELD, field=refused().who).find("input")

    assert box["aria-invalid"] == "true"
    assert box["aria-describedby"] == "who-hint who-error"


def test_a_field_in_order_says_nothing_about_errors(render):
    page = render(FIELD, field=PlanForm().who)

    assert page.find("input")["aria-describedby"] == "who-hint"
    assert page.find(class_="error") is None
    assert page.label["for"] == "who"


def test_choices_stand_under_one_legend_with_their_error(render):
    group = render(FIELD, field=refused().kind).fieldset

    assert group.legend.get_text(strip=True) == "Kind*"
    assert group["aria-describedby"] == "kind-error"
    assert [label["for"] for label in group.find_all("label")] == ["kind-0", "kind-1"]


def test_a_single_checkbox_has_its_words_beside_it(render):
    label = render(FIELD, field=PlanForm().agreed).label

    assert label.input["type"] == "checkbox"
    assert label.get_text(strip=True) == "Agreed"


def test_a_list_of_choices_of_any_class_gets_its_arrow(render):
    assert render(FIELD, field=PlanForm().state).find(class_="select").find("select")["name"] == "state"


def test_the_summary_links_each_error_to_the_control_that_must_change(render):
    page = render('{% import "macros/form.html" as form %}{{ form.error_summary(f) }}', f=refused(state="05"))

    assert page.find(role="alert")
    assert [link["href"] for link in page.find_all("a")] == ["#who", "#kind-0", "#rooms-0"]


def test_a_form_in_order_has_no_summary(render):
    form = refused(who="Head", kind="full", state="05", **{"rooms-0": "Dormitory"})

    assert (
        render('{% import "macros/form.html" as form %}{{ form.error_summary(f) }}', f=form).find(role="alert") is None
    )


HEADER = (
    '{% import "macros/table.html" as table %}<table><tr>{{ table.sort_header("Name", "name", sort, n) }}</tr></table>'
)


@pytest.mark.parametrize(
    ("sort", "numeric", "aria", "link"),
    [
        ("score", False, None, "name"),
        ("name", False, "ascending", "-name"),
        ("-name", False, "descending", "name"),
        ("score", True, None, "-name"),
        ("-name", True, "descending", "name"),
    ],
)
def test_a_header_says_the_order_and_offers_the_other_one(render, sort, numeric, aria, link):
    header = render(HEADER, sort=sort, n=numeric).th

    assert header.get("aria-sort") == aria
    assert header.a["href"] == f"/facilities/05?sort={link}"


def test_sorting_keeps_the_filters_and_returns_to_the_first_page(render):
    header = render(HEADER, "/facilities/05?type=a&type=b&page=3&sort=score", sort="score", n=False).th

    assert header.a["href"] == "/facilities/05?type=a&type=b&sort=name"


def test_pages_link_to_their_neighbours_and_keep_the_filters(render):
    page = SimpleNamespace(page=2, pages=3, first=21, last=40, total=45)
    source = '{% import "macros/table.html" as table %}{{ table.pagination(page) }}'
    nav = render(source, "/facilities/05?q=casa&page=2", page=page).nav

    assert [link["href"] for link in nav.find_all("a")] == [f"/facilities/05?q=casa&page={n}" for n in (1, 3)]
    assert "21–40 of 45" in nav.get_text()


def test_one_page_needs_no_navigation(render):
    page = SimpleNamespace(page=1, pages=1, first=1, last=3, total=3)

    assert render('{% import "macros/table.html" as table %}{{ table.pagination(page) }}', page=page).nav is None


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        ("A", "A: Strong"),
        ("B", "B: Good"),
        ("C", "C: Requires improvement"),
        ("D", "D: Inadequate"),
        (None, "NR: Not rated"),
    ],
)
def test_a_rating_is_named_in_words(render, letter, name):
    mark = render('{% import "macros/rating.html" as rating %}{{ rating.mark(letter) }}', letter=letter).svg

    assert (mark["role"], mark["aria-label"]) == ("img", name)


@pytest.mark.parametrize(("level", "filled"), [(0, 0), (1, 1), (2, 2), (3, 3)])
def test_a_level_is_a_number_boxes_and_words(render, level, filled):
    page = render('{% import "macros/rating.html" as rating %}{{ rating.level(level) }}', level=level)

    assert page.b.get_text() == str(level)
    assert len(page.find_all("rect", class_="on")) == filled


@pytest.mark.parametrize(("level", "words"), [("NA", "Not applicable"), ("NE", "Not assessed"), (None, "Unanswered")])
def test_an_answer_without_a_level_is_said_in_words_alone(render, level, words):
    page = render('{% import "macros/rating.html" as rating %}{{ rating.level(level) }}', level=level)

    assert page.get_text(strip=True) == words


CHART = '{% import "macros/charts.html" as charts %}{{ charts.svg(drawing, label) }}'


def test_a_chart_is_an_image_with_words_and_classes_only(render):
    drawing = score_scale(74.9, "74.9", letter="C", by_score="B", cap_label="limited")
    svg = render(CHART, drawing=drawing, label="Score 74.9").svg

    assert (svg["role"], svg["aria-label"], svg["viewBox"]) == ("img", "Score 74.9", "0 0 540 148")
    assert len(svg.find_all(True)) == len(drawing.shapes)
    assert not svg.find_all(style=True)


def test_a_fluid_bar_is_drawn_in_per_cent(render):
    svg = render(CHART, drawing=domain_bar(50, "B", 40), label="").svg

    assert (svg["width"], svg["aria-hidden"]) == ("100%", "true")
    assert [rect["width"] for rect in svg.find_all("rect")] == ["100%", "50%"]


def test_words_from_outside_are_escaped_in_a_chart(render):
    svg = render(CHART, drawing=funnel([], 50, "<b>country</b>", "n"), label='"quoted"').svg

    assert svg.find("b") is None
    assert svg["aria-label"] == '"quoted"'
