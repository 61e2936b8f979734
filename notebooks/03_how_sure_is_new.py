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
# # How sure is "new"?
#
# Beside each mark stands a chance, say 67 %. Two questions: is it honest, that is, are marks of about 67 % new in about 67 of
# 100 cases? And how much do the few marks of the samples say about that? A chance that is too high accuses people.

# %%
# %matplotlib inline
# %config InlineBackend.figure_formats = ["jpeg"]
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

import condition

SAMPLES = Path("../samples")

# %% [markdown]
# ## Everything that got a chance
#
# The samples are compared once for all notebooks (`--resume` keeps what is there; delete the file to compare afresh). Marks that
# were called new count, and those below the threshold, of which the answer was "cannot tell": their chances have to be
# honest as well.

# %%
results_file = Path(tempfile.gettempdir()) / f"condition-samples-{condition.__version__}.jsonl"
batch = ["batch", SAMPLES / "truth.jsonl", "--out", results_file, "--resume", "--quiet"]
subprocess.run([sys.executable, "-m", "condition", *batch], check=False)
results = condition.read_results(results_file)
evaluation = condition.evaluate(results, SAMPLES / "truth.jsonl", verdicts=("new", "cannot_tell"))
flags = evaluation.to_frame("marks").sort_values("score", ascending=False, ignore_index=True)
flags.round(2)

# %% [markdown]
# `true` means: at least 30 % of the mark lies on one that is really new, or within 12 pixels of it.
#
# ## The calibration plot
#
# Marks are put into bins by their chance. A point on the dashed line is honest; below it, the program was surer than it had a
# right to be. The number beside a point is how many marks it stands for, the bar its 95 % interval.

# %%
figure = evaluation.plot("calibration")
figure.set_dpi(75)
figure

# %% [markdown]
# The bars are long, because there are few marks. Ten sample pairs cannot prove that 67 % means 67 %. They could contradict it,
# and that is what to look for: a bar that ends far below the dashed line.
#
# ## Would an honest forecaster look like this?
#
# Suppose that every chance is exactly right. Then the number of true marks is a matter of luck, and the luck can be
# played: draw each mark with its own chance, count, repeat.

# %%
rng = np.random.default_rng(2026)
chances = flags["score"].to_numpy()
played = (rng.random((20_000, len(chances))) < chances).sum(axis=1)
seen = int(flags["true"].sum())

figure = Figure(figsize=(6.4, 3.2), dpi=75, layout="constrained")
axes = figure.subplots()
counts = np.bincount(played, minlength=len(chances) + 1) / len(played)
axes.bar(np.arange(len(counts)), counts, color="#9fb3d9", label="an honest forecaster")
axes.axvline(seen, color="#c82d14", linewidth=2, label="the samples")
axes.set_xlabel(f"true marks among {len(chances)}")
axes.set_ylabel("share of the draws")
axes.legend(frameon=False)
figure

# %%
as_few = (played <= seen).mean()
print(f"expected {chances.sum():.1f} true marks, seen {seen}; so few or fewer in {as_few:.0%} of the draws")

# %% [markdown]
# ## How many marks would it take?
#
# To tell a chance of 67 % from one of 57 %, both intervals must not overlap. The half-width of a share near 2/3 shrinks with the
# root of the number of marks:

# %%
numbers = pd.Series([10, 30, 100, 300, 1000], name="marks")
half = 1.96 * np.sqrt(0.67 * 0.33 / numbers)
pd.DataFrame({"marks": numbers, "half-width of the 95 % interval": half.round(3)})

# %% [markdown]
# ## The answer
#
# On the benchmark sets with some 2,800 marks the chances are off by 1.7 points on average (`benchmarks/README.md`). The samples are
# too few to repeat that. What they could do is to contradict it, and they do not: an honest forecaster sees as few true marks
# as these in the share of draws told above. That is no proof of honesty either. A red line left of the hill is a reason to look at
# more pairs.
#
# And no chance is a proof: 67 % is wrong once in three times. It is there to decide which mark a person looks at first.

# %%
assert len(flags) >= 3
assert as_few > 0.01, "the chances on the samples are too high to be honest"
