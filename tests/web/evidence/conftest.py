"""A visit in fieldwork, and somebody of its team who adds evidence on the page of a criterion."""

import io
import uuid

import pytest
from bs4 import BeautifulSoup

from tests.evidence import jpeg


@pytest.fixture
def visit(make_visit, cast):
    return make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))


@pytest.fixture
def place(visit):
    return f"/visits/{visit.id}/criteria/P1.1"


@pytest.fixture
def add(place, cast, as_):
    """add(content, caption=…): send a file with the form of the page; the answer."""
    browsers = {}

    def send(content=None, *, by=None, submission=None, code="P1.1", **fields):
        user = by or cast.assessor
        browser = browsers.get(user.id) or browsers.setdefault(user.id, as_(user))
        shown = BeautifulSoup(browser.get(place).get_data(as_text=True), "html.parser")
        fresh = shown.select_one("form[enctype] input[name=submission]")
        data = {"csrf_token": browser.csrf, "caption": "La puerta", "no_person": "y"} | fields
        data["submission"] = submission or (fresh["value"] if fresh else str(uuid.uuid4()))
        data["file"] = (io.BytesIO(jpeg() if content is None else content), "../../etc/DSC_0042 Ana.exe")
        data = {name: value for name, value in data.items() if value is not None}
        address = place.replace("P1.1", code)
        answer = browser.post(f"{address}/evidence", data=data, content_type="multipart/form-data")
        answer.request.input_stream.close()  # a large one lies in a file of the test client
        return answer

    send.browser = lambda user=None: browsers.get((user or cast.assessor).id) or as_(user or cast.assessor)
    return send
