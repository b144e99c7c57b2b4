"""What intake makes of letters written here: pictures of their pages, one file with the annexes."""

import io

import pikepdf
import pytest
from PIL import Image
from sqlmodel import col, select

from app import handlers
from intake import written
from registry.models import Bundle, BundlePage, Dispatch, Letter, LetterFile
from registry.office import Office
from registry.people import Actor
from registry.people_models import Unit
from registry.ports import Digest
from registry.vocabulary import FileKind, JobName
from registry.worker import Worker
from tests.factories import (
    a_clerk,
    a_letter_as_read,
    a_pdf,
    a_registered_letter,
    a_unit,
    an_agency,
    an_issued_letter,
    findings,
)


@pytest.fixture
def unit(each_office: Office) -> Unit:
    return a_unit(each_office, "กองคลัง", under=an_agency(each_office), code="ทส 0919.103")


@pytest.fixture
def clerk(each_office: Office, unit: Unit) -> Actor:
    return a_clerk(each_office, unit)


def _pictures(office: Office, sent: Dispatch) -> list[str]:
    with office.database.reading() as session:
        letter = session.get_one(Letter, sent.letter_id)
        pages = select(BundlePage.picture).where(BundlePage.bundle_id == letter.bundle_id)
        return list(session.exec(pages.order_by(col(BundlePage.number))))


def _joined(office: Office, letter_id: int) -> bytes:
    with office.database.reading() as session:
        digest = session.exec(
            select(LetterFile.digest).where(
                LetterFile.letter_id == letter_id, LetterFile.kind == FileKind.JOINED
            )
        ).one()
    return office.files.path(Digest(digest)).read_bytes()


def test_every_page_gets_a_picture_of_itself(each_office: Office, unit: Unit, clerk: Actor) -> None:
    sent = an_issued_letter(each_office, unit, clerk, text={"body": "ข้อความ\n" * 40})
    assert _pictures(each_office, sent) == ["", ""]
    work = handlers(each_office)[JobName.PICTURES].work
    with each_office.database.reading() as session:
        bundle_id = session.exec(
            select(Bundle.id).join(Letter).where(Letter.id == sent.letter_id)
        ).one()
    for _ in range(2):  # the second time there is nothing left to do
        with each_office.database.transaction() as session:
            work(bundle_id=bundle_id)(session)
    first, second = _pictures(each_office, sent)
    assert first
    assert second
    assert first != second
    with Image.open(each_office.files.path(Digest(first))) as picture:
        assert picture.size == pytest.approx((1240, 1754), abs=2)
    assert findings(each_office) == []


def test_the_joined_file_is_the_cover_and_then_what_it_wraps(
    each_office: Office, unit: Unit, clerk: Actor
) -> None:
    read = [
        a_letter_as_read(page_numbers=(1,), wraps=(1,)),
        a_letter_as_read(page_numbers=(3, 2), reference="กค 0402.2/ว24"),
    ]
    received = a_registered_letter(
        each_office, unit, clerk, letters=read, page_count=3, data=a_pdf(3)
    )
    sent = an_issued_letter(each_office, unit, clerk, forwards=received.id)
    worker = Worker(each_office.database, each_office.clock, handlers(each_office))
    while worker.run_one():
        pass
    with pikepdf.open(io.BytesIO(_joined(each_office, sent.letter_id))) as joined:
        assert len(joined.pages) == 1 + 3
    assert written.joined_copy(each_office, sent.letter_id) == _joined(each_office, sent.letter_id)
    assert findings(each_office) == []
