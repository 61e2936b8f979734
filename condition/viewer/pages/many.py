"""Compare many: a folder or a ZIP archive of pairs in, a table of answers out."""

import streamlit as st

from condition.language import _
from condition.viewer import many_intake, many_run, many_table

run = many_run.current()
if run is None:
    many_intake.show_intake()
else:
    many_table.show_results(run)
    st.button(
        _("Compare others"), key="many_forget", on_click=many_run.forget, icon=":material/restart_alt:",
        help=_("Removes these photos and results; export them first if you need them."),
    )  # fmt: skip
