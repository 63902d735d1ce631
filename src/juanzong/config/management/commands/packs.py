"""`juanzong packs list | show ID | check [FOLDER ...] | diff ID [ID] | adopt ID`: look at packs, check them, compare them, put
one in force."""

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
from juanzong.organisation import reads as organisation
from juanzong.organisation.viewer import system
from juanzong.policies import actions, comparing, reads
from juanzong.policies.choices import CARRIERS
from juanzong.policies.effective import effective
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
        diff = tasks.add_parser("diff", help=_("比较两部制度；只写一部时，与现在执行的比较"))
        diff.add_argument("ids", nargs="+", metavar="ID")
        adopt = tasks.add_parser("adopt", help=_("采用一部制度，或更改它的参数"))
        adopt.add_argument("id")
        adopt.add_argument(
            "--from", dest="from_date", type=dt.date.fromisoformat, default=None, help=_("生效日期，默认今天")
        )
        adopt.add_argument("--department", default="", metavar="CODE", help=_("只在一个部门执行：部门代码，默认全公司"))
        adopt.add_argument(
            "--set", dest="words", action="append", default=[], metavar="CODE=VALUE", help=_("参数的取值")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["task"] == "list":
                self._list()
            elif options["task"] == "show":
                self._show(options["id"].upper())
            elif options["task"] == "diff":
                self._diff([id.upper() for id in options["ids"]])
            elif options["task"] == "adopt":
                department = self._department(options["department"])
                self._adopt(options["id"].upper(), options["from_date"] or today(), options["words"], department)
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

    def _department(self, code: str) -> int | None:
        """The department of a code; None for the company."""
        if not code:
            return None
        found = [row.id for row in organisation.tree(system()) if row.code == code]
        if not found:
            raise CommandError(_("没有代码为 %(code)s 的部门。") % {"code": code})
        return found[0]

    def _diff(self, ids: list[str]) -> None:
        """What is different between two packs with all they stand on, or between what is in force and one more."""
        last = (ids[-1], reads.pack(ids[-1]).version)
        if len(ids) > 1:
            before, after = {(ids[0], reads.pack(ids[0]).version)}, {last}
        else:
            before = {(one.pack, one.version) for one in reads.adopted()}
            after = {one for one in before if one[0] != last[0]} | {last}
        changes = comparing.compare(effective(before), effective(after))
        marks = {"added": "+", "removed": "-", "changed": "~"}
        for one in changes:
            self.stdout.write(f"{marks[one.how]} {one.label} {one.code}  {one.name}")
            for name, old, new in one.fields:
                self.stdout.write(f"    {name}: {old} → {new}")
        self.stdout.write(_("共 %(n)s 处不同。") % {"n": len(changes)})

    def _adopt(self, id: str, from_date: dt.date, words: Sequence[str], department: int | None) -> None:
        in_force = [one for one in reads.adopted(department=department) if one.pack == id]
        standing = next((dict(one.parameters) for one in in_force if one.department == department), {})
        given = dict(word.partition("=")[::2] for word in words)
        done = actions.adopt(
            actor=system().actor,
            pack=id,
            from_date=from_date,
            department=department,
            parameters={**standing, **given} or None,
        )
        self.stdout.write(
            _("制度 %(pack)s 第 %(version)s 版自 %(day)s 起执行。")
            % {"pack": done.pack, "version": done.version, "day": done.in_force_from.isoformat()}
        )
        for parameter in reads.parameters([id]):
            self.stdout.write(
                f"  {parameter.code} = {reads.parameter_value(parameter.code, on=from_date, department=department)}  {parameter.name}"
            )
