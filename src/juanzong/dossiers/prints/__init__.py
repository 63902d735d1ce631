"""The papers of a dossier: cover, spine labels, volume list, note sheet. Plain data in, PDF/A out."""

from __future__ import annotations

from juanzong.dossiers.prints.build import code_of, cover, note_sheet, spine, supplement_list, volume_list
from juanzong.dossiers.prints.data import (
    CoverData,
    Heading,
    Line,
    MissingItem,
    NoteSheetData,
    Remark,
    Section,
    SignedBy,
    SpineData,
    SupplementListData,
    VolumeListData,
    Want,
)

__all__ = [
    "CoverData",
    "Heading",
    "Line",
    "MissingItem",
    "NoteSheetData",
    "Remark",
    "Section",
    "SignedBy",
    "SpineData",
    "SupplementListData",
    "VolumeListData",
    "Want",
    "code_of",
    "cover",
    "note_sheet",
    "spine",
    "supplement_list",
    "volume_list",
]
