"""The commands as a shell sees them: a process each, standard output, standard error, exit code."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from flashdl import cli
from flashdl.formats import apkg
from tests.build import a_moment
from tests.formats.exported import card, exported

NOTE = """# Net architectures

A net is a model that learns from examples by [[Gradient Descent]].

| Architecture | Year | Description |
|---|---|---|
| GAN | 2014 | Image generation by two networks |
| LSTM | 1997 | Long sequences and their memory |

| Task | Status | Due |
|---|---|---|
| Read | open | soon |
"""
DECK = "name: Shell\ncards:\n  - front: List files\n    back: ls\n  - front: Change folder\n    back: cd\n"


class Shell:
    """A person's machine: an empty home, and flashdl."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environ = {
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }

    def __call__(self, *arguments: str, stdin: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "flashdl", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            env=self.environ,
            cwd=self.home,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, (done.stdout, done.stderr)
        return done

    def json(self, *arguments: str, code: int = 0) -> list[dict[str, object]]:
        return [json.loads(line) for line in self(*arguments, "--json", code=code).stdout.splitlines()]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    home = tmp_path / "home"
    (home / "notes").mkdir(parents=True)
    (home / "notes" / "Nets.md").write_text(NOTE)
    (home / "deck.yaml").write_text(DECK)
    return Shell(home)


def test_a_group_of_commands_alone_shows_its_help(shell: Shell) -> None:
    told = shell("card", code=2).stderr

    assert told.startswith("Usage: flashdl card")
    assert "\nCommands:\n" in told


def test_no_editor_is_started_where_there_is_no_terminal_for_it(shell: Shell) -> None:
    shell.environ.pop("EDITOR", None), shell.environ.pop("VISUAL", None)

    assert "give it by --front and --back" in shell("new", "Spanish", "--front", "to walk", code=2).stderr


def test_a_folder_without_notes_says_what_is_looked_for(shell: Shell) -> None:
    (shell.home / "empty").mkdir()

    for command in ("generate", "add"):
        told = shell(command, "empty").stderr
        assert "there are no notes in it. Notes are files that end in .md or .markdown." in told
    assert "It is followed all the same" in told
    assert "nothing changed" not in told


def test_a_folder_of_decks_without_a_note_is_one_of_notes_to_come_and_says_how_decks_come_in(shell: Shell) -> None:
    (shell.home / "decks").mkdir()
    (shell.home / "deck.yaml").rename(shell.home / "decks" / "deck.yaml")
    (shell.home / "texts").mkdir()
    (shell.home / "texts" / "readme.txt").write_text("There are no cards in here, only a sentence or two.\n")

    assert "may be decks: `flashdl import` takes those in" in shell("add", "decks").stderr
    assert "there are no notes in it" in shell("add", "texts").stderr
    assert [(one["kind"], one["cards"]) for one in shell.json("sources")] == [("notes", 0), ("notes", 0)]


def test_a_link_to_what_is_followed_is_the_same_source(shell: Shell) -> None:
    for name in ("notes", "deck.yaml"):
        (shell.home / f"link-{name}").symlink_to(shell.home / name)
    shell("add", "notes")
    shell("import", "deck.yaml")

    assert "nothing changed" in shell("add", "link-notes").stderr
    assert "nothing changed" in shell("import", "link-deck.yaml").stderr
    assert len(shell.json("sources")) == 2
    shell("sources", "remove", "link-notes", "--cards", "delete")
    assert len(shell.json("sources")) == 1


READING = (
    ("due",), ("due", "--json"), ("due", "Nets"), ("stats",), ("search", "x"), ("scan",), ("sources",), ("inbox",),
    ("doctor",), ("export", "out.md"), ("review", "--plain"), ("card", "leeches"), ("scheduler",),
    ("catch-up",), ("vacation",), (),
)  # fmt: skip


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_database_that_is_named_and_not_there_is_a_slip_to_those_who_read(shell: Shell, command: list[str]) -> None:
    told = shell("--db", "mistyped.db", *command, code=3).stderr

    assert f"There is no database {shell.home / 'mistyped.db'}." in told
    assert not (shell.home / "mistyped.db").exists()


@pytest.mark.parametrize("command", [("add", "notes"), ("import", "deck.yaml")], ids=" ".join)
def test_a_database_that_is_named_and_not_there_begins_with_what_comes_in(shell: Shell, command: list[str]) -> None:
    first, second = (shell("--db", "new.db", *command).stderr for _ in range(2))

    assert f"A new collection begins in {shell.home / 'new.db'}." in first
    assert "new collection" not in second


def test_a_prompt_says_nothing_before_anything_has_begun(shell: Shell) -> None:
    shell.environ["FLASHDL_DB"] = str(shell.home / "other.db")

    assert (shell("due", "--prompt").stdout, shell("due", "--prompt").stderr) == ("", "")
    assert "There is no database" in shell("due", code=3).stderr


def test_generate_prints_a_card_a_line_and_stores_nothing(shell: Shell) -> None:
    cards = shell.json("generate", "notes")

    assert {"id", "note", "deck", "kind", "question", "answers", "items", "choices", "context", "grading"} < set(
        cards[0]
    )
    assert {"file", "line", "tags", "score"} < set(cards[0])
    assert [
        card["answers"] for card in cards if card["question"] == "In which year did the architecture GAN appear?"
    ] == [["2014"]]
    assert not (shell.home / ".local").exists()


def test_generate_why_adds_what_was_refused(shell: Shell) -> None:
    refused = [line for line in shell.json("generate", "notes", "--why") if "reason" in line]

    assert any("plan" in str(line["reason"]) for line in refused)
    assert all({"question", "answers", "kind", "file", "line", "reason"} <= set(line) for line in refused)


def test_why_answers_for_every_line(shell: Shell) -> None:
    lines = shell.json("why", "notes/Nets.md")

    assert [line["line"] for line in lines] == list(range(1, NOTE.count("\n") + 2))
    assert all(line["cards"] or line["refused"] or line["remark"] for line in lines)


def test_why_takes_a_place_as_flashdl_prints_it(shell: Shell) -> None:
    shell("add", "notes")
    (place, *_) = [f"{card['file']}:{card['line']}" for card in shell.json("card", "show", "notes/Nets.md:7")]

    assert place == "Nets.md:7"
    assert shell("why", place).stdout == shell("why", "notes/Nets.md:7").stdout
    assert "no such note" in shell("why", str(shell.home / "Nets.md:7"), code=1).stderr

    (shell.home / "more").mkdir()
    (shell.home / "more" / "Nets.md").write_text(NOTE)
    shell("add", "more")
    assert "several notes are called so: " in shell("why", place, code=2).stderr


def test_why_of_one_line_tells_its_cards(shell: Shell) -> None:
    said = shell("why", "notes/Nets.md:7").stdout

    assert "+ In which year did the architecture GAN appear?  →  2014" in said


def test_why_speaks_of_links_that_lead_nowhere_only_where_there_is_one(shell: Shell) -> None:
    (shell.home / "alone.md").write_text("# Alone\n\nA plain line.\n- [[Elsewhere]]\n")
    plain, linked = (shell("why", f"alone.md:{line}") for line in (3, 4))

    assert "links lead nowhere" not in plain.stderr
    assert "links lead nowhere" in linked.stderr
    assert "there is no note “Elsewhere” to ask instead" in linked.stdout


def test_why_says_of_a_card_that_it_is_not_asked(shell: Shell) -> None:
    shell("add", "notes")
    shell("card", "reject", "notes/Nets.md:7")
    said = shell("why", "notes/Nets.md:7").stdout

    assert "rejected; `flashdl card restore` asks it again" in said
    assert "+ " not in said
    assert '"reason": "rejected; ' in shell("why", "notes/Nets.md:7", "--json").stdout


def test_due_of_a_deck_is_what_its_review_would_ask(shell: Shell) -> None:
    (shell.home / "notes" / "Deep").mkdir()
    (shell.home / "notes" / "Deep" / "More.md").write_text(NOTE)
    shell("add", "notes")
    whole, *_, inner = map(int, re.findall(r'"new": ?(\d+)', shell("due", "--json").stdout))
    own = int(shell("due", "Deep", "--prompt").stdout)

    assert own == inner
    assert 0 < own <= whole
    assert re.findall(r'"new": ?(\d+)', shell("due", "Deep", "--json").stdout) == [str(own)]
    assert shell("due", "deep", "--prompt").stdout == shell("due", "Deep", "--prompt").stdout
    assert shell("due", "dep", "--prompt", code=2).stderr.startswith("flashdl: there is no deck “dep”.")


def test_the_parts_that_due_shows_of_a_deck_are_parts_of_its_sum(shell: Shell) -> None:
    for name in ("Deep", "Wide"):
        (shell.home / "notes" / "All" / name).mkdir(parents=True)
        (shell.home / "notes" / "All" / name / f"{name}.md").write_text(NOTE)
    shell("add", "notes")
    (shell.home / ".config" / "flashdl").mkdir(parents=True)
    (shell.home / ".config" / "flashdl" / "config.toml").write_text("[limits]\nnew = 3\n")

    first, header, *parts = shell("due", "All").stdout.splitlines()

    assert first.startswith("3 cards")
    assert header.startswith("of these")
    assert sum(int(number) for line in parts for number in line.split()[1:]) == 3


def test_a_deck_given_as_an_option_is_told_how(shell: Shell) -> None:
    for command in ("stats", "due", "review"):
        assert f"flashdl {command} DECK." in shell(command, "--deck", "X", code=2).stderr


def test_add_then_scan_then_due(shell: Shell) -> None:
    assert "new" in shell("add", "notes").stderr
    assert "nothing changed" in shell("scan").stderr
    (due,) = shell.json("due")

    assert due["new"] == 3  # one card a fact: two rows and the sentence; their siblings wait for another day
    assert due["decks"] == [{"deck": "notes", "new": 3, "again": 0, "due": 0, "minutes": due["minutes"]}]
    assert shell("due", "--prompt").stdout == "3\n"


def test_scan_dry_run_shows_and_stores_nothing(shell: Shell) -> None:
    shell("add", "notes")
    note = shell.home / "notes" / "Nets.md"
    note.write_text(NOTE.replace("2014", "2015"))

    first, second = shell("scan", "--dry-run"), shell("scan", "--dry-run")

    assert "changed" in first.stderr
    assert "~ In which year did the architecture GAN appear?" in first.stderr
    assert first.stderr == second.stderr


def test_sources_lists_and_removes(shell: Shell) -> None:
    shell("add", "notes")
    (source,) = shell.json("sources")
    shell("sources", "remove", "notes", "--cards", "suspend")

    assert str(source["path"]).endswith("/notes")
    assert shell.json("sources") == []
    assert shell("due", "--prompt").stdout == ""


def test_import_of_a_deck_and_of_its_changes(shell: Shell) -> None:
    assert "2 new" in shell("import", "deck.yaml").stderr
    assert "nothing changed" in shell("import", "deck.yaml").stderr
    (shell.home / "deck.yaml").write_text(DECK.replace("back: ls", "back: ls -l"))

    assert "1 changed" in shell("import", "deck.yaml").stderr


def test_import_dry_run_stores_nothing(shell: Shell) -> None:
    assert "2 new" in shell("import", "--dry-run", "deck.yaml").stderr
    assert shell.json("sources") == []


def test_a_broken_deck_gets_a_sentence_with_its_place(shell: Shell) -> None:
    (shell.home / "bad.yaml").write_text("name: X\ncards:\n  - front: a\n    back: [\n")

    done = shell("import", "bad.yaml", code=1)

    assert done.stderr.startswith("flashdl: bad.yaml:") or "bad.yaml:" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_new_writes_a_card_into_a_deck_file_of_ones_own(shell: Shell) -> None:
    shell("new", "Spanish verbs", "--front", "to walk", "--back", "andar", "--tag", "verb")
    shell("new", "Spanish verbs", "--front", "to run", "--back", "correr")
    written = shell.home / ".local/share/flashdl/decks/spanish-verbs.yaml"

    assert "andar" in written.read_text()
    (due,) = shell.json("due")
    assert due["decks"] == [{"deck": "Spanish verbs", "new": 2, "again": 0, "due": 0, "minutes": due["minutes"]}]


def test_a_deck_is_named_by_its_last_levels_where_one_ends_so(shell: Shell) -> None:
    for number, deck in enumerate(("Books::Django", "Work::Go::Notes", "Home::Go::Notes", *"abcdefg")):
        shell("new", deck, "--front", f"Question {number}", "--back", "Answer")

    assert "1 card" in shell("export", "x.csv", "Django").stderr
    assert "1 card" in shell("export", "y.csv", "Work::Go::Notes").stderr
    assert "Question 0" in shell("review", "Django", "--plain", stdin="q\n").stdout
    refused = shell("export", "z.csv", "Go::Notes", code=2).stderr
    assert "several decks end in “Go::Notes”: Home::Go::Notes, Work::Go::Notes." in refused
    assert "Question 0" in shell("review", "django", "--plain", stdin="q\n").stdout
    assert "Near it: Books::Django." in shell("review", "jango", "--plain", code=2).stderr
    assert " and 7 more." in shell("review", "Nothing at all", "--plain", code=2).stderr


def test_a_list_with_nothing_in_it_says_so(shell: Shell) -> None:
    (shell.home / "plain").mkdir()
    (shell.home / "plain" / "Note.md").write_text("# Note\n\nNo link.\n")
    shell("add", "plain")

    gaps, breaks = shell("scan", "--gaps"), shell("vacation")
    assert (gaps.stdout, breaks.stdout) == ("", "")
    assert "No link wants a note that is still to be written.\n" in gaps.stderr
    assert breaks.stderr == "No break is planned.\n"
    shell("vacation", "+3", "+9")
    assert "No break" not in shell("vacation").stderr


def test_new_refuses_a_card_that_is_there_and_leaves_the_file(shell: Shell) -> None:
    shell("new", "Spanish", "--front", "to walk", "--back", "andar")
    file = shell.home / ".local/share/flashdl/decks/spanish.yaml"
    before = file.read_bytes()

    assert (
        f"{file}:3: the same card stands here already"
        in shell("new", "Spanish", "--front", "to  walk", "--back", "andar", code=1).stderr
    )
    assert file.read_bytes() == before
    shell("new", "Spanish", "--front", "to walk", "--back", "caminar")


def test_new_in_an_editor(shell: Shell) -> None:
    editor = shell.home / "editor"
    editor.write_text("#!/bin/sh\nprintf 'What?\\n---\\nThat\\n' > \"$1\"\n")
    editor.chmod(0o755)
    shell.environ["EDITOR"] = str(editor)

    shell("new")

    assert "That" in (shell.home / ".local/share/flashdl/decks/my-cards.yaml").read_text()


def test_a_review_from_a_pipe_is_kept(shell: Shell) -> None:
    shell("add", "notes")
    done = shell("review", "--plain", stdin="\n3\n\n3\n\n3\n")

    assert "GAN" in done.stdout or "LSTM" in done.stdout
    assert shell("due", "--prompt").stdout == ""
    assert "sound" in shell("doctor").stdout


def test_without_a_terminal_the_app_says_what_there_is_to_do(shell: Shell) -> None:
    done = shell()

    assert done.stdout == "Nothing is due today.\n"
    assert "flashdl review --plain" in done.stderr


@pytest.mark.parametrize("name", ["all.apkg", "all.tsv", "all.csv", "all.yaml", "all.md", "all.json"])
def test_export_writes_by_the_ending(shell: Shell, name: str) -> None:
    shell("add", "notes")
    told = shell("export", name).stderr

    assert told.startswith(f"{name}: ") and not told.startswith(f"{name}: 0")
    assert (shell.home / name).stat().st_size > 500


@pytest.mark.parametrize("name", ["all.apkg", "all.tsv", "all.csv", "all.yaml", "all.md", "all.json"])
def test_a_file_that_flashdl_did_not_write_is_lost_only_by_force(shell: Shell, name: str) -> None:
    shell("add", "notes")
    (shell.home / name).write_text("mine")
    told = shell("export", name, code=2).stderr

    assert "is there already" in told and "--force" in told
    assert (shell.home / name).read_text() == "mine"
    shell("export", name, "--force")
    assert (shell.home / name).stat().st_size > 500


@pytest.mark.parametrize(("name", "options"), [("all.apkg", []), ("all.apkg", ["--legacy"]), ("all.json", [])])
def test_an_earlier_export_of_everything_is_replaced(shell: Shell, name: str, options: list[str]) -> None:
    shell("add", "notes")
    shell("export", name, *options)
    shell("export", name, *options)

    assert "cards." in shell("export", name, *options).stderr


def test_a_package_says_how_many_cards_it_leaves_out(shell: Shell) -> None:
    shell("add", "notes")
    apkg.write(shell.home / "theirs.apkg", [exported(card("Their question?", "so"))], now=a_moment())
    assert "1 new" in shell("import", "theirs.apkg").stderr

    assert "1 card from Anki left out" in shell("export", "all.apkg").stderr
    assert "left out" not in shell("export", "all.apkg", "--anki-too").stderr
    assert "left out" not in shell("export", "all.yaml").stderr


def test_a_dry_export_says_what_would_go_out_and_writes_nothing(shell: Shell) -> None:
    shell("add", "notes")
    told = shell("export", "all.apkg", "--dry-run").stderr

    assert "Nothing was written." in told
    assert not (shell.home / "all.apkg").exists()


def test_what_goes_out_as_json_comes_back_on_another_machine(shell: Shell) -> None:
    shell("add", "notes")
    shell("export", "all.json")
    before = shell.json("sources")
    told = shell("import", "all.json", "--db", "other.db", "--dry-run").stderr
    shell("import", "all.json", "--db", "other.db")
    shell("export", "again.json", "--db", "other.db")

    assert "Nothing was stored." in told
    assert shell.json("sources", "--db", "other.db") == before
    assert (shell.home / "again.json").read_bytes() == (shell.home / "all.json").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nonsense"], 2, "No such command"),
        (["add", "nowhere"], 1, "no such file or folder"),
        (["scan", "--nonsense"], 2, "No such option"),
        (["schedule", "good", "excellent"], 2, "is no rating"),
        (["schedule", "--quality", "7"], 2, "is no quality"),
        (["export", "cards.pdf"], 2, "end in .apkg"),
        (["export", "cards.tsv", "--legacy"], 2, "about Anki packages"),
        (["export", "cards.json", "Nets"], 2, "whole collection"),
        (["export", "x.apkg", "Nothing"], 2, "no deck"),
        (["review", "Nothing", "--plain"], 2, "no deck"),
        (["why", "nowhere.md:3"], 1, "no such note"),
        (["why", "notes/Nets.md:99"], 2, "no line 99"),
        (["why", "notes/Nets.md:0"], 2, "no line 0"),
        (["why", ":0"], 2, "name a note"),
        (["why", ""], 2, "name a note"),
        (["stats", "--db", ""], 2, "--db names no file"),
        (["--db", "", "stats"], 2, "--db names no file"),
        (["due", "--db", ""], 2, "--db names no file"),
        (["due", "--db="], 2, "--db names no file"),
        (["import", "notes"], 1, "this folder holds no deck"),
        (["--db", "notes", "scan"], 3, ""),
        (["due", "--db", "notes"], 3, ""),
        (["--db", "deck.yaml", "doctor"], 3, ""),
    ],
)
def test_what_cannot_be_done_gets_one_sentence_and_its_code(
    shell: Shell, arguments: list[str], code: int, said: str
) -> None:
    done = shell(*arguments, code=code)

    assert said in done.stderr
    assert done.stderr.startswith("flashdl: ")
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_with_json_an_error_is_an_object_too(shell: Shell) -> None:
    (error,) = shell.json("generate", "nowhere", code=1)

    assert error == {"error": "nowhere: there is no such file or folder.", "path": "nowhere", "line": None} or (
        str(error["error"]).endswith("nowhere: there is no such file or folder.") and error["line"] is None
    )


