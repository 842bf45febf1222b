"""Packages that the real Anki made, in every container, against what its own importer makes of them."""

from __future__ import annotations

import random
import sqlite3
import zipfile
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from flashdl import merging
from flashdl.clock import now as clock_now
from flashdl.errors import FileError
from flashdl.formats import package_file
from flashdl.formats.package_notes import Reading
from flashdl.model import Answer, Card, EventKind, Grading, Moment, Rating, Schedule, State
from flashdl.scheduling import study_day
from flashdl.store import Store
from tests.formats.anki import Anki

CONTAINERS = ["today", "legacy", "collection", "collection legacy"]


def add(judge: Anki, kind: str, deck: str, fields: list[str], tags: str = "") -> None:
    collection = judge.collection
    note = collection.new_note(collection.models.by_name(kind))
    note.fields = fields
    note.tags = tags.split()
    collection.add_note(note, collection.decks.id(deck))


def a_kind(judge: Anki, name: str, fields: list[str], *templates: tuple[str, str]) -> None:
    models = judge.collection.models
    kind = models.new(name)
    for field in fields:
        models.add_field(kind, models.new_field(field))
    for number, (front, back) in enumerate(templates):
        template = models.new_template(f"Card {number + 1}")
        template["qfmt"], template["afmt"] = front, back
        models.add_template(kind, template)
    models.add(kind)


def study(judge: Anki, answers: int, seed: int = 1) -> None:
    """Random answers, each card due again at once so that lapses and reviews come about."""
    from anki.scheduler.v3 import CardAnswer

    chance, collection = random.Random(seed), judge.collection
    cards = [card for (card,) in judge.rows("SELECT id FROM cards ORDER BY id")]
    for _ in range(answers):
        card = collection.get_card(chance.choice(cards))
        card.start_timer()
        states = collection._backend.get_scheduling_states(card.id)
        rating = chance.choice([CardAnswer.AGAIN, CardAnswer.HARD, CardAnswer.GOOD, CardAnswer.EASY])
        collection.sched.answer_card(collection.sched.build_answer(card=card, states=states, rating=rating))


FRONT = "{{#Hint}}{{hint:Hint}}{{/Hint}}<script>x()</script>{{Word}} {{^Sound}}(no sound){{/Sound}}{{Sound}}"
NOTES = [
    *(("Basic", "A::B", [f"question {n}", f"<b>answer</b> {n}<br>and more"], "x y::z") for n in range(6)),
    ("Basic (and reversed card)", "A", ["hund", "dog &amp; more"], ""),
    ("Basic (optional reversed card)", "A", ["katze", "cat", ""], ""),
    ("Basic (optional reversed card)", "A", ["maus", "mouse", "y"], ""),
    ("Basic (type in the answer)", "Typed", ["2 + 2", "4"], ""),
    ("Cloze", "Gaps", ["{{c1::Oslo::city}} is in {{c2::Norway}}, so is {{c1::Bergen}}.", "a remark"], ""),
    ("Cloze", "Gaps", [r"\(\frac{{{c1::a}} }{b}\) and <code>x</code>", ""], ""),
    ("Cloze", "Gaps", ["{{c1,2::Both}} and {{c2::one}}", ""], ""),
    ("Words", "Wörter", ["漢字", "<img src='a.png'> sign", "[sound:a.mp3]", "secret"], ""),
    ("Words", "Wörter", ["كلمة", "word", "", ""], ""),
    ("Two texts", "Gaps", ["{{c1::One}} text", "and {{c2::another}}"], ""),
]


def varied(judge: Anki, seed: int = 0) -> None:
    """Notes of many kinds in many decks, studied; another selection and another past for each seed but 0."""
    a_kind(
        judge,
        "Words",
        ["Word", "Meaning", "Sound", "Hint"],
        (FRONT, "{{FrontSide}}<hr id=answer>{{Meaning}}"),
        ("{{type:Word}}{{Meaning}}", "{{Word}} [{{Tags}}]"),
    )
    collection, chance = judge.collection, random.Random(seed)
    cloze = collection.models.copy(collection.models.by_name("Cloze"), add=False)
    cloze["name"] = "Two texts"
    cloze["tmpls"][0]["qfmt"] = "{{cloze:Text}}<br>{{cloze:Back Extra}}{{type:cloze:Text}}"
    collection.models.add(cloze)
    collection.set_config("fsrs", seed % 2 == 1)
    for note in NOTES if seed == 0 else chance.sample(NOTES, chance.randint(3, len(NOTES))):
        add(judge, *note)
    study(judge, 60, seed + 1)
    cards = [card for (card,) in judge.rows("SELECT id FROM cards ORDER BY id")]
    if seed:
        chance.shuffle(cards)
    collection.sched.suspend_cards(cards[:2])
    collection.sched.schedule_cards_as_new(cards[3:4])
    collection.sched.set_due_date(cards[4:6], "5")
    collection.set_user_flag_for_cards(3, cards[2:3])
    if seed % 3 == 2:
        drawn_out(judge)
        study(judge, 5, seed)


