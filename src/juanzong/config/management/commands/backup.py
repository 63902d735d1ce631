"""`juanzong backup FILE`: database and documents in one file, while people work; never the keys."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from juanzong.config import backup
from juanzong.kit.errors import Refusal
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import SYSTEM


class Command(BaseCommand):
    help = "备份数据到一个文件（不含密钥） / back up the data to one file, without the keys"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            made = backup.make(file.absolute())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        with transaction.atomic():
            ledger.record("backup.made", SYSTEM, None, payload={"sha256": made.sha256, "files": made.files})
        self.stdout.write(
            _("已备份 %(files)s 个文件、%(size)s 字节到 %(path)s。")
            % {"files": made.files, "size": made.size, "path": file}
        )
        self.stdout.write(f"SHA-256 {made.sha256}")
        self.stdout.write(_("备份里没有密钥。请另外备份密钥文件夹，并与这份备份分开保管。"))