def test_scan_lists_the_notes_that_are_still_to_be_written(shell: Shell) -> None:
    (shell.home / "notes" / "Other.md").write_text(
        "[[gradient descent]], [[Nets]], [[Zebra]]\n\n![[a.png]] [[b.pdf]] [[2024-01-05]] [[#Here]] [x](https://y.org)\n"
    )
    (shell.home / "notes" / "Templates").mkdir()
    (shell.home / "notes" / "Templates" / "T.md").write_text("[[Aardvark]] [[Zebra]]\n")
    told = shell("add", "notes").stderr
    gaps = [row for row in shell.json("scan", "--gaps") if "notes" in row]

    assert "2 notes are linked to and still to be written" in told
    assert gaps == [
        {"name": "Gradient Descent", "notes": 2, "file": "Nets.md", "line": 3},
        {"name": "Zebra", "notes": 1, "file": "Other.md", "line": 1},
    ]
    assert shell("scan", "--gaps").stdout.splitlines() == [
        "   2  Gradient Descent  Nets.md:3",
        "   1  Zebra  Other.md:1",
    ]


def test_schedule_as_json(shell: Shell) -> None:
    answers = shell.json("schedule", "good", "good", "hard", "good", "again", "easy")

    assert [answer["interval"] for answer in answers] == [1, 6, 15, 36, 1, 1]
    assert [answer["ease"] for answer in answers] == [2500, 2500, 2360, 2360, 2040, 2140]
    assert set(answers[0]) == {"rating", "quality", "interval", "ease", "due"}


