"""`juanzong demo`: load the demo company into an empty installation."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from juanzong.config.demo import load
from juanzong.kit import subject_keys


class Command(BaseCommand):
    stealth_options = ("heard",)  # whom to tell how far it is, in per cent
    help = "把演示公司装入空的系统 / load the demo company into an empty installation"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--small", action="store_true", help="a few dozen customers, for tests")
        parser.add_argument(
            "--company", choices=load.COMPANIES, default=load.LOANS, help="small loans, or an office tower of 12 floors"
        )
        parser.add_argument("--seed", type=int, default=load.SEED, help="other seeds give other people")

    def handle(self, *args: Any, small: bool, seed: int, company: str, **options: Any) -> None:
        heard = options.get("heard") or (lambda _percent: None)
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        subject_keys.ensure_keyring()
        if not load.is_empty():
            self.stdout.write(_("系统里已有数据，演示公司没有装入。"))
            return
        self.stdout.write(_("正在装入演示公司，约需一分钟；中断后重新启动会从头再来。"))
        began, shown = time.monotonic(), -1

        def progress(done: int, of: int) -> None:
            nonlocal shown
            percent = min(99, 100 * done // max(of, 1))
            heard(percent)
            if percent >= shown + 10:
                shown = percent - percent % 10
                self.stdout.write(_("  已完成 %(percent)s%%") % {"percent": shown})
                self.stdout.flush()

        load.load(load.SMALL if small else load.FULL, seed=seed, company=company, progress=progress)
        seconds = f"{time.monotonic() - began:.0f}"
        self.stdout.write(_("演示公司已装入，用时 %(seconds)s 秒。") % {"seconds": seconds})
