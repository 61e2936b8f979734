"""What Streamlit runs for ``condition app``; ``app.py`` at the top of the repository does the same."""

from condition.viewer import main

main()
