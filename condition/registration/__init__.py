"""Two photos -> Alignment or Refusal."""

from condition.registration.model import Alignment, Refusal
from condition.registration.register import RegistrationSettings, register

__all__ = ["Alignment", "Refusal", "RegistrationSettings", "register"]