def drawn_out(judge: Anki) -> None:
    """Put some cards into a deck that is made for a search."""
    from anki.decks import FilteredDeckConfig
    from anki.scheduler import FilteredDeckForUpdate

    scheduler = judge.collection.sched
    made: FilteredDeckForUpdate = scheduler.get_or_create_filtered_deck(0)
    made.name = "Cramming"
    term = FilteredDeckConfig.SearchTerm(search="", limit=4, order=FilteredDeckConfig.SearchTerm.Order.RANDOM)
    del made.config.search_terms[:]
    made.config.search_terms.append(term)
    scheduler.add_or_update_filtered_deck(made)


def give(judge: Anki, path: Path, container: str) -> Path:
    legacy = "legacy" in container
    if container.startswith("collection"):
        file = path / "all.colpkg"
        judge.collection.export_collection_package(str(file), include_media=True, legacy=legacy)
        judge.collection.reopen()
    else:
        file = path / "some.apkg"
        judge.give(file, legacy=legacy)
    return file


def stored(store: Store) -> dict[tuple[str, int], tuple[Card, Schedule | None]]:
    """By guid and place among the note's cards."""
    found = {}
    for card in store.cards():
        name = card.key.attribute.removeprefix("id").strip()
        ord_ = int(name[1:]) - 1 if name.startswith("c") else int(name or 0)
        found[card.key.subject, ord_] = card, store.schedule(card.id)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_cards_schedules_and_log_are_those_that_anki_has(tmp_path: Path, judge: Anki, seed: int) -> None:
    varied(judge, seed)
    path = give(judge, tmp_path, CONTAINERS[seed % 4])
    today, first = judge.collection.sched.today, study_day(clock_now(), 4)
    query = """SELECT n.guid, c.ord, d.id, c.type, c.queue, c.due, c.ivl, c.factor, c.reps, c.lapses, c.id, n.tags,
        c.odue FROM cards c JOIN notes n ON n.id = c.nid JOIN decks d ON d.id = iif(c.odid, c.odid, c.did)"""
    with Store.open(tmp_path / "cards.db") as store:
        merged = merging.merge(store, path, clock_now())
        found = stored(store)

        rows = judge.rows(query)
        assert merged.problems == ()
        assert merged.taken.new == len(rows) == len(found)
        assert merged.taken.answers == judge.collection.db.scalar("SELECT count(*) FROM revlog")
        for guid, ord_, deck, type_, queue, due, interval, ease, reviews, lapses, id_, tags, home in rows:
            card, schedule = found[guid, ord_]
            assert card.deck == judge.collection.decks.name(deck)
            assert card.prompt.tags == tuple(tags.split())
            assert (card.state is State.SUSPENDED) == (queue == -1)
            if type_ == 2:
                assert schedule is not None
                assert schedule.due == first + timedelta(days=(home or due) - today)
                assert (schedule.interval, schedule.ease, schedule.reviews, schedule.lapses) == (
                    max(1, interval), ease, reviews, lapses,  # FSRS leaves 0 where a day was set by hand
                )  # fmt: skip
            if type_ == 0:
                assert schedule is None
            log = judge.rows("SELECT id, ease, time, type FROM revlog WHERE cid = ? ORDER BY id", id_)
            own = [event for event in store.log(card.id) if event.payload.startswith('{"anki"')]
            assert [(event.at.ms, event.rating or 0, event.duration_ms) for event in own] == [row[:3] for row in log]
        assert store.check() == []


