"""Writing the company's own packs: a draft, its changes, the proposal, and another person's consent. The rights are
checked where people are known, in a higher room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from juanzong.kit.clock import now
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger.actions import record
from juanzong.ledger.choices import Actor
from juanzong.policies import editions, reads, shelf
from juanzong.policies.choices import EditionState
from juanzong.policies.loading.faults import PackFaulty
from juanzong.policies.loading.reading import PACK_ID, digest
from juanzong.policies.models import Edition, EditionChange
from juanzong.policies.shapes_changes import Changeable

CLAUSE = "P00-1.6"
_OWN = "OWN"


def begin(*, actor: Actor, stands_on: str, title_zh: str, title_en: str = "") -> Edition:
    """A draft of a new pack of the company's own on the ground of another. Conflict: two people began at once."""
    ground = reads.pack(stands_on)
    taken = {*Edition.objects.values_list("pack", flat=True), *(pack.id for pack in reads.packs())}
    code = next(f"{_OWN}{n}" for n in range(1, 10_000) if f"{_OWN}{n}" not in taken)
    title = title_zh.strip()
    if not title:
        raise Invalid(_("请给制度起个名字。"), fields={"title_zh": _("请填写。")}, clause=CLAUSE)
    return _begun(actor, Edition(
        pack=code, version=1, stands_on=f"{ground.id}@{ground.version}", title_zh=title,
        title_en=title_en.strip() or title,
    ))  # fmt: skip


def begin_next(*, actor: Actor, pack: str) -> Edition:
    """A draft of the next version of a pack of the company's own; it begins with what the last version changes."""
    with transaction.atomic():
        last = Edition.objects.filter(pack=pack).order_by("-version").first()
        consented = Edition.objects.filter(pack=pack, state=EditionState.CONSENTED).order_by("-version").first()
        if last is None or consented is None:
            raise NotFound(_("本公司没有这部已同意的制度。"), todo=_("请从列表中选择。"))
        one = _begun(actor, Edition(
            pack=pack, version=last.version + 1, stands_on=consented.stands_on, title_zh=consented.title_zh,
            title_en=consented.title_en,
        ))  # fmt: skip
        EditionChange.objects.bulk_create(
            EditionChange(
                edition=one, of=old.of, code=old.code, at=old.at, body=old.body, why=old.why, by=old.by,
                by_name=old.by_name, made_at=old.made_at,
            )
            for old in editions.standing_changes(consented)
        )  # fmt: skip
    return one


def _begun(actor: Actor, one: Edition) -> Edition:
    one.made_by, one.made_by_name, one.made_at = actor.id, actor.name, now()
    if not PACK_ID.match(one.pack):
        raise Invalid(_("“%(value)s”不是制度编号。") % {"value": one.pack}, clause=CLAUSE)
    try:
        with transaction.atomic():
            one.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("这部制度已有一份草稿。"), clause=CLAUSE, todo=_("请在那份草稿上继续，或先放弃它。")
        ) from error
    _tell("edition.begun", actor, one, stands_on=one.stands_on)
    return one


def change(
    *, actor: Actor, edition: int, of: Changeable, code: str, at: str = "", body: Mapping[str, Any], why: str
) -> EditionChange:
    """One change in a draft, with its reason. PackFaulty: the draft would have faults; all of them are told."""
    if not why.strip():
        raise Invalid(_("请写明为什么更改。"), fields={"why": _("请填写。")}, clause=CLAUSE)
    with transaction.atomic():
        one = _open(edition, EditionState.DRAFT)
        kept = {key: value for key, value in body.items() if key in editions.VERBS and value}
        row = EditionChange.objects.create(
            edition=one, of=of.value, code=code, at=at, body=kept, why=why.strip(), by=actor.id, by_name=actor.name,
            made_at=now(),
        )  # fmt: skip
        _checked(one)
        place = ".".join(part for part in (of.value, code, at) if part)
        _tell("edition.changed", actor, one, place=place, verbs=sorted(kept), why=row.why)
    return row


def take_back(*, actor: Actor, edition: int, change: int) -> Edition:
    """Take a change out of a draft; the row stays and says when."""
    with transaction.atomic():
        one = _open(edition, EditionState.DRAFT)
        row = one.changes.filter(pk=change, taken_back_at__isnull=True).first()
        if row is None:
            raise NotFound(_("没有这处更改，或已撤回。"), todo=_("请刷新后查看。"))
        row.taken_back_at = now()
        row.save(update_fields=["taken_back_at"])
        _checked(one)
        _tell("edition.change_taken_back", actor, one, change=row.pk)
    return one


