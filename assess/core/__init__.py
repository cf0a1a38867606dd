"""The method itself: pure functions and frozen records, standard library only.

Nothing here reads a clock, a file or a database, and nothing here knows about Mexico.
Prose stays outside: core returns codes and parameters, `assess.wording` turns them into sentences.
"""
