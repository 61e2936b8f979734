"""The exit codes, as ``diff`` has them; 4 is for commands that check a case, a store or a package."""

NO_NEW_MARK = 0
NEW_MARKS = 1
TROUBLE = 2
NOT_COMPARABLE = 3
FOUND_PROBLEMS = 4
