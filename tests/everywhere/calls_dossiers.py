"""How to call the actions on dossiers (calls.py)."""

from __future__ import annotations

from collections.abc import Callable

from juanzong.dossiers import actions as dossiers
from juanzong.dossiers.actions import many as dossiers_many
from juanzong.dossiers.choices import CheckResult, Paper
from juanzong.kit.refs import Ref
from tests.dossiers.helpers import a_unit, accepted, check_all, draft, fill, pair, submitted, verified
from tests.dossiers.helpers import open_dossier as opened
from tests.everywhere.staging import Call, Scene, plain, prepared


def _closed(scene: Scene) -> int:
    one = accepted(scene.by, scene.second, scene.third, customer=scene.customer)
    return dossiers.close_dossier(by=scene.by, dossier_id=one.pk, reason="业务已结清").pk


def _checked_all(scene: Scene) -> int:
    one = submitted(scene.by, customer=scene.customer)
    check_all(scene.second, one)
    return one.pk


def _ordered(scene: Scene) -> Call:
    item = scene.here("item")
    other = dossiers.add_item(by=scene.by, dossier_id=scene.here("dossier"), draft=draft(title="第二件")).pk
    return lambda: dossiers.reorder(
        by=scene.by, dossier_id=scene.here("dossier"), section="approval", item_ids=[other, item]
    )


def _submittable(scene: Scene) -> Call:
    one = opened(scene.by, customer=scene.customer)
    fill(scene.by, one)
    return lambda: dossiers.submit_for_verification(by=scene.by, dossier_id=one.pk)


def _collect(scene: Scene) -> Call:
    one = opened(scene.by, customer=scene.customer)
    item = dossiers.add_item(by=scene.by, dossier_id=one.pk, draft=draft(title="客户联合同", attachment=True)).pk
    fill(scene.by, one)
    dossiers.submit_for_verification(by=scene.by, dossier_id=one.pk)
    check_all(scene.second, one)
    dossiers.verify_dossier(by=scene.second, dossier_id=one.pk)
    dossiers.accept_dossier(by=scene.third, dossier_id=one.pk)
    return lambda: dossiers.hand_out_attachments(
        by=scene.by, dossier_id=one.pk, items=[item], received_by="林客户", drawing=(((1, 2), (30, 40)),)
    )


def _asked(scene: Scene) -> int:
    one = submitted(scene.by, customer=scene.customer)
    return dossiers.ask_for(by=scene.second, dossier_id=one.pk, section="contracts", requirement="mortgage_contract").pk


def _returnable(scene: Scene) -> int:
    one = submitted(scene.by, customer=scene.customer)
    return dossiers.ask_for(by=scene.second, dossier_id=one.pk, section="contracts", title="抵押物照片").dossier_id


