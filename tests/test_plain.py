"""The review line by line."""

from __future__ import annotations

import io
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from flashdl import plain
from flashdl.model import Candidate, Excerpt, Grading, Rating, State
from flashdl.store import Store
from tests.build import TODAY, filled
from tests.tui.stage import Clock, a_config, a_filled_store, asked, cards_of_every_kind, study_before, typed_card


def reviewed(
    store: Store,
    folder: Path,
    lines: str,
    *,
    deck: str | None = None,
    minutes: int = 0,
    seconds: int = 0,
    cram: bool = False,
) -> str:
    """What is printed when these lines are typed.

    Args:
        seconds: that pass before each line.
    """
    written, typed, clock = io.StringIO(), iter(lines.splitlines()), Clock()

    def read() -> str:
        clock.seconds += seconds
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    config = replace(a_config(folder), minutes=minutes)
    code = plain.review(store, config, now=clock, read=read, write=written, deck=deck, cram=cram)
    assert code == 0
    return written.getvalue()


def ratings(store: Store) -> list[Rating | None]:
    return [event.rating for event in store.log()]


def test_a_card_is_asked_shown_and_rated(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, cards_of_every_kind()[1]) as store:
        said = reviewed(store, tmp_path, "\n4\n")

        assert (
            said.index("What does `torch.randn(2, 3)`") < said.index("Answer: a tensor") < said.index("Learning.md:19")
        )
        assert ratings(store) == [Rating.EASY]


@pytest.mark.parametrize(
    ("line", "rating"),
    [("1", Rating.AGAIN), ("hard", Rating.HARD), ("Good", Rating.GOOD), ("", Rating.GOOD), ("easy", Rating.EASY)],
)
def test_a_rating_is_a_number_a_word_or_an_empty_line(tmp_path: Path, line: str, rating: Rating) -> None:
    with a_filled_store(tmp_path, asked("Q?", "A")) as store:
        reviewed(store, tmp_path, f"\n{line}\n")

        assert ratings(store)[0] is rating


def test_the_end_of_the_input_ends_the_review(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *cards_of_every_kind()) as store:
        said = reviewed(store, tmp_path, "")

        assert "0 answers" in said
        assert ratings(store) == []


