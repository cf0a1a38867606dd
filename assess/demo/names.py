"""Names that nobody can take for real ones."""

from __future__ import annotations

from random import Random

_KINDS = {
    "cas_publico": ("Casa Hogar Ejemplo", "Centro Ejemplo"),
    "cas_privado": ("Casa Ejemplo", "Hogar Ejemplo", "Villa Ejemplo"),
    "albergue_familiar": ("Albergue Familiar Ejemplo",),
    "espacio_habilitado": ("Espacio Habilitado Ejemplo",),
    "emergencia_transito": ("Estancia Ejemplo",),
    "espacio_amigable": ("Espacio Amigable Ejemplo",),
    "programa_acogimiento_familiar": ("Programa Ejemplo de Acogimiento",),
    "programa_egreso": ("Programa Ejemplo de Egreso",),
    "procuraduria": ("Procuraduría Ejemplo",),
}
_PLACES = (
    "Colibrí", "Las Nubes", "del Lago", "Girasol", "La Ceiba", "Luna Nueva", "Los Encinos", "Río Claro", "Mariposa",
    "El Faro", "Papalote", "Jacaranda", "Cenzontle", "Alebrije", "La Brisa", "Luciérnaga", "El Puente", "Caracol",
    "Bugambilia", "Ajolote", "Nopalera", "Arcoíris", "Las Palomas", "El Roble", "Cometa", "La Milpa", "Quetzal",
    "Agua Fresca", "Tortuga", "Amanecer",
)  # fmt: skip
_PEOPLE = ("Uno", "Dos", "Tres", "Cuatro", "Cinco", "Seis", "Siete", "Ocho", "Nueve", "Diez")


class Names:
    """Hands out each name once; the second "Casa Ejemplo Colibrí" of the country is "Casa Ejemplo Colibrí 2"."""

    def __init__(self, random: Random) -> None:
        self._random, self._used = random, dict[str, int]()

    def facility(self, type_code: str) -> str:
        name = f"{self._random.choice(_KINDS[type_code])} {self._random.choice(_PLACES)}"
        number = self._used[name] = self._used.get(name, 0) + 1
        return name if number == 1 else f"{name} {number}"

    def director(self) -> str:
        return f"Dirección Ejemplo {self._random.choice(_PEOPLE)}"


NOTES = (
    "Se pidió el registro y no estaba completo; el turno de noche no lo conocía.",
    "Hay documento vigente, pero en el recorrido se vio que no siempre se aplica.",
    "El equipo explicó el procedimiento; faltan dos meses de bitácora.",
    "No se mostró evidencia aunque se solicitó dos veces durante la visita.",
    "La práctica depende de una sola persona y no hay quien la sustituya.",
    "Se observó en una de las dos alas; en la otra todavía no se ha instalado.",
)
WORK = (
    ("Nombrar responsable, escribir el procedimiento y firmarlo con cada turno.", "Dirección"),
    ("Capacitar a los tres turnos y guardar lista de asistencia.", "Trabajo social"),
    ("Completar los expedientes que faltan y revisarlos cada mes.", "Equipo técnico"),
    ("Reparar, señalizar y dejar registro fotográfico del lugar.", "Mantenimiento"),
    ("Acordar con la Procuraduría el mecanismo y probarlo.", "Área jurídica"),
    ("Revisar cada semana en junta interdisciplinaria y anotar acuerdos.", "Psicología"),
)
