"""Photo, region -> how rough a broken edge is: its line, roughness, direction changes, what lies beside it, and a verdict."""

from condition.edges.measure import break_edge
from condition.edges.model import BreakEdge, Doubt, EdgeSettings, EdgeVerdict, Side, scale_from

__all__ = ["BreakEdge", "Doubt", "EdgeSettings", "EdgeVerdict", "Side", "break_edge", "scale_from"]
