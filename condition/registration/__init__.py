"""Two photos -> Alignment or Refusal, and both photos on one grid; many photos -> how alike any two are."""

from condition.registration.model import Alignment, Refusal
from condition.registration.register import RegistrationSettings, register
from condition.registration.retrieve import Likeness, Sketch, box_inside, find_inside, likeness, sketch
from condition.registration.view import AlignedView, align_view

__all__ = [
    "AlignedView",
    "Alignment",
    "Likeness",
    "Refusal",
    "RegistrationSettings",
    "Sketch",
    "align_view",
    "box_inside",
    "find_inside",
    "likeness",
    "register",
    "sketch",
]
