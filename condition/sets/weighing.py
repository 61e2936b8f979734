"""Chances of several pairs -> one chance: log odds relative to the base rate, and what an observation more is worth.

A pair's calibrated chance p says how far its observation moves the odds away from the base rate of its candidates. In
logarithms that is the weight of evidence [1]_ of one observation::

    w = logit(p) - logit(base)

- **Several before photos, one after photo**: their w are averaged, the logarithmic opinion pool [2]_. They look at one after
  photo, so they are several opinions on one observation of the mark, and never add up. A pair that compared the place and
  found nothing worth telling has an opinion too: a chance between 0 and the lowest that is told, taken as half of that.
- **Several after photos**: their w are added, because each is a new light on the mark. They still share the piece, the
  camera, and often the room: the largest counts in full and each further one by `DEPENDENCE` of its weight. Adding all in
  full would assume independence, which nobody has shown; at 0 the surest photo alone would count.
- **An after photo that compared the place and shows nothing** lowers the odds by `MISSED`: a mark stays when the light
  moves, though a fine one shows only in some lights.

With one pair this gives back the pair's own chance.

References
----------
.. [1] Good, Probability and the Weighing of Evidence, Griffin, 1950.
.. [2] Genest, Zidek: Combining probability distributions: a critique and an annotated bibliography. Statistical Science 1(1),
   1986. doi:10.1214/ss/1177013825
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: Share of true ones among the candidates on which the pairs' chances were calibrated: 165 of 2,715 (`benchmarks/README.md`).
BASE_RATE = 165 / 2715
#: Weight of every further after photo that shows the mark, or misses it. Set by hand: the chances fit best at 1, where false marks
#: are called new; at 0 hardly any mark is found (`benchmarks/README.md`).
DEPENDENCE = 0.5
#: Weight of evidence of an after photo that could show the mark and does not: the logarithm of how often one shows nothing where a
#: mark is, 12 of 72, against where none is, 100 of 173 (12 rendered scenes in six lights; with one scene left out -2.0 to -0.9).
MISSED = float(np.log((12 / 72) / (100 / 173)))
#: Chances are kept this far from 0 and 1, so that one pair is never certain.
NARROWEST = 0.01


def weight_of(chance: float) -> float:
    """Return the weight of evidence of one pair's calibrated chance, natural logarithm."""
    kept = float(np.clip(chance, NARROWEST, 1 - NARROWEST))
    return _logit(kept) - _logit(BASE_RATE)


def pool(chances: Sequence[float]) -> float:
    """Return the weight of evidence of several pairs with one after photo: the mean of theirs."""
    return float(np.mean([weight_of(chance) for chance in chances]))


def combine(shown: Sequence[float], missed: int) -> float:
    """Return the chance that a mark is new.

    Parameters
    ----------
    shown : sequence of float
        Weight of evidence of every after photo that shows it, pooled over its before photos.
    missed : int
        Number of after photos that could show it and do not.

    Returns
    -------
    float
        In [0, 1]; the base rate where nothing was seen.
    """
    ordered = sorted(shown, reverse=True)
    total = sum(w * (1.0 if place == 0 else DEPENDENCE) for place, w in enumerate(ordered))
    total += MISSED * sum(1.0 if place == 0 else DEPENDENCE for place in range(missed))
    return float(1 / (1 + np.exp(-(_logit(BASE_RATE) + total))))


def _logit(chance: float) -> float:
    return float(np.log(chance / (1 - chance)))
