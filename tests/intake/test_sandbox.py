import os
import signal
import threading
import time

import pytest

from intake import sandbox
from intake.errors import TooManyPages

SHORT = sandbox.Limits(seconds=1.0, cpu_seconds=1)


def test_the_value_comes_back() -> None:
    assert sandbox.run(_add, 2, 3) == 5


def test_the_work_is_done_elsewhere() -> None:
    assert sandbox.run(os.getpid) != os.getpid()


def test_a_refusal_crosses_with_its_facts() -> None:
    with pytest.raises(TooManyPages, match="900 หน้า"):
        sandbox.run(_refuse)


def test_any_other_exception_is_a_crash() -> None:
    with pytest.raises(sandbox.Crashed, match="ZeroDivisionError"):
        sandbox.run(_divide)


def test_a_child_that_dies_takes_nobody_along() -> None:
    with pytest.raises(sandbox.Died):
        sandbox.run(_die)


def test_a_sleeping_child_is_ended() -> None:
    with pytest.raises(sandbox.Overran):
        sandbox.run(time.sleep, 60, limits=SHORT)


def test_a_child_that_ignores_interrupts_is_ended() -> None:
    with pytest.raises(sandbox.SandboxFailed):
        sandbox.run(_spin, limits=SHORT)


def test_memory_is_limited() -> None:
    with pytest.raises(sandbox.Overran, match="memory"):
        sandbox.run(bytearray, 2 << 30)


def test_a_large_value_crosses_whole() -> None:
    assert len(sandbox.run(bytes, 20 << 20)) == 20 << 20


def test_settings_do_not_reach_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SARABAN_SECRET_KEY", "geheim")
    sandbox._close()  # noqa: SLF001 - the next call starts a helper under the new environment
    sandbox._forget()  # noqa: SLF001 - see above
    assert "SARABAN_SECRET_KEY" not in sandbox.run(_environment)


def test_threads_may_call_at_once() -> None:
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(_half())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [21] * 8


def test_a_killed_helper_is_replaced() -> None:
    os.kill(sandbox.run(os.getppid), signal.SIGKILL)
    time.sleep(0.2)
    assert sandbox.run(_add, 1, 1) == 2


def _add(left: int, right: int) -> int:
    return left + right


def _half() -> int:
    return sandbox.run(_add, 20, 1)


def _refuse() -> None:
    raise TooManyPages(pages=900, limit=500)


def _divide() -> float:
    return 1 / 0


def _die() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _spin() -> None:
    while True:
        try:
            while True:
                pass
        except BaseException:  # noqa: BLE001, S110 - the worst a child can do
            pass


def _environment() -> dict[str, str]:
    return dict(os.environ)
