"""`juanzong packs list | show ID | check [FOLDER ...] | adopt ID`: look at packs, check them, put one in force."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from juanzong.kit.clock import today
from juanzong.kit.errors import Refusal
from juanzong.organisation.viewer import system
from juanzong.policies import actions, reads
from juanzong.policies.choices import CARRIERS
from juanzong.policies.loading.library import load, roots


class Command(BaseCommand):
    help = _("查看、检查和采用制度包")

    def add_arguments(self, parser: ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        tasks.add_parser("list", help=_("列出全部制度包"))
        show = tasks.add_parser("show", help=_("显示一部制度的条款、档案种类和岗位"))
        show.add_argument("id")
        check = tasks.add_parser("check", help=_("检查制度包，列出全部错误"))
        check.add_argument("folders", nargs="*", type=Path, help=_("另外要检查的目录，其下每个子目录是一个制度包"))
        adopt = tasks.add_parser("adopt", help=_("采用一部制度，或更改它的参数"))
        adopt.add_argument("id")
        adopt.add_argument(
            "--from", dest="from_date", type=dt.date.fromisoformat, default=None, help=_("生效日期，默认今天")
        )
        adopt.add_argument(
            "--set", dest="words", action="append", default=[], metavar="CODE=VALUE", help=_("参数的取值")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["task"] == "list":
                self._list()
            elif options["task"] == "show":
                self._show(options["id"].upper())
            elif options["task"] == "adopt":
                self._adopt(options["id"].upper(), options["from_date"] or today(), options["words"])
            else:
                self._check(options["folders"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _list(self) -> None:
        for pack in reads.packs():
            ground = f" ← {', '.join(pack.extends)}" if pack.extends else ""
            counted = _("%(clauses)s 条") % {"clauses": len(reads.clauses(pack.id))}
            self.stdout.write(f"{pack.id}  v{pack.version}  {pack.title}  {counted}{ground}")

    def _show(self, id: str) -> None:
        pack = reads.pack(id)
        self.stdout.write(f"{pack.id} v{pack.version}  {pack.title}\n{pack.about}\n")
        self.stdout.write(_("条款"))
        for clause in reads.clauses(id):
            carriers = [str(CARRIERS[c] if c in CARRIERS else reads.position(c).name) for c in clause.carried_out_by]
            self.stdout.write(f"  {clause.id}  [{clause.kind.label}]  {clause.says}  ({_('、').join(carriers)})")
            if clause.changed is not None:
                self.stdout.write(
                    _("      调整：%(changed)s\n      理由：%(why)s") % {"changed": clause.changed, "why": clause.why}
                )
        words = {parameter.code: parameter.default for parameter in reads.parameters([id])}
        for kind in reads.dossier_kinds([id]):
            example = kind.number.text(1, word=words.get("company_word", ""), department="01", year=today().year)
            self.stdout.write(f"\n{kind.name} ({kind.code})  {example}  {kind.order.label}  {kind.retention.text}")
            for section in kind.sections:
                items = ", ".join(("*" if item.required else "") + str(item.name) for item in section.items)
                self.stdout.write(f"  {section.name} [{section.information.label}]: {items}")
        self.stdout.write("\n" + _("岗位"))
        for position in reads.positions([id]):
            self.stdout.write(f"  {position.name} ({position.code}): {position.duties[0]}")

    def _check(self, folders: list[Path]) -> None:
        for folder in folders:
            if not folder.is_dir():
                raise CommandError(_("没有目录 %(folder)s。") % {"folder": folder})
        library = load((*roots(), *folders))
        for fault in library.faults:
            self.stderr.write(str(fault))
        if library.faults:
            count = {"count": len(library.faults), "packs": ", ".join(sorted(library.refused))}
            raise CommandError(_("共 %(count)s 处错误，未采用的制度：%(packs)s。") % count)
        clauses = sum(len(pack.clauses) for pack in library.packs)
        done = _("%(packs)s 部制度、%(clauses)s 条条款，全部正确。")
        self.stdout.write(done % {"packs": len(library.packs), "clauses": clauses})

    def _adopt(self, id: str, from_date: dt.date, words: Sequence[str]) -> None:
        standing = next((dict(one.parameters) for one in reads.adopted() if one.pack == id), {})
        given = dict(word.partition("=")[::2] for word in words)
        done = actions.adopt(
            actor=system().actor, pack=id, from_date=from_date, parameters={**standing, **given} or None
        )
        self.stdout.write(
            _("制度 %(pack)s 第 %(version)s 版自 %(day)s 起执行。")
            % {"pack": done.pack, "version": done.version, "day": done.in_force_from.isoformat()}
        )
        for parameter in reads.parameters([id]):
            self.stdout.write(
                f"  {parameter.code} = {reads.parameter_value(parameter.code, on=from_date)}  {parameter.name}"
            )
