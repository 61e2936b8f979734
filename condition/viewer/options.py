"""How Streamlit is set up for the viewer: colours for light and dark, limits, and what a visitor must not see.

One mapping for both ways to start: ``condition app`` passes it as options, ``.streamlit/config.toml`` at the top of the
repository says the same for ``streamlit run app.py`` (a test compares the two).
"""

from __future__ import annotations

from collections.abc import Mapping

_LIGHT = {
    "primaryColor": "#2b4a63",
    "backgroundColor": "#faf9f6",
    "secondaryBackgroundColor": "#f0ede6",
    "textColor": "#1d1b18",
    "linkColor": "#1f4fa8",
    "borderColor": "#dfd9ce",
}
_DARK = {
    "primaryColor": "#44759b",
    "backgroundColor": "#151413",
    "secondaryBackgroundColor": "#232120",
    "textColor": "#f3f0ea",
    "linkColor": "#9dbdff",
    "borderColor": "#3a3733",
}

#: MB of one photo, as `condition.photo.Limits`, and of one archive of many; the server takes the larger.
LARGEST_PHOTO_MB, LARGEST_ARCHIVE_MB = 100, 500

#: Name of a Streamlit option and its value.
STREAMLIT_OPTIONS: Mapping[str, str | int | bool] = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",  # a traceback shows paths of the machine; it goes to the log
    "client.toolbarMode": "minimal",
    "server.showEmailPrompt": False,  # nobody who came to compare two photos wants to be asked for an address first
    "server.maxUploadSize": LARGEST_ARCHIVE_MB,  # MB; each widget for photos asks for less
    "theme.baseRadius": "0.7rem",
    "theme.showWidgetBorder": True,
    **{f"theme.light.{name}": value for name, value in _LIGHT.items()},
    **{f"theme.dark.{name}": value for name, value in _DARK.items()},
}
