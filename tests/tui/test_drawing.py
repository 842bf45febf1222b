"""Text of people's as lines: faces, excerpts, the last line. No app is needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from textual.content import Content

from flashdl.errors import UsageError
from flashdl.model import BLANK, Excerpt, Prompt
from flashdl.tui import editor, faces
from flashdl.tui.blocks import block
from flashdl.tui.commands import HELP, PALETTE, Command
from flashdl.tui.drawing import LONGEST_FACE, bar, beside, centred_block, end_of, face, plain
from flashdl.tui.excerpts import excerpt
from flashdl.tui.frame import Key, key_lines
from tests.tui.stage import ARCHITECTURES


def widths(text: Content) -> list[int]:
    return [line.cell_length for line in text.split("\n")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`a[0]` is code", "a[0] is code"),
        ("``a ` b`` as well", "a ` b as well"),
        ("$x^2$ is math", "x² is math"),
        ("it costs $5 and $6", "it costs $5 and $6"),
        ("US$ 5 and 6$", "US$ 5 and 6$"),
        ("an unclosed ` stays", "an unclosed ` stays"),
        (f"the gap {BLANK} stays", f"the gap {BLANK} stays"),
        ("two\nlines\tand", "two\nlines    and"),
        ("[b]no markup[/b]", "[b]no markup[/b]"),
        ("a **bold** and an *oblique* word", "a bold and an oblique word"),
        (f"**bold with `code` and {BLANK}**", f"bold with code and {BLANK}"),
        ("2*3*4, 2 * 3 * 4, **kwargs and *args", "2*3*4, 2 * 3 * 4, **kwargs and *args"),
    ],
)
def test_a_face_has_no_marks_but_what_they_mark(text: str, shown: str) -> None:
    assert face(text).plain == shown


def test_a_gap_inside_code_stays_code() -> None:
    assert face(f"`a {BLANK} b`").plain == f"a {BLANK} b"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("So:\n\n```python\nfor x in y:\n    f(x)\n```", "So:\n\nfor x in y:\n    f(x)"),
        ("```\n# no heading\n- no list\n```", "# no heading\n- no list"),
        ("| a | b |\n|---|---|\n| $P(x|y)$ | `c|d` |", "a        b\n────────────\nP(x|y)   c|d"),
        ("- one\n  1. inner\n- two", "• one\n  1. inner\n• two"),
        ("> said\n> twice", "│ said\n│ twice"),
        ("first\nsecond\nthird", "first\nsecond\nthird"),
        ("# a remark\nx = 1 - 2\n    y", "# a remark\nx = 1 - 2\n    y"),
        ("```\nunclosed", "unclosed"),
    ],
)
def test_blocks_are_drawn_as_what_they_are(text: str, shown: str) -> None:
    lines = block(text, 60).plain.split("\n")
    indent = min(len(line) - len(line.lstrip()) for line in lines if line)

    assert [line[indent:].rstrip() for line in lines] == shown.split("\n")


def test_code_that_says_its_language_is_coloured() -> None:
    python, plain_text = (block(f"```{name}\nfor x in y: pass\n```", 60) for name in ("python", ""))

    assert len({span.style for span in python.spans}) > len({span.style for span in plain_text.spans})


@given(some.text("ab|-*>`~1. $\n\t[]#_統", max_size=300), some.integers(12, 100))
def test_no_block_is_wider_than_its_place(text: str, width: int) -> None:
    drawn = block(text, width)

    assert max(widths(drawn)) <= width


def test_a_very_long_face_says_what_is_left_out() -> None:
    assert face("x" * (LONGEST_FACE + 12)).plain.endswith("… and 12 characters more")


@given(some.text(max_size=300), some.integers(4, 100))
def test_nothing_drawn_is_wider_than_its_place(text: str, width: int) -> None:
    assert max(widths(beside(plain(text), plain("12:00"), max(width, 12)))) <= max(width, 12)
    assert end_of(plain(text), width).cell_length <= width
    assert max(widths(centred_block(face(text), width))) <= width


@given(
    some.lists(some.lists(some.text(max_size=60), min_size=1, max_size=6), min_size=1, max_size=6),
    some.integers(20, 100),
)
def test_any_table_is_drawn_within_its_width(rows: list[list[str]], width: int) -> None:
    columns = len(rows[0])
    table = Excerpt(
        header=tuple(rows[0]),
        rows=tuple(tuple((row + [""] * columns)[:columns]) for row in rows[1:]),
        row=0 if len(rows) > 1 else None,
        column=columns - 1,
    )

    assert max(widths(excerpt(table, width))) <= width


def test_the_asked_row_is_marked_and_whole_where_others_are_cut() -> None:
    drawn = excerpt(ARCHITECTURES, 34).plain.split("\n")

    assert [line[:1] for line in drawn].count("▸") == 1
    assert "▸ GAN" in drawn[2]
    assert "generation" in drawn[3]
    assert drawn[4].rstrip().endswith("…")


def test_of_very_many_columns_the_key_and_the_asked_one_are_shown() -> None:
    header = tuple(f"column {number}" for number in range(5_000))
    table = Excerpt(header=header, rows=(tuple(f"cell {number}" for number in range(5_000)),), row=0, column=4_000)
    drawn = excerpt(table, 78).plain

    assert "cell 0" in drawn
    assert "4000" in drawn


@pytest.mark.parametrize(("done", "total", "full"), [(0, 0, 0), (0, 5, 0), (5, 5, 10), (1, 3, 3), (9, 5, 10)])
def test_the_bar_is_full_only_at_the_end(done: int, total: int, full: int) -> None:
    assert bar(done, total, 10).plain == "█" * full + "░" * (10 - full)


def test_keys_without_room_are_left_out_but_the_help_stays() -> None:
    keys = [Key(Command(f"c{number}", (str(number),), "a label", "")) for number in range(9)]
    drawn = key_lines([[*keys, Key(HELP)]], 30, 2)

    assert len(drawn.plain.split("\n")) == 2
    assert max(widths(drawn)) <= 30
    assert drawn.plain.endswith("? help")


def test_the_way_back_outlasts_the_palette_where_there_is_no_room_for_both() -> None:
    back = Command("home", ("escape",), "home", "")
    drawn = key_lines([[Key(HELP), Key(PALETTE), Key(back)]], 20, 1)

    assert drawn.plain == "? help   esc home"


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, ["vi", "+7", "/n/a b.md"]),
        ({"EDITOR": "nano"}, ["nano", "+7", "/n/a b.md"]),
        ({"EDITOR": "nano", "VISUAL": "/usr/bin/nvim -f"}, ["/usr/bin/nvim", "-f", "+7", "/n/a b.md"]),
        ({"VISUAL": "code"}, ["code", "--wait", "--goto", "/n/a b.md:7"]),
        ({"VISUAL": "hx"}, ["hx", "/n/a b.md:7"]),
        ({"VISUAL": "ed"}, ["ed", "/n/a b.md"]),
    ],
)
def test_the_editor_opens_at_the_line_where_it_is_known_how(environ: dict[str, str], words: list[str]) -> None:
    assert editor.command(environ, Path("/n/a b.md"), 7) == words


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        (("2014",), "2014"),
        (("2014", "14"), "2014\nalso: 14"),
        (("`item()`", "item()"), "item()"),
        (("`item()`", "item()", "item"), "item()\nalso: item"),
    ],
)
def test_an_answer_that_differs_by_its_marks_alone_is_not_said_again(answers: tuple[str, ...], shown: str) -> None:
    assert [line.strip() for line in faces.answer(Prompt("basic", "Q", answers), 40).plain.split("\n")] == shown.split(
        "\n"
    )


@pytest.mark.parametrize("nothing", ["", " ", "''", '""'])
def test_an_editor_without_a_name_is_vi_and_never_the_note_itself(nothing: str) -> None:
    assert editor.command({"VISUAL": nothing}, Path("/n/a.md"), 7)[0] in ("vi", "")


def test_an_editor_that_makes_no_sense_is_told_in_a_sentence() -> None:
    with pytest.raises(UsageError, match="cannot be started"):
        editor.command({"VISUAL": "vi '"}, Path("/n/a.md"), 7)