def test_what_is_asked_is_what_anki_shows(tmp_path: Path, judge: Anki) -> None:
    varied(judge)
    with Store.open(tmp_path / "cards.db") as store:
        merging.merge(store, give(judge, tmp_path, "today"), clock_now())
        asked = {card.prompt.question: card.prompt.answers[0] for card in store.cards()}

    assert asked["question 1"] == "answer 1\nand more"
    assert (asked["hund"], asked["dog & more"]) == ("dog & more", "hund")
    assert asked["katze"] == "cat" and "cat" not in asked
    assert asked["mouse"] == "maus"
    assert asked["2 + 2"] == "4"
    assert asked["[…] is in Norway, so is […]."] == "Oslo … Bergen"
    assert asked["Oslo is in […], so is Bergen."] == "Norway"
    assert asked["$\\frac{[…] }{b}$ and `x`"] == "a"
    assert asked["One text\nand […]"] == "another"
    assert (asked["[…] and one"], asked["[…] and […]"]) == ("Both", "Both … one")
    assert asked["漢字 [sound: a.mp3]"] == "[picture: a.png] sign"
    assert asked["word"].startswith("كلمة")
    assert not any("secret" in text or "x()" in text for pair in asked.items() for text in pair)


def test_a_reading_is_shown_where_anki_shows_it(tmp_path: Path, judge: Anki) -> None:
    a_kind(
        judge,
        "Words",
        ["Word"],
        ("{{kanji:Word}}", "{{FrontSide}}<hr id=answer>{{kana:Word}} / {{furigana:Word}}"),
        ("say {{text:kana:Word}}", "{{Word}}"),
    )
    add(judge, "Words", "A", ["<b>私[わたし]</b>は 映画[えいが]が 好[す]き[sound:a.mp3]"])
    with Store.open(tmp_path / "cards.db") as store:
        merging.merge(store, give(judge, tmp_path, "today"), clock_now())
        asked = {card.prompt.question: card.prompt.answers[0] for card in store.cards()}

    assert asked == {
        "私は映画が好き[sound: a.mp3]": (
            "わたしはえいががすき[sound: a.mp3] / 私(わたし)は映画(えいが)が好(す)き[sound: a.mp3]"
        ),
        "say わたしはえいががすき[sound: a.mp3]": "私[わたし]は 映画[えいが]が 好[す]き[sound: a.mp3]",
    }


def test_a_template_may_say_where_and_what_a_card_is(tmp_path: Path, judge: Anki) -> None:
    front = "{{Word}}{{#Tags}} ({{Tags}}){{/Tags}} {{Type}} {{Card}} of {{Subdeck}} in {{Deck}}"
    a_kind(judge, "Words & all", ["Word"], (front, "{{FrontSide}}<hr id=answer>{{Word}}!"))
    a_kind(judge, "Own", ["Word", "Type"], ("{{Word}} {{Type}}", "{{FrontSide}}<hr id=answer>{{Word}}!"))
    cloze = judge.collection.models.copy(judge.collection.models.by_name("Cloze"), add=False)
    cloze["name"] = "By number"
    cloze["tmpls"][0]["qfmt"] = "{{cloze:Text}}{{#c1}} the first{{/c1}}{{#c2}} the second{{/c2}}"
    judge.collection.models.add(cloze)
    add(judge, "Words & all", "A::B <b>", ["one"], "x<y z")
    add(judge, "Words & all", "A", ["two"])
    add(judge, "Own", "A", ["three", "noun"])
    add(judge, "By number", "A", ["{{c1::a}} and {{c2::b}}", ""])
    with Store.open(tmp_path / "cards.db") as store:
        merging.merge(store, give(judge, tmp_path, "today"), clock_now())
        asked = {card.prompt.question for card in store.cards()}

    assert asked == {
        "one (x<y z) Words & all Card 1 of B <b> in A::B <b>",
        "two Words & all Card 1 of A in A",
        "three noun",
        "[…] and b the first",
        "a and […] the second",
    }


