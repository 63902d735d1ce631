"""How the paper of a form's record becomes an item of a volume; fills the socket of the forms room."""

from __future__ import annotations

import io

from juanzong.dossiers import reads, rules
from juanzong.dossiers.actions.filing import FILE, add_item
from juanzong.dossiers.choices import Authenticity, Medium, Step
from juanzong.dossiers.content import Upload
from juanzong.dossiers.drafts import ItemDraft
from juanzong.dossiers.models import Dossier
from juanzong.forms.filing import Paper, Place
from juanzong.kit import files
from juanzong.kit.errors import Refusal
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes import DossierKind


def place(viewer: Viewer, customer: int, kind: str) -> Place | None:
    """The newest volume of that kind which takes papers, and into which the viewer may file. One SQL statement."""
    for one in reads.visible(viewer, FILE).filter(customer=customer, kind=kind).order_by("-id"):
        if _takes(one):
            return Place(one.pk, f"{one.number} {one.title}".strip())
    return None


def _takes(one: Dossier) -> bool:
    try:
        rules.after(one.state, Step.ADD_ITEM)
    except Refusal:
        return False
    return True


def file(viewer: Viewer, dossier: int, paper: Paper) -> int:
    """Add the paper to the volume, under the catalogue's item that goes by the sheet's name."""
    kind = reads.kind_of(reads.dossier(viewer, dossier))
    draft = ItemDraft(
        section=paper.section, requirement=_requirement(kind, paper), title=paper.title, author=paper.author,
        issued_on=paper.on, medium=Medium.SCAN.value, authenticity=Authenticity.ORIGINAL.value,
    )  # fmt: skip
    reader = io.BytesIO(paper.pdf)
    pages = files.page_count(reader)
    reader.seek(0)
    upload = Upload(f"{paper.title}-{paper.on.isoformat()}.pdf", reader, ("application/pdf", pages))
    return add_item(by=viewer, dossier_id=dossier, draft=draft, upload=upload).pk


def _requirement(kind: DossierKind, paper: Paper) -> str:
    """The item of the section that is this sheet: of the same code, or whose name the sheet's holds; "" for none."""
    for section in kind.sections:
        if section.code == paper.section:
            for item in section.items:
                if item.code == paper.form or item.name.zh in paper.form_name or paper.form_name in item.name.zh:
                    return item.code
    return ""
