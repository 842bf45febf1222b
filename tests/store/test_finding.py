"""What a query finds is what its words say, over cards and schedules at random."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashdl.model import Card, Grading, Prompt, Rating, Schedule, SourceKind, State
from flashdl.query import All, Compared, Either, Field, Not, Part, Rated, Text, parse
from flashdl.store import Store, asking, finding
from flashdl.store.finding import ORDERS
from tests.build import TODAY, a_candidate, a_moment, a_plan, a_store, an_answer

LEECH = 2
_WORDS = ("Softmax", "ÜBER", "100%", "a_b", "\\frac{1}{2}", 'say "hi"', "損失", "back\\slash")
_DECKS = ("Deep Learning", "Deep Learning::Optimisation", "Deep", "PyTorch")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Cards of every state, with words that mean something to SQL, some answered."""
    folder: Path = tmp_path_factory.mktemp("finding")
    with a_store(folder) as opened:
        source = opened.add_source("/notes/first", SourceKind.NOTES, "Deep Learning")
        made = []
        for number in range(60):
            word, other = _WORDS[number % len(_WORDS)], _WORDS[number * 3 % len(_WORDS)]
            prompt = Prompt(
                ("cloze", "acronym")[number % 2],
                f"What is {word} {number}?",
                (other,),
                grading=Grading.LIST if number % 7 == 0 else Grading.SELF,
                items=("one", word) if number % 7 == 0 else (),
                tags=(("exam",), ("exam/hard", "maths"), ())[number % 3],
            )
            made.append(
                a_candidate(
                    f"{number}", prompt=prompt, deck=_DECKS[number % 4], position=number, document=f"n{number % 5}.md"
                )
            )
        opened.apply(a_plan(source.id, *made), a_moment())
        cards = list(opened.cards())
        for number, card in enumerate(cards):
            for step in range(number % 5):
                day = TODAY - timedelta(days=40 - 9 * step)
                rating = Rating.AGAIN if (number + step) % 3 == 0 else Rating.GOOD
                opened.record(an_answer(card.id, rating, a_moment(day)))
        for card in cards[20:23]:  # to come back in this session
            opened.record(an_answer(card.id, Rating.AGAIN, a_moment(TODAY)))
        states = (State.SUSPENDED, State.REJECTED, State.INBOX)
        for number, card in enumerate(cards):
            if number % 6 in (1, 2, 3) and number % 4 == 0:
                opened.set_state([card.id], states[number % 6 - 1])
        opened.bury([card.id for card in cards[5:9]], TODAY)
        opened.flag([card.id for card in cards[10:20]], 3)
        yield opened


class Judge:
    """The same language over values, card by card."""

    def __init__(self, store: Store) -> None:
        self.schedules = store.schedules()
        self.buried = store.buried(TODAY)
        self.flags = store.flags()
        self.events = list(store.log())
        self.cards = list(store.cards())

    def found(self, query: Part) -> list[str]:
        speaks = str(query)
        return [
            card.id
            for card in self.cards
            if self.holds(query, card)
            and (card.state is not State.REJECTED or "value='rejected'" in speaks)
            and (not card.orphaned or "value='gone'" in speaks)
        ]

    def holds(self, part: Part, card: Card) -> bool:
        match part:
            case All(parts):
                return all(self.holds(each, card) for each in parts)
            case Either(parts):
                return any(self.holds(each, card) for each in parts)
            case Not(inner):
                return not self.holds(inner, card)
            case Text(text):
                prompt = card.prompt
                places = (prompt.question, *prompt.answers, *prompt.items, *card.place.context)
                return any(text.casefold() in place.casefold() for place in places)
            case Rated(days, rating, _):
                since = TODAY - timedelta(days=days - 1)
                return any(
                    event.card == card.id and since <= event.day <= TODAY and rating in (None, event.rating)
                    for event in self.events
                )
            case Compared(name, sign, number):
                value = self.value(name, card, self.schedules.get(card.id))
                compare = {
                    "<": float.__lt__,
                    "<=": float.__le__,
                    ">": float.__gt__,
                    ">=": float.__ge__,
                    "=": float.__eq__,
                }
                return value is not None and compare[sign](value, number)
            case Field(name, value):
                return self.field(name, value, card, self.schedules.get(card.id))

    def value(self, name: str, card: Card, schedule: Schedule | None) -> float | None:
        if name == "score":
            return float(card.score)
        if schedule is None:
            return None
        values = {
            "ease": schedule.ease / 1000,
            "interval": schedule.interval,
            "due": (schedule.due - TODAY).days,
            "lapses": schedule.lapses,
            "reviews": schedule.reviews,
        }
        return float(values[name])

    def field(self, name: str, value: str, card: Card, schedule: Schedule | None) -> bool:
        if name == "deck":
            return card.deck.casefold() == value.casefold() or card.deck.casefold().startswith(f"{value.casefold()}::")
        if name == "tag":
            return any(tag == value or tag.startswith(f"{value}/") for tag in card.prompt.tags)
        if name == "kind":
            return card.prompt.kind == value
        if name == "flag":
            return self.flags.get(card.id, 0) == int(value)
        if name == "source":
            return value in card.place.file or value in "/notes/first"
        asked = card.state is State.ACTIVE
        return {
            "new": asked and schedule is None,
            "due": asked
            and schedule is not None
            and (schedule.drill if schedule.last_day >= TODAY else schedule.due <= TODAY)
            and card.id not in self.buried,
            "suspended": card.state is State.SUSPENDED,
            "rejected": card.state is State.REJECTED,
            "inbox": card.state is State.INBOX,
            "buried": card.id in self.buried,
            "flagged": card.id in self.flags,
            "leech": schedule is not None and schedule.lapses >= LEECH,
            "mature": schedule is not None and schedule.interval >= 21,
            "young": schedule is not None and schedule.step is None and schedule.interval < 21,
            "learning": schedule is not None and schedule.step is not None,
            "gone": card.orphaned,
            "ahead": schedule is not None and schedule.last_day > TODAY + timedelta(days=1),
        }[value]


