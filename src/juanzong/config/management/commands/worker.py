"""`juanzong worker`: background work until told to stop."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand

from juanzong.kit import chores, subject_keys


class Command(BaseCommand):
    help = "后台作业：封存台账、导入、查重、建全文索引 / background work: sealing, import, duplicates, full text"

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = False

        def stop(*_signal: object) -> None:
            nonlocal stopped
            stopped = True

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        subject_keys.ensure_keyring()
        chores.run_for_ever(lambda: stopped)
