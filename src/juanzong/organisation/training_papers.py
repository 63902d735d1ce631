"""What the papers of training say: the attendance sheet of a session, the record of a person."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.prints import report as prints
from juanzong.kit.prints.report import Lang, Listing, Report, Signer, code_of
from juanzong.organisation import reads
from juanzong.organisation.models import Attendance, TrainingSession
from juanzong.organisation.reads import people as reads_people
from juanzong.organisation.reads import training
from juanzong.organisation.viewer import Viewer

__all__ = ["attendance_sheet", "code_of", "course_name", "pdf_of", "record"]


def _lang() -> Lang:
    return "en" if (get_language() or "").startswith("en") else "zh"


def course_name(one: TrainingSession) -> str:
    """The course as it was called then, in the language of the page."""
    return one.name_en if _lang() == "en" else one.name_zh


def pdf_of(by: Viewer, paper: Report) -> bytes:
    """A paper as PDF/A in the language of whoever prints it."""
    return prints.report(paper, lang=_lang(), moment=clock.now(), printed_by=by.name)


def attendance_sheet(viewer: Viewer, one: TrainingSession, address: str) -> Report:
    """Who was expected, with room to sign; who came and with which score once it was held."""
    rows = training.attendances(viewer, one)
    posts = reads.posts_of(viewer, [row.staff_id for row in rows])
    held = one.held_at is not None
    return Report(
        company=reads_people.company(),
        name=_("培训签到表") if not held else _("培训记录"),
        facts=(
            (_("课程"), course_name(one)),
            (_("条款"), one.clause),
            (_("日期"), one.on_day.isoformat()),
            (_("部门"), one.department.name),
            (_("讲授人"), one.trainer),
            (_("地点"), one.place or "—"),
            (_("内容"), one.topic or "—"),
            (_("合格线"), str(one.pass_mark) if one.pass_mark else _("不设考核")),
        ),
        listings=(
            Listing(
                title=_("参加人员"),
                columns=(_("序号"), _("姓名"), _("岗位"), _("到场"), _("成绩"), _("结果"), _("本人签字")),
                widths=(2, 4, 7, 3, 3, 4, 6),
                rows=tuple(
                    (
                        str(n), row.staff.name, _("、").join(post.position_name for post in posts.get(row.staff_id, ())),
                        *_result(row), "",
                    )
                    for n, row in enumerate(rows, 1)
                ),
            ),
        ),
        signers=(Signer(capacity=_("讲授人")), Signer(capacity=_("组织人"), name=one.held_by_name if held else "")),
        address=address,
    )  # fmt: skip


def _result(row: Attendance) -> tuple[str, str, str]:
    if row.present is None:
        return "", "", ""
    if not row.present:
        return _("未到"), "—", _("未完成")
    return _("到场"), "—" if row.score is None else str(row.score), _("合格") if row.passed else _("未合格")


def record(viewer: Viewer, staff: int, address: str) -> Report:
    """Everything a person attended, and how they stand with what is asked of them."""
    rows = training.record_of(viewer, staff)
    standing = training.standing_of(viewer, staff)
    person = reads.staff(viewer, staff)
    lang = _lang()
    return Report(
        company=reads_people.company(),
        name=_("员工培训记录"),
        facts=((_("姓名"), person.name), (_("工号"), person.number or "—")),
        listings=(
            Listing(
                title=_("现在的情况"),
                columns=(_("课程"), _("最近完成"), _("下次期限"), _("状态")),
                widths=(8, 4, 4, 3),
                rows=tuple(
                    (
                        one.course.name.in_language(lang), one.taken.isoformat() if one.taken else "—",
                        one.due.isoformat() if one.due else _("不再到期"), str(one.state.label),
                    )
                    for one in standing
                ),
                none=_("所任岗位没有规定的培训。"),
            ),
            Listing(
                title=_("参加过的培训"),
                columns=(_("日期"), _("课程"), _("讲授人"), _("到场"), _("成绩"), _("结果")),
                widths=(4, 8, 4, 3, 3, 3),
                rows=tuple(
                    (row.session.on_day.isoformat(), course_name(row.session), row.session.trainer, *_result(row))
                    for row in rows
                ),
                none=_("还没有参加过培训。"),
            ),
        ),
        address=address,
    )  # fmt: skip
