"""Making our own file of what was sent, in a process of its own with limits of memory and time (P26, P27)."""

from assess.imaging.limited import Busy, Made, Refused, close, remake

__all__ = ["Busy", "Made", "Refused", "close", "remake"]
