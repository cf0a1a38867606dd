"""What the source checklists leave open in their measures: inputs, both languages, shifts, zeros (method R7)."""

from __future__ import annotations

from dataclasses import dataclass

#: Units of the source files, in the language in which they were written, with their other language.
UNITS = {
    "%": ("%", "%"),
    "h": ("h", "h"),
    "d": ("d", "d"),
    "L": ("L", "L"),
    "m2": ("m²", "m²"),
    "°C": ("°C", "°C"),
    "mg/L": ("mg/L", "mg/L"),
    "ratio": ("razón", "ratio"),
    "count": ("número", "count"),
    "children": ("niñas, niños y adolescentes", "children"),
    "people": ("personas", "people"),
    "personas": ("personas", "people"),
    "reportes": ("reportes", "reports"),
    "medidas": ("medidas", "measures"),
    "revisiones": ("revisiones", "reviews"),
    "casos": ("casos", "cases"),
    "familias": ("familias", "families"),
    "centros": ("centros", "centres"),
    "referencias": ("referencias", "referrals"),
    "grupos": ("grupos", "groups"),
    "visitas": ("visitas", "visits"),
    "pagos": ("pagos", "payments"),
    "expedientes": ("expedientes", "files"),
    "acogimientos": ("acogimientos", "placements"),
    "contactos": ("contactos", "contacts"),
    "casos por profesional": ("casos por profesional", "cases per professional"),
    "acogimientos por profesional": ("acogimientos por profesional", "placements per professional"),
    "personas por acompañante": ("personas por acompañante", "people per mentor"),
}
DAYS, HOURS, AREA = ("días", "days"), ("horas", "hours"), ("m²", "m²")
PEOPLE, CHILDREN = ("personas", "people"), ("niñas, niños y adolescentes", "children")
CARERS = ("personas cuidadoras", "carers")


@dataclass(frozen=True)
class Input:
    id: str
    es: str
    en: str
    unit: tuple[str, str]


@dataclass(frozen=True)
class Added:
    """What the script adds to a measure that came as quantity and formula alone."""

    inputs: tuple[Input, ...]
    zero: str = "no_cases"
    per: str = "visit"


INFANTS = Added(
    (
        Input(
            "care_staff_with_infants",
            "Personas cuidadoras presentes con niñas y niños menores de un año",
            "Carers present with children under one",
            CARERS,
        ),
        Input(
            "children_under_1",
            "Niñas y niños menores de un año presentes",
            "Children under one present",
            ("niñas y niños", "children"),
        ),
    ),
    zero="no_population",
    per="shift",
)
OVER_ONE = Added(
    (
        Input(
            "care_staff_with_children",
            "Personas cuidadoras presentes con niñas, niños y adolescentes de un año o más",
            "Carers present with children aged one and over",
            CARERS,
        ),
        Input(
            "children_1_and_over",
            "Niñas, niños y adolescentes de un año o más presentes",
            "Children aged one and over present",
            CHILDREN,
        ),
    ),
    zero="no_population",
    per="shift",
)
PRESENT = Input(
    "children_present", "Niñas, niños y adolescentes presentes", "Children and adolescents present", CHILDREN
)
OCCUPANCY = Added(
    (
        PRESENT,
        Input("authorised_capacity", "Capacidad autorizada", "Authorised capacity", ("lugares", "places")),
    ),
    zero="no_resource",
)
EVERYBODY = Input(
    "people",
    "Personas que usan el centro: niñas, niños y adolescentes y personas que pernoctan",
    "People who use the facility: children, adolescents and adults who stay overnight",
    PEOPLE,
)