def test_what_is_typed_in_anki_is_typed_here_and_is_the_answer(tmp_path: Path, judge: Anki) -> None:
    plural = "{{Tense}}{{#Plural}} we + {{Verb}} {{type:Plural}}{{/Plural}}"
    a_kind(
        judge,
        "Verbs",
        ["Verb", "Tense", "Plural", "Sound", "Remark"],
        (plural, "{{FrontSide}}<hr class=answer>{{Remark}}"),
        ("{{Verb}} {{Tense}}? {{type:Sound}}", "{{FrontSide}}<hr id=answer>"),
        ("{{Verb}}: {{type:Plural}}", "{{Verb}}<hr id=answer>{{Remark}}"),
    )
    cloze = judge.collection.models.copy(judge.collection.models.by_name("Cloze"), add=False)
    cloze["name"] = "Typed gaps"
    cloze["tmpls"][0]["qfmt"] = "{{cloze:Text}}{{type:cloze:Text}}"
    judge.collection.models.add(cloze)
    add(judge, "Basic (type in the answer)", "A", ["2 + 2", "4"])
    add(judge, "Basic (type in the answer)", "A", ["ab?", "a<br>b"])
    add(judge, "Verbs", "A", ["ir", "past", "fomos", "[sound:a.mp3]", "irregular"])
    add(judge, "Typed gaps", "A", ["{{c1::Oslo}} and {{c2::Bergen}} and {{c2::Narvik}}", ""])
    with Store.open(tmp_path / "cards.db") as store:
        merging.merge(store, give(judge, tmp_path, "today"), clock_now())
        found = {
            card.prompt.question: (card.prompt.answers, card.prompt.grading, card.place.excerpt.text)
            for card in store.cards()
        }

    gaps = "Oslo and Bergen and Narvik"
    assert found == {
        "2 + 2": (("4",), Grading.TYPED, ""),
        "ab?": (("a\nb",), Grading.SELF, ""),
        "past we + ir": (("fomos",), Grading.TYPED, "irregular"),
        "ir past?": (("[sound: a.mp3]",), Grading.SELF, ""),
        "ir:": (("irregular",), Grading.SELF, ""),  # it is typed, but the back never says what was meant
        "[…] and Bergen and Narvik": (("Oslo",), Grading.TYPED, gaps),
        "Oslo and […] and […]": (("Bergen … Narvik",), Grading.SELF, gaps),
    }


def test_only_cards_that_anki_would_delete_are_left_out(tmp_path: Path, judge: Anki) -> None:
    add(judge, "Basic", "A", ["Design a cache", ""])
    add(judge, "Basic", "A", ["<img src='data:image/png;base64," + "A" * 200_000 + "'>", "drawn"])
    add(judge, "Basic", "A", [f'<p style="{"color: red; " * 200}">word</p>' * 50, "painted"])
    add(judge, "Cloze", "A", ["{{c1::Oslo}} and {{c2::Bergen}}", ""])
    add(judge, "Basic (and reversed card)", "A", ["front", "back"])
    for old, new in (("{{c2::Bergen}}", "Bergen"), ("\x1fback", "\x1f")):
        judge.collection.db.execute("UPDATE notes SET flds = replace(flds, ?, ?)", old, new)
    path = give(judge, tmp_path, "collection")
    empty = {card for note in judge.collection.get_empty_cards().notes for card in note.card_ids}
    with Store.open(tmp_path / "cards.db") as store:
        merged = merging.merge(store, path, clock_now())
        asked = {card.prompt.question.split("\n")[0]: card.prompt.answers for card in store.cards()}

    assert merged.unasked == len(empty) == 2
    assert asked["Design a cache"] == asked["front"] == ("—",)
    assert asked["[picture: without a name]"] == ("drawn",)
    assert asked["word"] == ("painted",)


def test_three_buttons_are_read_as_anki_reads_them(tmp_path: Path, judge: Anki) -> None:
    add(judge, "Basic", "A", ["question", "answer"])
    (card,) = (id_ for (id_,) in judge.rows("SELECT id FROM cards"))
    kinds = [(ease, kind) for kind in (0, 1, 2, 3) for ease in (1, 2, 3)]
    for number, (ease, kind) in enumerate(kinds):
        row = (1_600_000_000_000 + number * 90_000_000, card, -1, ease, 3, 1, 2_500, 900, kind)
        judge.collection.db.execute("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", *row)
    judge.collection.db.execute("UPDATE cards SET type = 2, queue = 2, ivl = 3, reps = 12")
    path = give(judge, tmp_path, "legacy")
    with_three_buttons(path)
    (tmp_path / "fresh").mkdir()
    fresh = Anki(tmp_path / "fresh")
    fresh.take(path)
    theirs = fresh.rows("SELECT id, ease FROM revlog ORDER BY id")
    fresh.collection.close()
    with Store.open(tmp_path / "cards.db") as store:
        merging.merge(store, path, clock_now())
        ours = [(event.at.ms, event.rating) for event in store.log() if event.payload.startswith('{"anki"')]

    assert ours == theirs
    assert [ease for _, ease in ours] == [1, 3, 4, 1, 2, 3, 1, 3, 4, 1, 2, 3]


