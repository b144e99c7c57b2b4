"""``./saraban bench fuzz``: texts that lead ever further into our own parsers, by atheris.

Each property of ``bench.parsers`` gets a process and an equal share of the
time. A text that breaks a promise, takes half a minute or a gigabyte ends the
run and is kept in the folder that is named.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["registry", "intake", "search"]):
    from bench.parsers import PIECES, PROPERTIES

FOUND = Path(tempfile.gettempdir()) / "saraban-fuzz"
_MEGABYTES, _KIBIBYTES = 1024, 1024
"""What a text may take, and how many of Linux's units of memory make one of those."""
LONGEST = 4000
"""Bytes of a text; a page has about as many."""


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="bench fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0, help="of all properties together")
    parser.add_argument("--found", type=Path, default=FOUND, help="where texts are kept")
    parser.add_argument("--seed", type=int, default=0, help="of the first texts; 0 draws one")
    parser.add_argument("--only", choices=PROPERTIES, help="one property, in this process")
    given = parser.parse_args()
    given.found.mkdir(parents=True, exist_ok=True)
    if given.only:
        fuzz(given.only, max(1, round(given.minutes * 60)), given.found, given.seed)
    share = given.minutes / len(PROPERTIES)
    command = [sys.executable, "-m", "bench.fuzz", "--minutes", f"{share:.3f}"]
    command += ["--seed", str(given.seed)]
    broken = 0
    for name in PROPERTIES:
        place = given.found / name
        done = subprocess.run(  # noqa: S603 - our own module
            [*command, "--found", str(place), "--only", name],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        last = [line for line in done.stderr.splitlines() if line.startswith(("#", "Done"))]
        verdict = f"BROKEN, see {place}" if done.returncode else "holds"
        print(f"{name:12} {verdict:8} {''.join(last[-1:])}", flush=True)
        if done.returncode:
            broken += 1
            print(done.stderr[-2000:])
    sys.exit(min(broken, 1))


def fuzz(name: str, seconds: int, found: Path, seed: int) -> None:
    """Try one property until a text breaks it or the time is over; end this process."""
    words = found / "words.txt"
    words.write_text(
        "".join(
            '"' + "".join(f"\\x{byte:02x}" for byte in _bytes(piece)) + '"\n' for piece in PIECES
        )
    )
    # Linux hands the peak of whoever starts a process on to it, a test runner's of a gigabyte, too.
    begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _KIBIBYTES
    options = [
        *(f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-dict={words}"),
        *(
            f"-seed={seed}",
            "-timeout=30",
            f"-rss_limit_mb={begun + _MEGABYTES}",
            f"-artifact_prefix={found}/",
        ),
    ]
    PROPERTIES[name]("ภายใน ๑๕ วัน")  # what is read once, as the dictionary, is no text's fault
    atheris.Setup(
        [sys.argv[0], *options],
        lambda data: PROPERTIES[name](data.decode("utf-8", "surrogateescape")),
    )
    atheris.Fuzz()


def _bytes(piece: str) -> bytes:
    return piece.encode("utf-8", "surrogatepass")


if __name__ == "__main__":
    main()