_words = st.sampled_from([*_WORDS, "über", "softmax", "%", "_", "1", "one", "損", "nothing of the kind"])
_terms = st.one_of(
    _words.map(Text),
    st.builds(Field, st.just("deck"), st.sampled_from([*_DECKS, "deep learning", "D"])),
    st.builds(Field, st.just("tag"), st.sampled_from(["exam", "maths", "ex"])),
    st.builds(Field, st.just("kind"), st.sampled_from(["cloze", "acronym"])),
    st.builds(Field, st.just("flag"), st.sampled_from(["0", "3"])),
    st.builds(Field, st.just("source"), st.sampled_from(["n1", "first", "nowhere"])),
    st.builds(
        Field,
        st.just("is"),
        st.sampled_from(
            ["new", "due", "suspended", "rejected", "inbox", "buried", "flagged", "leech", "mature", "young", "ahead"]
        ),
    ),
    st.builds(
        Compared,
        st.sampled_from(["ease", "interval", "due", "lapses", "reviews", "score"]),
        st.sampled_from(["<", "<=", ">", ">=", "="]),
        st.sampled_from([-3.0, 0.0, 0.7, 1.0, 2.0, 2.5, 6.0]),
    ),
    st.builds(Rated, st.integers(1, 45), st.none() | st.sampled_from([1, 3])),
)
_queries = st.recursive(
    _terms,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Either(tuple(parts))),
    ),
    max_leaves=6,
)


@settings(max_examples=300)
@given(query=_queries)
def test_sql_finds_what_the_words_say(store: Store, query: Part) -> None:
    literal = _without_stars(query)

    assert store.found(literal, TODAY, LEECH) == Judge(store).found(query)


def _without_stars(part: Part) -> Part:
    """The words of this test are meant as they stand, so what is a sign of the language is marked."""
    match part:
        case Text(text):
            return Text(_marked(text))
        case Field(name, value):
            return Field(name, _marked(value))
        case Not(inner):
            return Not(_without_stars(inner))
        case All(parts):
            return All(tuple(map(_without_stars, parts)))
        case Either(parts):
            return Either(tuple(map(_without_stars, parts)))
    return part


def _marked(text: str) -> str:
    return "".join(f"\\{sign}" if sign in '\\*"' else sign for sign in text)


def test_a_star_is_any_letters(store: Store) -> None:
    found = store.cards_of(store.found(parse("question:what*max*1"), TODAY, LEECH))

    assert found
    assert all("Softmax" in card.prompt.question and "1" in card.prompt.question for card in found)


def test_the_first_answer_ever_is_what_introduced_speaks_of(store: Store) -> None:
    recent = store.found(parse("introduced:10"), TODAY, LEECH)
    ever = store.found(parse("introduced:99"), TODAY, LEECH)
    first: dict[str, date] = {}
    for event in store.log():
        first.setdefault(event.card, event.day)

    assert set(recent) <= {card for card, day in first.items() if day >= TODAY - timedelta(days=9)}
    assert {card.id for card in store.cards() if card.id in first and card.state is not State.REJECTED} == set(ever)


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_holds_the_same_cards(store: Store, order: str) -> None:
    assert sorted(store.found(All(()), TODAY, LEECH, order)) == sorted(store.found(All(()), TODAY, LEECH))


