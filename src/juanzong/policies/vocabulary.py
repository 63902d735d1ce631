"""The words that packs may use and that only higher rooms can give a meaning to: effects, guards, subjects, mechanisms.

Rooms declare them through `casework.sockets` (mechanisms here directly), from their `declarations`. Packs are checked
against these names when they are loaded, so a misspelt effect is a fault with a line number and not a surprise later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from juanzong.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class Word:
    """An effect or guard. label: translated, what it does. params: parameter name to whether it must be given.
    subject: the kind of subject it works on, "" for any."""

    name: str
    label: Any
    params: Mapping[str, bool] = field(default_factory=dict)
    subject: str = ""


@dataclass(frozen=True, slots=True)
class SubjectWords:
    """A kind of thing that work can be about, and the words it brings: roles people play in it, attributes that
    conditions may ask for, relations that lead from it to other subjects (name to kind)."""

    kind: str
    label: Any
    roles: Mapping[str, Any] = field(default_factory=dict)
    attributes: frozenset[str] = frozenset()
    relations: Mapping[str, str] = field(default_factory=dict)
    each: bool = False  # recurring duties may be for each of them
    items: bool = False  # a check of a step may be made for each part of them
    counts: bool = False  # and the sheets of each part be counted


@dataclass(frozen=True, slots=True)
class Mechanism:
    """Something Python does that carries clauses out, e.g. `privacy.encryption`. label: translated, what it does.
    screen: name of the screen that shows its evidence, "" when the ledger alone does."""

    name: str
    label: Any
    screen: str = ""


EFFECTS: Registry[Word] = Registry("effect")
GUARDS: Registry[Word] = Registry("guard")
OFFERS: Registry[Word] = Registry("offer")
SUBJECTS: Registry[SubjectWords] = Registry("subject")
MECHANISMS: Registry[Mechanism] = Registry("mechanism")


def declare_mechanism(mechanism: Mechanism) -> Mechanism:
    """For `declarations` modules only; ValueError when the name is taken."""
    return MECHANISMS.declare(mechanism.name, mechanism)
