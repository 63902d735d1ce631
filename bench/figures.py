"""A figure as measured, and how it is printed."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. value: the median, in `unit`. ratio: to what the goal speaks of. goal: the most it may be, or with
    `at_least` the least; None where nothing was promised."""

    what: str
    database: str
    size: int
    value: float
    unit: str
    ratio: float | None = None
    goal: float | None = None
    at_least: bool = False
    of_value: bool = False  # the goal speaks of the value, not of the ratio

    @property
    def kept(self) -> bool | None:
        """Whether the goal was reached; None without one."""
        measured = self.value if self.of_value else self.ratio
        if self.goal is None or measured is None:
            return None
        return measured >= self.goal if self.at_least else measured <= self.goal

    def line(self) -> str:
        """One line for people."""
        ratio = "" if self.ratio is None else f"{self.ratio:8.2f}x"
        goal = ""
        if self.goal is not None:
            goal = f"goal {'>=' if self.at_least else '<='} {self.goal:g}  {'kept' if self.kept else 'MISSED'}"
        return f"{self.what:<52}{self.database:<12}{self.size:>10,}{self.value:>12,.2f} {self.unit:<10}{ratio:>9}  {goal}".rstrip()

    def record(self) -> dict[str, object]:
        """For figures.json."""
        return asdict(self) | {"kept": self.kept}


def median(values: Sequence[float]) -> float:
    """The middle value; 0 of none."""
    return statistics.median(values) if values else 0.0


def say(text: str) -> None:
    """Progress, on stderr, so that it never mixes with figures."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def read(text: str) -> list[Figure]:
    """Figures from the JSON that `record` wrote."""
    return [Figure(**{key: value for key, value in one.items() if key != "kept"}) for one in json.loads(text)]
