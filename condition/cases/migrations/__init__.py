"""Versions of the store's tables, for Alembic; `condition.cases.engine` runs them."""
