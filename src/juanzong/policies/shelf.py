"""The company's own packs out of the database, as far as this process knows them.

A version that was consented to never changes, so the database is asked only when a version is met that is not known.
"""

from __future__ import annotations

from juanzong.policies.choices import EditionState
from juanzong.policies.loading import library
from juanzong.policies.loading.library import Shelved
from juanzong.policies.models import Edition
from juanzong.policies.shapes import Pack


def notice() -> bool:
    """Look for consented versions that this process does not know; whether there were any. One statement."""
    known = {one.id: one for one in library.shelved()}
    rows = Edition.objects.filter(state=EditionState.CONSENTED).order_by("pack", "version")
    ids = list(rows.values_list("id", flat=True))
    if ids == list(known):
        return False
    new = {row.pk: row for row in rows.filter(pk__in=[id for id in ids if id not in known])}
    library.shelve(known.get(id) or _shelved(new[id]) for id in ids if id in known or id in new)
    return True


def _shelved(row: Edition) -> Shelved:
    return Shelved(row.pk, f"{row.pack}@{row.version}", row.digest, dict(row.files))


def consented(pack: Pack) -> bool:
    """Whether a pack that lies in the database was consented to as it is; others have no consent to show."""
    if not pack.folder.startswith("edition/"):
        return True
    wanted = {"pack": pack.id, "version": pack.version, "digest": pack.digest}
    return Edition.objects.filter(**wanted, state=EditionState.CONSENTED).exists()
