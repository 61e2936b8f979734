"""Marks of both photos + Alignment -> judgements: new, already there, gone, cannot tell; and what else each could be."""

from condition.novelty.alternatives import REGISTRY as ALTERNATIVES
from condition.novelty.alternatives import Alternative, AlternativeCode
from condition.novelty.judge import FORBIDDING, NoveltySettings, judge
from condition.novelty.model import Blind, Coverage, Judgement, Kind, Verdict

__all__ = [
    "ALTERNATIVES",
    "FORBIDDING",
    "Alternative",
    "AlternativeCode",
    "Blind",
    "Coverage",
    "Judgement",
    "Kind",
    "NoveltySettings",
    "Verdict",
    "judge",
]
