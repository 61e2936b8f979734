"""Every setting of a comparison in one frozen record; each room owns its part."""

from __future__ import annotations

from dataclasses import dataclass, field

from condition.marks import MarkSettings
from condition.novelty import NoveltySettings
from condition.photo import Limits
from condition.quality import QualitySettings
from condition.registration import RegistrationSettings


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of `condition.compare`, by room; a wrong name is a `TypeError`.

    Attributes
    ----------
    limits : Limits
        What is refused before decoding.
    quality : QualitySettings
        When a photo is too dark, blurred or small.
    registration : RegistrationSettings
        How hard to search for an alignment and how much evidence to demand.
    marks : MarkSettings
        Scales and thresholds of detection.
    novelty : NoveltySettings
        When a mark counts as new, and when nobody can tell.
    """

    limits: Limits = field(default_factory=Limits)
    quality: QualitySettings = field(default_factory=QualitySettings)
    registration: RegistrationSettings = field(default_factory=RegistrationSettings)
    marks: MarkSettings = field(default_factory=MarkSettings)
    novelty: NoveltySettings = field(default_factory=NoveltySettings)


DEFAULT = Settings()
