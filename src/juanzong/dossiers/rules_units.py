"""Units of a building: how they are entered and called, and in which order they stand, 2 before 10, basements first (P06-2).

The key in which they stand is made of digits and A to F only, so that every database puts them in the same order.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from juanzong.kit.errors import Invalid

CLAUSE = "P06-2"
LONGEST_BUILDING, LONGEST_FLOOR, LONGEST_NAME = 20, 5, 12
_FLOOR = re.compile(r"(?P<under>B|-|地下|负)?(?P<number>\d{1,3})(?P<letter>[A-Z]?)")  # untranslated: as people type it
_STOREYS = re.compile(r"(?:层|楼|/?F)$")  # untranslated: as people type it
_NAMED = {"G": 0, "M": 1, "R": 999}  # the ground floor below 1, the mezzanine above 1, the roof on top
_GROUND = 500  # basements count down from here
_NAME = re.compile(r"[0-9A-Z\u4e00-\u9fff][0-9A-Z\u4e00-\u9fff#\-]*")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is entered: building ("" where there is one only), floor, and the unit as its door says."""

    floor: str
    name: str
    building: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.building, floor_words(self.floor), self.name) if part)

    @property
    def storey(self) -> str:
        """Building and floor in words, as boxes and rows of a cabinet are called."""
        return storey_words(self.building, self.floor)

    @property
    def code(self) -> str:
        """As archive numbers name it: 1203 tells its floor by itself, unit 5 of floor 3 is 3-5."""
        told = self.name.startswith(self.floor) and len(self.name) == len(self.floor) + 2
        return "-".join(part for part in (self.building, "" if told else self.floor, self.name) if part)

    @property
    def order(self) -> str:
        """The key in which units stand: building, floor, unit."""
        return storey_order(self.building, self.floor) + _natural(self.name)


def checked(building: str, floor: str, name: str) -> Unit:
    """A unit from what was typed: `１２F` is floor 12, `地下1层` is B1. Invalid, naming every field that cannot be."""
    house, storey, door = (_plain(text) for text in (building, floor, name))
    storey = _STOREYS.sub("", storey)
    found = _FLOOR.fullmatch(storey)
    wrong = {}
    if house and (len(house) > LONGEST_BUILDING or not _NAME.fullmatch(house)):
        wrong["building"] = _("请填写楼座，如 A座、3#楼，最多 %(most)s 个字。") % {"most": LONGEST_BUILDING}
    if found is None and storey not in _NAMED:
        wrong["floor"] = _("请填写楼层，如 12、3A、B1（地下一层）、G（底层）、M（夹层）、R（屋顶）。")
    if len(door) > LONGEST_NAME or not _NAME.fullmatch(door):
        wrong["unit"] = _("请填写单元号，如 1203，最多 %(most)s 个字，只含数字、字母、汉字和连字符。") % {
            "most": LONGEST_NAME
        }
    if wrong:
        raise Invalid(_("单元没有填对。"), fields=wrong, clause=CLAUSE, todo=_("请填写楼座、楼层和单元号。"))
    if found is not None:
        storey = f"{'B' if found['under'] else ''}{int(found['number'])}{found['letter']}"
    return Unit(storey, door, house)


def storey_order(building: str, floor: str) -> str:
    """The key in which floors stand."""
    return f"{_natural(building)}F{_level(floor)}"


def storey_words(building: str, floor: str) -> str:
    """A floor in words: `A座 12 层`."""
    return f"{building} {floor_words(floor)}".strip()


def floor_words(floor: str) -> str:
    """`12 层`, `B1 层`, `底层`."""
    named = {"G": _("底层"), "M": _("夹层"), "R": _("屋顶")}
    return named.get(floor) or (_("%(floor)s 层") % {"floor": floor} if floor else "")


def _level(floor: str) -> str:
    if floor in _NAMED:
        return f"{_GROUND + _NAMED[floor]:04d}{'FF' if floor == 'M' else '00'}"
    found = _FLOOR.fullmatch(floor)
    if found is None:
        return "000000"
    height = int(found["number"]) * (-1 if found["under"] else 1)
    return f"{max(0, _GROUND + height):04d}{ord(found['letter'] or chr(0)):02X}"


def _plain(text: str) -> str:
    """Full width made narrow, letters great, spaces gone."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def _natural(text: str) -> str:
    """Runs of digits by their size, all else by its characters: B2 before B10."""
    runs = re.findall(r"\d+|\D", text)
    return "".join(
        f"0{len(n):02d}{n}" if (n := run.lstrip("0") or "0") and run.isdigit() else f"1{ord(run):05X}" for run in runs
    )