def test_config_paths_follow_the_environment(shell: Shell) -> None:
    shell.environ["FLASHDL_DB"] = str(shell.home / "other.db")
    (paths,) = shell.json("config", "--paths")

    assert paths["database"] == str(shell.home / "other.db")


@pytest.mark.parametrize("command", ["stats", "due", "config"])
def test_a_reader_that_has_seen_enough_is_no_problem(shell: Shell, command: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "flashdl", command],
        stdout=writer,
        stderr=subprocess.PIPE,
        env=shell.environ,
        timeout=60,
        check=False,
    )
    os.close(writer)

    assert (done.returncode, done.stderr) == (0, b"")


def test_a_fault_of_flashdl_itself_is_a_sentence_on_the_short_way_too(shell: Shell) -> None:
    (shell.home / "sitecustomize.py").write_text(
        "import flashdl.store.counts as counts\n"
        "def failing(*_, **__):\n    raise KeyError('x')\n"
        "counts.counts = failing\n"
    )
    shell.environ["PYTHONPATH"] += f":{shell.home}"

    assert "a fault of flashdl itself (KeyError: 'x')" in shell("due", code=1).stderr


def test_nothing_from_a_note_or_a_name_steers_the_terminal(shell: Shell) -> None:
    evil = "\x1b]52;c;aGk=\x07\x9b31m\u202e[/bold] [@click=app.quit]"
    folder = shell.home / f"no\x1b[2Jtes{evil.replace('/', '')}"
    folder.mkdir()
    note = f"# T{evil}\n\n| Term{evil} | Meaning |\n|---|---|\n| a{evil}b | the first thing{evil} |\n"
    (folder / "N\x1b[31m.md").write_text(note)
    commands = [
        ("generate", str(folder)),
        ("generate", str(folder), "--json", "--why"),
        ("why", str(folder / "N\x1b[31m.md")),
        ("add", str(folder)),
        ("scan", "--why"),
        ("sources",),
        ("due",),
        ("due", "--json"),
        ("review", "--plain"),
        ("doctor",),
        ("scan", "--json"),
        ("search", "is:new"),
        ("search", "is:new", "--json"),
        ("stats",),
        ("stats", "--json"),
        ("restore",),
    ]

    for command in commands:
        done = shell(*command)
        for text in (done.stdout, done.stderr):
            assert not [char for char in text if (ord(char) < 32 and char != "\n") or 0x7F <= ord(char) < 0xA0]
            assert "\u202e" not in text


