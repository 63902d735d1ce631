"""Destroying a dossier: what lay in it is gone for ever, a stub with its number stays for ever (P05-d1, P05-d2)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.dossiers.choices import DossierState, Step
from juanzong.dossiers.models import Check, Dossier, Item, Shredding, Version, Viewing
from juanzong.dossiers.searching import forget_contents
from juanzong.dossiers.writing import locked, move, told
from juanzong.kit import clock
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

DESTROY = "dossiers.destroy"


@act(DESTROY, clause="P05-d1")
def destroy_dossier(*, by: Viewer, dossier_id: int, authority: str) -> Dossier:
    """Destroy what a closed dossier holds. authority: number of the approved list that says so.

    Called by the disposal of the archive room, which knows approvals, holds and witnesses. Here: versions with their
    sealed names, search entries, titles and remarks go; files are ordered to be shredded in the same transaction;
    number, title and dates stay, and the number is never given again.
    """
    one = locked(by, DESTROY, dossier_id)
    move(one, Step.DESTROY)
    forget_contents(one)
    versions = Version.objects.filter(item__dossier=one)
    stored = list(versions.values_list("stored", flat=True).distinct())
    Shredding.objects.bulk_create(
        [Shredding(stored=name, ordered_at=clock.now()) for name in stored], ignore_conflicts=True
    )
    versions.delete()
    items = Item.objects.filter(dossier=one)
    Check.objects.filter(item__in=items).exclude(note="").update(note="—")
    Viewing.objects.filter(item__in=items).delete()
    filed = items.filter(state="filed").count()
    items.update(title=_("已销毁"), document_number="", author="", issued_on=None)
    items.filter(state="withdrawn").update(withdrawn_reason=_("已销毁"))
    one.note = one.missing_reason = ""
    one.save(update_fields=["state", "note", "missing_reason"])
    told(
        by, "dossier.destroyed", one, clauses=("P05-d1", "P05-d2"), authority=authority, number=one.number, items=filed,
        files=len(stored), was=DossierState.CLOSED.value,
    )  # fmt: skip
    return one
