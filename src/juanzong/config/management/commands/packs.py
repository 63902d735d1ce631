"""`juanzong packs list | show ID | check [FOLDER ...] | diff ID [ID] | adopt ID | schema FOLDER`: look at packs, check them,
compare them, put one in force, and tell editors what their files may hold. An ID may name a version: `OWN1@2`."""

from __future__ import annotations

import datetime as dt
import json
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
from juanzong.policies import actions, comparing, editions, reads, shelf
from juanzong.policies.choices import CARRIERS
from juanzong.policies.effective import effective, of_packs
from juanzong.policies.loading.library import enlarged, load, roots, shelved
from juanzong.policies.loading.schema import schemas
from juanzong.policies.shapes import Pack


class Command(BaseCommand):
    help = _("查看、检查和采用制度包")

    def add_arguments(self, parser: ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        tasks.add_parser("list", help=_("列出全部制度包"))
        show = tasks.add_parser("show", help=_("显示一部制度的条款、档案种类和岗位"))
        show.add_argument("id", help=_("制度编号，可写明版本，如 OWN1@2"))
        show.add_argument("--toml", action="store_true", help=_("显示在页面上制定的制度的文件"))
        check = tasks.add_parser("check", help=_("检查制度包，列出全部错误"))
        check.add_argument("folders", nargs="*", type=Path, help=_("另外要检查的目录，其下每个子目录是一个制度包"))
        diff = tasks.add_parser("diff", help=_("比较两部制度；只写一部时，与现在执行的比较"))
        diff.add_argument("ids", nargs="+", metavar="ID")
        schema = tasks.add_parser("schema", help=_("为编辑器导出各种文件的 JSON Schema"))
        schema.add_argument("folder", type=Path, help=_("写到哪个目录"))
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
                self._show(options["id"].upper(), toml=options["toml"])
            elif options["task"] == "schema":
                self._schema(options["folder"])
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
        for newest in reads.packs():
            for pack in reads.versions(newest.id):
                ground = f" ← {', '.join(pack.extends)}" if pack.extends else ""
                counted = _("%(clauses)s 条") % {"clauses": len(reads.clauses(pack.id))}
                self.stdout.write(f"{pack.id}  v{pack.version}  {pack.title}  {counted}{ground}")

    def _show(self, id: str, *, toml: bool) -> None:
        pack = self._pack(id)
        if toml:
            for name, text in editions.texts(pack).items():
                self.stdout.write(f"# {name}\n{text}")
            return
        self.stdout.write(f"{pack.id} v{pack.version}  {pack.title}\n{pack.about}\n")
        id = pack.id
        if pack.changes:
            self._changes(pack)
        self.stdout.write(_("条款"))
        for clause in [clause for one in self._line(pack) for clause in reads.clauses(one.id)]:
            carriers = [str(CARRIERS[c] if c in CARRIERS else reads.position(c).name) for c in clause.carried_out_by]
            self.stdout.write(f"  {clause.id}  [{clause.kind.label}]  {clause.says}  ({_('、').join(carriers)})")
            if clause.changed is not None:
                self.stdout.write(
                    _("      调整：%(changed)s\n      理由：%(why)s") % {"changed": clause.changed, "why": clause.why}
                )
        words = {parameter.code: parameter.default for parameter in reads.parameters([id])}
        rules = effective([(pack.id, pack.version)])
        for kind in rules.dossier_kinds.values():
            example = kind.number.text(1, word=words.get("company_word", ""), department="01", year=today().year)
            self.stdout.write(f"\n{kind.name} ({kind.code})  {example}  {kind.order.label}  {kind.retention.text}")
            for section in kind.sections:
                items = ", ".join(("*" if item.required else "") + str(item.name) for item in section.items)
                self.stdout.write(f"  {section.name} [{section.information.label}]: {items}")
        self.stdout.write("\n" + _("岗位"))
        for position in rules.positions.values():
            self.stdout.write(f"  {position.name} ({position.code}): {position.duties[0]}")

    def _pack(self, id: str) -> Pack:
        """A pack by its id, with a version behind it or without."""
        name, _at, version = id.partition("@")
        if version and not version.isdigit():
            raise CommandError(_("“%(value)s”不是制度编号。") % {"value": id})
        return reads.pack(name, int(version) if version else None)

    def _line(self, pack: Pack) -> tuple[Pack, ...]:
        """The pack itself; with what it stands on where it only changes that."""
        return reads.lineage(pack.id, pack.version) if pack.changes else (pack,)

    def _changes(self, pack: Pack) -> None:
        line = reads.lineage(pack.id, pack.version)
        self.stdout.write(_("与所依据制度的不同"))
        self._tell(comparing.compare(of_packs(line[1:]), of_packs(line)))

    def _schema(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, found in schemas().items():
            (folder / name).write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        self.stdout.write(_("已写出 %(n)s 个文件。") % {"n": len(schemas())})

    def _check(self, folders: list[Path]) -> None:
        for folder in folders:
            if not folder.is_dir():
                raise CommandError(_("没有目录 %(folder)s。") % {"folder": folder})
        shelf.notice()
        library = load((*roots(), *folders))
        if shelved():
            library = enlarged(library, [one.read() for one in shelved()])
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
        last = self._pack(ids[-1])
        if len(ids) > 1:
            first = self._pack(ids[0])
            before = effective([(first.id, first.version)])
            after = effective([(last.id, last.version)])
        else:
            standing = {one.pack: one.version for one in reads.adopted() if reads.known(one.pack, one.version)}
            before = effective(standing.items())
            after = effective({**standing, last.id: last.version}.items())
        self._tell(comparing.compare(before, after))

    def _tell(self, changes: Sequence[comparing.Change]) -> None:
        marks = {"added": "+", "removed": "-", "changed": "~"}
        for one in changes:
            self.stdout.write(f"{marks[one.how]} {one.label} {one.code}  {one.name}  {' '.join(one.clauses)}".rstrip())
            for name, old, new in one.fields:
                self.stdout.write(f"    {name}: {old} → {new}")
        self.stdout.write(_("共 %(n)s 处不同。") % {"n": len(changes)})

    def _adopt(self, asked: str, from_date: dt.date, words: Sequence[str], department: int | None) -> None:
        chosen = self._pack(asked)
        id = chosen.id
        in_force = [one for one in reads.adopted(department=department) if one.pack == id]
        standing = next((dict(one.parameters) for one in in_force if one.department == department), {})
        given = dict(word.partition("=")[::2] for word in words)
        done = actions.adopt(
            actor=system().actor,
            pack=id,
            version=chosen.version,
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
