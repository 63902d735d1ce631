"""The socket for rights: every room declares the rights its actions and pages ask for; packs give them to positions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from juanzong.kit.registry import Registry
from juanzong.policies.choices import Information


class Deed(models.TextChoices):
    """What a right lets people do with customers' information, as the table of P00-1.6 tells it."""

    VIEW = "view", _("看")
    EDIT = "edit", _("改")
    REVEAL = "reveal", _("揭示")
    EXPORT = "export", _("导出")
    PRINT = "print", _("打印")


EVERYTHING = tuple(Information)


@dataclass(frozen=True, slots=True)
class Right:
    """One right; `label` is its translated name, `reads_customers` whether it shows customers' data, and then of which
    classes."""

    code: str
    label: Any
    reads_customers: bool = False
    classes: tuple[Information, ...] = EVERYTHING

    @property
    def deed(self) -> Deed:
        """What it lets people do, by its name: `view`, `export`, `print` and `reveal` say so, all else changes something."""
        word = self.code.partition(".")[2].partition("_")[0]
        return Deed(word) if word in Deed.values else Deed.EDIT


rights: Registry[Right] = Registry("right")


def declare(right: Right) -> Right:
    """Add a right; for `declarations` modules only."""
    return rights.declare(right.code, right)
