"""A review that is killed: every answer after which the next card was shown is on the disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flashdl.store import Store

ROUNDS = int(os.environ.get("FLASHDL_KILLS", "20"))
"""Reviews that are killed."""


def environ(home: Path) -> dict[str, str]:
    return {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}


def wait_for(stream: object, text: str) -> None:
    """Read until a line begins with a text."""
    while True:
        line = stream.readline()  # type: ignore[attr-defined]
        assert line, "the review ended too early"
        if line.startswith(text):
            return


@pytest.mark.parametrize("number", range(ROUNDS))
def test_no_answer_is_lost_when_a_review_is_killed(tmp_path: Path, number: int) -> None:
    """Slow: reviews of up to twenty cards, each a process that ends by SIGKILL. FLASHDL_KILLS says how many."""
    answers = 1 + number % 20
    cards = "".join(f"  - front: question {number}\n    back: answer {number} of many words\n" for number in range(30))
    (tmp_path / "deck.yaml").write_text(f"name: Kill\ncards:\n{cards}")
    (tmp_path / ".config/flashdl").mkdir(parents=True)
    (tmp_path / ".config/flashdl/config.toml").write_text("[limits]\nnew = 30\n")
    command = [sys.executable, "-m", "flashdl"]
    subprocess.run(
        [*command, "import", str(tmp_path / "deck.yaml")], env=environ(tmp_path), check=True, capture_output=True
    )
    review = subprocess.Popen(
        [*command, "review", "--plain"],
        env=environ(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        bufsize=1,
    )
    assert review.stdin
    assert review.stdout
    wait_for(review.stdout, "question ")
    for count in range(answers):
        review.stdin.write(f"\n{count % 4 + 1}\n")
        wait_for(review.stdout, "question ")
    review.send_signal(signal.SIGKILL)
    review.wait(timeout=30)
    review.stdin.close()
    review.stdout.close()

    with Store.open(tmp_path / ".local/share/flashdl/flashdl.db") as store:
        assert sum(event.rating is not None for event in store.log()) >= answers
        assert store.check() == []
