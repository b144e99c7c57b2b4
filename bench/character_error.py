"""How many characters of a known text were read wrong."""

from collections.abc import Sequence

from registry.thai import normal_text


def plain(text: str) -> str:
    """Write a text in one normal form without spaces, which no reader of Thai gets right."""
    return "".join(normal_text(text).split())


def page_errors(truth: str, read: str) -> tuple[int, int]:
    """Count edits between two whole pages, and the characters of the true one.

    What stands in another order counts as wrong, so a stamp beside a line
    costs every reader something.
    """
    wanted, got = plain(truth), plain(read)
    return distances(wanted, got, anywhere=False)[-1], len(wanted)


def line_errors(truth: str, read: str) -> tuple[int, int]:
    """Count edits between each true line and what resembles it most on the page.

    The order of lines does not count, nor what was read where nothing stands.
    """
    got = plain(read)
    lines = [line for line in map(plain, truth.splitlines()) if line]
    return sum(min(distances(line, got, anywhere=True)) for line in lines), sum(map(len, lines))


def rate(counts: Sequence[tuple[int, int]]) -> float:
    """Turn counts of errors and characters into per cent."""
    return 100 * sum(wrong for wrong, _ in counts) / max(1, sum(of for _, of in counts))


def distances(pattern: str, text: str, *, anywhere: bool) -> list[int]:
    """Return the edit distance of ``pattern`` to the text up to each of its characters.

    With ``anywhere`` the match may begin where it likes. This is Myers' bit
    vector (J. ACM 46, 1999), a whole column of the table in one integer.
    """
    size = len(pattern)
    if not size:
        return [0]
    full, top = (1 << size) - 1, 1 << (size - 1)
    places: dict[str, int] = {}
    for index, character in enumerate(pattern):
        places[character] = places.get(character, 0) | 1 << index
    plus, minus, distance = full, 0, size
    distances = [size]
    for character in text:
        same = places.get(character, 0)
        diagonal = (((same & plus) + plus) ^ plus) | same | minus
        up, down = minus | (full & ~(diagonal | plus)), plus & diagonal
        distance += bool(up & top) - bool(down & top)
        up = (up << 1) | (0 if anywhere else 1)
        down <<= 1
        plus = full & (down | ~(diagonal | up))
        minus = full & up & diagonal
        distances.append(distance)
    return distances
