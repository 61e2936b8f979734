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
# # Why was this pair refused?
#
# Somebody sends two photos and gets no list of marks, but a refusal. That is annoying, and it is an answer: from these two
# photos nobody should claim anything. This notebook looks at every refusal among the samples: what was measured, what is
# needed, and what the next photo has to do better. The last part turns the light down step by step, until a pair that
# could be compared no longer can.

# %%
# %matplotlib inline
# %config InlineBackend.figure_formats = ["jpeg"]
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

import condition

SAMPLES = Path("../samples")
pd.set_option("display.max_colwidth", None)

# %% [markdown]
# ## All samples, compared once
#
# The notebooks share this file: `--resume` keeps the lines that it already has. Delete it to compare afresh.

# %%
results_file = Path(tempfile.gettempdir()) / f"condition-samples-{condition.__version__}.jsonl"
batch = ["batch", SAMPLES / "truth.jsonl", "--out", results_file, "--resume", "--quiet"]
subprocess.run([sys.executable, "-m", "condition", *batch], check=False)
results = condition.read_results(results_file)
results

# %% [markdown]
# ## The refusals
#
# Each has a code, the number that was measured, and the number that is needed. `reason_photo` says which of the two photos
# it is about, or both together.

# %%
pairs = results.to_frame().set_index("id")
refused = pairs[pairs["result"] == "not_comparable"]
columns = ["reason", "reason_photo", "reason_measured", "reason_required", "reason_text"]
refused[columns].round(2).fillna({"reason_photo": "both"})

# %% [markdown]
# ## See for yourself
#
# A refusal should be as easy to check as a finding. The pairs, before left and after right:

# %%
figure = Figure(figsize=(6.4, 2.5 * len(refused)), dpi=70, layout="constrained")
for row, name in zip(figure.subplots(len(refused), 2, squeeze=False), refused.index, strict=True):
    for axes, when in zip(row, ("before", "after"), strict=True):
        axes.imshow(condition.read_photo(SAMPLES / name / f"{when}.jpg").pixels[::2, ::2])
        axes.set_axis_off()
        axes.set_title(f"{name}, {when}", fontsize=9, loc="left")
figure

# %% [markdown]
# Two kinds of refusal can be told apart here:
#
# - **One photo is not good enough** (too dark, blurred). The reason names it, and a better photo settles the matter.
# - **No alignment of the two is better than chance.** Another piece, or another side: no photo will help. Two bangles
#   that look alike are the dangerous case. Every mark of the one would be "new" on the other.
#
# ## What to do
#
# Every code has its advice, in words that can be sent to whoever took the photo.

# %%
too_dark = SAMPLES / "case-too-dark"
dark = condition.compare(too_dark / "before.jpg", too_dark / "after.jpg")
for reason in dark.reasons:
    print(f"{reason.text}\n  {reason.fix}")

# %% [markdown]
# Asking a refused comparison for its marks is an error, because an empty list would read as "no damage":

# %%
try:
    dark.findings
except condition.NotComparable as refusal:
    print("NotComparable:", refusal)

# %% [markdown]
# ## Where is the line?
#
# The fingerprint pair can be compared. Now its after photo gets darker and darker, until the program says no. Brightness is
# what nine tenths of the piece stay below; 0.28 is needed.

# %%
pair = SAMPLES / "case-fingerprint"
before, after = (condition.read_photo(pair / f"{when}.jpg") for when in ("before", "after"))


def darkened(share):
    """Return what the program says where every value of the after photo is this share of what it was."""
    c = condition.compare(before.pixels, (after.pixels * share).astype("uint8"))
    why = " ".join(reason.code for reason in c.reasons)
    return {"values times": share, "brightness": c.after_quality.brightness, "status": c.status, "why": why}


steps = pd.DataFrame([darkened(share) for share in (0.6, 0.25, 0.12)])
steps.round(2)

# %% [markdown]
# ## Was any refusal wrong?
#
# For the samples the truth is known. Two figures watch over refusals, and they pull in opposite directions: refusing
# everything would make the first perfect.

# %%
evaluation = condition.evaluate(results, SAMPLES / "truth.jsonl")
figures = evaluation.figures
refusals = {
    "not comparable, and refused": (figures.refused, figures.not_comparable),
    "comparable, and refused all the same": (figures.wrongly_refused, figures.comparable),
}
pd.DataFrame(refusals, index=["share", "of so many pairs"]).T

# %% [markdown]
# ## The answer
#
# A pair is refused because something measurable was missing, and the refusal says what. On the samples every pair that has to
# be refused is, each with numbers that miss their limit; and with less and less light the answer turns from marks to a
# refusal, never to "nothing new".

# %%
assert figures.refused == 1.0
assert refused["reason_measured"].notna().all()
assert steps["status"].tolist()[-1] == "not_comparable"
