"""Random lives of a folder of notes: whatever a person does to them, a card's history stays with what it asks.

The suite lives through a few. `FLASHDL_LIVES=1000 python -m pytest tests/test_renamings.py` lives through a thousand,
which takes over half an hour.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections import defaultdict
from copy import deepcopy
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from flashdl import sources
from flashdl.model import Answer, Card, Direction, Key, Moment, Plan, Rating, Rematch, State
from flashdl.sources import Cache
from flashdl.store import Store, log
from tests.build import a_moment
from tests.vault import EDITS, Slot, Vault

LIVES = int(os.environ.get("FLASHDL_LIVES", "30"))
AT = a_moment()


class Life:
    """A vault, what flashdl has made of it, and the truth about each card."""

    def __init__(self, folder: Path, choice: int) -> None:
        self.folder = folder / "notes"
        self.store = Store.open(folder / "flashdl.db")
        self.cache = Cache(folder / "cache")
        self.vault = Vault()
        self.past: list[Vault] = []
        self.asks: dict[str, Slot] = {}
        """What each card truly asks, from the day it was made."""
        self.states: dict[str, State] = {}
        self.refused: set[tuple[str, Key]] = set()
        self.log: list[str] = []
        self.at = AT
        for count in range(3):
            self.vault.add_note(choice // (count + 1))
        self.vault.write(self.folder)
        sources.add(self.store, str(self.folder), "Notes", AT)
        (self.source,) = self.store.sources()
        self.learn(self.cards(), set())
        self.past.append(deepcopy(self.vault))

    def cards(self) -> dict[str, Card]:
        return {card.id: card for card in self.store.stored(self.source.id)}

    def live(self) -> dict[str, Card]:
        return {name: card for name, card in self.cards().items() if not card.orphaned}

    def change(self, edits: list[tuple[int, int]]) -> None:
        for edit, choice in edits:
            EDITS[edit](self.vault, choice)
        self.vault.write(self.folder)

    def scan(self, *, asked: bool = True, stubborn: bool = False) -> Plan:
        """Read the folder; a person who is asked knows the truth, and says no to it where he is stubborn."""
        slot = self.vault.slots()

        def decide(pairing: Rematch) -> bool:
            assert (pairing.card, pairing.candidate.key) not in self.refused
            is_same = self.asks.get(pairing.card) == slot(pairing.candidate) and not stubborn
            if not is_same:
                self.refused.add((pairing.card, pairing.candidate.key))
            return is_same

        self.at = Moment(self.at.ms + 1000, self.at.offset)
        return sources.scan(self.store, self.source, self.at, decide=decide if asked else None, cache=self.cache).plan

    def scan_and_judge(self, *, asked: bool, stubborn: bool) -> None:
        before = self.cards()
        plan = self.scan(asked=asked, stubborn=stubborn)
        in_doubt = {pairing.card for pairing in plan.doubtful}
        self.judge(before, in_doubt)
        again = sources.scan(self.store, self.source, AT, fresh=True, dry_run=True).plan
        assert {pairing.card for pairing in again.doubtful} == in_doubt
        assert in_doubt or (again.is_empty and not again.refreshed)
        self.past = [*self.past[-4:], deepcopy(self.vault)]

    def judge(self, before: dict[str, Card], in_doubt: set[str]) -> None:
        """Hold the cards against the truth.

        Args:
            before: the cards before the scan.
            in_doubt: cards that were left as they are until someone is asked.
        """
        cards = self.cards()
        refused = {card for card, _ in self.refused}
        slot = self.vault.slots()
        for card in cards.values():
            if not card.orphaned and card.id in before and card.id not in in_doubt and card.id in self.asks:
                old = before[card.id]
                if (asks := slot(card)) and old.prompt.question == card.prompt.question:
                    self.asks[card.id] = asks  # two rows swapped their cells: the same question has another answer
                assert slot(card) == self.asks[card.id] or self.is_copy(old, card), f"{old} was made {card}"
        old_of: defaultdict[Slot, list[Card]] = defaultdict(list)
        for card in cards.values():
            if card.orphaned and card.id in self.asks and card.id not in refused:
                old_of[self.asks[card.id]].append(card)
        self.learn(cards, in_doubt)
        for card in cards.values():
            for old in old_of[self.asks[card.id]] if card.id not in before and card.id in self.asks else ():
                assert not self.is_lost(old, card, before, cards), f"{old} came back as {card}"
        assert all(cards[name].state is state for name, state in self.states.items())
        assert self.store.check() == []
        events = [event.id for event in self.store.log()]
        assert events[: len(self.log)] == self.log
        self.log = events

    def learn(self, cards: dict[str, Card], in_doubt: set[str]) -> None:
        slot = self.vault.slots()
        for card in cards.values():
            if not card.orphaned and card.id not in in_doubt and card.id not in self.asks and (asks := slot(card)):
                self.asks[card.id] = asks

    def is_lost(self, old: Card, new: Card, before: dict[str, Card], after: dict[str, Card]) -> bool:
        """Whether a person would say that the new card is the old one."""
        if (old.prompt.question, old.prompt.answers) == (new.prompt.question, new.prompt.answers):
            return True
        fact, column, _ = self.asks[old.id]
        if fact in self.vault.copied:
            return False  # which of two copies goes on is all one once they differ
        is_sentence = old.key.direction is Direction.CLOZE
        if (before[old.id].orphaned or is_sentence) and said(old) != said(new) and place(old) != place(new):
            # Away for a while, or a sentence, then elsewhere and saying something else: nobody would know it again.
            return False
        has_new_name = old.key.subject != new.key.subject
        if not has_new_name and old.key.attribute == new.key.attribute:
            # Set aside while its row went elsewhere, it may come back asking for another value: that is new.
            return not before[old.id].orphaned or old.prompt.question == new.prompt.question
        if len(said(old).split()) >= 4 and said(old) == said(new):
            return True
        # Under another name, and with another or a common answer: most of its row or column has to tell.
        others = [
            name
            for name in before
            if name in self.asks and (self.asks[name][0] == fact if has_new_name else self.asks[name][1] == column)
        ]
        kept = [
            name
            for name in others
            if name in after and not after[name].orphaned and said(before[name]) == said(after[name])
        ]
        return len({self.asks[name][:2] for name in kept}) > max(1, len({self.asks[name][:2] for name in others}) / 2)

    def is_copy(self, old: Card, new: Card) -> bool:
        """Whether copies of a note were edited so differently that a card may have gone on with either."""
        return self.asks[old.id][0] in self.vault.copied and (
            said(old) == said(new) or old.key.subject == new.key.subject
        )

    def visit(self, choice: int) -> None:
        """Go to how the notes once were and back, as `git checkout` does."""
        before, schedules = self.live(), self.store.schedules()
        now, self.vault = self.vault, deepcopy(self.past[choice % len(self.past)])
        self.vault.write(self.folder)
        self.scan()
        self.vault = now
        self.vault.write(self.folder)
        self.scan()

        assert self.live() == before
        assert self.store.schedules() == schedules
        self.judge(self.cards(), set())

    def undo(self) -> None:
        """Take back what the last scan took for moved: it stays apart."""
        schedules = self.store.schedules()
        taken_back = self.store.undo_scan(self.store.last_pairings(), self.at)
        self.refused |= {(event.card, log.to_key(event)) for event in taken_back}

        assert self.store.schedules() == schedules

    def move(self) -> None:
        """The folder goes to another place, and is followed there."""
        before, schedules = self.live(), self.store.schedules()
        self.folder = self.folder.rename(self.folder.with_name(f"{self.folder.name} moved"))
        report = sources.add(self.store, str(self.folder), None, AT, cache=self.cache)
        (self.source,) = self.store.sources()

        assert report.was
        assert self.live() == before
        assert self.store.schedules() == schedules


def said(card: Card) -> str:
    return card.prompt.question if card.key.direction is Direction.CLOZE else card.prompt.answers[0]


def place(card: Card) -> tuple[str, tuple[str, ...]]:
    return card.key.document, card.key.section


NUMBER = st.integers(0, 10**6)


class LifeOfNotes(RuleBasedStateMachine):
    @initialize(choice=NUMBER)
    def begin(self, choice: int) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="flashdl-test-"))
        self.life = Life(self.root, choice)

    @rule(
        edits=st.lists(st.tuples(st.integers(0, len(EDITS) - 1), NUMBER), min_size=1, max_size=3),
        asked=st.sampled_from([True, True, False]),
        stubborn=st.sampled_from([False, False, False, True]),
    )
    def change(self, edits: list[tuple[int, int]], asked: bool, stubborn: bool) -> None:
        self.life.change(edits)
        self.life.scan_and_judge(asked=asked, stubborn=stubborn)

    @rule(choice=NUMBER, state=st.sampled_from([State.SUSPENDED, State.REJECTED, State.ACTIVE]))
    def decide(self, choice: int, state: State) -> None:
        cards = sorted(self.life.live())
        if cards:
            card = cards[choice % len(cards)]
            self.life.store.set_state([card], state)
            self.life.states[card] = state

    @rule(choice=NUMBER)
    def answer(self, choice: int) -> None:
        cards = sorted(self.life.live())
        if cards:
            self.life.store.record(Answer(cards[choice % len(cards)], Rating.GOOD, AT, 1000))

    @rule(choice=NUMBER)
    def visit(self, choice: int) -> None:
        self.life.scan_and_judge(asked=True, stubborn=False)
        self.life.visit(choice)

    @rule()
    def undo(self) -> None:
        self.life.scan_and_judge(asked=True, stubborn=False)
        self.life.undo()
        self.life.scan_and_judge(asked=True, stubborn=False)

    @rule()
    def move(self) -> None:
        self.life.scan_and_judge(asked=True, stubborn=False)
        if self.life.live():
            self.life.move()

    def teardown(self) -> None:
        if hasattr(self, "life"):
            self.life.store.close()
            shutil.rmtree(self.root)


TestLifeOfNotes = LifeOfNotes.TestCase
TestLifeOfNotes.settings = settings(
    max_examples=LIVES,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_a_checkout_of_an_old_commit_and_back_changes_nothing(tmp_path: Path) -> None:
    life = Life(tmp_path, 71_934)
    commit(life.folder)
    for choice in range(40, 40 + 4 * len(EDITS)):
        life.change([(choice % len(EDITS), choice * 7919)])
        life.scan()
        commit(life.folder)
    for card in list(life.live())[::2]:
        life.store.record(Answer(card, Rating.GOOD, AT, 1000))
    before, schedules = life.live(), life.store.schedules()
    changed: list[bool] = []

    for old in ("HEAD~1", "HEAD~7", "HEAD~30", "HEAD~90"):
        git(life.folder, "checkout", "--quiet", old)
        away = sources.scan(life.store, life.source, AT).plan
        git(life.folder, "checkout", "--quiet", "main")
        sources.scan(life.store, life.source, AT)

        changed.append(not away.is_empty)
        assert life.live() == before
        assert life.store.schedules() == schedules
        assert life.store.check() == []
    assert sum(changed) > 1


def commit(folder: Path) -> None:
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "notes")


def git(folder: Path, *arguments: str) -> None:
    person = ("-c", "user.name=Someone", "-c", "user.email=someone@example.org", "-c", "gc.auto=0")
    subprocess.run(["git", *person, *arguments], cwd=folder, check=True, capture_output=True, timeout=60)
