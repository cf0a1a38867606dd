"""How long our scorecard takes against WeasyPrint with the same content, in one run.

    .venv/bin/python bench/pdf.py [ROUNDS]

WeasyPrint is no dependency of the project: it is looked for in the environment that ASSESS_BENCH_VENV names, and else
installed into a temporary one. Both sides work in processes of their own, warm, turn about, on the same records.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from html import escape
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pypdf  # noqa: E402

from assess.core.report import CriterionLine, DomainLine, Scorecard  # noqa: E402
from assess.explain import sentences  # noqa: E402
from assess.pdf import render  # noqa: E402
from assess.pdf.front import facts, instrument, method  # noqa: E402
from assess.pdf.words import KINDS, LEVELS, METHODS, PRIORITIES, RATINGS, STATES, Words  # noqa: E402
from tests.pdf.builders import make_full, make_plan, make_scorecard  # noqa: E402

TARGET = 0.10
REPEATS = {"summary": 10, "plan": 6, "full": 4}
DOCUMENTS = {
    "summary": ("scorecard, 2 pages", make_scorecard),
    "plan": ("plan of 60 actions", lambda: make_scorecard(plan=make_plan(60))),
    "full": ("full report, 136 criteria", lambda: make_full(136)),
}
PEER = """
import json, pathlib, sys, time, weasyprint
page, out, repeats = pathlib.Path(sys.argv[1]).read_text(), pathlib.Path(sys.argv[2]), int(sys.argv[3])
out.write_bytes(weasyprint.HTML(string=page).write_pdf())
took = []
for _ in range(repeats):
    start = time.perf_counter()
    weasyprint.HTML(string=page).write_pdf()
    took.append((time.perf_counter() - start) * 1000)
print(json.dumps(took))
"""

# ------------------------------------------------------------------------------------------------ the peer's document
CSS = """
@page { size: A4; margin: 12mm 16mm 16mm;
  @bottom-left { content: string(name); font-size: 7.5pt }
  @bottom-right { content: counter(page) " / " counter(pages); font-size: 7.5pt } }
