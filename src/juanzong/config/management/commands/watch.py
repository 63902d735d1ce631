"""`juanzong watch DIR`: files that the scanner puts into a folder wait in the product to be filed.

Exit codes: 0 stopped or done; 1 a refusal; 2 wrong words.
"""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, close_old_connections
from django.utils.translation import gettext as _

from juanzong.dossiers import watching
from juanzong.kit.errors import Refusal
from juanzong.organisation.viewer import system


class Command(BaseCommand):
    help = "监视扫描仪的文件夹 / take in what the scanner puts into a folder"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--once", action="store_true", help="收完现有文件就结束 / take what is there and end")
        parser.add_argument("--every", type=float, default=2.0, help="间隔秒数 / seconds between two looks")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(_("没有这个文件夹：%(folder)s") % {"folder": folder}, returncode=1)
        stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_signal: stop.set())
        try:
            with watching.alone(folder):
                self._watch(folder, once=options["once"], every=max(0.1, options["every"]), stop=stop)
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        except KeyboardInterrupt:
            return

    def _watch(self, folder: Path, *, once: bool, every: float, stop: threading.Event) -> None:
        by = system(_("扫描件监视"))
        before = watching.look(folder)
        while not stop.wait(every):
            now = watching.look(folder)
            for path in watching.settled(before, now):
                try:
                    self._say(watching.take(path, by))
                except OperationalError as busy:  # the file stays; the next look tries again
                    self._say(watching.Taken(path.name, str(busy), waits=True))
            before = now
            if once:
                return
            close_old_connections()

    def _say(self, taken: watching.Taken) -> None:
        if not taken.refusal:
            self.stdout.write(_("已收下 %(name)s") % {"name": taken.name})
        elif taken.waits:
            self.stderr.write(_("暂未收下 %(name)s：%(why)s") % {"name": taken.name, "why": taken.refusal})
        else:
            self.stderr.write(_("未收 %(name)s：%(why)s") % {"name": taken.name, "why": taken.refusal})
