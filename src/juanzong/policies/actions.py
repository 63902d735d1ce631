"""Writing in this room: adopting a pack. The screen for it stands in a higher room, which checks the right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from juanzong.kit.clock import now, today
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger.actions import record
from juanzong.ledger.choices import Actor
from juanzong.policies import reads, shelf
from juanzong.policies.models import Adoption
from juanzong.policies.shapes import Pack


def adopt(
    *,
    actor: Actor,
    pack: str,
    from_date: date,
    version: int | None = None,
    department: int | None = None,
    parameters: Mapping[str, str] | None = None,
) -> reads.AdoptedPack:
    """Put a pack in force from a day on, for the company or one department: its newest version, unless another is
    named, so that a company can go back to an older one.

    The version in force until then ends on that day. NotFound: no such pack; PackFaulty: it has faults;
    Invalid: the day lies before the present adoption, or a parameter is unknown; Conflict: already in force, or another
    pack in force for the same place changes the same thing.
    """
    chosen = reads.pack(pack, version)
    if not shelf.consented(chosen):
        raise Conflict(_("这个版本还没有第二个人同意，不能执行。"), todo=_("请先由另一位有权的人同意。"))
    _refuse_rivals(chosen, department, from_date)
    known = {parameter.code for parameter in reads.parameters([pack])}
    for code in parameters or {}:
        if code not in known:
            raise Invalid(_("制度 %(pack)s 没有参数“%(code)s”。") % {"pack": pack, "code": code})
    with transaction.atomic():
        standing = (
            Adoption.objects.select_for_update()
            .filter(pack=pack, department=department, in_force_until__isnull=True)
            .first()
        )
        if standing is not None:
            _close(standing, chosen.version, chosen.digest, dict(parameters or standing.parameters), from_date)
        adoption = _create(
            Adoption(
                pack=chosen.id,
                version=chosen.version,
                digest=chosen.digest,
                department=department,
                parameters=dict(parameters or (standing.parameters if standing else {})),
                in_force_from=from_date,
                adopted_at=now(),
            )
        )
        record(
            "pack.adopted",
            actor,
            Ref("adoption", adoption.id),
            payload={
                "pack": chosen.id,
                "version": chosen.version,
                "digest": chosen.digest,
                "department": department,
                "from_date": from_date.isoformat(),
            },
        )
    return reads.adopted_pack(adoption)


def _refuse_rivals(chosen: Pack, department: int | None, day: date) -> None:
    """Conflict when another pack in force for the same place changes the same thing, and neither stands on the other."""
    mine = chosen.overrides | chosen.removed
    for one in reads.adopted_for(department, on=day) if mine else ():
        if one.pack == chosen.id or not reads.known(one.pack, one.version):
            continue
        other = reads.pack(one.pack, one.version)
        related = {pack.id for id in (chosen, other) for pack in reads.lineage(id.id, id.version)[1:]}
        both = mine & (other.overrides | other.removed)
        if both and not related & {chosen.id, other.id}:
            codes = _("、").join(sorted(code for _kind, code in both))
            raise Conflict(
                _("正在执行的制度 %(other)s 也更改了 %(codes)s，两部不能同时执行。")
                % {"other": other.id, "codes": codes},
                todo=_("请先停止其中一部，或让一部以另一部为基础。"),
            )


def end_adoption(*, actor: Actor, adoption: int, from_date: date) -> reads.AdoptedPack:
    """End an adoption on a day, which is the first on which it is no longer in force.

    NotFound: there is none, or it has ended. Invalid: the day lies before today or before it came into force.
    """
    with transaction.atomic():
        standing = Adoption.objects.select_for_update().filter(pk=adoption, in_force_until__isnull=True).first()
        if standing is None:
            raise NotFound(_("这部制度没有在执行。"), todo=_("请刷新后查看。"))
        if from_date < max(today(), standing.in_force_from):
            raise Invalid(
                _("停止执行的日期不能早于今天和生效日期。"), fields={"from_date": _("请选择不早于该日的日期。")}
            )
        standing.in_force_until = from_date
        standing.save(update_fields=["in_force_until"])
        record(
            "pack.ended",
            actor,
            Ref("adoption", standing.id),
            payload={"pack": standing.pack, "department": standing.department, "from_date": from_date.isoformat()},
        )
    return reads.adopted_pack(standing)


def _create(adoption: Adoption) -> Adoption:
    """Write the row; the database lets only one of two people who adopt at the same moment through."""
    try:
        with transaction.atomic():
            adoption.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("制度 %(pack)s 刚刚已由他人采用。") % {"pack": adoption.pack}, todo=_("请刷新后查看。")
        ) from error
    return adoption


def _close(standing: Adoption, version: int, digest: str, parameters: dict[str, str], from_date: date) -> None:
    """End the adoption that a new one replaces."""
    if (standing.version, standing.digest, standing.parameters) == (version, digest, parameters):
        raise Conflict(
            _("制度 %(pack)s 第 %(version)s 版已在执行。") % {"pack": standing.pack, "version": version},
            todo=_("内容没有变化，无需再次采用。"),
        )
    if from_date < standing.in_force_from:
        raise Invalid(
            _("生效日期不能早于现行版本的生效日期 %(day)s。") % {"day": standing.in_force_from.isoformat()},
            fields={"from_date": _("请选择不早于该日的日期。")},
        )
    standing.in_force_until = from_date
    standing.save(update_fields=["in_force_until"])
