"""Verbs by noun. They take `by` and `at`, refuse first, then change, then flush; whoever called them commits."""
