"""`juanzong restore FILE`: a backup into an empty data folder; checked whole before anything is written."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from juanzong.config import backup
from juanzong.kit.errors import Refusal
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import SYSTEM


class Command(BaseCommand):
    help = "把备份恢复到空的数据文件夹 / restore a backup into an empty data folder"
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="只核验，不写入 / only verify, write nothing")

    def handle(self, *args: Any, file: Path, check: bool, **options: Any) -> None:
        try:
            manifest = backup.verify(file) if check else backup.restore(file)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        figures = {
            "files": len(manifest["files"]),
            "made_at": manifest["made_at"],
            "entries": manifest["ledger"]["entries"],
        }
        self.stdout.write(_("%(made_at)s 的备份完好：%(files)s 个文件，台账 %(entries)s 条。") % figures)
        missing = backup.missing_keys(manifest)
        if missing:
            self.stderr.write(
                _(
                    "密钥文件夹里没有这份备份所需的密钥（版本 %(versions)s）。请把当时备份的 keyring.json 放回去，否则敏感信息解不开。"
                )
                % {"versions": ", ".join(missing)}
            )
        if check:
            return
        call_command("migrate", verbosity=0, interactive=False)
        with transaction.atomic():
            ledger.record("backup.restored", SYSTEM, None, payload={"made_at": manifest["made_at"]})
        self.stdout.write(_("已恢复。请运行 juanzong ledger verify 核验台账，再运行 juanzong serve。"))
