"""P31: a document is made of what it is given; nothing outside is opened, whatever the texts say."""

import sys
from dataclasses import replace

from assess.core.text import Text
from assess.pdf import render, render_blank
from tests.pdf.builders import FACILITY, make_criterion, make_full, make_instrument

BAIT = '<img src="file:///etc/passwd"/><img src="http://127.0.0.1:9/x.png"/> @import url(file:///etc/hostname)'
WATCHED = ("open", "socket.connect", "socket.getaddrinfo", "urllib.Request", "subprocess.Popen")


class Watch:
    """An audit hook cannot be taken away again, so it only listens while it is switched on."""

    on = False
    seen: list[tuple[str, tuple[object, ...]]] = []

    def __call__(self, event, args):
        if Watch.on and event in WATCHED:
            Watch.seen.append((event, args))


def opened_by(work) -> list[tuple[str, tuple[object, ...]]]:
    if not any(isinstance(hook, Watch) for hook in getattr(sys, "_watches", [])):
        sys.addaudithook(Watch())
        sys._watches = [Watch()]
    Watch.seen = []
    Watch.on = True
    try:
        work()
    finally:
        Watch.on = False
    return Watch.seen


def baited():
    text = Text(BAIT, BAIT)
    rows = tuple(make_criterion(n, note=BAIT, name=text) for n in range(5))
    facility = replace(FACILITY, name=BAIT, municipality=BAIT, type=text)
    return make_full(12, facility=facility, note=BAIT, critical=rows, strengths=rows, instrument=text)


def test_hostile_texts_open_no_file_and_no_connection():
    render(baited(), "es", "full")  # catalogues and dates are read on first use
    assert opened_by(lambda: render(baited(), "es", "full")) == []


def test_the_paper_checklist_opens_nothing_either():
    render_blank(make_instrument(3), "en", facility=replace(FACILITY, name=BAIT))
    assert opened_by(lambda: render_blank(make_instrument(3), "en", facility=replace(FACILITY, name=BAIT))) == []


def test_the_watch_would_see_a_file():
    def read_a_file():
        with open(__file__):
            pass

    assert [event for event, _ in opened_by(read_a_file)] == ["open"]