def test_again_comes_back_until_good(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Q?", "A")) as store:
        said = reviewed(store, tmp_path, "\n1\n\n3\n")

        assert said.count("Q?") == 2
        assert ratings(store) == [Rating.AGAIN, Rating.GOOD]


def test_a_typed_answer_is_compared_and_suggests_the_rating(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, typed_card(0), asked("Q?", "The  Answer (TA)", position=1)) as store:
        said = reviewed(store, tmp_path, "2015\n\n\n\n2014\n\n\n")

        assert "Not quite." in said
        assert "Right." in said
        assert ratings(store) == [Rating.AGAIN, Rating.GOOD, Rating.GOOD]


def test_a_word_that_is_a_command_can_be_typed_as_an_answer(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, typed_card()) as store:
        said = reviewed(store, tmp_path, "q\nq\n")

        assert "that command is :q" in said
        assert "Not quite." in said


def test_a_card_whose_answer_is_typed_says_so_and_how_to_leave(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *cards_of_every_kind()[:2]) as store:
        typed, other = reviewed(store, tmp_path, "\n\n").split("torch.randn")[:2]

        assert "Type the answer; " in typed
        assert ":q ends" in typed
        assert "Type the answer; " not in other


def test_a_choice_is_made_by_its_letter(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, cards_of_every_kind()[2]) as store:
        said = reviewed(store, tmp_path, "b\n\n")

        assert "b) GAN" in said
        assert "Right." in said


@pytest.mark.parametrize(
    ("grading", "lines", "rated"),
    [
        (Grading.SELF, "c\nb\n\n3\n", Rating.HARD),
        (Grading.SELF, "c\na\n\n\n3\n", Rating.AGAIN),
        (Grading.SELF, "c\n\n\n", Rating.HARD),
        (Grading.TYPED, ":c\n2014\n\n", Rating.HARD),
        (Grading.TYPED, "2014\n\n", Rating.GOOD),
    ],
)
def test_choices_are_shown_to_who_asks_and_lower_the_rating(
    tmp_path: Path, grading: Grading, lines: str, rated: Rating
) -> None:
    card = asked("When did GAN appear?", "2014", grading=grading, choices=("1997", "2014", "2017", "2020"))
    with a_filled_store(tmp_path, card) as store:
        said = reviewed(store, tmp_path, lines)

        assert ("b) 2014" in said) is ("c" in lines)
        assert ratings(store)[0] is rated


@pytest.mark.parametrize(("grading", "key"), [(Grading.SELF, "c"), (Grading.TYPED, ":c")])
def test_without_choices_the_key_says_so(tmp_path: Path, grading: Grading, key: str) -> None:
    with a_filled_store(tmp_path, asked("When did GAN appear?", "2014", grading=grading)) as store:
        said = reviewed(store, tmp_path, f"{key}\n2014\n\n")

        assert said.index("This card has no choices.") < said.index("Answer: 2014")
        assert ratings(store) == [Rating.GOOD]


def test_the_last_answer_can_be_taken_back_after_the_last_card(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Q?", "A")) as store:
        said = reviewed(store, tmp_path, "\n1\n\n3\nu\n\n2\n\n3\n\n")

        assert "Taken back." in said
        assert [event.kind.value for event in store.log()] == ["learn", "drill", "void", "drill", "drill"]


def test_rejecting_takes_two_keys(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("First?", "A"), asked("Second?", "B", position=1)) as store:
        said = reviewed(store, tmp_path, "x\nno\nx\nx\ns\n")

        assert "Kept." in said
        assert [card.state for card in store.cards()] == [State.REJECTED, State.SUSPENDED]


def test_a_table_is_read_as_the_asked_row(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, typed_card()) as store:
        said = reviewed(store, tmp_path, "\n")

        assert "Architecture: GAN; Year: 2014; Use case: Image generation" in said


def test_a_column_without_a_name_and_a_cell_without_text_are_read_as_what_is_there(tmp_path: Path) -> None:
    traps = Excerpt(header=("", "Trap", "Syscall"), rows=(("Purpose", "transfer control", ""),), row=0, column=1)
    with a_filled_store(tmp_path, asked("Purpose – trap?", "transfer control", excerpt=traps)) as store:
        said = reviewed(store, tmp_path, "\n")

        assert "\nPurpose; Trap: transfer control\n" in said


def test_nothing_due_says_when_there_is(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Q?", "A")) as store:
        study_before(store, 1, 0)
        said = reviewed(store, tmp_path, "")

        assert said == "Nothing is due. Next: on Saturday, 1 card.\n"
        assert TODAY.weekday() == 6


def test_only_the_named_deck_is_asked(tmp_path: Path) -> None:
    cards: tuple[Candidate, ...] = (asked("Mine?", "A", deck="A::B"), asked("Other?", "B", deck="AB"))
    with a_filled_store(tmp_path, *cards) as store:
        said = reviewed(store, tmp_path, "", deck="A")

        assert "Mine?" in said
        assert "Other?" not in said


def test_no_control_character_is_printed(tmp_path: Path) -> None:
    card = asked("A\x1b]52;c;ZXZpbA==\x07?", "\x9b6n", context=("\x1b[2J", "\u202edna"), file="n\x1b[31m.md")
    with a_filled_store(tmp_path, card) as store:
        said = reviewed(store, tmp_path, "\n3\n")

        assert all(letter.isprintable() or letter == "\n" for letter in said)
        assert "␛]52;c" in said


def test_where_storing_fails_the_card_stays(tmp_path: Path) -> None:
    with Store.open(tmp_path / "flashdl.db", patience_ms=10) as store:
        filled(store, asked("Q?", "A"))
        other = sqlite3.connect(tmp_path / "flashdl.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        said = reviewed(store, tmp_path, "\n3\n")
        other.close()

        assert "Not stored." in said
        assert ratings(store) == []


def test_after_its_minutes_the_review_asks_whether_to_go_on(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *(asked(f"{number}?", "A", position=number) for number in range(3))) as store:
        said = reviewed(store, tmp_path, "\n3\ng\n\n3\n\n", minutes=1, seconds=30)

        assert said.count("A minute is over, ") == 2
        assert "A minute is over, 2 cards left. g goes on; an empty line ends." in said
        assert "2 answers" in said
        assert "2?" not in said
        assert ratings(store) == [Rating.GOOD, Rating.GOOD]


def test_a_hint_is_shown_where_it_is_asked_for_and_a_slip_is_nearly_right(tmp_path: Path) -> None:
    card = asked("To walk?", "caminar", grading=Grading.TYPED, hint="begins with c")
    with a_filled_store(tmp_path, card) as store:
        said = reviewed(store, tmp_path, ":h\ncaminra\n\n")

        assert said.index(":h shows a hint.") < said.index("Hint: begins with c") < said.index("Nearly right.")
        assert ratings(store) == [Rating.GOOD]


@pytest.mark.parametrize("cram", [True, False])
def test_undo_before_the_rating_takes_back_the_choice_and_nothing_that_is_stored(tmp_path: Path, *, cram: bool) -> None:
    card = asked("When did GAN appear?", "2014", choices=("1997", "2014", "2017", "2020"))
    with a_filled_store(tmp_path, card) as store:
        study_before(store, 7, 6)
        said = reviewed(store, tmp_path, "c\na\nu\nb\n2\n", cram=cram)

        assert said.index("Not quite.") < said.index("Taken back: once more.") < said.index("Right.")
        assert said.count("b) 2014") >= 2
        assert ratings(store)[:3] == [Rating.GOOD, Rating.GOOD, Rating.HARD]


def test_cards_that_are_practised_are_not_called_due(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, asked("Q?", "A")) as store:
        said = reviewed(store, tmp_path, "", cram=True)

        assert said.startswith("1 to practise  0 again.")
