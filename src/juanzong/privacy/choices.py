"""How long a revealed value stays open, and where a grant stands."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

REVEAL_LASTS = dt.timedelta(minutes=5)


class GrantState(models.TextChoices):
    """Where a grant stands. That its time is over is no state: every read looks at the clock."""

    ASKED = "asked", _("待批准")
    GRANTED = "granted", _("已授权")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回")
    ENDED = "ended", _("提前结束")
