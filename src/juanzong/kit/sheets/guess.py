"""Which column holds which field: by its name in Chinese or English, then by what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from juanzong.kit.chinese import fold
from juanzong.kit.errors import Invalid
from juanzong.kit.sheets.cells import Flagged

_SURE = 0.6  # below this a guess is not made
_ALIKE = 0.8
_SAMPLES = 50


@dataclass(frozen=True, slots=True)
class FieldHint:
    """What is known of a field before the sheet is seen.

    names: what people call it, in any language. checker: raises Invalid for what the field cannot hold; a field
    with a checker can be recognised by its content. avoid: words that make a column another person's (紧急, 配偶).
    """

    code: str
    names: tuple[str, ...]
    checker: Callable[[str], object] | None = None
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """`column` is the index in the header; `confidence` 0 to 1; `by` is `name` or `content`."""

    column: int
    confidence: float
    by: str


def guess_mapping(
    header: Sequence[str], sample_rows: Iterable[Sequence[str | None]], fields: Sequence[FieldHint]
) -> dict[str, Guess]:
    """Field code to its column. No column is given twice; a field without a likely column is left out."""
    samples = [row for row, _n in zip(sample_rows, range(_SAMPLES), strict=False)]
    candidates: list[tuple[float, int, int, str]] = []
    for order, field in enumerate(fields):
        names = [fold(name) for name in (*field.names, field.code)]
        for column, heading in enumerate(header):
            folded = fold(heading)
            if any(word in heading for word in field.avoid):
                continue
            fits = _fits(field, column, samples)
            by_name = _name_score(folded, names)
            if by_name >= _SURE:
                candidates.append((by_name * (1.0 if fits is None else 0.7 + 0.3 * fits), order, column, "name"))
            elif fits is not None and fits > _ALIKE:
                candidates.append((0.65 * fits + 0.1 * by_name, order, column, "content"))
    result: dict[str, Guess] = {}
    taken: set[int] = set()
    for score, order, column, by in sorted(candidates, key=lambda one: (-one[0], one[1], one[2])):
        code = fields[order].code
        if score >= _SURE and code not in result and column not in taken:
            result[code] = Guess(column, round(score, 2), by)
            taken.add(column)
    return result


def _name_score(heading: str, names: Sequence[str]) -> float:
    best = 0.0
    for name in names:
        if heading == name:
            return 1.0
        if not heading or not name:
            continue
        if name in heading or heading in name:
            best = max(best, 0.95 * min(len(name), len(heading)) / max(len(name), len(heading)))
        ratio = fuzz.ratio(heading, name) / 100
        if ratio >= _ALIKE:
            best = max(best, 0.9 * ratio)
    return best


def _fits(field: FieldHint, column: int, samples: Sequence[Sequence[str | None]]) -> float | None:
    """The share of sample cells that the field's checker takes; None when there is nothing to judge."""
    if field.checker is None:
        return None
    cells = [cell for row in samples if column < len(row) and (cell := row[column])]
    if not cells:
        return None
    good = 0
    for cell in cells:
        if isinstance(cell, Flagged):
            continue
        try:
            field.checker(cell)
        except Invalid:
            continue
        good += 1
    return good / len(cells)
