"""A country that does not exist: fictitious facilities in real states, so that the product can be tried and shown.

Everything follows from the seed and the day: the same two give the same country, identifiers included. Names say
"Ejemplo" so that nothing can be taken for real. The visits are scored by `core.scoring`, like any other.
"""

from assess.demo.fill import Progress, already_filled, check_size, fill

__all__ = ["Progress", "already_filled", "check_size", "fill"]
