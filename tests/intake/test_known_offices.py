"""The names a proposal is compared with are the agency's own and those that write often."""

from intake.known_offices import names_of_offices
from registry.office import Office
from tests.factories import a_clerk, a_registered_letter, a_unit


def test_units_and_those_who_have_written_twice_are_known(each_office: Office) -> None:
    unit = a_unit(each_office, "กองเรา")
    clerk = a_clerk(each_office, unit)
    for number, sender in enumerate(("กรมเขียนบ่อย", "กรมเขียนบ่อย", "กรมเขียนครั้งเดียว", ""), 1):
        a_registered_letter(each_office, unit, clerk, sender=sender, reference=f"กค 0401/{number}")
    with each_office.database.reading() as session:
        assert names_of_offices(session) == ["กองเรา", "กรมเขียนบ่อย"]
