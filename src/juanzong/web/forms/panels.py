"""What other rooms' pages show of forms: the records about a thing, and the sheets that can be filled in about it."""

from __future__ import annotations

from typing import Any

from juanzong.forms import offering, reads
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer


def panel(viewer: Viewer, subject: Ref) -> dict[str, Any]:
    """The context of `forms/panel.html`; nothing for whoever may see no records. Five SQL statements at most."""
    if not viewer.may(reads.VIEW):
        return {}
    sheets = offering.forms_for(viewer).values()
    return {
        "form_panel": True,
        "form_records": reads.of_subject(viewer, subject),
        "form_sheets": [one for one in sheets if one.subject == subject.kind and offering.may_fill(viewer, one)],
        "form_subject": subject.id,
    }