body { font: 7.4pt/1.3 "Noto Sans", "DejaVu Sans", sans-serif; color: #16222a }
h1 { font-size: 20pt; margin: 4pt 0; string-set: name content() }
h2 { font-size: 9pt; color: #0b5a6b; margin: 8pt 0 3pt }
table { border-collapse: collapse; width: 100% } td, th { padding: 3pt 4pt; vertical-align: top; text-align: left }
tr { border-bottom: .3pt solid #c9d1d6; break-inside: avoid } th { color: #566570; font-size: 6.6pt }
.wide { float: left; width: 65% } .narrow { float: right; width: 31% } .half { float: left; width: 48% }
.clear { clear: both } .score { font-size: 36pt; font-weight: bold } .word { font-size: 22pt; font-weight: bold }
.bar { background: #eef1f3; width: 150pt; height: 6.4pt } .bar i { display: block; height: 6.4pt; background: #0b5a6b }
.break { break-before: page } .small { color: #566570; font-size: 6.6pt } .box { border: .6pt solid #16222a }
"""


def _rows(rows: list[list[str]], head: list[str]) -> str:
    top = "".join(f"<th>{escape(h)}" for h in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in rows)
    return f"<table><thead><tr>{top}</thead>{body}</table>"


def _mark(rating: str, size: int = 16) -> str:
    shapes = {
        "A": "<circle cx=8 cy=8 r=7 />",
        "B": "<rect x=1 y=1 width=14 height=14 />",
        "C": "<path d='M8 0 16 8 8 16 0 8z'/>",
        "D": "<path d='M0 1h16L8 16z'/>",
    }
    shape = shapes.get(rating, "<circle cx=8 cy=8 r=7 stroke-dasharray='2 1' />")
    return (
        f"<svg width={size} height={size} viewBox='0 0 16 16' fill='none' stroke='#16222a'>{shape}"
        f"<text x=5 y=11 font-size=8 fill='#16222a' stroke='none'>{rating}</text></svg>"
    )


def _domain(d: DomainLine, w: Words) -> list[str]:
    bar = f"<div class=bar><i style='width:{float(d.score or 0):.1f}%'></i></div>"
    return [escape(d.title[w.language]), bar, f"<b>{d.shown}</b>", d.change or "", _mark(d.rating)]


def _list(rows: tuple[CriterionLine, ...], w: Words) -> str:
    return "".join(f"<p><b>{escape(c.name[w.language])}</b><br>{escape(c.note)}</p>" for c in rows)


def _trend(r: Scorecard) -> str:
    points = [(20 + k * 40, 100 - float(p.score or 0)) for k, p in enumerate(r.trend)]
    line = " ".join(f"{x},{y:.1f}" for x, y in points)
    marks = "".join(f"<circle cx={x} cy={y:.1f} r=2.6 />" for x, y in points)
    words = "".join(
        f"<text x={x - 8} y={y - 6:.1f} font-size=7>{p.shown}</text>" for (x, y), p in zip(points, r.trend, strict=True)
    )
    line = f"<polyline points='{line}' fill=none stroke='#0b5a6b'/>"
    return f"<svg width=160 height=110 fill='#0b5a6b'>{line}{marks}{words}</svg>"


def _front(r: Scorecard, w: Words) -> str:
    why = escape(" ".join(sentences(r.explanation, w)))
    dates = f"{w(KINDS[r.kind])} {w.day(r.visited_on)}<br>{w('Next visit')} {w.day(r.next_visit_by or r.visited_on)}"
    side = f"<h2>{w('Critical criteria not met')}</h2>{_list(r.critical, w)}<h2>{w('Over time')}</h2>{_trend(r)}"
    side += f"<h2>{w('Coverage and bounds')} {r.coverage_shown}</h2><p>{r.answered} / {r.in_scope}. {r.low} {r.high}"
    head = [w("Domain"), "", w("Score"), w("Change"), w("Letter")]
    return (
        f"<h1>{escape(r.facility.name)}</h1><p>{escape(facts(r.facility, w))}</p>"
        f"<div class=wide>{_mark(r.rating, 96)}<span class=word>{w(RATINGS[r.rating])}</span>"
        f"<h2>{w('Why this letter')}</h2>{why}</div>"
        f"<div class=narrow><span class=score>{r.shown}</span><br>{dates}</div><div class=clear></div>"
        f"<div class=wide><h2>{w('Results by domain')}</h2>{_rows([_domain(d, w) for d in r.domains], head)}</div>"
        f"<div class=narrow>{side}</div><div class=clear></div>"
        f"<div class=half><h2>{w('Strengths')}</h2>{_list(r.strengths, w)}</div>"
        f"<div class=half><h2>{w('Priorities')}</h2>{_list(r.priorities, w)}</div><div class=clear></div>"
        f"<p class=small>{escape(method(r, w))} {escape(instrument(r, w))}</p>"
    )


def _plan(r: Scorecard, w: Words) -> str:
    counts = " · ".join(f"{w(STATES[state])} {n}" for state, n in r.plan.counts)
    rows = [
        [
            f"<b>{w(PRIORITIES[a.priority])}</b>",
            f"<b>{a.number}. {escape(a.criterion[w.language])}</b><br><span class=small>{escape(a.code)} "
            f"{a.baseline} {a.target}</span>",
            escape(a.what),
            escape(a.who),
            w.day(a.due_on) + (f"<br><b>{w('overdue')}</b>" if a.overdue else ""),
            w(STATES[a.state]),
            w.day(a.verified_on) if a.verified_on else "–",
        ]
        for a in r.plan.actions
    ]
    head = ["Priority", "Criterion", "Action", "Who", "Due date", "State", "Verified at visit of"]
    signers = "".join(
        f"<td class=box>{w(x)}<br><br><br>" for x in ("Facility director", "Lead assessor", "State authority")
    )
    return (
        f"<h1 class=break>{w('Improvement plan')}</h1><p>{counts}</p>{_rows(rows, [w(h) for h in head])}"
        f"<h2>{w('Note of the assessment team')}</h2><p>{escape(r.note)}</p><table><tr>{signers}</table>"
    )


def _criteria(r: Scorecard, w: Words) -> str:
    out = [f"<h1 class=break>{w('All criteria')}</h1>"]
    head = [w("Code"), w("Criterion"), w("Level"), w("What was seen, and how")]
    for domain in r.domains:
        rows = [
            [
                f"<b>{escape(c.code)}</b>",
                escape(c.name[w.language]),
                f"<span class=box title='{w(LEVELS[c.level])}'>{c.level}</span>",
                f"{escape(c.note)}<br><span class=small>{' · '.join(w(METHODS[m]) for m in c.methods)}</span>",
            ]
            for c in r.criteria
            if c.domain == domain.id
        ]
        out.append(
            f"<h2>{escape(domain.title[w.language])} {domain.shown} {_mark(domain.rating)}</h2>{_rows(rows, head)}"
        )
    return "".join(out)


def peer_page(r: Scorecard, kind: str) -> str:
    """The report as the HTML that WeasyPrint is given."""
    w = Words("es")
    body = ("" if kind == "plan" else _front(r, w)) + _plan(r, w) + (_criteria(r, w) if kind == "full" else "")
    return f"<!doctype html><html lang=es><meta charset=utf-8><title>x</title><style>{CSS}</style>{body}"


# --------------------------------------------------------------------------------------------------------- measuring
def ours(kind: str) -> None:
    """In a process of its own: time our document and print the milliseconds."""
    report = DOCUMENTS[kind][1]()
    render(report, "es", kind)
    took = []
    for _ in range(REPEATS[kind] * 4):
        start = perf_counter()
        render(report, "es", kind)
        took.append((perf_counter() - start) * 1000)
    print(json.dumps(took))


def peer_python(folder: Path) -> str:
    """A Python that has WeasyPrint; exits with what to do when there is none."""
    named = os.environ.get("ASSESS_BENCH_VENV")
    home = Path(named) if named else folder / "venv"
    python = home / "bin" / "python"
    if not named:
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "weasyprint"], capture_output=True, check=False)
    works = python.exists() and not subprocess.run([python, "-c", "import weasyprint"], capture_output=True).returncode
    if not works:
        sys.exit(
            f"WeasyPrint does not work in {home}. Make an environment by hand (python -m venv DIR; DIR/bin/pip install "
            "weasyprint; Debian also needs libpango-1.0-0 and libpangoft2-1.0-0) and set ASSESS_BENCH_VENV=DIR."
        )
    return str(python)


def told(*command: object) -> list[float]:
    answer = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=True)
    return [float(ms) for ms in json.loads(answer.stdout)]


def pages(data: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(data)).pages)


def compare(kind: str, python: str, folder: Path, rounds: int) -> None:
    name, make = DOCUMENTS[kind]
    page, out = folder / "page.html", folder / "peer.pdf"
    page.write_text(peer_page(make(), kind), encoding="utf-8")
    us: list[float] = []
    them: list[float] = []
    for _ in range(rounds):
        us += told(sys.executable, __file__, "--ours", kind)
        them += told(python, "-c", PEER, page, out, REPEATS[kind])
    mine = render(make(), "es", kind)
    a, b = statistics.median(us), statistics.median(them)
    best, theirs = min(us) / min(them), out.read_bytes()
    print(
        f"{name:28} {pages(mine):3} {pages(theirs):3} {len(mine) / 1024:7.1f} {len(theirs) / 1024:7.1f}"
        f" {a:9.1f} {b:9.1f} {a / b:7.3f} {best:7.3f}"
    )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder:
        python = peer_python(Path(folder))
        print(f"{'':28} {'pages':>7} {'kB':>15} {'ms (median)':>19} {'ratio':>15}")
        print(f"{'':28} {'we':>3} {'WP':>3} {'we':>7} {'WP':>7} {'we':>9} {'WP':>9} {'median':>7} {'best':>7}")
        for kind in DOCUMENTS:
            compare(kind, python, Path(folder), rounds)
    print(f"WP is WeasyPrint; the target is a ratio of {TARGET:.2f} on the scorecard.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ours"]:
        ours(sys.argv[2])
    else:
        main()
