"""Measurements of what the product promises: `make bench`; docs/figures.md has them as last measured.

One file for each subject with `run(args) -> list[Figure]`; `python -m bench` starts each in a process of its own,
once for each database, because Django can be set up only once.
"""
