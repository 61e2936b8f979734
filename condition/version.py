"""The version of this package; every result carries it."""

__version__ = "0.1.0"