def test_a_card_that_cannot_be_asked_keeps_its_answers(tmp_path: Path, judge: Anki) -> None:
    add(judge, "Cloze", "A", ["{{c1::Oslo}} and {{c2::Bergen}}", ""])
    add(judge, "Basic (and reversed card)", "A", ["front", "back"])
    study(judge, 12)
    answers = judge.rows("SELECT id FROM revlog ORDER BY id")
    for old, new in (("{{c2::Bergen}}", "Bergen"), ("\x1fback", "\x1f")):
        judge.collection.db.execute("UPDATE notes SET flds = replace(flds, ?, ?)", old, new)
    path = give(judge, tmp_path, "collection")
    with Store.open(tmp_path / "cards.db") as store:
        merged = merging.merge(store, path, clock_now())
        log = [event.at.ms for event in store.log() if event.payload.startswith('{"anki"')]
        unasked = [card for card in store.cards() if card.prompt.question == "—"]

    assert (merged.taken.new, merged.unasked, merged.taken.answers) == (4, 2, 12)
    assert sorted(log) == [at for (at,) in answers]
    assert [card.state for card in unasked] == [State.SUSPENDED] * 2


def with_three_buttons(path: Path) -> None:
    """Have a legacy package say that its log is one of Anki's first scheduler."""
    with zipfile.ZipFile(path) as package:
        held = {name: package.read(name) for name in package.namelist()}
    file = path.with_suffix(".db")
    file.write_bytes(held["collection.anki21"])
    with sqlite3.connect(file) as database:
        database.execute("UPDATE col SET conf = json_remove(conf, '$.schedVer')")
    database.close()
    with zipfile.ZipFile(path, "w") as package:
        for name, raw in {**held, "collection.anki21": file.read_bytes()}.items():
            package.writestr(name, raw)


def test_a_package_that_comes_again_adds_nothing(tmp_path: Path, judge: Anki) -> None:
    varied(judge)
    path = give(judge, tmp_path, "today")
    with Store.open(tmp_path / "cards.db") as store:
        first = merging.merge(store, path, clock_now())
        before = list(store.everything())
        again = merging.merge(store, path, clock_now())

        assert (again.taken.new, again.taken.changed, again.taken.answers) == (0, 0, 0)
        assert again.taken.unchanged == first.taken.new
        assert list(store.everything()) == before


def test_a_dry_run_says_the_same_and_stores_nothing(tmp_path: Path, judge: Anki) -> None:
    varied(judge)
    path = give(judge, tmp_path, "today")
    with Store.open(tmp_path / "cards.db") as store:
        looked = merging.merge(store, path, clock_now(), dry_run=True)

        assert (list(store.cards()), list(store.log()), store.sources()) == ([], [], ())
        assert merging.merge(store, path, clock_now()).taken == looked.taken


def test_a_changed_note_is_taken_over_and_an_older_package_changes_nothing(tmp_path: Path, judge: Anki) -> None:
    add(judge, "Basic", "A", ["question", "answer"])
    old = give(judge, tmp_path, "today").rename(tmp_path / "old.apkg")
    note = judge.collection.get_note(judge.rows("SELECT id FROM notes")[0][0])
    note["Back"] = "better"
    judge.collection.update_note(note)
    judge.collection.db.execute("UPDATE notes SET mod = mod + 5")
    new = give(judge, tmp_path, "today")
    with Store.open(tmp_path / "cards.db") as store:
        merging.merge(store, old, clock_now())
        changed = merging.merge(store, new, clock_now())
        back = merging.merge(store, old, clock_now())

        assert (changed.taken.changed, back.taken.changed) == (1, 0)
        assert [card.prompt.answers for card in store.cards()] == [("better",)]