def test_every_command_is_explained_with_help(shell: Shell) -> None:
    listed = shell("--help").stdout.partition("Every day:")[2].split("\n")
    commands = [line.split()[0] for line in listed if line.startswith("  ") and line[2] != " "]

    assert sorted(commands) == sorted(
        [
            "add",
            "backup",
            "restore",
            "search",
            "stats",
            "card",
            "catch-up",
            "completion",
            "config",
            "doctor",
            "due",
            "export",
            "generate",
            "import",
            "inbox",
            "new",
            "review",
            "scan",
            "schedule",
            "scheduler",
            "simulate",
            "sources",
            "vacation",
            "why",
        ]
    )
    for command in commands:
        assert shell(command, "--help").stdout.startswith("Usage: flashdl")


def test_the_home_folder_is_followed_only_after_a_question(shell: Shell) -> None:
    refused = shell("add", str(shell.home), stdin="n\n")

    assert "all of your files" in refused.stderr
    assert shell.json("sources") == []
    shell("add", str(shell.home), stdin="y\n")
    assert [one["path"] for one in shell.json("sources")] == [str(shell.home)]


def test_a_folder_in_a_followed_one_is_refused_in_a_sentence(shell: Shell) -> None:
    (shell.home / "notes/deep").mkdir(parents=True)
    (shell.home / "notes/deep/Nets.md").write_text(NOTE)
    shell("add", "notes")

    refused = shell("add", "notes/deep", code=2)

    assert "lies in" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_reason_that_many_cards_share_is_said_once(shell: Shell) -> None:
    shell("add", "notes")
    (shell.home / "notes" / "Nets.md").rename(shell.home / "notes" / "Networks.md")
    told = shell("scan").stderr

    (reason,) = [line for line in told.splitlines() if "Networks" in line and line.startswith("  >")]
    assert reason.endswith(":")
    assert told.count("      ") > 2