DOSSIERS: dict[str, Callable[[Scene], Call]] = {
    "dossiers.actions.contents:_note_look": plain(lambda s: dossiers.view_item(by=s.by, item_id=s.here("item"))),
    "dossiers.actions.contents:_note_download": plain(
        lambda s: dossiers.download_item(by=s.by, version_id=s.here("version"))[1].close()
    ),
    "dossiers.actions.course:open_dossier": plain(
        lambda s: dossiers.open_dossier(
            by=s.by, customer_id=s.here("customer"), kind="loan", department_id=s.here.department.pk
        )
    ),
    "dossiers.actions.course:change_dossier": plain(
        lambda s: dossiers.change_dossier(
            by=s.by, dossier_id=s.here("dossier"), title="新题名", note="备注", custodian_id=s.second.staff_id
        )
    ),
    "dossiers.actions.course:submit_for_verification": _submittable,
    "dossiers.actions.course:recall_dossier": prepared(
        lambda s: submitted(s.by, customer=s.customer).pk, lambda s, pk: dossiers.recall_dossier(by=s.by, dossier_id=pk)
    ),
    "dossiers.actions.course:accept_dossier": prepared(
        lambda s: verified(s.by, s.second, customer=s.customer).pk,
        lambda s, pk: dossiers.accept_dossier(by=s.by, dossier_id=pk),
    ),
    "dossiers.actions.course:close_dossier": prepared(
        lambda s: accepted(s.by, s.second, s.third, customer=s.customer).pk,
        lambda s, pk: dossiers.close_dossier(by=s.by, dossier_id=pk, reason="业务已结清"),
    ),
    "dossiers.actions.course:reopen_dossier": prepared(
        _closed, lambda s, pk: dossiers.reopen_dossier(by=s.by, dossier_id=pk, reason="续贷")
    ),
    "dossiers.actions.filing:_add_item": plain(
        lambda s: dossiers.add_item(
            by=s.by, dossier_id=s.here("dossier"), draft=draft(title="收入证明"), upload=s.upload()
        )
    ),
    "dossiers.actions.filing:change_item": plain(
        lambda s: dossiers.change_item(by=s.by, item_id=s.here("item"), draft=draft(title="改后的题名"))
    ),
    "dossiers.actions.filing:_add_version": plain(
        lambda s: dossiers.add_version(by=s.by, item_id=s.here("item"), upload=s.upload(), reason="扫描不清")
    ),
    "dossiers.actions.collecting:hand_out_attachments": _collect,
    "dossiers.actions.keeping:pass_keeping": prepared(
        lambda s: accepted(s.by, s.second, s.third, customer=s.customer).pk,
        lambda s, pk: dossiers.pass_keeping(
            by=s.by, dossier_ids=[pk], keeper_id=s.by.staff_id, authority=Ref("keeping", 1)
        ),
    ),
    "dossiers.actions.filing:withdraw_item": plain(
        lambda s: dossiers.withdraw_item(by=s.by, item_id=s.here("item"), reason="归错")
    ),
    "dossiers.actions.filing:reorder": _ordered,
    "dossiers.actions.many:_add_items": plain(
        lambda s: dossiers_many.add_items(
            by=s.by,
            dossier_id=s.here("dossier"),
            filed=[(draft(title="甲"), s.upload()), (draft(title="乙"), s.upload())],
        )
    ),
    "dossiers.actions.many:confirm_items": prepared(
        lambda s: submitted(s.by, customer=s.customer),
        lambda s, one: dossiers_many.confirm_items(
            by=s.second, dossier_id=one.pk, items=list(one.items.values_list("id", flat=True)[:3])
        ),
    ),
    "dossiers.actions.managing:name_managers": prepared(
        lambda s: pair(s.by),
        lambda s, managers: dossiers.name_managers(by=s.by, dossier_id=s.here("dossier"), managers=managers),
    ),
    "dossiers.actions.units:name_unit": prepared(
        lambda s: opened(s.by, "unit", customer=s.customer).pk,
        lambda s, pk: dossiers.name_unit(by=s.by, dossier_id=pk, unit=a_unit()),
    ),
    "dossiers.actions.papers:_note_receipt": plain(
        lambda s: dossiers.print_receipt(by=s.by, collection_id=s.here("collection"))
    ),
    "dossiers.actions.papers:_note_print": plain(
        lambda s: dossiers.print_paper(by=s.by, dossier_id=s.here("dossier"), paper=Paper.COVER)
    ),
    "dossiers.actions.scanning:_receive": plain(lambda s: dossiers.receive_scan(by=s.by, upload=s.upload())),
    "dossiers.actions.scanning:_file_scan": plain(
        lambda s: dossiers.file_scan(
            by=s.by, scan_id=s.here("scan"), dossier_id=s.here("dossier"), draft=draft(title="扫描件")
        )
    ),
    "dossiers.actions.scanning:discard_scan": plain(
        lambda s: dossiers.discard_scan(by=s.by, scan_id=s.here("scan"), reason="空白页")
    ),
    "dossiers.actions.consenting:allow_change": prepared(
        lambda s: accepted(s.by, s.second, s.third, customer=s.customer).pk,
        lambda s, pk: dossiers.allow_change(
            by=s.by, dossier_id=pk, staff=s.second.staff_id, days=3, reason="更正联系人"
        ),
    ),
    "dossiers.actions.supplementing:ask_for": prepared(
        lambda s: submitted(s.by, customer=s.customer).pk,
        lambda s, pk: dossiers.ask_for(by=s.second, dossier_id=pk, section="contracts", title="抵押物照片"),
    ),
    "dossiers.actions.supplementing:drop_asked": prepared(
        _asked, lambda s, pk: dossiers.drop_asked(by=s.second, line_id=pk)
    ),
    "dossiers.actions.verifying:return_dossier": prepared(
        _returnable, lambda s, pk: dossiers.return_dossier(by=s.second, dossier_id=pk, reason="见补充资料清单")
    ),
    "dossiers.actions.verifying:check_item": prepared(
        lambda s: submitted(s.by, customer=s.customer).items.order_by("id")[0].pk,
        lambda s, pk: dossiers.check_item(by=s.second, item_id=pk, result=CheckResult.RIGHT),
    ),
    "dossiers.actions.verifying:verify_dossier": prepared(
        _checked_all, lambda s, pk: dossiers.verify_dossier(by=s.second, dossier_id=pk)
    ),
    "dossiers.actions.verifying:send_back": prepared(
        lambda s: verified(s.by, s.second, customer=s.customer).pk,
        lambda s, pk: dossiers.send_back(by=s.third, dossier_id=pk, reason="缺一页"),
    ),
}