def test_media_are_kept_by_their_hash(tmp_path: Path, judge: Anki) -> None:
    (tmp_path / "a.png").write_bytes(b"picture")
    judge.collection.media.add_file(str(tmp_path / "a.png"))
    add(judge, "Basic", "A", ["question", '<img src="a.png">'])
    for container in CONTAINERS:
        folder = tmp_path / container
        folder.mkdir()
        with Store.open(folder / "cards.db") as store:
            path = give(judge, folder, container)
            merged = merging.merge(store, path, clock_now(), media=folder / "media")
            again = merging.merge(store, path, clock_now(), media=folder / "media")

        assert (merged.media, again.media) == (1, 0)
        files = [file for file in (folder / "media").iterdir() if file.suffix == ".png"]
        assert [file.read_bytes() for file in files] == [b"picture"]


def test_a_year_of_exchange_loses_no_review_and_doubles_none(tmp_path: Path, judge: Anki) -> None:
    """Reviews here and there, packages from Anki merged in between: the log is the union."""
    from flashdl.formats import apkg

    chance = random.Random(3)
    at = clock_now().ms - 400 * 86_400_000
    with Store.open(tmp_path / "cards.db") as store:
        for number in range(12):
            add(judge, "Basic", "There", [f"there {number}", "x"])
        (tmp_path / "here.md").write_text("".join(f"Q: here {number}?\nA: so\n\n" for number in range(12)))
        from flashdl import sources

        sources.add(store, str(tmp_path / "here.md"), None, Moment(at, 0))
        for number in range(10):
            store.record(Answer(next(store.cards()).id, Rating.GOOD, Moment(at + number * 86_400_000, 0), 1))
        own = {event.id for event in store.log()}
        apkg.write(tmp_path / "to.apkg", partial(store.departing, now_ms=clock_now().ms), now=clock_now())
        judge.take(tmp_path / "to.apkg")
        merging.merge(store, give(judge, tmp_path, "today"), clock_now())
        assert len(list(store.cards())) == 24
        assert {event.id for event in store.log() if event.kind is not EventKind.STATE} == own
        for turn in range(20):
            at += 18 * 86_400_000
            study(judge, chance.randrange(1, 12), seed=turn)
            for _ in range(chance.randrange(1, 6)):
                card = chance.choice(list(store.cards())).id
                at += chance.randrange(1, 5_000_000)
                own.add(store.record(Answer(card, Rating(chance.randint(1, 4)), Moment(at, 0), 7)).id)
            merging.merge(store, give(judge, tmp_path, "today"), clock_now())
        log = [event for event in store.log() if event.kind is not EventKind.STATE]
        there = judge.rows("SELECT id FROM revlog")
        came = [event for event in log if event.device.startswith("anki ")]
        exported = {event.at.ms for event in log if event.id in own}

        assert own <= {event.id for event in log}
        assert len(log) == len(own) + len(came)
        assert {event.at.ms for event in came} == {row[0] for row in there} - exported
        assert len({(event.card, event.at.ms) for event in log}) == len(log)
        assert store.check() == []


def test_cards_from_here_that_come_back_bring_only_their_answers(tmp_path: Path, judge: Anki) -> None:
    from flashdl import sources
    from flashdl.formats import apkg

    (tmp_path / "n.md").write_text("Q: here?\nA: so\n\n{{c1::Oslo}} is in {{c3::Norway}}.\n")
    with Store.open(tmp_path / "cards.db") as store:
        sources.add(store, str(tmp_path / "n.md"), None, clock_now())
        before = list(store.cards())
        apkg.write(tmp_path / "to.apkg", partial(store.departing, now_ms=clock_now().ms), now=clock_now())
        judge.take(tmp_path / "to.apkg")
        study(judge, 12)
        merged = merging.merge(store, give(judge, tmp_path, "today"), clock_now())

        assert list(store.cards()) == before
        assert merged.taken.answers == 12
        cards = {card for (card,) in judge.rows("SELECT DISTINCT cid FROM revlog")}
        assert len({event.card for event in store.log()}) == len(cards)


def test_the_card_that_says_to_update_anki_is_never_read(tmp_path: Path, judge: Anki) -> None:
    add(judge, "Basic", "A", ["question", "answer"])
    path = give(judge, tmp_path, "today")
    with zipfile.ZipFile(path) as package:
        assert "collection.anki2" in package.namelist()
    with package_file.opened(path) as package, Store.open(tmp_path / "cards.db") as store:
        assert [one.candidate.prompt.question for part in Reading(package, clock_now(), 4).parts() for one in part] == [
            "question"
        ]
        assert store.sources() == ()


