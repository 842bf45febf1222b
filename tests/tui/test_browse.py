"""The browser and the screen of figures, with the keys of a person."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from flashdl import sources
from flashdl.model import Candidate, EventKind, State
from flashdl.query import parse
from flashdl.store import Store
from flashdl.tui.browse import MANY, PAUSE_SECONDS, BrowseScreen
from flashdl.tui.browse_keys import ACCEPT
from flashdl.tui.found import FoundList
from flashdl.tui.home import HomeScreen
from flashdl.tui.review import ReviewScreen
from tests.build import TODAY, a_moment
from tests.tui.stage import (
    a_filled_store,
    asked,
    cards_of_every_kind,
    drawn,
    matches_pictures,
    press,
    running,
    settled,
    study_before,
    type_in,
)


def some() -> tuple[Candidate, ...]:
    return (
        *cards_of_every_kind(),
        *(
            asked(f"Question [/bold] {n} 統計?", f"answer {n}", deck="My notes::Statistics", position=9 + n)
            for n in range(8)
        ),
    )


def states(store: Store) -> list[State]:
    return [card.state for card in store.cards()]


async def test_what_is_found_is_a_list_above_the_card(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        study_before(store, 7, 6)
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "j", "space")

            await matches_pictures(app, pilot, "browse")


async def test_what_is_typed_is_looked_for_as_one_types(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "slash")
            app.screen.query_one(Input).value = ""
            await type_in(pilot, "generative")
            await pilot.pause(PAUSE_SECONDS * 3)
            await settled(pilot)
            assert "Which of these is a generative model?" in drawn(app)
            assert "1 card" in drawn(app)
            await type_in(pilot, " is:dew")
            await press(pilot, "enter")

            assert "is: knows new, due" in drawn(app)
            assert "Which of these is a generative model?" in drawn(app), "a faulty query leaves the list"


async def test_tab_completes_names_and_values(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "slash")
            line = app.screen.query_one(Input)
            line.value = ""
            await type_in(pilot, "de")
            await press(pilot, "tab")
            assert line.value == "deck:"
            await type_in(pilot, '"My')
            await press(pilot, "tab", "enter")

            assert line.value == 'deck:"My notes::Statistics"'
            assert "8 cards" in drawn(app)


async def test_an_act_is_done_to_the_card_or_to_all_that_are_marked(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "s")
            assert states(store)[:3] == [State.SUSPENDED, State.ACTIVE, State.ACTIVE]
            assert "1 card suspended." in drawn(app)
            await press(pilot, "s")
            assert states(store)[0] is State.ACTIVE
            await press(pilot, "space", "space", "x", "y")

            assert states(store)[:3] == [State.REJECTED, State.REJECTED, State.ACTIVE]
            assert f"{len(some()) - 2} cards" in drawn(app)


async def test_many_are_changed_only_after_a_yes(tmp_path: Path) -> None:
    cards = tuple(asked(f"Question {n}?", "yes", position=n) for n in range(MANY))
    with a_filled_store(tmp_path, *cards) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "A", "x")
            assert f"Reject {MANY} cards?" in drawn(app)
            await press(pilot, "n")
            assert set(states(store)) == {State.ACTIVE}
            await press(pilot, "x", "y")

            assert set(states(store)) == {State.REJECTED}


async def test_flags_burying_and_new_again(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        study_before(store, 7, 6)
        async with running(store, tmp_path) as (_, pilot):
            first = next(iter(store.cards())).id
            await press(pilot, "b", "f", "f", "b", "n")

            assert store.flags() == {first: 2}
            assert store.buried(TODAY) == {first}
            assert store.schedule(first) is None


async def test_marked_cards_are_practised_and_no_schedule_moves(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        study_before(store, 7, 6)
        before = store.schedules()
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "G", "space", "p")
            assert isinstance(app.screen, ReviewScreen)
            assert "7 統計" in drawn(app)
            await press(pilot, "space", "3")
            await press(pilot, "escape")

            assert store.schedules() == before


async def test_the_cursor_stays_on_its_card_in_another_order(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "j", "j", "j")
            found = app.screen.query_one(FoundList)
            before = found.current
            await press(pilot, "o", "o", "o", "o", "o")

            assert found.current == before
            assert "by question" in drawn(app)


async def test_ten_thousand_lines_are_read_a_page_at_a_time(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b")
            found = app.screen.query_one(FoundList)
            reads: list[int] = []
            own = found._read
            found._read = lambda ids: reads.append(len(ids)) or own(ids)  # type: ignore[func-returns-value]
            ids = [card.id for card in store.cards()]
            found.show([*ids, *(f"no card {n}" for n in range(10_000))], TODAY)
            await press(pilot, "G", "g", "pagedown", "j")

            assert sum(reads) <= 1000


async def test_what_is_typed_behind_a_slash_at_home_is_looked_for(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "slash", *"relu")

            assert app.screen.query_one("#query", Input).value.endswith("relu")
            assert app.focused is app.screen.query_one("#query", Input)


@pytest.mark.parametrize("keys", [("escape",), ("q",)])
async def test_the_way_back_leads_home(tmp_path: Path, keys: tuple[str, ...]) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b")
            assert isinstance(app.screen, BrowseScreen)
            await press(pilot, "slash", "escape", *keys)

            assert isinstance(app.screen, HomeScreen)


async def test_a_click_takes_the_cursor_there(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b")
            await pilot.click(FoundList, offset=(5, 4))
            await settled(pilot)

            assert app.screen.query_one(FoundList).cursor == 4


async def test_figures_are_shown_one_below_the_other(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        study_before(store, 30, 29, 20, 7, 6)
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "s")

            await matches_pictures(app, pilot, "stats")


async def test_figures_of_a_deck_and_of_all(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        study_before(store, 7, 6)
        async with running(store, tmp_path, size=(80, 60)) as (app, pilot):
            await press(pilot, "j", "s")
            assert "Stats  Deep Learning" in drawn(app)
            assert "all         5   0 new" in drawn(app)
            await press(pilot, "d")
            assert "Stats  All decks" in drawn(app)
            assert "all         13   0 new" in drawn(app)
            await press(pilot, "s")

            assert isinstance(app.screen, HomeScreen)


async def test_figures_of_nothing_are_no_fault(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path, size=(80, 60)) as (app, pilot):
            await press(pilot, "s")

            assert "no reviews yet" in drawn(app)
            assert "nothing is scheduled" in drawn(app)


async def test_siblings_are_found_and_the_same_key_leads_back(tmp_path: Path) -> None:
    twins = tuple(replace(card, note="one fact") for card in some()[:2])
    with a_filled_store(tmp_path, *twins, *some()[2:]) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "w")
            assert "2 cards" in drawn(app)
            await press(pilot, "w")

            assert f"{len(some())} cards" in drawn(app)


async def test_from_a_found_card_its_note_is_a_key_away(tmp_path: Path) -> None:
    (tmp_path / "Notes").mkdir()
    (tmp_path / "Notes" / "Radio.md").write_text(
        "# Radio\n\n| Device | Year |\n|---|---|\n| Radio | 1901 |\n| Radar | 1935 |\n\nAnd more.\n"
    )
    with a_filled_store(tmp_path) as store:
        sources.add(store, str(tmp_path / "Notes"), "Notes", a_moment())
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "v")
            assert "And more." in drawn(app)
            await press(pilot, "escape")

            assert isinstance(app.screen, BrowseScreen)


async def test_marked_cards_go_out_as_a_package(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "space", "space", "E")
            assert "2 cards in 1 deck would go out" in drawn(app)
            app.screen.query_one(Input).value = str(tmp_path / "two.apkg")
            await press(pilot, "enter")

            assert isinstance(app.screen, BrowseScreen)
            assert "2 cards written" in drawn(app)
            assert (tmp_path / "two.apkg").is_file()


async def test_marked_cards_get_tags_of_ones_own_and_lose_them(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "space", "space", "t")
            await type_in(pilot, "#exam hard")
            await press(pilot, "enter")
            assert "2 cards: #exam, hard." in drawn(app)
            assert store.found(parse("tag:exam"), TODAY, 8) == [card.id for card in store.cards()][:2]
            assert store.tag_names() == ["exam", "hard"]
            await press(pilot, "t")
            await type_in(pilot, "-exam")
            await press(pilot, "enter")

            assert set(map(tuple, store.own_tags().values())) == {("hard",)}


UNDONE = ("s", "x", "b", "f", "n")


@pytest.mark.parametrize("key", UNDONE)
async def test_what_was_done_to_cards_is_taken_back_by_u(tmp_path: Path, key: str) -> None:
    def known(store: Store) -> object:
        return states(store), store.flags(), store.buried(TODAY), store.schedules()

    with a_filled_store(tmp_path, *some()) as store:
        study_before(store, 7, 6)
        before = known(store)
        async with running(store, tmp_path) as (app, pilot):
            assert "u undo" not in drawn(app)
            await press(pilot, "b", "space", "space", key, *("x" if key == "x" else ""))
            assert known(store) != before
            assert "u undo" in drawn(app)
            await press(pilot, "u")
            assert "Taken back: 2 cards as before." in drawn(app)

            assert known(store) == before


async def test_each_card_gets_its_own_state_and_tags_back(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        first, second, *_ = [card.id for card in store.cards()]
        store.set_state([first], State.SUSPENDED)
        store.tag([second], ["exam"], [], a_moment())
        async with running(store, tmp_path) as (_, pilot):
            await press(pilot, "b", "space", "space", "t")
            await type_in(pilot, "hard -exam")
            await press(pilot, "enter", "x", "x", "u", "u")

            assert states(store)[:2] == [State.SUSPENDED, State.ACTIVE]
            assert store.own_tags() == {second: ["exam"]}


async def test_a_reset_is_taken_back_and_not_what_was_answered_after_it(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        study_before(store, 7, 6)
        before = store.schedules()
        async with running(store, tmp_path) as (_, pilot):
            await press(pilot, "b", "n", "p", "enter", "3", "escape", "u")

            assert store.schedules() == before
            assert sum(event.kind is EventKind.CRAM for event in store.log()) == 1


async def test_marked_cards_are_moved_to_another_deck_and_back(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "space", "space", "m")
            await type_in(pilot, "My n")
            await press(pilot, "tab", "enter")
            assert "2 cards moved to My notes › Statistics." in drawn(app)
            assert [card.deck for card in store.cards()][:3] == ["My notes::Statistics"] * 2 + ["Deep Learning"]
            await press(pilot, "m")
            await type_in(pilot, " Exam :: First ")
            await press(pilot, "enter")
            assert next(iter(store.cards())).deck == "Exam::First"
            await press(pilot, "u")
            assert next(iter(store.cards())).deck == "My notes::Statistics"
            await press(pilot, "m", "enter")

            assert {card.deck for card in store.cards()} == {"Deep Learning", "My notes::Statistics"}
            assert next(iter(store.cards())).deck == "Deep Learning"


async def test_on_a_low_screen_the_keys_stay_commands_while_the_card_is_shown(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path, size=(40, 12)) as (app, pilot):
            await press(pilot, "b", "enter", "j", "f")
            assert app.screen.query_one(Input).value == ""
            assert "What does torch.randn(2, 3) give" in drawn(app)
            await press(pilot, "enter", "j", "s")

            assert list(store.flags().values()) == [1]
            assert states(store)[2] is State.SUSPENDED


async def test_on_a_low_screen_a_long_card_leaves_what_was_done_in_sight(tmp_path: Path) -> None:
    long = asked("A question? " * 20, "An answer. " * 20)
    with a_filled_store(tmp_path, long, *some()) as store:
        async with running(store, tmp_path, size=(40, 12)) as (app, pilot):
            await press(pilot, "b", "enter", "f")

            assert "1 card: flag 1." in drawn(app)
            assert f"{len(some()) + 1} cards" in drawn(app).split("\n")[0], "nothing scrolls but the card"


async def test_marks_stay_while_siblings_are_looked_at(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "space", "space", "w")
            assert "1 card, 2 marked, 2 of them not here" in drawn(app).split("\n")[0]
            await press(pilot, "w")

            assert len(app.screen.query_one(FoundList).marked) == 2


async def test_cards_of_several_queries_are_gathered_by_their_marks(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b")
            for sought in ("GAN", "torch"):
                await press(pilot, "slash")
                app.screen.query_one(Input).value = f"question:{sought}"
                await press(pilot, "enter", "space")
            await press(pilot, "s")

            suspended = {card.prompt.question[:12] for card in store.cards() if card.state is State.SUSPENDED}
            assert suspended == {"In which yea", "What does `t"}


async def test_a_card_is_rejected_after_a_yes_and_brought_back_by_the_same_key(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "x")
            assert "Reject 1 card?" in drawn(app)
            await press(pilot, "n")
            assert states(store)[0] is State.ACTIVE
            await press(pilot, "x", "y", "slash")
            assert states(store)[0] is State.REJECTED
            app.screen.query_one(Input).value = "is:rejected"
            await press(pilot, "enter", "x")

            assert states(store)[0] is State.ACTIVE
            assert "1 card asked again." in drawn(app)


async def test_waiting_cards_are_accepted_in_the_browser_and_taken_back(tmp_path: Path) -> None:
    waiting = [replace(one, state=State.INBOX, score=0.5) for one in some()[:2]]
    with a_filled_store(tmp_path, *waiting, *some()[2:]) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "A", "a")
            assert states(store)[:3] == [State.ACTIVE] * 3
            assert "2 cards accepted." in drawn(app)
            await press(pilot, "u")
            assert states(store)[:3] == [State.INBOX, State.INBOX, State.ACTIVE]


async def test_cards_of_a_rejected_kind_are_not_accepted_with_those_that_wait(tmp_path: Path) -> None:
    first, second = (replace(one, state=State.INBOX, score=0.5) for one in some()[:2])
    first = replace(first, prompt=replace(first.prompt, kind="odd"))
    with a_filled_store(tmp_path, first, second, *some()[2:]) as store:
        store.reject_kind(1, "odd")
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "slash")
            app.screen.query_one(Input).value = "is:rejected or is:inbox"
            await press(pilot, "enter", "A", "a")
            assert states(store)[:2] == [State.INBOX, State.ACTIVE]
            assert "1 card accepted." in drawn(app)


async def test_that_marked_cards_can_be_accepted_is_offered_wherever_the_cursor_is(tmp_path: Path) -> None:
    waiting = replace(some()[0], state=State.INBOX, score=0.5)
    with a_filled_store(tmp_path, waiting, *some()[1:]) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b")
            screen = app.screen
            assert isinstance(screen, BrowseScreen)
            assert ACCEPT in screen.offered()
            await press(pilot, "j")
            assert ACCEPT not in screen.offered()
            await press(pilot, "A")
            assert ACCEPT in screen.offered()
            await press(pilot, "A", "k", "space", "j")
            assert ACCEPT in screen.offered()
            await press(pilot, "a")
            assert ACCEPT not in screen.offered()


async def test_a_card_of_a_rejected_kind_is_found_among_the_rejected_and_brought_back(tmp_path: Path) -> None:
    first = replace(some()[0], state=State.INBOX, score=0.5)
    with a_filled_store(tmp_path, first, *some()[1:]) as store:
        store.reject_kind(1, first.prompt.kind)
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "slash")
            app.screen.query_one(Input).value = "is:rejected"
            await press(pilot, "enter")
            assert "rejected with its kind" in drawn(app)
            await press(pilot, "x")
            assert states(store)[0] is State.ACTIVE


async def test_what_was_rejected_is_marked_no_more(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (_, pilot):
            await press(pilot, "b", "space", "space", "x", "x", "s")

            assert states(store)[:3] == [State.REJECTED, State.REJECTED, State.SUSPENDED]


async def test_flags_and_buried_cards_are_seen_in_the_list_and_on_the_card(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "f", "f", "b")

            line = next(line for line in drawn(app).split("\n") if "⚑2" in line)
            assert line.rstrip().endswith("buried")
            assert "left for tomorrow, flag 2" in drawn(app)


async def test_on_a_low_screen_esc_leads_from_the_card_to_the_list(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path, size=(40, 12)) as (app, pilot):
            await press(pilot, "b", "enter", "escape")
            assert app.screen.query_one(FoundList).display
            await press(pilot, "escape")

            assert not isinstance(app.screen, BrowseScreen)


async def test_a_deck_is_found_by_its_last_level(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "slash")
            app.screen.query_one(Input).value = "deck:statistics"
            await press(pilot, "enter")

            assert "8 cards" in drawn(app).split("\n")[0]


async def test_only_what_can_be_edited_is_offered_to_be(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b")
            assert "e edit" in drawn(app)
            sources.add(store, "bundled:pytorch-basics.yaml", "PyTorch", a_moment())
            await press(pilot, "slash")
            app.screen.query_one(Input).value = "deck:PyTorch"
            await press(pilot, "enter")
            assert "e edit" not in drawn(app)
            await press(pilot, "e")

            assert isinstance(app.screen, BrowseScreen)


async def test_while_a_name_is_typed_what_it_may_hold_is_told(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "slash")
            await type_in(pilot, "is:")
            await pilot.pause(PAUSE_SECONDS * 3)
            await settled(pilot)
            assert "is:new  is:due  is:learning" in drawn(app)
            app.screen.query_one(Input).value = ""
            await type_in(pilot, "kind:ba")
            await press(pilot, "tab")

            assert app.screen.query_one(Input).value == "kind:basic"


async def test_where_nothing_is_found_it_says_so(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (app, pilot):
            await press(pilot, "b", "slash")
            app.screen.query_one(Input).value = "deck:Nothing"
            await press(pilot, "enter")

            assert "No card is found." in drawn(app)


async def test_a_query_that_cannot_be_read_keeps_the_keys_in_its_line(tmp_path: Path) -> None:
    with a_filled_store(tmp_path, *some()) as store:
        async with running(store, tmp_path) as (_, pilot):
            await press(pilot, "b", "slash")
            await type_in(pilot, "is:foo")
            await press(pilot, "enter")
            await type_in(pilot, "x")

            assert isinstance(pilot.app.focused, Input)
            assert State.REJECTED not in states(store)
