"""The pledges as a poster for the wall."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from juanzong.kit.errors import NotFound
from juanzong.organisation import pledges
from juanzong.organisation.reads import people
from juanzong.oversight.prints.poster import poster
from juanzong.web.shell.pages import SIGNED_IN, page
from juanzong.web.shell.papers import pdf_of


@page(SIGNED_IN)
@require_safe
def print_pledges(request: HttpRequest) -> HttpResponseBase:
    """A3, one page, with the words in force today."""
    now = pledges.current()
    if now is None:
        raise NotFound(_("还没有采用含有承诺的制度。"), clause="P00-3", todo=_("请先采用含有承诺的制度。"))
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    return pdf_of(poster(now.pledges, company=people.company(), lang=lang), _("客户档案承诺"))
