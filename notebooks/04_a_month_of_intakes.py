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
# # A month of intakes
#
# A workshop photographs every piece when it comes in and when it goes out. At the end of the month somebody asks: how many
# came back with new marks, of which kind and how severe, and what is still open? The ten sample pairs play that month.

# %%
# %matplotlib inline
# %config InlineBackend.figure_formats = ["jpeg"]
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

import condition

SAMPLES = Path("../samples")
pd.set_option("display.max_colwidth", None)

# %% [markdown]
# ## One command for the month
#
# `condition batch` takes the list of pairs and writes one line each, as they are done. Broken photos are lines, too; the rest
# goes on. (The notebooks share this file, and `--resume` keeps what is there. Delete it to compare afresh.)

# %%
results_file = Path(tempfile.gettempdir()) / f"condition-samples-{condition.__version__}.jsonl"
batch = ["batch", SAMPLES / "truth.jsonl", "--out", results_file, "--resume", "--quiet"]
exit_code = subprocess.run([sys.executable, "-m", "condition", *batch], check=False).returncode
results = condition.read_results(results_file)
print(f"exit code {exit_code}: 1 means that some pair has a new mark, and none was in error")
results

# %% [markdown]
# ## The month at a glance

# %%
figure = results.plot()
figure.set_dpi(75)
figure

# %% [markdown]
# ## By kind and grade
#
# Grades follow the size of the mark against the piece and against the thinnest mark the photos could show. Counted are
# marks called new; those of which nobody can tell stand beside them, because they are not nothing.

# %%
marks = results.to_frame("marks")
table = pd.crosstab([marks["verdict"], marks["kind"]], marks["grade"])
table

# %% [markdown]
# ## By kind of piece
#
# The intake book says what each piece is; here the name of the pair does.

# %%
pairs = results.to_frame()
pairs["piece"] = pairs["id"].str.extract(r"^(watch-back|case|bangle)", expand=False)
pairs["day"] = pd.date_range("2026-11-02", periods=len(pairs), freq="B").strftime("%d %b")
pd.crosstab(pairs["piece"], pairs["result"], margins=True)

# %% [markdown]
# ## What is to be done tomorrow
#
# Three lists come out of a month. First: a person looks at every new mark, the surest first.

# %%
columns = ["day", "id", "new", "surest_new", "worst_grade", "longest_new_px"]
pairs[pairs["result"] == "new"].sort_values("surest_new", ascending=False)[columns].round(2)

# %% [markdown]
# Second: these have to be photographed again, and the reason says why. As long as nobody does, nothing is known about them.

# %%
columns = ["day", "id", "reason", "reason_photo", "reason_text"]
pairs[pairs["result"] == "not_comparable"][columns].fillna({"reason_photo": "both"})

# %% [markdown]
# Third: what was compared without a new mark, with a mark that could not be settled.

# %%
still_open = pairs[(pairs["result"] == "compared") & (pairs["cannot_tell"] > 0)]
still_open[["day", "id", "cannot_tell", "already_there"]]

# %% [markdown]
# ## For the archive, and for people with a drawing program
#
# The table goes into Parquet with its units; outlines go to LabelMe, where somebody may correct them. What comes back is
# compared with what went out. Here a colleague looked at the month, and deleted the first mark.

# %%
with tempfile.TemporaryDirectory() as folder:
    archive = condition.export(results, Path(folder) / "november.parquet")
    again = condition.read_parquet(archive)
    ours = condition.read_annotations(condition.export(results, Path(folder) / "labels"))
    first = next(photo for photo in ours if photo.marks)
    file = Path(folder) / "labels" / f"{first.id}.json"
    drawing = pd.read_json(file, typ="series")
    drawing["shapes"] = drawing["shapes"][1:]
    drawing.to_json(file)
    changed = condition.corrections(ours, condition.read_annotations(Path(folder) / "labels"))
changed["change"].value_counts().loc[lambda count: count > 0].to_frame()

# %% [markdown]
# ## The answer
#
# Every pair of the month is in exactly one of the lists or is clean, nothing fell through, and the table in the archive is the
# table that was looked at.

# %%
assert again.equals(marks)
assert len(pairs) == len(results.records) == results.counts.total() == 10
assert (changed["change"] == "removed").sum() == 1
assert pairs.loc[pairs["result"] == "not_comparable", "new"].isna().all(), (
    "a refused pair has no number of new marks"
)