def test_lines_say_what_the_cards_say(store: Store) -> None:
    found = store.found(All(()), TODAY, LEECH)
    cards, lines, schedules = store.cards_of(found), store.lines_of(found), store.schedules()

    assert [card.id for card in cards] == [line.id for line in lines] == found
    for card, line in zip(cards, lines, strict=True):
        schedule = schedules.get(card.id)
        assert (line.question, line.deck, line.state) == (card.prompt.question, card.deck, card.state)
        assert line.answer == (", ".join(card.prompt.items) or card.prompt.answers[0])
        assert (line.due, line.interval) == ((schedule.due, schedule.interval) if schedule else (None, None))
    assert store.tag_names() == ["exam", "exam/hard", "maths"]


NEAR = [
    "SEARCH schedule USING COVERING INDEX schedule_by_due",
    "SEARCH schedule USING INDEX schedule_by_last_day",
]
"""What can be due: from the due days on, and of today's answers what comes again."""


@pytest.mark.parametrize(
    ("query", "steps"),
    [
        ("is:due", [*NEAR, "SEARCH schedule USING PRIMARY KEY"]),
        ("prop:interval>3 deck:Deep*", ["SCAN schedule"]),
        ("is:mature -is:buried", ["SCAN schedule"]),
        ("is:new", ["SCAN card USING COVERING INDEX card_in_place"]),
        ("deck:Deep* -flag:3", ["SCAN card USING COVERING INDEX card_in_place"]),
        (
            "exam is:due",
            [*NEAR, "SEARCH schedule USING PRIMARY KEY", "SEARCH card USING INDEX"],
        ),
        ("exam or is:due", ["SCAN card", "SEARCH schedule USING INDEX schedule_by_card"]),
    ],
)
def test_no_more_is_looked_through_than_a_query_needs(store: Store, query: str, steps: list[str]) -> None:
    """Schedules know where their cards stand, and most cards need not be looked at for what an index of them holds."""
    plan = [
        step for step in _explained(store, query) if step.startswith(("SCAN", "SEARCH")) and "(subquery" not in step
    ]

    assert [step[: len(start)] for step, start in zip(plan, steps, strict=True)] == steps


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("query", ["is:due", "is:due or is:leech", "prop:interval>3", "is:new", "-is:due", "exam", ""])
def test_found_cards_come_in_the_order_that_was_asked_for(store: Store, query: str, order: str) -> None:
    cards, schedules = {card.id: card for card in store.cards()}, store.schedules()
    found = store.found(parse(query), TODAY, LEECH, order)

    assert found == sorted(found, key=lambda card: _sorted_by(order, cards[card], schedules.get(card)))


@pytest.mark.parametrize(
    "query", ["deck:PyTorch", "deck:Deep* exam", "deck:Deep* deck:*Opt*", "deck:P* is:new", "deck:x"]
)
def test_a_deck_by_itself_is_looked_through_alone(store: Store, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = store.found(parse(query), TODAY, LEECH)
    monkeypatch.setattr(finding, "_OF_MANY", 0)
    plans: list[str] = []
    made = finding._statement

    def statement(*given: Any, **how: Any) -> tuple[str, list[Any]]:
        told, values = made(*given, **how)
        plans.append(told)
        return told, values

    monkeypatch.setattr(finding, "_statement", statement)

    assert store.found(parse(query), TODAY, LEECH) == everything
    assert "card.deck IN" in plans[0]


def test_what_is_due_is_the_same_however_much_of_it_there_is(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for one_of in (1, 1_000):
        monkeypatch.setattr(asking, "MANY", one_of)
        found.append([store.found(parse(f"is:due {rest}"), TODAY, LEECH) for rest in ("", "what", "-deck:Deep")])

    assert found[0] == found[1]
    assert all(found[0])


def _sorted_by(order: str, card: Card, schedule: Schedule | None) -> tuple[Any, ...]:
    place = card.source, card.place.position, card.id
    if order == "question":
        return card.prompt.question.lower(), card.id
    if order == "deck":
        return card.deck.lower(), *place
    if order == "place":
        return place
    value: Any = None if schedule is None else getattr(schedule, order)
    return value is None, (-value if order in ("interval", "lapses") and value is not None else value) or 0, *place


def _explained(store: Store, query: str) -> list[str]:
    statement, values = finding._statement(parse(query), TODAY, LEECH, "place")
    with store._connections.reading() as connection:
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", tuple(values))]
