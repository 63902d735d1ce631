"""Codes lead to their things; foreign and damaged ones are known as such."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from juanzong.custody import actions
from juanzong.custody.choices import LabelKind, PlaceKind, Sheet
from juanzong.custody.models import Label, Place
from juanzong.custody.reads import finding
from juanzong.custody.rules import codes
from juanzong.kit.errors import Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer
from tests.custody.helpers import make_layers, make_room, numbered
from tests.entering import enter
from tests.factories import make_viewer

KEY = b"k" * 32
BASE = "http://127.0.0.1:8000/custody/c/"


@given(st.sampled_from("PD"), st.integers(min_value=1, max_value=999_999_999))
def test_a_code_is_read_back_whole_as_an_address_or_typed_small(kind: str, serial: int) -> None:
    text = codes.code_text(kind, serial, KEY)
    for shown in (text, f" {text.lower()}\n", f"{BASE}{text}/", text.replace("-", "")):
        assert codes.read(shown, KEY) == codes.Read(code=(kind, serial))


def test_one_wrong_digit_is_noticed() -> None:
    for serial in range(1, 100):
        text = codes.code_text("D", serial, KEY)
        for at in range(1, 7):
            for wrong in set("0123456789") - {text[at]}:
                assert codes.read(text[:at] + wrong + text[at + 1 :], KEY).damaged


def test_what_a_chinese_keyboard_writes_wide_is_read_as_the_label_has_it() -> None:
    wide = codes.code_text("D", 17, KEY).translate(
        {ord(one): ord(one) + 0xFEE0 for one in "-0123456789DQWERTYPASFGHJKZXCVBNM"}
    )
    assert codes.read(wide, KEY) == codes.Read(code=("D", 17))
    assert codes.narrow("鸿借字（２０２６）第００３号") == "鸿借字（2026）第003号"


def test_a_code_of_another_installation_is_known_as_foreign() -> None:
    assert codes.read(codes.code_text("D", 17, b"x" * 32), KEY).damaged
    assert codes.read("https://example.com/shop/1", KEY).foreign
    assert codes.read("6901234567892", KEY) == codes.Read(plain="6901234567892")
    assert codes.read("https://a/dossiers/12/", KEY) == codes.Read(dossier=12)


@pytest.fixture
def by() -> Viewer:
    return make_viewer("archivist")


@pytest.mark.django_db
def test_labels_of_a_cabinet_print_and_each_code_finds_its_place(by: Viewer) -> None:
    layer = make_layers(by, 1, boxes=3)[0]
    top = Place.objects.get(parts=layer)
    pdf = actions.print_place_labels(by=by, place_id=top.pk, base=BASE)
    assert pdf.startswith(b"%PDF-")
    assert Label.objects.filter(kind=LabelKind.PLACE).count() == 5
    again = actions.print_place_labels(by=by, place_id=top.pk, base=BASE)
    assert again.startswith(b"%PDF-")
    assert sorted(Label.objects.values_list("serial", flat=True)) == [1, 2, 3, 4, 5]
    box = Place.objects.filter(kind=PlaceKind.BOX).order_by("rank")[0]
    code = codes.code_text("P", Label.objects.get(thing=box.pk).serial, finding.label_key())
    assert finding.found(by, f"{BASE}{code}/").ref == Ref("place", box.pk)
    assert finding.found(by, box.name).ref == Ref("place", box.pk)
    assert finding.searched(by, code, 5)[0].about == Ref("place", box.pk)
    assert Entry.objects.filter(kind="labels.printed", subject=f"place:{top.pk}").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("sheet", list(Sheet))
def test_dossiers_get_labels_and_spines(by: Viewer, sheet: Sheet) -> None:
    one, other = numbered(by), numbered(by)
    pdf = actions.print_dossier_labels(by=by, dossier_ids=[one.pk, other.pk], sheet=sheet, base=BASE)
    assert pdf.startswith(b"%PDF-")
    code = codes.code_text("D", Label.objects.get(thing=other.pk).serial, finding.label_key())
    assert finding.found(by, code).ref == Ref("dossier", other.pk)
    assert finding.found(by, one.number).ref == Ref("dossier", one.pk)
    with pytest.raises(NotFound):
        finding.found(make_viewer("department_manager"), code)


@pytest.mark.django_db
def test_what_is_not_ours_is_refused_with_words(by: Viewer) -> None:
    make_room(by)
    with pytest.raises(Invalid, match="不是本系统的标签"):
        finding.found(by, "https://example.com/1")
    with pytest.raises(Invalid, match="已污损"):
        finding.found(by, "D000001-0000")
    with pytest.raises(NotFound, match="没有找到“6901234567892”"):
        finding.found(by, "6901234567892")
    with pytest.raises(NotFound):
        finding.found(by, codes.code_text("D", 99, finding.label_key()))


@pytest.mark.django_db
def test_labels_are_asked_for_by_a_button_and_never_by_a_link(by: Viewer) -> None:
    one = numbered(by)
    keeper = enter(Staff.objects.get(pk=by.staff_id))
    address = reverse("custody:dossier_labels", args=[one.pk, "labels"])
    page = keeper.get(reverse("dossiers:dossier", args=[one.pk])).content.decode()
    assert f'formaction="{address}"' in page
    assert 'name="csrfmiddlewaretoken"' in page.partition('<form id="labels"')[2].partition("</form>")[0]
    assert keeper.get(address).status_code == 405
    assert not Label.objects.exists()
    assert keeper.post(address).getvalue().startswith(b"%PDF-")
    assert Label.objects.count() == 1
