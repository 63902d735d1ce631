"""What changed of a customer since a recurring obligation about them was last done (P08-2)."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from juanzong.casework.reads import obligations as casework
from juanzong.customers import reads
from juanzong.customers.reads import changes as reads_changes
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.web.customers.telling import told
from juanzong.web.shell.pages import Request, is_htmx, page, render

SHOWN = 60


@require_safe
@page("customers.view")
def changes(request: Request, customer: int) -> HttpResponse:
    """The page, or the list alone for the page of an obligation."""
    viewer = request.viewer
    row = reads.customer(viewer, customer)
    done = casework.last_round_done(Ref("customer", row.pk), request.GET.get("duty", "")[:60])
    since = done or _quarter_begins()
    found = reads_changes.changes_since(viewer, row.pk, since)
    names = {f"customer:{row.pk}": row.name}
    context = {
        "customer": row,
        "since": since,
        "done": done,
        "entries": [told(entry, names) for entry in found.entries[:SHOWN]],
        "number": len(found.entries),
        "whole": found.whole,
    }
    template = "customers/parts/changes.html" if is_htmx(request) else "customers/changes.html"
    return render(request, template, context)


def _quarter_begins() -> dt.datetime:
    """Nothing was ever reported: since this quarter began."""
    today = clock.today()
    first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    return clock.start_of(first)