def test_what_a_scan_took_for_moved_is_taken_back_by_undo(shell: Shell) -> None:
    shell("add", "notes")
    (shell.home / "notes" / "Nets.md").rename(shell.home / "notes" / "Networks.md")
    (moved,) = shell.json("scan")
    assert moved["moved"]

    kept = shell("scan", "--undo", stdin="n\n", code=1).stderr
    assert "say --yes with it" in shell("scan", "--undo", "--json", code=2).stderr
    undone, report = shell.json("scan", "--undo", "--yes")
    nothing, after = shell.json("scan", "--undo")

    assert f"These {moved['moved']} cards were taken for moved." in kept
    assert "Nothing was changed." in kept
    assert any("before-undo" in str(copy) for copy in shell.json("restore"))
    assert len(undone["undone"]) == moved["moved"] == report["new"] == report["orphaned"]  # type: ignore[arg-type]
    assert nothing == {"undone": []}
    assert after["moved"] == 0
    assert "nothing to take back" in shell("scan", "--undo").stderr
    assert "do not go together" in shell("scan", "--undo", "--dry-run", code=2).stderr


def _every(command: click.Command, path: tuple[str, ...], context: click.Context) -> Iterator[tuple[str, str]]:
    if path:
        yield " ".join(path), command.help or ""
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _every(inner, (*path, name), click.Context(inner, parent=context))


