"""Notes to Anki and edits after them, with the real Anki as the judge."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from flashdl import sources
from flashdl.clock import now
from flashdl.formats import apkg, package_file
from flashdl.model import Answer, EventKind, Moment, Rating, State
from flashdl.scheduling import standing, study_day
from flashdl.store import Store
from tests.formats.anki import Anki

ROWS = [
    ("LSTM", "1997", "Long sequences"),
    ("GAN", "2014", "Image generation"),
    ("Transformer", "2017", "Text"),
    ("ResNet", "2015", "Image classification"),
    ("BERT", "2018", "Search"),
    ("U-Net", "2016", "Segmentation"),
]
NOTE = """# Networks

{{c1::Weights::numbers}} are changed by {{c2::training}}.

Which number says how big a step is? :: The $\\alpha$ of `SGD`, $5 in `a|b`

"""
PLAIN = "# Ordinary\n\nThe *loss* says how wrong a [[Networks|network]] is: 漢字 and عربي are only letters.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "Ordinary.md").write_text(PLAIN)
    write(notes, ROWS)
    return notes


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "cards.db") as opened:
        yield opened


@pytest.fixture
def judge(tmp_path: Path) -> Iterator[Anki]:
    opened = Anki(tmp_path)
    yield opened
    opened.collection.close()


def write(notes: Path, rows: list[tuple[str, str, str]], head: str = NOTE) -> None:
    table = ["| Architecture | Year | Description |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    (notes / "Networks.md").write_text(head + "\n".join(table) + "\n")


def read(store: Store, notes: Path, days: int = 0) -> None:
    """Follow the notes as they are, some days from now."""
    sources.add(store, str(notes), "Notes", Moment(now().ms + days * 86_400_000, 0))


def package(store: Store, path: Path) -> Path:
    apkg.write(path, partial(store.departing, now_ms=now().ms), now=now())
    return path


def shown(judge: Anki) -> dict[str, str]:
    """What a note holds, by its guid."""
    return dict(judge.rows("SELECT guid, flds || tags FROM notes"))


def test_exactly_the_notes_whose_content_changed_are_updated(
    tmp_path: Path, folder: Path, store: Store, judge: Anki
) -> None:
    read(store, folder)
    judge.take(package(store, tmp_path / "first.apkg"))
    before = shown(judge)
    cards = judge.rows("SELECT id, queue, due, ivl FROM cards ORDER BY id")

    rows = [list(row) for row in ROWS]
    rows[0][1], rows[1][1], rows[2][2] = "1998", "2013", "Translation"  # three answers
    rows[3][0], rows[4][0] = "ResNet-50", "RoBERTa"  # two keys
    del rows[5]
    more = [("VAE", "2012", "Compression"), ("CLIP", "2021", "Captions")]
    write(folder, [*((a, b, c) for a, b, c in rows), *more], "\nA line more above all.\n\n" + NOTE)
    read(store, folder, days=1)
    log = judge.take(package(store, tmp_path / "second.apkg"))
    after = shown(judge)
    changed = {guid for guid in before if after[guid] != before[guid]}
    fresh = {family.id for family in store.leaving() if family.id not in before}

    assert {note.id.nid for note in log.updated} == {
        id_ for guid, id_ in judge.rows("SELECT guid, id FROM notes") if guid in changed
    }
    assert len(log.updated) == len(changed) > 0
    assert set(after) - set(before) == fresh
    assert len(log.new) == len(fresh) > 0
    assert not log.conflicting
    assert [row for row in judge.rows("SELECT id, queue, due, ivl FROM cards ORDER BY id") if row in cards] == cards


def test_an_export_of_the_same_notes_updates_nothing(tmp_path: Path, folder: Path, store: Store, judge: Anki) -> None:
    read(store, folder)
    judge.take(package(store, tmp_path / "first.apkg"))
    write(folder, ROWS, "\n\n" + NOTE)  # every line is another
    read(store, folder, days=1)
    log = judge.take(package(store, tmp_path / "second.apkg"))

    assert (len(log.new), len(log.updated)) == (0, 0)
    assert judge.is_sound()


def test_schedule_and_log_in_anki_are_those_of_flashdl_column_by_column(
    tmp_path: Path, folder: Path, store: Store, judge: Anki
) -> None:
    read(store, folder)
    cards = [one.card for family in store.leaving() for one in family.cards]
    day_ms, start = 86_400_000, now().ms - 60 * 86_400_000
    for number, card in enumerate(cards[:-1]):
        for day in range(0, 50, 7 + number % 5):
            at = Moment(start + day * day_ms + number % 3 * 1000, 0)
            rating = Rating(1 + (number + day) % 4)
            event = store.record(Answer(card.id, rating, at, duration_ms=1_000 * number))
            if rating is Rating.AGAIN:
                store.record(Answer(card.id, Rating.GOOD, Moment(at.ms + 60_000, 0), 500))
            if (number + day) % 6 == 0:
                store.void(event.id, Moment(at.ms + 90_000, 0))
    store.reset([cards[0].id], Moment(start + 55 * day_ms, 0))
    store.set_state([cards[1].id], State.SUSPENDED)
    judge.take(package(store, tmp_path / "a.apkg"))
    today, first = judge.collection.sched.today, study_day(now(), 4)
    arrived: dict[tuple[str, int], Any] = {}
    query = """SELECT n.guid, c.ord, c.type, c.queue, c.due, c.ivl, c.factor, c.reps, c.lapses, c.id
        FROM cards c JOIN notes n ON n.id = c.nid"""
    for guid, ord_, *row in judge.rows(query):
        arrived[guid, ord_] = row

    kinds = {EventKind.LEARN: 0, EventKind.REVIEW: 1, EventKind.DRILL: 3, EventKind.RESET: 4}
    for family in store.leaving():
        for one in family.cards:
            gap = one.card.key.attribute
            ord_ = int(gap[1:]) - 1 if gap in ("c1", "c2") else 0
            *state, id_ = arrived[family.id, ord_]
            schedule = one.schedule
            queue = -1 if one.card.state is State.SUSPENDED else 0 if schedule is None else 2
            if schedule is None:
                assert (state[0], state[1], *state[3:]) == (0, queue, 0, 0, 0, 0)
            else:
                due = today + (schedule.due - first).days
                counts = (schedule.interval, schedule.ease, schedule.reviews, schedule.lapses)
                assert tuple(state) == (2, queue, due, *counts)
            logged = judge.rows("SELECT ease, ivl, lastIvl, time, type FROM revlog WHERE cid = ? ORDER BY id", id_)
            assert logged == [
                (row.rating or 0, 0 if row.kind == "reset" else row.interval or row.interval_before or 0,
                 row.interval_before or 0, min(row.duration_ms, 60_000), kinds[EventKind(row.kind)])
                for row in standing(store.log(one.card.id))
            ]  # fmt: skip
    assert judge.is_sound()


def test_a_legacy_package_brings_the_same(tmp_path: Path, folder: Path, store: Store, judge: Anki) -> None:
    read(store, folder)
    apkg.write(tmp_path / "old.apkg", partial(store.departing, now_ms=now().ms), now=now(), legacy=True)
    log = judge.take(tmp_path / "old.apkg")
    again = judge.take(package(store, tmp_path / "new.apkg"))

    assert len(log.new) == len(again.duplicate) > 10
    assert len(again.new) == len(again.updated) == len(again.conflicting) == 0
    assert judge.is_sound()


def guids(path: Path) -> set[str]:
    with package_file.opened(path) as package_:
        return {guid for (guid,) in package_.database.execute("SELECT guid FROM notes")}


def test_what_is_gone_from_its_notes_stays_here_unless_it_is_asked_for(
    tmp_path: Path, folder: Path, store: Store
) -> None:
    read(store, folder)
    before = {family.id for family in store.leaving()}
    write(folder, ROWS[:-1])
    read(store, folder, days=1)
    gone = {card.id for card in store.cards() if card.orphaned and card.state is State.ACTIVE}
    apkg.write(tmp_path / "all.apkg", partial(store.departing, now_ms=now().ms), now=now())
    apkg.write(tmp_path / "gone.apkg", partial(store.departing, only=gone, now_ms=now().ms), now=now())

    assert gone and gone < before
    assert guids(tmp_path / "all.apkg") == before - gone
    assert store.leaving_count() == store.going().cards == sum(len(family.cards) for family in store.leaving())
    assert guids(tmp_path / "gone.apkg") == gone


def test_a_gap_that_is_gone_stays_in_a_text_that_is_there(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "n.md"
    path.write_text("{{c1::Oslo}} is in {{c2::Norway}}.\n\n{{c1::Bern}} is in {{c2::Switzerland}}.\n")
    sources.add(store, str(path), None, now())
    path.write_text("{{c1::Oslo}} is in Norway.\n")
    sources.add(store, str(path), None, Moment(now().ms + 86_400_000, 0))
    told = [[one.card.prompt.answers for one in family.cards] for family in store.leaving()]

    assert told == [[("Oslo",), ("Norway",)]]
    assert store.leaving_count() == 2
    assert apkg.write(tmp_path / "a.apkg", partial(store.departing, now_ms=now().ms), now=now()) == 2


PICTURES = """cards:
  - front: "Which is it? ![a <map>](pictures/my%20map.PNG)"
    back: "Europe, ![not here](none.png), `![code](pictures/my%20map.PNG)`"
  - front: "Whose? ![out](../outside.png) ![way](link.png) ![text](notes.txt)"
    back: nobody's