ADDED = {
    "GM-2.2.02": Added(
        (
            Input(
                "hours_to_first_check",
                "Horas del ingreso a la primera valoración de salud (el caso de mayor demora de la muestra)",
                "Hours from admission to the first health check (the longest delay in the sample)",
                HOURS,
            ),
        )
    ),
    "GM-3.2.01": Added(
        (
            Input(
                "days_to_plan",
                "Días del ingreso al plan individual (el caso de mayor demora de la muestra)",
                "Days from admission to the individual plan (the longest delay in the sample)",
                DAYS,
            ),
        )
    ),
    "GM-3.2.04": Added(
        (
            Input(
                "days_since_last_review",
                "Días desde la última revisión (el caso de mayor demora de la muestra)",
                "Days since the last review (the longest delay in the sample)",
                DAYS,
            ),
        )
    ),
    "GM-3.2.06": Added(
        (
            Input("children", "Niñas, niños y adolescentes con referente", "Children with a key person", CHILDREN),
            Input("key_persons", "Personas referentes en funciones", "Key persons in post", PEOPLE),
        ),
        zero="no_resource",
    ),
    "GM-5.1.01": Added(
        (
            Input(
                "children_in_largest_group",
                "Niñas, niños y adolescentes en el grupo más numeroso",
                "Children in the largest group",
                CHILDREN,
            ),
        )
    ),
    "GM-5.2.03": Added(
        (
            Input(
                "highest_reading",
                "Temperatura más alta leída en los refrigeradores",
                "Highest temperature read in the fridges",
                ("°C", "°C"),
            ),
        )
    ),
    "GM-7.1.02": Added(
        (
            Input(
                "days_attended",
                "Días de asistencia, sumados los de toda la muestra",
                "Days attended, added up over the sample",
                DAYS,
            ),
            Input(
                "school_days",
                "Días de clase, sumados los de toda la muestra",
                "School days, added up over the sample",
                DAYS,
            ),
        )
    ),
    "GM-10.1.01": INFANTS,
    "GM-10.1.02": OVER_ONE,
    "GM-11.1.01": OCCUPANCY,
    "GM-11.1.04": Added(
        (
            Input("covered_area_m2", "Superficie cubierta del dormitorio", "Covered area of the bedroom", AREA),
            Input("people_in_room", "Personas que duermen en él", "People who sleep in it", PEOPLE),
        ),
        zero="no_population",
        per="room",
    ),
    "GM-11.2.01": Added(
        (
            Input(
                "litres_per_day",
                "Litros de agua potable disponibles al día",
                "Litres of drinking water available a day",
                ("litros", "litres"),
            ),
            EVERYBODY,
        ),
        zero="no_population",
    ),
    "GM-11.2.02": Added(
        (EVERYBODY, Input("working_toilets", "Inodoros en servicio", "Working toilets", ("inodoros", "toilets"))),
        zero="no_resource",
    ),
    "GM-11.2.03": Added(
        (
            EVERYBODY,
            Input(
                "working_showers",
                "Regaderas en servicio, con agua caliente y cierre interior",
                "Working showers with hot water and inside latch",
                ("regaderas", "showers"),
            ),
        ),
        zero="no_resource",
    ),
    "GM-11.3.04": Added(
        (
            Input(
                "drills_last_12_months",
                "Simulacros realizados en los últimos 12 meses",
                "Drills held in the last 12 months",
                ("simulacros", "drills"),
            ),
        )
    ),
    "ML-B1.02": OCCUPANCY,
    "ML-B1.07": Added(
        (
            Input("beds_in_use", "Camas y cunas en servicio", "Beds and cots in service", ("camas", "beds")),
            PRESENT,
        ),
        zero="no_population",
    ),
    "ML-B2.08": Added(
        (
            Input(
                "reading",
                "Cloro residual libre medido en la toma",
                "Free residual chlorine measured at the tap",
                ("mg/L", "mg/L"),
            ),
        )
    ),
    "ML-E1.02": INFANTS,
    "ML-E1.03": OVER_ONE,
}

#: Ratios of people to the workers who serve them: nobody to serve them is level 0, not an empty sample.
NO_RESOURCE = frozenset({"CM-M6.2", "FC-F10.1", "LC-L8.1"})

#: Measures of one file share the input that they name alike, so one name may not stand for two numbers.
RENAMED = {
    "GM-11.1.04": {"people": "people_in_room"},
    "CM-M1.3": {"on_time": "first_visits_on_time"},
    "CM-M2.4": {"on_time": "reviews_on_time", "due": "reviews_due"},
    "CM-M3.2": {"on_time": "assessments_on_time"},
    "CM-M5.5": {"supported": "supported_a_year_ago"},
    "FC-F6.2": {"on_time": "visits_on_time", "due": "visits_due"},
    "FC-F6.4": {"on_time": "reviews_on_time", "due": "reviews_due"},
    "FC-F8.2": {"on_time": "payments_on_time", "due": "payments_due"},
    "LC-L1.3": {"on_time": "reviews_on_time", "due": "reviews_due"},
    "LC-L4.5": {"active": "studying_or_working", "reached": "reached_for_outcome"},
    "LC-L7.1": {"on_time": "contacts_on_time", "due": "contacts_due"},
}