def test_every_module_of_commands_has_those_that_it_is_loaded_for() -> None:
    for module, names in cli.MODULES.items():
        found = importlib.import_module(f"flashdl.cli.{module}").COMMANDS
        assert [command.name for command in found] == list(names)


def test_the_help_of_every_command_has_an_example() -> None:
    helps = dict(_every(cli.flashdl, (), click.Context(cli.flashdl)))

    assert len(helps) > 40
    assert [name for name, text in helps.items() if f"flashdl {name}" not in text] == []


def test_a_note_is_meant_by_its_name_and_several_of_it_are_told(shell: Shell) -> None:
    (shell.home / "notes" / "deep").mkdir()
    (shell.home / "notes" / "deep" / "Layers.md").write_text(NOTE)
    shell("add", "notes")
    (line,) = shell.json("why", "layers:7")
    assert line["line"] == 7
    shown = shell.json("card", "show", "Layers.md:7")
    assert {card["file"] for card in shown} == {"deep/Layers.md"}
    (shell.home / "notes" / "other").mkdir()
    (shell.home / "notes" / "other" / "Layers.md").write_text(NOTE)
    shell("scan")

    assert "several notes are called so" in shell("why", "Layers.md", code=2).stderr
    assert "no folder that is followed has one of this name" in shell("why", "Nothing.md", code=1).stderr