def propose(*, actor: Actor, edition: int) -> Edition:
    """Lay a draft before a second person. From here on its text stands still, with its digest."""
    with transaction.atomic():
        one = _open(edition, EditionState.DRAFT)
        one.files = _checked(one, needed=True)
        one.digest = digest({name: text.encode() for name, text in one.files.items()})
        one.state, one.proposed_by, one.proposed_at, one.reason = EditionState.PROPOSED, actor.id, now(), ""
        one.save()
        _tell("edition.proposed", actor, one, digest=one.digest)
    return one


def consent(*, actor: Actor, edition: int, digest: str) -> Edition:
    """A second person consents to exactly this text; never somebody who had a hand in it. It can be adopted then."""
    with transaction.atomic():
        one = _open(edition, EditionState.PROPOSED)
        _not_own(actor, one)
        if one.digest != digest:
            raise Conflict(_("内容在您阅读之后变了。"), clause=CLAUSE, todo=_("请重新阅读后再决定。"))
        reading, _known = editions.trial(one.files, f"{one.pack}@{one.version}")
        if reading.faults:
            raise PackFaulty(reading.faults)
        one.state, one.decided_by, one.decided_by_name = EditionState.CONSENTED, actor.id, actor.name
        one.decided_at = now()
        one.save()
        _tell("edition.consented", actor, one, digest=one.digest)
        transaction.on_commit(shelf.notice)
    return one


def refuse(*, actor: Actor, edition: int, reason: str) -> Edition:
    """A second person does not consent and says why; it is a draft again."""
    if not reason.strip():
        raise Invalid(_("不同意须写明理由。"), fields={"reason": _("请填写。")}, clause=CLAUSE)
    with transaction.atomic():
        one = _open(edition, EditionState.PROPOSED)
        _not_own(actor, one)
        one.state, one.reason, one.digest, one.files = EditionState.DRAFT, reason.strip(), "", {}
        one.save()
        _tell("edition.refused", actor, one, reason=one.reason)
    return one


def withdraw(*, actor: Actor, edition: int) -> Edition:
    """Give up a draft; it stays to be read, and its number is not used again."""
    with transaction.atomic():
        one = _open(edition, EditionState.DRAFT)
        one.state = EditionState.WITHDRAWN
        one.save(update_fields=["state"])
        _tell("edition.withdrawn", actor, one)
    return one


def _open(id: int, state: EditionState) -> Edition:
    """The version, locked; Conflict when it does not stand where it should."""
    one = Edition.objects.select_for_update().filter(pk=id).first()
    if one is None:
        raise NotFound(_("没有这个版本。"), todo=_("请从列表中选择。"))
    if one.state != state:
        raise Conflict(
            _("这个版本现在是“%(state)s”。") % {"state": EditionState(one.state).label}, clause=CLAUSE,
            todo=_("请刷新后查看；已同意的版本不再改动，需要时起草下一版。"),
        )  # fmt: skip
    return one


def _not_own(actor: Actor, one: Edition) -> None:
    if actor.id in editions.authors(one, list(one.changes.all())):
        raise NotAllowed(
            _("您参与起草了这个版本，不能由您决定。"), clause=CLAUSE, todo=_("请另一位有权的人阅读并决定。")
        )


def _checked(one: Edition, *, needed: bool = False) -> dict[str, str]:
    """The files of a draft, after all its faults were looked for."""
    changes = editions.standing_changes(one)
    if needed and not changes:
        raise Conflict(_("草稿里还没有更改。"), clause=CLAUSE, todo=_("请先更改至少一处。"))
    files = editions.files_of(one, changes)
    if changes:
        reading, _known = editions.trial(files, f"{one.pack}@{one.version}")
        if reading.faults:
            raise PackFaulty(reading.faults)
    return files


def _tell(kind: str, actor: Actor, one: Edition, **payload: Any) -> None:
    record(
        kind, actor, Ref("edition", one.pk), clauses=(CLAUSE,),
        payload={"pack": one.pack, "version": one.version, **payload},
    )  # fmt: skip
