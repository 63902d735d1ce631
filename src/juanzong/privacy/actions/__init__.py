"""Looking behind a mask, and turning the keys."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from juanzong.customers import reads as customers
from juanzong.kit import clock, keyring, subject_keys
from juanzong.kit.errors import Conflict, Invalid
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act, require
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.choices import Protection
from juanzong.privacy.choices import REVEAL_LASTS
from juanzong.privacy.models import Reveal
from juanzong.privacy.reads import SealedText, Shown, one
from juanzong.privacy.rules import right_of, right_to_reveal


def reveal(*, by: Viewer, particular: int, purpose: str, note: str = "") -> Shown:
    """Open one hidden value of one customer for `by`, for a stated purpose, for some minutes (P00-1.4).

    A sensitive value asks for a right of its own. The look is an entry; the value is not in it.
    """
    row = customers.particular(by, particular)
    field = policies.field(row.field)
    require(by, right_to_reveal(field), clause="P00-1.4", attempted="reveal")
    return _reveal(by=by, particular=particular, purpose=purpose, note=note)


@act("customers.view", clause="P00-1.4")
def _reveal(*, by: Viewer, particular: int, purpose: str, note: str) -> Shown:
    row = customers.particular(by, particular)
    _refuse_without_purpose(purpose)
    until = clock.now() + REVEAL_LASTS
    Reveal.objects.create(
        staff=by.staff_id,
        customer=row.customer_id,
        particular=row.id,
        field=row.field,
        purpose=purpose,
        note=note.strip()[:200],
        until=until,
    )
    ledger.record(
        "value.revealed",
        by.actor,
        Ref("customer", row.customer_id),
        basis=purpose,
        clauses=("P00-1.4", "P00-1.6"),
        payload={"field": row.field, "particular": row.id, "until": until.isoformat(timespec="seconds")},
    )
    return one(by, row.id)


def reveal_text(
    *, by: Viewer, text: SealedText, field: str, protection: Protection, about: Ref, customer: int, purpose: str,
    note: str = "",
) -> dt.datetime:  # fmt: skip
    """Open one sealed text of another room's row for `by`, as `reveal` does for a customer's; until when.

    The caller has found the row through a read scoped to `by`.
    """
    require(by, right_of(protection), clause="P00-1.4", attempted="reveal_text")
    return _reveal_text(by=by, text=text, field=field, about=about, customer=customer, purpose=purpose, note=note)


@act("customers.view", clause="P00-1.4")
def _reveal_text(
    *, by: Viewer, text: SealedText, field: str, about: Ref, customer: int, purpose: str, note: str
) -> dt.datetime:
    _refuse_without_purpose(purpose)
    until = clock.now() + REVEAL_LASTS
    Reveal.objects.create(
        staff=by.staff_id, customer=customer, particular=text.id, field=field[:40], purpose=purpose,
        note=note.strip()[:200], until=until,
    )  # fmt: skip
    ledger.record(
        "value.revealed",
        by.actor,
        about,
        basis=purpose,
        clauses=("P00-1.4", "P00-1.6"),
        payload={"field": field, "particular": text.id, "until": until.isoformat(timespec="seconds")},
    )
    return until


def _refuse_without_purpose(purpose: str) -> None:
    if purpose not in {known.code for known in policies.purposes(reveal=True)}:
        raise Invalid(
            _("查看敏感信息须说明用途。"),
            fields={"purpose": _("请选择用途。")},
            clause="P00-1.4",
            todo=_("请选择用途后再查看。"),
        )


@act("keys.rotate", clause="P00-1.4")
def rotate_master_key(*, by: Viewer) -> int:
    """Make a new master key and let it wrap every new subject key from now on; its version.

    Older subject keys are moved by the chore `privacy.rewrap`, in batches, while people work.
    """
    ring = keyring.ring().with_new_master()
    keyring.write(ring, keyring.path())
    subject_keys.ensure_keyring()
    ledger.record("keys.rotated", by.actor, None, clauses=("P00-1.4",), payload={"version": ring.current})
    return ring.current


@act("keys.rotate", clause="P00-1.4")
def forget_old_master_keys(*, by: Viewer) -> list[int]:
    """Remove every older master key from the keyring; their versions.

    Conflict while an older one still wraps something: `privacy.rewrap` has to finish first. The file changes only
    after the entry is committed, so that a failure leaves the keys as they were. Backups made before the rotation
    need the keyring of their time (docs/administrators.md).
    """
    ring = keyring.ring()
    waiting = subject_keys.wrapped_by_older_master()
    if waiting:
        raise Conflict(
            _("还有 %(n)s 个客户密钥由旧主密钥保护，现在停用会使它们无法解开。") % {"n": waiting},
            clause="P00-1.4",
            todo=_("请等后台换完，或运行 juanzong keys rewrap，再停用。"),
        )
    gone = sorted(version for version in ring.masters if version != ring.current)
    ledger.record("keys.retired", by.actor, None, clauses=("P00-1.4",), payload={"versions": gone})
    transaction.on_commit(lambda: keyring.write(ring.only_current(), keyring.path()))
    return gone
