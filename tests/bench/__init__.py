"""How long things take: `python -m tests.bench`. Measured by hand, on a quiet machine; no test depends on a clock.

A subject is a module with a `rows(setting)` that yields its rows; `SUBJECTS` in `__main__` names it.
"""
