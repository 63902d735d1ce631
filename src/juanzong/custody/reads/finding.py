"""From what a scanner or a hand gives to the thing that is meant."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from juanzong.dossiers import reads as dossiers
from juanzong.kit.errors import Invalid, NotFound
from juanzong.organisation.viewer import Viewer

_BETWEEN = re.compile(r"[\n\r,，;；]+")  # untranslated: signs between numbers


def dossiers_called(viewer: Viewer, text: str) -> list[int]:
    """Ids of the dossiers whose numbers stand in a text, one a line, in its order. One SQL statement.

    NotFound, naming the first one, when a number is nobody's or the viewer may not know of it.
    """
    wanted = [word for part in _BETWEEN.split(text) if (word := part.strip())]
    if not wanted:
        raise Invalid(_("请扫描或输入档号。"), fields={"code": _("请扫描或输入档号。")})
    known = dict(dossiers.visible(viewer).filter(number__in=wanted).values_list("number", "pk"))
    for number in wanted:
        if number not in known:
            raise NotFound(
                _("没有找到“%(number)s”，或您无权查看。") % {"number": number[:60]},
                todo=_("请核对档号，或扫描本系统打印的标签。"),
            )
    return [known[number] for number in wanted]
