"""Photo -> Piece and Quality: where the piece is, and what the photo can show."""

from condition.quality.assess import QualitySettings, assess
from condition.quality.model import Piece, Quality
from condition.quality.piece import segment_piece

__all__ = ["Piece", "Quality", "QualitySettings", "assess", "segment_piece"]
