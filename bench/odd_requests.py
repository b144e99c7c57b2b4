"""``./saraban bench requests``: requests that nobody thought of, to every form and endpoint.

Schemathesis draws them from a description of every route, made from the routes
and forms themselves; a clerk, a head, an administrator and an overseer send
them to an office in which nothing lasts. An answer that is a fault of ours, or
a refusal without its code and a Thai sentence, is printed and counted.
"""

import argparse
import sys
import tempfile
import time
from itertools import count

from app import open_office
from bench.machine import describe
from registry.migrate import migrate
from registry.settings import Settings
from tests.web.matrix.askers import Matrix
from tests.web.matrix.odd_requests import OddRequests

EACH = 10
"""Requests to each route in a round."""


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="bench requests", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=2568)
    given = parser.parse_args()
    print(f"{describe()}\nseed      {given.seed}\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="saraban-bench-") as folder:
        office = open_office(Settings.from_env({"SARABAN_DATA": folder}))
        migrate(office.settings.database_url)
        matrix = Matrix(office)
        matrix.fill(matrix.own)
        matrix.hide(matrix.own)
        requests = OddRequests.to(matrix)
        until = time.monotonic() + 60 * given.minutes
        for chance in count(given.seed):
            told = len(requests.wrong)
            for operation in requests.operations:
                if time.monotonic() > until:
                    break
                requests.send(operation, EACH, chance)
            print(
                "\n".join(dict.fromkeys(requests.wrong[told:])) or f"round {chance} holds",
                flush=True,
            )
            if time.monotonic() > until:
                break
    answers = ", ".join(f"{status} {many:,}" for status, many in sorted(requests.answers.items()))
    print(
        f"{sum(requests.answers.values()):,} requests to {len(requests.operations)} endpoints: "
        f"{answers}; {len(requests.wrong)} findings"
    )
    sys.exit(bool(requests.wrong))


if __name__ == "__main__":
    main()
