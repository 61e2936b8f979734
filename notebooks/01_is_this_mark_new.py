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
# # Is this mark new?
#
# A steel watch comes back, and its owner points at a scratch. Was it there before? There are two photos of its back, taken
# on the same cloth in the same room, but the lamp has moved, the second photo is nearer, and somebody has touched the
# case.
#
# The pictures of `samples/` were rendered for this project, so for once the truth is known to the pixel. This notebook
# asks the photos first, and looks at the truth last.

# %%
# %matplotlib inline
# %config InlineBackend.figure_formats = ["jpeg"]
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

import condition

SAMPLES = Path("../samples")
pd.set_option("display.max_colwidth", None)

# %% [markdown]
# ## Two photos in, one answer out

# %%
pair = SAMPLES / "watch-back-new-scratch"
c = condition.compare(pair / "before.jpg", pair / "after.jpg")
c

# %% [markdown]
# ## See for yourself
#
# A verdict that cannot be looked at is worth little. If marks are called new, the foremost are shown below the photos,
# each at its place in both: left before, right after, turned and scaled to match.

# %%
figure = c.plot()
figure.set_dpi(75)
figure

# %% [markdown]
# ## The same as a table
#
# One row a mark, also for those that were *already there*, are *gone*, or of which nobody can tell. The score is the
# calibrated chance that "new" is right; sizes are pixels of the after photo, and millimetres stay empty because no
# scale is known.

# %%
marks = c.to_frame()
marks[["verdict", "kind", "score", "grade", "length_px", "width_px", "explanation"]].head(6).round(2)

# %%
marks["verdict"].value_counts().rename("marks").to_frame()

# %% [markdown]
# ## When the photos do not allow an answer
#
# An empty list of marks would read as "no damage". Where the photos cannot be compared, asking for the marks is
# therefore an error, and it says what was measured and what is needed.

# %%
dark = condition.compare(SAMPLES / "case-too-dark" / "before.jpg", SAMPLES / "case-too-dark" / "after.jpg")
try:
    dark.findings
except condition.NotComparable as refusal:
    print("Refused:", refusal)

# %%
pd.DataFrame([{"code": r.code, "photo": r.photo, "measured": r.measured, "required": r.required} for r in dark.reasons])

# %% [markdown]
# ## One pair proves nothing
#
# So all samples go through the batch command, which writes a line of results for each. Its exit code is for
# programs: 0 says that nothing is new, 1 that something is, 3 that some pair could not be compared. The other notebooks use the
# same file: `--resume` keeps the lines that it already has. Delete it to compare afresh.

# %%
results_file = Path(tempfile.gettempdir()) / f"condition-samples-{condition.__version__}.jsonl"
batch = ["batch", SAMPLES / "truth.jsonl", "--out", results_file, "--resume", "--quiet"]
exit_code = subprocess.run([sys.executable, "-m", "condition", *batch], check=False).returncode
results = {line["id"]: line for line in map(json.loads, results_file.read_text().splitlines())}
print(f"{len(results)} pairs, exit code {exit_code}")
pd.Series([result["status"] for result in results.values()]).value_counts().rename("pairs").to_frame()

# %% [markdown]
# ## And now the truth
#
# `samples/truth.jsonl` outlines every mark that is really new. Two rules, with a tolerance of 0.6 % of the photo's
# diagonal, 12 pixels here:
#
# - a finding is **right** when at least 30 % of its area lies on a true mark or within the tolerance of one;
# - a true mark is **found** when right findings, widened by the tolerance, cover at least 30 % of it.

# %%
SIDE_PX = 1600  # the longer side of every sample
TOLERANCE_PX, ENOUGH = 12, 0.3
truth = [json.loads(line) for line in (SAMPLES / "truth.jsonl").read_text().splitlines()]


def fill(polygons, grow_px=0):
    """Return where the polygons lie, widened by grow_px."""
    canvas = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    for polygon in polygons:
        corners = np.round(np.array(polygon)).astype(np.int32)
        cv2.fillPoly(canvas, [corners], 1)
        cv2.polylines(canvas, [corners], True, 1)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * grow_px + 1, 2 * grow_px + 1))
    return cv2.dilate(canvas, disc) > 0


