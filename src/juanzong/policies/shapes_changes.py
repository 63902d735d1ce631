"""What a company changes in the packs its own pack stands on: values set, parts added, elements taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from juanzong.policies.choices import Text


class Changeable(StrEnum):
    """The kinds of element that can be changed. What the law lays down of customers' data (fields, sources, notices) is
    not among them."""

    DUTY = "duty"
    PROCEDURE = "procedure"
    FORM = "form"
    DOSSIER = "dossier"
    CATEGORY = "category"
    POSITION = "position"

    @property
    def tuple_name(self) -> str:
        """The name of the tuple of `Pack` that holds elements of this kind."""
        return "dossier_kinds" if self is Changeable.DOSSIER else self._plural

    @property
    def file(self) -> str:
        """The file of a pack in which elements of this kind stand."""
        return f"{self._plural}.toml"

    @property
    def _plural(self) -> str:
        return f"{self.value[:-1]}ies" if self.value.endswith("y") else f"{self.value}s"


Key = tuple[Changeable, str]
"""An element: its kind and its code."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one element, or of a part of it.

    at: the part, as pairs of array and code: `section.contracts.items.loan_contract`, "" for the element itself.
    set: values by key; a table is merged into the one that is there. unset: keys that return to their default;
    `rights.customers.export` takes one entry out of a table. add: new parts by array, put behind `after` or at the end.
    remove: the element or part itself goes. why: the company's reason.
    """

    of: Changeable
    code: str
    at: str = ""
    set: Mapping[str, Any] = field(default_factory=dict, hash=False)
    unset: tuple[str, ...] = ()
    add: Mapping[str, Any] = field(default_factory=dict, hash=False)
    after: str = ""
    remove: bool = False
    why: Text | None = None

    @property
    def key(self) -> Key:
        return self.of, self.code
