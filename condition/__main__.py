"""``python -m condition``: the same as the command ``condition``."""

import sys

from condition.cli import main

if __name__ == "__main__":
    sys.exit(main())
