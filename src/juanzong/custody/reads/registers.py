"""Registers as a viewer may see them, and whether tables and ledger agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from juanzong.custody.registers.shapes import Compared, Period, Register, registers
from juanzong.dossiers import reads as dossiers
from juanzong.kit.errors import NotFound
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer

VIEW = "custody.view"


def all_registers() -> list[Register]:
    """In the order in which they are shown."""
    return sorted(registers, key=lambda one: (one.rank, one.code))


def register(code: str) -> Register:
    """One register; NotFound when there is none of that code."""
    found = registers.find(code)
    if found is None:
        raise NotFound(_("没有这本登记簿。"), todo=_("请从登记簿列表中选择。"))
    return found


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was compared. names: of what is wrong, as far as the viewer may see it."""

    compared: Sequence[Compared]
    names: Sequence[str]

    @property
    def agrees(self) -> bool:
        return all(one.agrees for one in self.compared)


def agreement(viewer: Viewer, one: Register, period: Period) -> Agreement | None:
    """Tables and ledger compared for a period; None for whoever does not see the whole company, for the ledger counts all.
    Four SQL statements for each comparison, one for names."""
    if one.compared is None or viewer.scope(dossiers.VIEW) is not Scope.COMPANY:
        return None
    found = one.compared(viewer, period)
    wrong = [ref for each in found for ref in each.wrong]
    numbers = dict(
        dossiers.visible(viewer)
        .filter(pk__in=[int(ref.partition(":")[2]) for ref in wrong if ref.startswith("dossier:")])
        .values_list("pk", "number")
    ) if wrong else {}  # fmt: skip
    return Agreement(found, [numbers.get(int(ref.partition(":")[2]), "") or ref for ref in wrong])
