"""The small model beside the tables: what A, B and the archivist know of a project on its way to the shelf (P03-4)."""

from __future__ import annotations

from dataclasses import dataclass, field

Content = tuple[tuple[int, int], ...]
"""The volume list: papers with their sheets."""


@dataclass
class Sheet:
    """A paper. result: what B found of it."""

    pk: int
    title: str
    sheets: int = 2
    result: str = ""


@dataclass(frozen=True)
class Turn:
    """A step. who: takes and signs it; on, back: its moves, and where they lead."""

    who: str
    on: str
    to: str
    back: str = ""


TURNS = {
    "a_sorts": Turn("a", "to_b", "b_checks"),
    "b_checks": Turn("b", "to_archive", "archive", "supplement"),
    "a_supplies": Turn("a", "to_b_again", "b_checks"),
    "archive": Turn("archivist", "accept", "", "differs"),
}
PEOPLE = ("a", "b", "archivist", "other", "general")


@dataclass
class Project:
    """A dossier and its case. asked: lines of the supplement list by title; here: what was signed at this arrival;
    given: what each signed in this case; counted: what the archivist compared at this arrival, and what he said of it;
    place: where it stands."""

    pk: int
    case: int
    arrival: int
    papers: list[Sheet]
    step: str = "a_sorts"
    state: str = "draft"
    number: int = 0
    place: int = 0
    asked: dict[str, int] = field(default_factory=dict)
    here: set[Content] = field(default_factory=set)
    given: dict[str, set[Content]] = field(default_factory=dict)
    counted: dict[int, str] = field(default_factory=dict)

    @property
    def turn(self) -> Turn:
        return TURNS[self.step]

    @property
    def content(self) -> Content:
        return tuple((one.pk, one.sheets) for one in self.papers)

    @property
    def wrong(self) -> bool:
        return any(one.result == "wrong" for one in self.papers)

    @property
    def lacks(self) -> bool:
        """Whether something that was asked for is still not there."""
        return bool(set(self.asked) - {one.title for one in self.papers})

    def signed(self, *names: str) -> bool:
        """Whether they all signed the list as it is."""
        return all(self.content in self.given.get(name, ()) for name in names)

    def arrive(self, step: str, state: str) -> None:
        self.step, self.state, self.arrival = step, state, self.arrival + 1
        self.here.clear()
        self.counted.clear()
