"""The fixed words of the archive room: kinds of place, and where a thing is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceKind(models.TextChoices):
    ROOM = "room", _("库房")
    CABINET = "cabinet", _("档案柜")
    SAFE = "safe", _("保险柜")
    LAYER = "layer", _("层")
    BOX = "box", _("档案盒")


class HoldingState(models.TextChoices):
    IN = "in", _("在库")
    OUT = "out", _("借出")
    JOINED = "joined", _("随卷")
    GONE = "gone", _("已销毁")