def test_what_why_shows_of_a_long_line_is_cut_with_a_sign(shell: Shell) -> None:
    (shell.home / "long.md").write_text("# Long\n\n" + "word " * 60 + ".\n")

    shown = shell("why", "long.md:3").stdout.splitlines()[0]

    assert shown.endswith("…")


def test_the_help_says_a_whole_sentence_of_each_command_and_names_each_once(shell: Shell) -> None:
    for told, group in (
        (shell("--help").stdout, cli.flashdl),
        (shell("card", "--help").stdout, cli.flashdl.get_command(click.Context(cli.flashdl), "card")),
    ):
        assert isinstance(group, click.Group)
        listed = [line.split()[0] for line in told.splitlines() if line.startswith("  ") and line[2:3].isalpha()]
        assert "..." not in told.replace("PATH...", "").replace("ARGS]...", "").replace("ease<2' ...", "")
        names = group.list_commands(click.Context(group))
        assert {name for name in listed if name in names} == set(names)
        assert max(listed.count(name) for name in names) == 1


def test_the_parts_of_the_decks_are_the_day(shell: Shell) -> None:
    for name in ("One", "Two"):
        cards = "".join(f"  - front: {name} {number}\n    back: yes\n" for number in range(15))
        (shell.home / f"{name}.yaml").write_text(f"name: {name}\ncards:\n{cards}")
        shell("import", f"{name}.yaml")
    told = shell("due").stdout.splitlines()

    assert told[0].startswith("20 cards")
    assert sum(int(line.split()[1]) for line in told[2:]) == 20


