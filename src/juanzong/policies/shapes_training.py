"""Training as a pack lays it down, as frozen data: courses, whom they are for, how often, and their exams."""

from __future__ import annotations

from dataclasses import dataclass

from juanzong.policies.choices import Text


@dataclass(frozen=True, slots=True)
class Course:
    """Something people have to be taught.

    positions: codes of those it is for, empty for everybody. months: after how many it is repeated, 0 for once.
    first_days: within how many days of taking up such a position it is taken first.
    pass_mark: of its exam, out of 100; None for a course without one.
    """

    code: str
    pack: str
    name: Text
    about: Text
    clause: str
    positions: tuple[str, ...]
    months: int
    first_days: int
    pass_mark: int | None

    def is_for(self, position: str) -> bool:
        """Whether those who hold this position take it."""
        return not self.positions or position in self.positions
