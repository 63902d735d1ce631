"""What every part of the walk through the safes shares: the company, and choosing among what there is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, ClassVar

from juanzong.custody.models import Place
from juanzong.dossiers.models import Dossier
from juanzong.ledger.models import Entry
from juanzong.organisation.viewer import Viewer
from tests.custody.safe_walk.model import PEOPLE, Count, Line, Slip, Title
from tests.custody.vault import Vault
from tests.walking import PICK, Walking

__all__ = ["PICK", "Base", "Ground"]


@dataclass(frozen=True)
class Ground:
    """Two safes and two projects; the debt of the first is settled, which `proof` says. began: the last entry before."""

    vault: Vault
    projects: tuple[Dossier, ...]
    proof: int
    began: int
    safes: dict[int, str] = field(default_factory=dict)


def make_ground() -> Ground:
    vault = Vault()
    projects = (vault.dossier, vault.project())
    proof = vault.settled()
    safes: tuple[Place, ...] = (vault.safe, vault.other)
    began = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    return Ground(vault, projects, proof, began, {one.pk: one.name for one in safes})


class Base(Walking):
    """The book of the safes."""

    ground: ClassVar[Ground]
    done: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.titles: dict[int, Title] = {}
        self.slips: dict[int, Slip] = {}
        self.counts: dict[int, Count] = {}
        self.lines: list[Line] = []
        self.closed: set[int] = set()
        self.written = 0

    def viewer(self, name: str) -> Viewer:
        found: Viewer = getattr(self.ground.vault, name)
        return found

    def somebody(self, which: int, right: tuple[str, ...]) -> str:
        """Mostly somebody who may do it."""
        picked: str = self.chosen(list(PEOPLE), which, lambda name: name in right)
        return picked

    def slip(self, which: int, fit: Any) -> Slip:
        found: Slip = self.chosen(list(self.slips.values()), which, fit)
        return found

    def a_safe(self, which: int) -> int:
        return list(self.ground.safes)[which % len(self.ground.safes)]

    def being_counted(self, safe: int) -> bool:
        return any(one.safe == safe and one.state == "open" for one in self.counts.values())

    def kept(self, project: int) -> list[Title]:
        """What belongs into the safe of a project: in it, or out of it for a while."""
        return [one for one in self.titles.values() if one.project == project and one.safe]

    def inside(self, safe: int) -> list[Title]:
        return [one for one in self.titles.values() if one.safe == safe and one.state == "in"]
