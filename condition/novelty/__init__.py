"""Marks of both photos + Alignment -> judgements: new, already there, gone, cannot tell."""

from condition.novelty.judge import NoveltySettings, judge
from condition.novelty.model import Blind, Coverage, Judgement, Kind, Verdict

__all__ = ["Blind", "Coverage", "Judgement", "Kind", "NoveltySettings", "Verdict", "judge"]
