"""`import` as a shell sees it: the format is said, changes are counted, and a refused piece costs only itself."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_commands import Shell

CSV = "front,back,tags\nto walk,andar,verb\nto run,correr,verb\n"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    home = tmp_path / "home"
    home.mkdir()
    (home / "verbs.csv").write_text(CSV)
    return Shell(home)


def test_all_of_a_persons_files_come_in_only_after_a_yes(shell: Shell) -> None:
    for everything in ("/", "."):
        refused = shell("import", everything, code=130)
        assert "all of your files" in refused.stderr
    assert shell.json("sources") == []


def test_a_table_comes_in_and_so_do_its_changes(shell: Shell) -> None:
    first = shell("import", "verbs.csv").stderr
    again = shell("import", "verbs.csv").stderr
    (shell.home / "verbs.csv").write_text(CSV.replace("andar", "caminar") + "to sleep,dormir,verb\n")
    scanned = shell("scan").stderr

    assert "a table parted by commas, columns front, back, tags." in first
    assert "2 new." in first
    assert "nothing changed." in again
    assert "1 new, 1 changed" in scanned


def test_what_was_refused_is_told_when_its_file_is_read_and_counted_until_that_changes(shell: Shell) -> None:
    deck = shell.home / "verbs.csv"
    deck.write_text(f"{CSV}to be,\nto have,\n")
    os.utime(deck, (1_600_000_000, 1_600_000_000))  # of a file just written it is not sure that it stays so
    refused = "verbs.csv:4: this row has no back"

    assert refused in shell("import", "verbs.csv", code=1).stderr
    again = shell("scan", code=1).stderr
    assert "verbs.csv: 2 problems as before; `flashdl scan --why` lists them." in again
    assert refused not in again
    assert refused in shell("scan", "--why", code=1).stderr
    deck.write_text(f"{CSV}to be,\nto know,\n")
    assert refused in shell("scan", code=1).stderr


def test_many_files_have_one_sum_and_a_bad_one_stops_none(shell: Shell) -> None:
    (shell.home / "more.tsv").write_text("uno\tone\ndos\t\n")
    done = shell("import", "verbs.csv", "nowhere.csv", "more.tsv", code=1)

    assert "nowhere.csv: there is no such file or folder" in done.stderr
    assert "more.tsv:2: this row has no back; write one, or take the row out." in done.stderr
    assert "All together: 3 new, 2 refused." in done.stderr
    assert len(shell.json("sources")) == 2


def test_a_folder_of_decks_is_followed_file_by_file(shell: Shell) -> None:
    folder = shell.home / "decks"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.csv").write_text("x,1\ny,2\n")
    (folder / "sub" / "b.yaml").write_text("cards:\n- {front: z, back: '3'}\n")
    (folder / "sub" / "bad.csv").write_text("only one column\n")
    (report,) = shell.json("import", "decks", code=1)
    (folder / "c.csv").write_text("v,4\nw,5\n")
    (scanned,) = shell.json("scan", code=1)

    assert (report["new"], report["refused"]) == (3, 1)
    assert {"decks::a", "decks::c", "decks::sub::b"} < {deck["deck"] for deck in shell.json("due")[0]["decks"]}  # type: ignore[attr-defined]
    assert (scanned["new"], scanned["orphaned"]) == (2, 0)


def test_what_other_decks_hold_already_is_told(shell: Shell) -> None:
    (shell.home / "copy.csv").write_text("to walk,andar\nto jump,saltar\n")
    shell("import", "verbs.csv")
    (dry,) = shell.json("import", "copy.csv", "--dry-run")
    (report,) = shell.json("import", "copy.csv")

    assert report["duplicates"] == dry["duplicates"] == [{"question": "to walk", "deck": "verbs"}]
    assert (report["new"], report["stored"], dry["stored"]) == (2, True, False)


def test_a_paste_is_kept_and_brought_up_to_date(shell: Shell) -> None:
    first = shell("import", "-", "--deck", "Spanish::Verbs", stdin="to walk\tandar\nto run\tcorrer\n")
    again = shell("import", "-", "--deck", "Spanish::Verbs", stdin="to walk\tcaminar\nto run\tcorrer\n")
    other = shell("import", "-", "--deck", "Spanish::Verbs", stdin="uno\tone\ndos\ttwo\n", code=2)
    nameless = shell("import", "-", stdin="a\tb\n", code=2)

    assert "2 new." in first.stderr
    assert "1 changed" in again.stderr
    assert "holds other cards" in other.stderr
    assert "--deck NAME" in nameless.stderr
    assert "caminar" in (shell.home / ".local/share/flashdl/decks/spanish-verbs.tsv").read_text()


def test_a_deck_of_yaml_may_be_pasted(shell: Shell) -> None:
    whole = shell(
        "import", "-", "--deck", "A", stdin="name: X\ncards:\n- front: a\n  back: b, c\n- front: d\n  back: e, f\n"
    )
    bare = shell("import", "-", "--deck", "B", stdin="- front: g\n  back: h\n")

    assert "a YAML deck" in whole.stderr and "2 new." in whole.stderr and "1 new." in bare.stderr
    assert {"A", "B"} <= {source["deck"] for source in shell.json("sources")}


def test_what_is_wrong_with_a_paste_is_said_of_the_paste(shell: Shell) -> None:
    nothing = shell("import", "-", "--deck", "D", stdin=" \n", code=1)
    no_table = shell("import", "-", "--deck", "D", stdin="one line\n", code=1)
    wide = shell("import", "-", "--deck", "D", stdin="a\tb\tc\nd\te\tf\n", code=1)

    assert nothing.stderr == "flashdl: -: nothing was pasted.\n"
    assert no_table.stderr.startswith("flashdl: -: ") and wide.stderr.startswith("flashdl: -: it has 3 columns")


def test_columns_that_are_said_once_are_remembered(shell: Shell) -> None:
    (shell.home / "lands.csv").write_text("Land,Flag,City\nFrance,tricolour,Paris\nSpain,rojigualda,Madrid\n")
    refused = shell("import", "lands.csv", code=1)
    shell("import", "lands.csv", "--columns", "front=Land,back=City")
    (shell.home / "lands.csv").write_text("Land,Flag,City\nFrance,tricolour,Paris\nItaly,tricolore,Rome\n")

    assert "say which is which" in refused.stderr
    assert "1 new" in shell("scan").stderr
    assert "columns front, -, back" in shell("import", "lands.csv").stderr


def test_in_a_terminal_the_columns_are_asked_for(shell: Shell) -> None:
    (shell.home / "lands.csv").write_text("Land,Flag,City\nFrance,tricolour,Paris\n")
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "flashdl", "import", "lands.csv"],
        stdin=follower, stderr=follower, stdout=follower, env=shell.environ, cwd=shell.home,
    ) as process:  # fmt: skip
        os.close(follower)
        os.write(leader, b"fornt,back\nfront=Land,back=Town\nfront=Land,back=City\n")
        shown = b""
        while chunk := _chunk(leader):
            shown += chunk
    os.close(leader)

    assert process.returncode == 0, shown
    assert shown.count(b"France  |  tricolour  |  Paris") == 1
    assert "“fornt” is nothing that a column can hold".encode() in shown
    assert "there is no column “Town”; there are Land, Flag, City".encode() in shown
    assert b"1 new." in shown


def _chunk(leader: int) -> bytes:
    try:
        return os.read(leader, 4096)
    except OSError:  # the other side has closed
        return b""


def test_a_package_and_a_spreadsheet_get_their_sentence(shell: Shell) -> None:
    for name, said in (("a.apkg", "no sound package"), ("a.xlsx", "save the sheet as CSV"), ("a.bin", "no text")):
        (shell.home / name).write_bytes(b"PK\x03\x04" + bytes(40))

        assert said in shell("import", name, code=1).stderr


def test_nothing_from_a_table_steers_the_terminal(shell: Shell) -> None:
    evil = "\x1b]52;c;aGk=\x07\x9b31m\u202e[/bold]"
    (shell.home / "evil.csv").write_text(f"front{evil},back\nfront,back,{evil}\nc{evil},d{evil}\ne,\n")
    for arguments in (("--dry-run",), ("--json",), ("--columns", f"front,{evil}")):
        done = shell("import", "evil.csv", *arguments, code=1)
        for char in done.stdout + done.stderr:
            assert char == "\n" or not (ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or char == "\u202e")


def test_a_dry_run_shows_every_card(shell: Shell) -> None:
    (shell.home / "many.csv").write_text("front,back\n" + "".join(f"word {n},meaning {n}\n" for n in range(30)))

    told = shell("import", "many.csv", "--dry-run").stderr

    assert all(f"word {n}  →  meaning {n}" in told for n in range(30))