def test_the_configuration_in_force_is_printed_as_one_writes_it(shell: Shell) -> None:
    file = shell.home / ".config" / "flashdl" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('theme = "nord"\n[limits]\nnew = 7\n[decks."A::B"]\nnew = 2\n[keys]\nundo = ["U", "ctrl+z"]\n')
    told = shell("config").stdout
    file.write_text(told)

    assert shell("config").stdout == told
    assert "new = 7" in told
    assert 'undo" = ["U", "ctrl+z"]' in told


def test_a_value_in_the_wrong_place_and_a_key_of_no_command_are_told(shell: Shell) -> None:
    file = shell.home / ".config" / "flashdl" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("new = 7\n")
    assert "config.toml:1: new stands below a line [limits]." in shell("config", code=1).stderr
    file.write_text('[keys]\nundoo = "U"\n')
    assert "config.toml:2: there is no command undoo; did you mean undo?" in shell("config", code=1).stderr


def test_the_configuration_is_edited_from_a_file_of_defaults_and_checked(shell: Shell) -> None:
    shell.environ |= {"VISUAL": "true"}
    assert "config.toml is in order." in shell("config", "--edit").stderr
    file = shell.home / ".config" / "flashdl" / "config.toml"
    bare = [line.removeprefix("# ") for line in file.read_text().splitlines()]
    defaults = shell("config").stdout
    values = [line for line in bare if " = " in line and not line.startswith(("undo", "suspend"))]
    file.write_text("\n".join(line for line in bare if line.startswith("[") or line in values))

    assert shell("config").stdout.replace('[decks."Deep Learning"]\nnew = 5\n', "") == defaults


def test_where_no_card_is_a_leech_it_says_so(shell: Shell) -> None:
    assert "No card was forgotten 8 times." in shell("card", "leeches").stderr
