"""Which unit's statistics are asked for, and of which year."""

from registry.forms import Form, Perhaps


class StatisticsFilter(Form):
    """A unit and a calendar year B.E.; the officer's first and this one if not said."""

    unit: Perhaps = None
    year: Perhaps = None
