"""A draft becomes letters of the register, with numbers, links and history."""

from registry.office import Office
from tests.factories import a_clerk, a_registered_letter, an_agency


def test_a_registered_letter_has_the_clerks_words(each_office: Office) -> None:
    unit = an_agency(each_office)
    clerk = a_clerk(each_office, unit)
    letter = a_registered_letter(each_office, unit, clerk, subject="แจ้งเวียน")
    assert (letter.subject, letter.reference_key) == ("แจ้งเวียน", "กค0414.2/ว273")
