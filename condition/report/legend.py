"""How verdicts and blind areas look: one colour, one shape and one letter each; one hatch each.

The colours keep apart for the common colour vision deficiencies (tests simulate them), and nothing rests on colour
alone: every verdict has its own shape and letter, every blind area its own hatch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from condition.novelty import Blind, Verdict

Colour = tuple[int, int, int]

#: Order of the report, as the findings are numbered: what matters most comes first.
ORDER = (Verdict.NEW, Verdict.CANNOT_TELL, Verdict.ALREADY_THERE, Verdict.GONE)


@dataclass(frozen=True, slots=True)
class VerdictStyle:
    """How one verdict is drawn.

    Attributes
    ----------
    letter : str
        Drawn inside the shape.
    shape : {"circle", "square", "diamond", "triangle"}
        Outline of the badge.
    colour : tuple of int
        sRGB of the shape and of the outline.
    ink : tuple of int
        sRGB of the letter; contrast to `colour` is at least 4.5.
    """

    letter: str
    shape: str
    colour: Colour
    ink: Colour

    @property
    def css(self) -> str:
        """The colour as ``#rrggbb``."""
        return "#{:02x}{:02x}{:02x}".format(*self.colour)


STYLES: dict[Verdict, VerdictStyle] = {
    Verdict.NEW: VerdictStyle("N", "circle", (200, 45, 20), (255, 255, 255)),
    Verdict.CANNOT_TELL: VerdictStyle("?", "triangle", (245, 190, 30), (25, 20, 0)),
    Verdict.GONE: VerdictStyle("G", "diamond", (0, 128, 110), (255, 255, 255)),
    Verdict.ALREADY_THERE: VerdictStyle("A", "square", (50, 70, 205), (255, 255, 255)),
}


@dataclass(frozen=True, slots=True)
class BlindStyle:
    """How one kind of blind area is drawn: a tint, and a hatch that repeats every `HATCH_PX` pixels."""

    hatch: str
    colour: Colour


#: Period of every hatch, px of the picture it is drawn on.
HATCH_PX = 12
BLIND_STYLES: dict[Blind, BlindStyle] = {
    Blind.OUT_OF_VIEW: BlindStyle("vertical", (120, 110, 200)),
    Blind.GLARE: BlindStyle("dots", (245, 190, 30)),
    Blind.BLURRED: BlindStyle("horizontal", (40, 150, 200)),
    Blind.NOT_ALIGNED: BlindStyle("diagonal", (205, 80, 110)),
}


def hatch(name: str, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return a hatch of ``(H, W)``; True on its lines or dots.

    Raises
    ------
    KeyError
        If there is no hatch of that name.
    """
    row, col = np.ogrid[0 : shape[0], 0 : shape[1]]
    tile = {
        "vertical": (col % HATCH_PX < 2) & (row >= 0),
        "horizontal": (row % HATCH_PX < 2) & (col >= 0),
        "diagonal": (row + col) % HATCH_PX < 3,
        "dots": (row % HATCH_PX - 5.5) ** 2 + (col % HATCH_PX - 5.5) ** 2 < 7,
    }
    return np.asarray(tile[name], np.bool_)
