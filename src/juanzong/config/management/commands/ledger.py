"""`juanzong ledger seal|verify|export|prove|heads`: the ledger from the command line.

Exit codes: 0 done and sound; 1 something does not match, or a refusal; 2 wrong words.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from juanzong.kit.errors import Refusal
from juanzong.ledger import actions, reads


class Command(BaseCommand):
    help = "台账：封存、验证、导出、证明 / the ledger: seal, verify, export, prove"
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lang", choices=["zh", "en"], default=None, help=_("输出的语言"))
        what = parser.add_subparsers(dest="what", required=True)
        seal = what.add_parser("seal", help=_("封存新条目并签署树头"))
        seal.add_argument("--new-key", action="store_true", help=_("旧密钥确已丢失时启用新密钥"))
        what.add_parser("verify", help=_("重新计算整本台账"))
        export = what.add_parser("export", help=_("导出可独立验证的台账"))
        export.add_argument("folder", type=Path)
        prove = what.add_parser("prove", help=_("一条条目的证明（JSON）"))
        prove.add_argument("entry", type=int)
        heads = what.add_parser("heads", help=_("签名树头，每行一个"))
        heads.add_argument("--limit", type=int, default=20)

    def handle(self, *args: Any, **options: Any) -> None:
        language = {"zh": "zh-hans", "en": "en"}.get(options["lang"] or "", translation.get_language() or "zh-hans")
        with translation.override(language):
            try:
                getattr(self, options["what"])(options)
            except Refusal as refusal:
                raise CommandError(str(refusal), returncode=1) from refusal

    def seal(self, options: dict[str, Any]) -> None:
        done = actions.seal(everything=True, new_key=options["new_key"])
        self.stdout.write(
            _("封存 %(entries)s 条，签署 %(heads)s 个树头；台账共封存 %(size)s 条。")
            % {"entries": done.entries, "heads": done.heads, "size": done.size}
        )

    def verify(self, options: dict[str, Any]) -> None:
        report = reads.verify()
        self.stdout.write(
            _("重新计算 %(sealed)s 条已封存条目、%(heads)s 个树头，对照 %(copies)s 个副本树头；另有 %(unsealed)s 条尚未封存。")
            % {
                "sealed": report.sealed, "heads": report.heads, "copies": report.outside_heads,
                "unsealed": report.unsealed,
            }
        )  # fmt: skip
        self.stdout.write(_("树根：%(root)s") % {"root": report.root.hex()})
        for problem in report.problems:
            self.stdout.write(f"✗ {problem.sentence}")
        if report.count:
            raise CommandError(_("发现 %(count)s 处不符。") % {"count": report.count}, returncode=1)
        self.stdout.write(
            _("内部一致。是否曾被整本重写，只有与另行留存的树头对照才能排除：请导出后用 verify_ledger.py --head 核对。")
        )

    def export(self, options: dict[str, Any]) -> None:
        done = reads.export(options["folder"])
        self.stdout.write(
            _("已导出 %(entries)s 条、%(heads)s 个树头到 %(folder)s。")
            % {"entries": done.entries, "heads": done.heads, "folder": options["folder"]}
        )
        if done.damaged:
            raise CommandError(
                _("其中 %(count)s 条已损坏，请运行 juanzong ledger verify。") % {"count": done.damaged}, returncode=1
            )

    def prove(self, options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(reads.proof(options["entry"]), ensure_ascii=False, indent=2))

    def heads(self, options: dict[str, Any]) -> None:
        for head in reads.heads(limit=options["limit"]):
            self.stdout.write(head.line())
