"""Instrument files: their schema, how they are read and checked, and how they become `core` instruments."""