"""


@pytest.mark.parametrize("legacy", [False, True])
def test_a_picture_within_the_followed_folder_goes_along_and_no_other_file(
    tmp_path: Path, store: Store, judge: Anki, legacy: bool
) -> None:
    folder = tmp_path / "decks"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "my map.PNG").write_bytes(b"\x89PNG map")
    (tmp_path / "outside.png").write_bytes(b"secret")
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    (folder / "notes.txt").write_text("secret")
    (folder / "deck.yaml").write_text(PICTURES)
    sources.add(store, str(folder / "deck.yaml"), None, now())
    departing = partial(store.departing, now_ms=now().ms)
    apkg.write(tmp_path / "a.apkg", departing, now=now(), legacy=legacy, roots=sources.roots(store.sources()))
    judge.take(tmp_path / "a.apkg")
    (kept,) = Path(judge.collection.media.dir()).iterdir()
    fronts = sorted(fields[0] for fields in judge.fields().values())
    backs = [fields[1] for fields in judge.fields().values() if "Europe" in fields[1]]

    assert kept.read_bytes() == b"\x89PNG map"
    assert fronts[0] == f'Which is it? <img src="{kept.name}" alt="a &lt;map&gt;">'
    assert "<img" not in fronts[1]
    assert backs == ["Europe, !&#91;not here](none.png), <code>!&#91;code](pictures/my%20map.PNG)</code>"]
    assert judge.is_sound()
