# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # How rough is a broken edge?
#
# A hinge comes back in two pieces. Torn or cut? The line of the break says something about it, and a person with a microscope
# says more. What a photo can add is a number: how far the edge leaves a smooth curve, whether that is shared between long and
# short waves as in a crack, and how often it changes its direction.
#
# There is no broken hinge among the samples. So edges are made here whose roughness is known; an edge of a sample piece follows.

# %%
# %matplotlib inline
# %config InlineBackend.figure_formats = ["jpeg"]
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

import condition

SAMPLES = Path("../samples")
LENGTH = 600

# %% [markdown]
# ## Edges with a known truth
#
# Cracks in many materials are self-affine: the power of their deviation falls with frequency as a power law, with an
# exponent of about 2.6 over decades of length. So that is what is made: heights with that law, scaled to a wanted RMS.


# %%
def rough_line(rms_px, exponent=2.6, seed=3):
    """Return heights along an edge with this roughness and this power law between waves of 4 and 160 px."""
    rng = np.random.default_rng(seed)
    frequency = np.fft.rfftfreq(2 * LENGTH)
    inside = (frequency > 1 / 160) & (frequency < 1 / 4)
    size = np.where(inside, np.maximum(frequency, 1e-3) ** (-exponent / 2), 0)
    waves = size * rng.rayleigh(size=len(size)) * np.exp(2j * np.pi * rng.random(len(size)))
    line, at = np.fft.irfft(waves)[:LENGTH], np.linspace(-1, 1, LENGTH)
    line = line - np.polyval(np.polyfit(at, line, 3), at)
    return rms_px * line / line.std()


# %%
def photo_of(line, blur_px=0.7):
    """Return a photo of an edge: metal above, cloth below, a little noise."""
    fine = (np.arange(4 * LENGTH) + 0.5) / 4 - 0.5
    height = 110 - 10 * (fine / LENGTH * 2 - 1) ** 2 + np.interp(fine, np.arange(LENGTH), line)
    below = ((np.arange(4 * 220)[:, None] + 0.5) / 4 - 0.5 > height).astype(np.float32)
    share = cv2.resize(below, (LENGTH, 220), interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(170 - 100 * share, (0, 0), blur_px)
    grey = grey + np.random.default_rng(1).normal(0, 2, grey.shape)
    return np.repeat(grey.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)


REGION = (8, 40, LENGTH - 16, 140)  # x, y, width, height in px

# %% [markdown]
# ## A torn edge
#
# Four pixels RMS. At 0.03 mm a pixel, as in a close-up, that is a tenth of a millimetre: visible without a loupe.

# %%
torn = condition.break_edge(photo_of(rough_line(4.0)), REGION, mm_per_px=0.03)
torn

# %%
figure = torn.plot()
figure.set_dpi(75)
figure

# %% [markdown]
# ## A cut edge
#
# The same light, the same cloth, a straight cut. Roughness below what the pixels themselves can show has no power law, and
# none is told.

# %%
cut = condition.break_edge(photo_of(rough_line(0.0)), REGION, mm_per_px=0.03)
cut

# %% [markdown]
# ## Is the number right?
#
# Edges of known RMS, demanded back. The error is the half-width of a 95 % interval.

# %%
truths = [0.5, 1.0, 2.0, 4.0, 8.0]
measured = [condition.break_edge(photo_of(rough_line(rms)), REGION) for rms in truths]
table = pd.DataFrame(
    {
        "made_px": truths,
        "measured_px": [e.rms_px.value for e in measured],
        "error_px": [e.rms_px.error for e in measured],
        "turns": [e.turns for e in measured],
        "verdict": [e.verdict.value for e in measured],
    }
)
table.round(2)

# %% [markdown]
# Without a scale the verdict holds at this magnification only: the same edge from further away would look cleaner. That is why
# there is a wide "cannot tell" between clean and jagged, and why the sentence says so.
#
# ## When it cannot be told
#
# A blurred photo makes every edge smooth. It must not make it *clean*.

# %%
blurred = {blur: condition.break_edge(photo_of(rough_line(4.0), blur), REGION) for blur in (0.7, 2.0, 4.0, 6.0)}
pd.DataFrame(
    [
        {
            "blur_made_px": blur,
            "blur_measured_px": e.blur_px,
            "verdict": e.verdict.value,
            "why": " ".join(d.code for d in e.doubts),
        }
        for blur, e in blurred.items()
    ]
).round(2)

# %% [markdown]
# And a region in which nothing broke at all, plain cloth beside a piece? Some line always parts what is brighter from what is darker,
# and it is rough. It is no edge as long as the two sides differ by little more than each of them differs from itself.

# %%
cloth = condition.break_edge(SAMPLES / "case-old-marks" / "before.jpg", (1120, 60, 320, 240))
cloth

# %% [markdown]
# ## An edge of a piece
#
# The side of a cigarette case among the samples, along the bright bevel: a machined edge. It comes out clean. One of its sides is
# called *whitened* all along, and rightly so: a bevel that shines is a bright band beside an edge. Whitening is an
# observation; that it is stress is for a person to say.

# %%
bevel = condition.break_edge(SAMPLES / "case-old-marks" / "before.jpg", (370, 350, 130, 390))
bevel

# %%
figure = bevel.plot()
figure.set_dpi(75)
figure

# %% [markdown]
# ## The answer
#
# The roughness of an edge comes back within its stated error, a cut is told from a tear where the pixels allow it, and where they
# do not, the answer is "cannot tell" and says which photo would help. How a hinge broke is not in this number.

# %%
assert (abs(table["measured_px"] - table["made_px"]) <= table["error_px"]).all()
assert (torn.verdict, cut.verdict, bevel.verdict) == ("jagged", "clean", "clean")
assert [e.verdict for e in blurred.values()][-2:] == ["cannot_tell", "cannot_tell"]
assert cloth.verdict == "cannot_tell" and "NOT_PARTED" in [d.code for d in cloth.doubts]