def odd_package(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, raw in entries.items():
            package.writestr(name.replace("_", "."), raw)
    return path


@pytest.mark.parametrize(
    "entries",
    [
        {},
        {"meta": b"\x08\x03"},
        {"meta": b"\x08\x09", "collection_anki2": b""},
        {"collection_anki2": b"no database"},
        {"meta": b"\x08\x03", "collection_anki21b": b"no zstd"},
        {"collection_anki2": b""},
    ],
)
def test_what_is_no_package_gets_one_sentence(tmp_path: Path, entries: dict[str, bytes]) -> None:
    with Store.open(tmp_path / "cards.db") as store:
        with pytest.raises(FileError):
            merging.merge(store, odd_package(tmp_path / "a.apkg", **entries), clock_now())

        assert store.sources() == ()


def test_a_file_that_unpacks_without_end_is_stopped(tmp_path: Path) -> None:
    from tests.formats.anki import zstd

    bomb = zstd.compress(b"\0" * (300 << 20))
    path = odd_package(tmp_path / "a.apkg", meta=b"\x08\x03", collection_anki21b=bomb)

    with pytest.raises(FileError, match="unlikely size"), package_file.opened(path):
        pass


def test_one_odd_note_loses_no_deck(tmp_path: Path, judge: Anki) -> None:
    for number in range(4):
        add(judge, "Basic", "A", [f"question {number}", "answer"])
    ids = [id_ for (id_,) in judge.rows("SELECT id FROM notes ORDER BY id")]
    judge.collection.db.execute("UPDATE notes SET flds = ? WHERE id = ?", "\x1fan answer", ids[0])
    judge.collection.db.execute("UPDATE cards SET ord = 7 WHERE nid = ?", ids[1])
    path = give(judge, tmp_path, "collection legacy")
    with Store.open(tmp_path / "cards.db") as store:
        merged = merging.merge(store, path, clock_now())

    assert (merged.taken.new, merged.unasked, len(merged.problems)) == (2, 2, 2)
    assert all("was left out" in problem.message for problem in merged.problems)


def test_a_view_in_the_place_of_a_table_is_refused(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "collection")
    for name in ("col", "cards", "revlog"):
        database.execute(f"CREATE TABLE {name} (id)")
    database.execute("CREATE VIEW notes AS SELECT 1 AS id")
    database.commit()
    database.close()
    path = odd_package(tmp_path / "a.apkg", collection_anki2=(tmp_path / "collection").read_bytes())

    with pytest.raises(FileError, match="no collection"), package_file.opened(path):
        pass


def test_entries_that_overlap_are_refused(tmp_path: Path) -> None:
    path = odd_package(tmp_path / "a.apkg", collection_anki2=b"x" * 100, media=b"{}")
    raw = bytearray(path.read_bytes())
    directory = raw.rindex(b"PK\x01\x02")
    raw[directory + 42 : directory + 46] = (10).to_bytes(4, "little")  # the last entry begins inside the first
    path.write_bytes(raw)

    with pytest.raises(FileError, match="overlap"), package_file.opened(path):
        pass


def test_names_of_media_that_lead_out_of_the_folder_are_left(tmp_path: Path, judge: Anki) -> None:
    add(judge, "Basic", "A", ["question", "answer"])
    path = give(judge, tmp_path, "legacy")
    with zipfile.ZipFile(path) as package:
        held = {name: package.read(name) for name in package.namelist() if name != "media"}
    with zipfile.ZipFile(path, "w") as package:
        for name, raw in {
            **held,
            "media": b'{"0": "../out.png", "1": "in.png", "2": ".."}',
            "0": b"o",
            "1": b"i",
        }.items():
            package.writestr(name, raw)
    with Store.open(tmp_path / "cards.db") as store:
        merged = merging.merge(store, path, clock_now(), media=tmp_path / "media")

    assert merged.media == 1
    assert sorted(file.suffix for file in (tmp_path / "media").iterdir()) == [".json", ".png"]
    assert not (tmp_path / "out.png").exists()


def test_masks_over_a_picture_are_told_as_far_as_text_goes(tmp_path: Path, judge: Anki) -> None:
    collection = judge.collection
    (tmp_path / "brain.png").write_bytes(b"picture")
    collection.add_image_occlusion_notetype()
    kind = next(one for one in collection.models.all() if "Image Occlusion" in one["name"])
    shapes = "".join(f"{{{{c{n}::image-occlusion:rect:left=.{n}:top=.1:width=.1:height=.1}}}}<br>" for n in (1, 2))
    collection.add_image_occlusion_note(
        notetype_id=kind["id"], image_path=str(tmp_path / "brain.png"), occlusions=shapes, header="The brain",
        back_extra="the lobes", tags=[],
    )  # fmt: skip
    with Store.open(tmp_path / "cards.db") as store:
        merged = merging.merge(store, give(judge, tmp_path, "today"), clock_now(), media=tmp_path / "media")
        asked = sorted((card.prompt for card in store.cards()), key=lambda prompt: prompt.question)

    assert (merged.taken.new, merged.media) == (2, 1)
    assert asked[0].question.startswith("The brain\n[picture: ")
    assert asked[1].question.endswith("What is behind mask 2 of 2?")
    assert asked[0].answers == ("the lobes",)


@pytest.mark.parametrize("legacy", [False, True])
def test_media_go_back_to_anki_with_the_cards_that_came_with_them(tmp_path: Path, judge: Anki, legacy: bool) -> None:
    from flashdl.formats import apkg, media

    names = {"a & b.png": b"picture", "hear.mp3": b"sound" * 1_000, "漢.png": b"another", "unused.png": b"x"}
    for name, raw in names.items():
        (tmp_path / name).write_bytes(raw)
        judge.collection.media.add_file(str(tmp_path / name))
    add(judge, "Basic", "A", ['<img src="a &amp; b.png"><br>which?', "so [sound:hear.mp3]"])
    add(judge, "Basic", "A", ["<img src=漢.png> and [picture: none.png]", "[sound:gone.mp3]"])
    add(judge, "Cloze", "A", ['{{c1::Oslo}} <img src="a &amp; b.png">', ""])
    with Store.open(tmp_path / "cards.db") as store:
        merging.merge(store, give(judge, tmp_path, "today"), clock_now(), media=tmp_path / "media")
        known = media.files(tmp_path / "media")
        apkg.write(
            tmp_path / "back.apkg",
            partial(store.departing, now_ms=clock_now().ms),
            now=clock_now(),
            legacy=legacy,
            media=known,
        )
        apkg.write(
            tmp_path / "without.apkg", partial(store.departing, now_ms=clock_now().ms), now=clock_now(), legacy=legacy
        )
    (tmp_path / "fresh").mkdir()
    fresh = Anki(tmp_path / "fresh")
    try:
        fresh.take(tmp_path / "back.apkg")
        there = {file.name: file.read_bytes() for file in Path(fresh.collection.media.dir()).iterdir()}
        assert there == {name: raw for name, raw in names.items() if name != "unused.png"}
        assert list(fresh.collection.media.check().missing) == []
        shown = "".join(fields for (fields,) in fresh.rows("SELECT flds FROM notes"))
        assert '<img src="a &amp; b.png">' in shown
        assert "[sound:hear.mp3]" in shown
        assert "&#91;sound: gone.mp3]" in shown
    finally:
        fresh.collection.close()
    with zipfile.ZipFile(tmp_path / "without.apkg") as package:
        assert "0" not in package.namelist()


def test_a_note_cannot_take_a_file_along(tmp_path: Path) -> None:
    from flashdl import sources
    from flashdl.formats import apkg

    (tmp_path / "mine.png").write_bytes(b"x")
    (tmp_path / "n.md").write_text("Q: what is [picture: mine.png]?\nA: [sound: mine.png]\n")
    with Store.open(tmp_path / "cards.db") as store:
        sources.add(store, str(tmp_path / "n.md"), None, clock_now())
        known = {"mine.png": tmp_path / "mine.png"}
        assert (
            apkg.write(
                tmp_path / "a.apkg", partial(store.departing, now_ms=clock_now().ms), now=clock_now(), media=known
            )
            == 1
        )
    with zipfile.ZipFile(tmp_path / "a.apkg") as package:
        assert package.namelist() == ["meta", "collection.anki21b", "media"]
