"""The exit codes, as ``diff`` has them."""

NO_NEW_MARK = 0
NEW_MARKS = 1
TROUBLE = 2
NOT_COMPARABLE = 3
