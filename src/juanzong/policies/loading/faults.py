"""A fault in a pack, and the collection of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from juanzong.kit.errors import Invalid


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a pack.

    file: path as the reader gave it. line: 1-based, None when the file as a whole is meant.
    key: where in the file, e.g. `clause[3].kind`. message: a translatable sentence with `values` by name.
    allowed: the values that would have been right, when there is a closed list.
    """

    file: str
    line: int | None
    key: str
    message: Any
    values: Mapping[str, object] = field(default_factory=dict, hash=False)
    allowed: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        text = str(self.message) % self.values if self.values else str(self.message)
        if self.allowed:
            text += _("可用的值：%(allowed)s。") % {"allowed": ", ".join(self.allowed)}
        return f"{place}: {self.key}: {text}" if self.key else f"{place}: {text}"


class PackFaulty(Invalid):
    """A pack cannot be used; `faults` has everything that is wrong with it, not only the first thing."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            _("制度包有 %(count)s 处错误，未予采用。") % {"count": len(self.faults)}
            + "\n"
            + "\n".join(map(str, self.faults)),
            todo=_("请逐条改正后运行 juanzong packs check。"),
        )
