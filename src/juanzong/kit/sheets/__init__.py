"""Tables in files: safe streaming reading of .xlsx and .csv, guarded writing, and guessing what columns mean.

Reading never holds more than a few megabytes of a file, whatever its size; every refusal is
`kit.errors.Invalid` and says what is wrong, where, and what to do.
"""

from __future__ import annotations

from juanzong.kit.sheets.cells import FORMULA, LOST_DIGITS, Flagged, Row, flag_of
from juanzong.kit.sheets.guess import FieldHint, Guess, guess_mapping
from juanzong.kit.sheets.header import Header
from juanzong.kit.sheets.limits import Limits
from juanzong.kit.sheets.table import Table, open_table
from juanzong.kit.sheets.writing import Watermark, guarded, unguarded, write_csv, write_errors, write_xlsx

__all__ = [
    "FORMULA",
    "LOST_DIGITS",
    "FieldHint",
    "Flagged",
    "Guess",
    "Header",
    "Limits",
    "Row",
    "Table",
    "Watermark",
    "flag_of",
    "guarded",
    "guess_mapping",
    "open_table",
    "unguarded",
    "write_csv",
    "write_errors",
    "write_xlsx",
]
