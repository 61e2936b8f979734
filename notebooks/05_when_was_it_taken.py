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
# # When was it taken?
#
# A piece was returned on the last day of the year. The buyer photographed it before it left, the seller after it arrived,
# and both say when. Do the photos agree with what people wrote? A camera's clock is a claim, too: it may be wrong, and it
# may not say in which time zone it is right.

# %%
# %matplotlib inline
# %config InlineBackend.figure_formats = ["jpeg"]
from pathlib import Path

import pandas as pd

import condition

SAMPLES = Path("../samples")
pd.set_option("display.max_colwidth", None)

# %% [markdown]
# ## What the files say
#
# Every time in a file has a source, and may have a zone or none. Without a zone the same digits can mean any of 26 hours; the width
# of a time is told, and never guessed away.

# %%
dispute = SAMPLES / "dispute"
photos = {when: condition.read_photo(dispute / f"{when}.jpg") for when in ("before", "after")}


def meaning(earliest, latest):
    """Return everything a time can mean, and how wide that is."""
    hours = (latest - earliest).total_seconds() / 3600
    return {
        "from, UTC": f"{earliest:%d %b %H:%M}",
        "to, UTC": f"{latest:%d %b %H:%M}",
        "hours wide": round(hours, 2),
    }


def time_row(when, time):
    """Return what one time in a file can mean."""
    written = {
        "source": time.source,
        "written": time.wall_clock,
        "offset": str(time.utc_offset or "not stated"),
    }
    return {"photo": when, **written, **meaning(*time.interval_utc)}


times = [(when, time) for when, photo in photos.items() for time in photo.metadata.times]
pd.DataFrame([time_row(*each) for each in times])

# %% [markdown]
# ## What people say
#
# The events of the case, as invoice, carrier and letters have them. "31 December" is a whole day in Berlin, and stays one.

# %%
events = condition.parse_events((dispute / "events.toml").read_text())
said = [(event.words, event.time.wall_clock, event.zone, event.source) for event in events]
pd.DataFrame(said, columns=["what", "said", "zone", "source"])

# %% [markdown]
# ## One line of both
#
# Photos and events on one line: a bar is everything a time can mean, a diamond a moment. Idle days are folded.

# %%
texts = {name: (dispute / f"{name}.toml").read_text() for name in ("events", "policy")}
policy, facts = condition.parse_policy(texts["policy"]), condition.parse_facts(texts["events"])
before, after = dispute / "before.jpg", dispute / "after.jpg"
c = condition.compare(before, after, events=events, policy=policy, facts=facts)
figure = c.plot("times")
figure.set_dpi(75)
figure

# %% [markdown]
# The after photo is a long bar: its camera does not say a zone. All the same nothing overlaps that must not: the before photo
# was taken before the piece was handed over, the after photo after it came back, whatever the zone was.
#
# ## Every check
#
# Each rests on named tags or statements. *Unknown* means that the times can be read both ways.


# %%
def checks_of(comparison):
    """Return the checks of a comparison, the heaviest first."""
    order = ["contradiction", "caution", "unknown", "ok"]
    found = comparison.checks
    rows = [(check.severity.value, check.code, check.photo or "both", check.text) for check in found]
    frame = pd.DataFrame(rows, columns=["severity", "code", "photo", "says"])
    frame["severity"] = pd.Categorical(frame["severity"], order, ordered=True)
    return frame.sort_values("severity", kind="stable", ignore_index=True)


checks = checks_of(c)
checks

# %% [markdown]
# ## The terms of the sale
#
# Windows are held against both ends of every interval. Where the answer depends on which end is true, it is "cannot tell".

# %%
rulings = [(ruling.clause.id, ruling.outcome.value, ruling.text) for ruling in c.rulings]
pd.DataFrame(rulings, columns=["clause", "outcome", "why"])

# %% [markdown]
# ## What if the zone were not known?
#
# The hand-over was at 16:20 in Berlin. Without the zone, 16:20 is some time within 26 hours. What is wider can only take a claim
# back; it never makes one.

# %%
no_zone = texts["events"].replace('zone = "Europe/Berlin"\n', "")


def handed_over(text):
    """Return when the piece can have been handed over."""
    (event,) = [event for event in condition.parse_events(text) if event.kind == "handed_over"]
    return meaning(event.interval.earliest, event.interval.latest)


handover = pd.DataFrame({"with the zone": handed_over(texts["events"]), "without": handed_over(no_zone)}).T
handover

# %% [markdown]
# ## One digit
#
# Now the carrier's receipt says 12:20 instead of 16:20. The before photo claims 14:02: it would have been taken after the piece had
# left. Both statements cannot hold, and the line says where.

# %%
moved = condition.parse_events(texts["events"].replace("T16:20", "T12:20"))
other = condition.compare(before, after, events=moved)
figure = other.plot("times")
figure.set_dpi(75)
figure

# %%
doubted = checks_of(other).query("severity in ['contradiction', 'caution']")
doubted

# %% [markdown]
# ## The answer
#
# As the files and the papers stand, they agree, although one camera does not know its zone. One digit less, and they do not; the
# answer names the photo, the receipt and both times. Which of them is wrong is not for a program to say: clocks are set
# wrongly, and receipts are filled in late.

# %%
assert not (checks["severity"] == "contradiction").any()
assert "BEFORE_HANDOVER" in doubted["code"].tolist()
assert handover.loc["without", "hours wide"] > 26 > handover.loc["with the zone", "hours wide"]
