"""What the page of the ledger is asked."""

from registry.forms import Day, Form


class LedgerFilter(Form):
    """Which days are accounted for; the last thirty unless told."""

    first: Day = None
    last: Day = None
