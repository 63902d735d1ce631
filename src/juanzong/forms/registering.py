"""Registers: what a thing is called, who has it now, and taking it; two holders at once are impossible (P12-5)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from juanzong.forms import checking
from juanzong.forms.choices import Move
from juanzong.forms.models import Record, RegisterHolding, RegisterKey
from juanzong.kit import checks, clock
from juanzong.kit.blind import BlindIndex
from juanzong.kit.errors import Conflict, Invalid
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_forms import Form, RegisterRule

RANGE_AT_MOST = 2000
_RANGE = re.compile(r"(.*?)([0-9]{1,6})\s*[~～]\s*(.*?)([0-9]{1,6})")  # untranslated: how people write ranges
_JOINER = "\x1f"


def rule_of(form: Form) -> RegisterRule:
    """What makes the form a register; Conflict when it is none."""
    if form.register is None:
        raise Conflict(_("“%(form)s”不是登记簿。") % {"form": form.name}, clause=form.clause)
    return form.register


def digest(form: Form, parts: Sequence[str]) -> bytes:
    """The keyed hash of a thing's name: the same however it was typed."""
    return BlindIndex(f"register.{form.code}").exact(_JOINER.join(checks.plain(part).upper() for part in parts))


def shown(form: Form, parts: Sequence[str]) -> str:
    """A thing's name as everybody may see it."""
    fields = [form.field(code) for code in rule_of(form).key]
    return " ".join(checking.masked(field, part) for field, part in zip(fields, parts, strict=True))[:200]


def key_parts(form: Form, said: Mapping[str, str]) -> list[str]:
    """What a record calls the thing, part by part."""
    return [said.get(code, "") for code in rule_of(form).key]


def holder_of(form: Form, one: Record, said: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Who has the thing by this record, as everybody may see it."""
    code = rule_of(form).holder
    if code == "customer":
        return one.customer.name if one.customer else ""
    field = form.field(code)
    text = said.get(code, "")
    return (checking.masked(field, text) if checking.is_sealed(field) else checking.shown(field, text, names))[:200]


def refuse_move(form: Form, move: Move) -> None:
    """Conflict when the register does not know this move."""
    if move.value not in rule_of(form).moves:
        raise Conflict(_("这本登记簿没有“%(move)s”。") % {"move": move.label}, clause=form.clause)


def locked_key(form: Form, parts: Sequence[str]) -> RegisterKey:
    """The row of a thing, made when it is new, locked until the act ends."""
    found = RegisterKey.objects.filter(form=form.code, digest=digest(form, parts)).first()
    if found is None:
        try:
            with transaction.atomic():
                found = RegisterKey.objects.create(form=form.code, digest=digest(form, parts), shown=shown(form, parts))
        except IntegrityError:  # somebody named it at the same moment
            found = RegisterKey.objects.get(form=form.code, digest=digest(form, parts))
    return RegisterKey.objects.select_for_update().get(pk=found.pk)


def take(
    by: Viewer, one: Record, form: Form, said: Mapping[str, str], names: Mapping[str, str]
) -> tuple[Move, RegisterKey]:
    """Give the thing that a record names to its holder: free, or taken over from the holder the record replaces.

    Conflict: somebody has it, it is retired, or whoever it was taken over from has it no more.
    """
    key = locked_key(form, key_parts(form, said))
    words = {"key": key.shown}
    if key.retired_at is not None:
        raise Conflict(_("“%(key)s”已停用。") % words, clause=form.clause, todo=_("请核对编号。"))
    now_held = RegisterHolding.objects.filter(key=key, until_at=None).first()
    if one.replaces and (now_held is None or now_held.pk != one.replaces):
        raise Conflict(
            _("“%(key)s”的持有人刚刚有变动。") % words, clause=form.clause, todo=_("请重新查看登记簿后再办。")
        )
    move = Move.TRANSFER if now_held is not None and one.replaces else Move.ISSUE
    refuse_move(form, move)
    if now_held is not None and move is Move.ISSUE:
        told = words | {"holder": now_held.holder, "day": clock.day_of(now_held.from_at)}
        raise Conflict(
            _("“%(key)s”自 %(day)s 起由%(holder)s持有，不能重复发放。") % told,
            clause=form.clause,
            todo=_("请先收回，或在登记簿中办理转让。"),
        )
    if now_held is not None:
        end(by, now_held, Move.TRANSFER, "")
    try:
        with transaction.atomic():
            RegisterHolding.objects.create(
                key=key, record=one, holder=holder_of(form, one, said, names), by_name=by.name
            )
    except IntegrityError:
        raise Conflict(_("“%(key)s”刚刚发给了别人。") % words, clause=form.clause, todo=_("请刷新登记簿。")) from None
    return move, key


def end(by: Viewer, holding: RegisterHolding, move: Move, note: str) -> None:
    """Nobody has the thing by this holding any more."""
    holding.until_at, holding.ended_by, holding.ended_by_name, holding.note = clock.now(), move.value, by.name, note
    holding.save(update_fields=["until_at", "ended_by", "ended_by_name", "note"])


def named(form: Form, text: str) -> list[list[str]]:
    """The things that lines of text name, parts apart by commas, `B1-001~B1-120` for a row of them."""
    rule, found = rule_of(form), []
    for line in text.splitlines():
        for name in _spread(line.strip()):
            parts = [part.strip() for part in name.replace("，", ",").split(",")]  # untranslated: commas
            if len(parts) != len(rule.key) or not all(parts):
                raise Invalid(
                    _("“%(line)s”看不懂，没有添加。") % {"line": line.strip()[:40]},
                    fields={"keys": _("每行一个编号；几栏组成的编号用逗号分开。")},
                    clause=form.clause,
                )
            found.append([checking.normal(form.field(code), part) for code, part in zip(rule.key, parts, strict=True)])
    if len(found) > RANGE_AT_MOST:
        raise Invalid(_("一次最多添加 %(n)s 个。") % {"n": RANGE_AT_MOST}, fields={"keys": _("太多了。")})
    return found


def _spread(line: str) -> list[str]:
    found = _RANGE.fullmatch(line)
    if found is None:
        return [line] if line else []
    head, first, again, last = found[1], found[2], found[3], found[4]
    if again not in ("", head) or not 0 <= int(last) - int(first) < RANGE_AT_MOST:
        raise Invalid(
            _("“%(line)s”看不懂，没有添加。") % {"line": line[:40]}, fields={"keys": _("请写成 B1-001~B1-120。")}
        )
    return [f"{head}{n:0{len(first)}d}" for n in range(int(first), int(last) + 1)]
