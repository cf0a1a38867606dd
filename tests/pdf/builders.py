"""A plainly fictitious scorecard, whole and consistent enough to print; every part can be replaced."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import cycle, islice

from assess.core.explanation import Explanation, Reason
from assess.core.instrument import Criterion, Domain, Instrument, Measure, MeasureInput, Standard
from assess.core.profile import Profile
from assess.core.report import (
    ActionLine,
    CriterionLine,
    DomainLine,
    FacilityFacts,
    PlanReport,
    Scorecard,
    TrendPoint,
)
from assess.core.shown import change, percent_shown, shown
from assess.core.text import Text

DOMAINS = (  # id, es, en, score, previous, letter, capped, limiting
    ("GM-D1", "Derechos, interés superior y participación", "Rights, best interests and participation", "96.5 88.9 A"),
    ("GM-D2", "Ingreso, acogida e inducción", "Admission, welcome and induction", "73.9 68.1 B"),
    ("GM-D3", "Expediente y plan individual", "File and individual plan", "58.5 61.4 C"),
    ("GM-D4", "Protección y salvaguarda", "Protection and safeguarding", "83.7 76.0 B limiting"),
    ("GM-D5", "Vida cotidiana y entorno afectivo", "Daily life and caring environment", "78.5 74.8 B"),
    ("GM-D6", "Salud física y mental", "Physical and mental health", "72.2 70.3 B"),
    ("GM-D7", "Educación y autonomía", "Education and autonomy", "100 91.6 A"),
    ("GM-D8", "Familia y comunidad", "Family and community", "80.0 80.0 B"),
    (
        "GM-D9",
        "Situación jurídica y protección",
        "Legal status and protection",
        "60.9 52.7 NR",
    ),
    ("GM-D10", "Personal", "Staff", "62.5 69.0 D capped"),
    ("GM-D11", "Instalaciones, agua y seguridad", "Premises, water and safety", "68.2 55.5 C capped"),
    ("GM-D12", "Egreso, seguimiento y gestión", "Departure, follow-up and management", "70.0 57.7 B"),
)
CRITERIA = (  # code, es, en, what was seen
    ("GM-10.1.03", "Cobertura nocturna despierta", "Waking night cover", "Dos noches sin relevo en el rol de octubre."),
    ("GM-11.3.02", "Salidas y rutas libres", "Clear exits and routes", "Candado y muebles en la salida del patio."),
    (
        "GM-4.1.03",
        "Sin contacto de personal ajeno",
        "No contact by other staff",
        "Credencial visible siempre.",
    ),
    ("GM-11.2.02", "Sanitarios suficientes", "Enough toilets", "Dos de cinco sanitarios fuera de servicio."),
    ("GM-3.2.01", "Plan individual en plazo", "Plan on time", "Nueve planes fuera de plazo."),
    ("GM-3.1.01", "Expediente individual completo", "Complete individual file", "Faltan cuatro actas de nacimiento."),
    ("GM-6.2.01", "Seguimiento psicológico", "Psychological follow-up", "Agenda sin registro desde agosto."),
    ("GM-10.2.04", "Capacitación permanente", "Continuous training", "Programa anual sin lista de asistencia."),
    (
        "GM-7.1.01",
        "Inscripción o puente educativo",
        "Enrolment or bridging",
        "Todas y todos estudian; hay apoyo.",
    ),
    ("GM-1.3.02", "Espacio de participación", "Participation forum", "La asamblea quincenal cambió el menú."),
    ("GM-4.2.01", "Denuncia inmediata", "Immediate report", "El personal conoce la ruta y el plazo."),
)
PLAN = (  # priority, state, what, who, due, overdue, verified, recurring, extensions
    ("immediate", "reported_done", "Dos personas despiertas cada noche; bitácora por hora.", "Dirección", 1, 0, 1),
    ("high", "in_progress", "Retirar candado y muebles de la salida; simulacro.", "Administración", 0, 0, 0),
    ("medium", "verified", "Credencial visible y zonas separadas.", "Trabajo social", 0, 1, 0),
    ("medium", "regressed", "Reparar dos sanitarios y fijar revisión semanal.", "Mantenimiento", 1, 1, 2),
    ("low", "partial", "Concluir los nueve planes y revisarlos cada mes.", "Equipo técnico", 1, 1, 0),
    ("low", "agreed", "Completar acta y cartilla en cuatro expedientes.", "Trabajo social", 0, 0, 0),
    ("low", "proposed", "Agenda quincenal por adolescente y supervisión.", "Psicología", 0, 0, 0),
    ("low", "not_done", "Programa anual de 40 horas con asistencia.", "Dirección", 1, 1, 1),
)
FACILITY = FacilityFacts(
    id="018f0000-0000-7000-8000-000000000001",
    name="Casa Colibrí de Ejemplo",
    type=Text("Centro de asistencia social privado", "Private social assistance centre"),
    state=Text("Estado Ficticio", "Fictitious State"),
    state_code="01",
    municipality="Villa Muestra",
    capacity=32,
    profile=Profile("cas_privado", capacity=32, girls_6_11=6, girls_12_17=8, boys_6_11=5, boys_12_17=8),
)
STAFF = Text("Personal", "Staff")
NIGHT = Text("Cobertura nocturna despierta", "Waking night cover")
EXPLANATION = Explanation(
    reasons=(
        Reason("R4", "would_be", letter="B", number="75.4"),
        Reason("R5.3", "other_domain", letter="C", domain="GM-D10", domain_title=STAFF, domain_letter="D"),
        Reason("R5.1", "critical_zero", "D", "GM-D10", STAFF, "GM-10.1.03", NIGHT, level=0),
    ),
)


def make_domain(id: str, es: str, en: str, facts: str) -> DomainLine:
    score, previous, rating, *flags = facts.split()
    now, before = Fraction(score), Fraction(previous)
    return DomainLine(
        id, Text(es, en), now, shown(now), rating, "capped" in flags, "limiting" in flags, Fraction(1), before,
        change(before, now),
    )  # fmt: skip


def make_criterion(n: int = 0, **changes: object) -> CriterionLine:
    """Criterion n of the sample, counted round and round with its own code."""
    code, es, en, note = CRITERIA[n % len(CRITERIA)]
    if n >= len(CRITERIA):
        code = f"GM-{n // 10}.9.{n:02}"
    name = Text(es, en)
    text = Text(f"{es}: se comprueba en el centro.", f"{en}: checked in the facility.")
    line = CriterionLine(code, name, text, "GM-D10", "GM-10.1", n < 2, n % 4, n % 4, note, ("document", "observation"))
    return replace(line, **changes)


def make_action(n: int = 0, **changes: object) -> ActionLine:
    priority, state, what, who, late, seen, again = PLAN[n % len(PLAN)]
    code, es, en, _ = CRITERIA[n % len(PLAN)]
    action = ActionLine(
        id=f"a{n}", number=n + 1, code=code, criterion=Text(es, en), critical=n % len(PLAN) < 2, baseline=n % 2,
        target=3 if n < 2 else 2, priority=priority, state=state, what=what, who=who,
        due_on=date(2026, 10 + n % 3, 18), overdue=bool(late), verified_on=date(2026, 11, 11) if seen else None,
        recurring=again, extensions=again,
    )  # fmt: skip
    return replace(action, **changes)


def make_plan(actions: int = 8) -> PlanReport:
    rows = tuple(make_action(n) for n in range(actions))
    counts = {state: sum(a.state == state for a in rows) for _, state, *_ in PLAN}
    return PlanReport(rows, date(2026, 11, 20), tuple(counts.items()), 16, 9, Fraction(9, 16), Fraction(21, 32))


def make_trend(visits: int = 4) -> tuple[TrendPoint, ...]:
    points = islice(cycle((("58.3", "C"), ("63.9", "C"), ("70.5", "B"), ("75.4", "C"))), visits)
    return tuple(
        TrendPoint(
            date(2027 - visits + k, 11, 11), Fraction(score), score, rating, "SS-0.9" if k < visits - 2 else "SS-1.0",
            "1.0.0", "full", f"v{k}", Fraction(score) if k else None,
        )
        for k, (score, rating) in enumerate(points)
    )  # fmt: skip


def make_scorecard(**changes: object) -> Scorecard:
    """A final scorecard: 75.4, letter C limited from B. `changes` replace fields of the record."""
    report = Scorecard(
        facility=FACILITY, visit_id="018f0000-0000-7000-8000-0000000000aa", kind="full",
        visited_on=date(2026, 11, 11), final_at=datetime(2026, 11, 18, 17, 0, tzinfo=UTC), revision=1,
        provisional=False, instrument=Text("Guía metodológica de muestra", "Sample methodological guide"),
        instrument_id="guia-muestra", instrument_version="1.0.0", instrument_official=False, specification="SS-1.0",
        score=Fraction(1270985, 16848), shown="75.4", band="B", rating="C", capped_by=("GM-D10",), at_most="C",
        coverage=Fraction(128, 131), coverage_shown=percent_shown(Fraction(128, 131)), answered=128, in_scope=131,
        low=("73.0", "C"), high=("76.5", "C"), explanation=EXPLANATION,
        domains=tuple(make_domain(*row) for row in DOMAINS),
        critical=(make_criterion(0, level=0, value=0), make_criterion(1, level=1, value=1)),
        strengths=tuple(make_criterion(n, level=3) for n in (8, 9, 10)),
        priorities=tuple(make_criterion(n) for n in (0, 1, 4)), trend=make_trend(), change="+4.9",
        previous_on=date(2025, 11, 11), next_visit_by=date(2027, 5, 11), counts_met=None, plan=make_plan(),
        note="Visita de dos días con tres personas. Se revisaron 10 expedientes.", issued_on=date(2026, 11, 22),
        demo=False,
    )  # fmt: skip
    return replace(report, **changes)


def make_full(criteria: int = 136, **changes: object) -> Scorecard:
    """The scorecard with its criteria spread evenly over the domains."""
    each = -(-criteria // len(DOMAINS))
    rows = tuple(
        make_criterion(n, domain=DOMAINS[n // each][0], standard=f"{DOMAINS[n // each][0]}.{n % each // 6}")
        for n in range(criteria)
    )
    standards = {c.standard: Text(f"Estándar {c.standard}", f"Standard {c.standard}") for c in rows}
    titles = {id: Text(es, en) for id, es, en, _ in DOMAINS}
    return make_scorecard(criteria=rows, titles=tuple((titles | standards).items()), **changes)


def make_instrument(criteria: int = 12) -> Instrument:
    ask = MeasureInput("toilets", Text("Sanitarios que funcionan", "Working toilets"), Text("sanitarios", "toilets"))
    measure = Measure((ask,), "toilets", Text("sanitarios", "toilets"), "higher_is_better", (Fraction(1), Fraction(2)))
    rows = tuple(
        Criterion(
            f"GM-1.1.{n:02}", Text(f"Criterio {n}", f"Criterion {n}"),
            Text(f"El requisito número {n} se cumple cada día.", f"Requirement number {n} is met every day."),
            "Fuente ficticia", "derived", Text(f"Pida la bitácora {n}.", f"Ask for logbook {n}."),
            ("document", "observation", "child_interview"), critical=n == 0,
            applies_to=("albergue_familiar",) if n == 1 else (), measure=measure if n == 2 else None,
        )
        for n in range(criteria)
    )  # fmt: skip
    standard = Standard("GM-1.1", Text("Estándar de muestra", "Sample standard"), None, Fraction(1), rows)
    domain = Domain("GM-D1", Text("Dominio de muestra", "Sample domain"), Fraction(1), True, (standard,))
    title = Text("Guía metodológica de muestra", "Sample methodological guide")
    return Instrument("guia-muestra", "1.0.0", "SS-1.0", "operationalisation", title, "Cita ficticia", (domain,))