def is_covered(polygons, by):
    """Return whether enough of the polygons lies where `by` is true."""
    return by[fill(polygons)].mean() >= ENOUGH


# %%
def right_findings(pair):
    """Return the outlines of what was rightly called new."""
    near = fill([p for mark in pair.get("instances", []) for p in mark["polygons"]], TOLERANCE_PX)
    outlines = [finding["polygon"] for finding in results[pair["id"]]["findings"]]
    return [outline for outline in outlines if is_covered([outline], by=near)]


def true_marks(pair):
    """Return one row for each mark that is really new, and whether it was found."""
    reached = fill(right_findings(pair), TOLERANCE_PX)
    columns = ("kind", "length_px", "width_px", "contrast")
    found = [is_covered(mark["polygons"], by=reached) for mark in pair.get("instances", [])]
    rows = zip(pair.get("instances", []), found, strict=True)
    return [{"pair": pair["id"], **{k: mark[k] for k in columns}, "found": hit} for mark, hit in rows]


# %% [markdown]
# First the watch back: its true marks, and the same places in the before photo. The alignment says for every
# pixel of the after photo where to look in the before photo.


# %%
def crop_pair(mark, reach_px=100):
    """Return the place of a true mark in both photos, in the frame of the after photo."""
    x, y, width, height = mark["box"]
    steps = np.arange(-reach_px, reach_px + 1.0)
    places = np.stack(np.meshgrid(x + width / 2 + steps, y + height / 2 + steps), axis=-1)
    before_places = c.alignment.to_before(places.reshape(-1, 2)).reshape(places.shape)
    sides = ((c.before, before_places), (c.after, places))
    return [cv2.remap(photo.pixels, where.astype(np.float32), None, cv2.INTER_LINEAR) for photo, where in sides]


story = next(pair for pair in truth if pair["id"] == "watch-back-new-scratch")
figure = Figure(figsize=(6, 3 * len(story["instances"])), dpi=75, layout="constrained")
grid = figure.subplots(len(story["instances"]), 2)
for row, mark, answer in zip(grid, story["instances"], true_marks(story), strict=True):
    for axes, crop, when in zip(row, crop_pair(mark), ("before", "after"), strict=True):
        axes.imshow(crop)
        axes.set_axis_off()
        axes.set_title(f"{when}: {mark['kind']}, {'found' if answer['found'] else 'missed'}", fontsize=10)
figure

# %% [markdown]
# Now all pairs. Every true mark, the most visible first (contrast in levels of 255):

# %%
recall = pd.DataFrame([row for pair in truth for row in true_marks(pair)])
print(f"Recall: {recall['found'].sum()} of {len(recall)} true marks found")
recall.sort_values("contrast", ascending=False).reset_index(drop=True)

# %% [markdown]
# And every pair. Finding much is easy for those who flag everything: the last column, what was wrongly called new, is
# the price. A pair that was refused though it could be compared costs its true marks, but accuses nobody.

# %%
pairs = pd.DataFrame({"pair": p["id"], "shows": p["shows"], "comparable": p["comparable"]} for p in truth).set_index("pair")
pairs["status"] = [results[name]["status"] for name in pairs.index]
pairs["true marks"] = [len(p.get("instances", [])) for p in truth]
pairs["found"] = recall.groupby("pair")["found"].sum().reindex(pairs.index, fill_value=0)
pairs["wrongly new"] = [len(results[p["id"]]["findings"]) - len(right_findings(p)) for p in truth]
pairs

# %% [markdown]
# ## The answer
#
# The scratch is new: it was found, and nothing else on that watch was called new. And *new* is an accusation, so this
# has to hold as well: where nothing is new, and where the photos allow no answer, no mark was called new. The reverse does
# not follow. Recall says how much was missed, and "no new mark was found" is not "no mark is new".

# %%
assert pairs.loc["watch-back-new-scratch", ["found", "wrongly new"]].tolist() == [1, 0]
nothing_new = pairs["true marks"] == 0
assert (pairs.loc[nothing_new, "wrongly new"] == 0).all()
assert (pairs.loc[~pairs["comparable"], "status"] == "not_comparable").all()
