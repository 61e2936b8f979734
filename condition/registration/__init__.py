"""Two photos -> Alignment or Refusal, and both photos on one grid."""

from condition.registration.model import Alignment, Refusal
from condition.registration.register import RegistrationSettings, register
from condition.registration.view import AlignedView, align_view

__all__ = ["AlignedView", "Alignment", "Refusal", "RegistrationSettings", "align_view", "register"]
