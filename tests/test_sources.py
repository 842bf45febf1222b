"""Sources and reconciliation on real files and a real database: what an edit of a note does to its cards' history."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from flashdl import reconcile, sources
from flashdl.errors import FileError, UsageError
from flashdl.formats.wanted import MANY_FOLDERS
from flashdl.model import Answer, Card, Moment, Plan, Rating, Rematch, SourceKind, State
from flashdl.store import Store

AT = Moment(1_767_225_600_000, 0)
NOTE = """# Nets

A net is a model that learns from examples by [[Gradient Descent]].

## Architectures

| Architecture | Year | Description |
|---|---|---|
| GAN | 2014 | Image generation by two networks |
| LSTM | 1997 | Long sequences and their memory |
| CNN | 1989 | Image recognition at scale |

## Words

- **Epoch**: one pass over all examples of a data set.
"""


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "Nets.md").write_text(NOTE)
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "cards.db")


def add(store: Store, vault: Path) -> None:
    sources.add(store, str(vault), None, AT)


def scan(store: Store) -> Plan:
    (source,) = store.sources()
    return sources.scan(store, source, AT, fresh=True).plan


def cards(store: Store) -> dict[str, Card]:
    return {card.prompt.question: card for card in store.cards() if not card.orphaned}


def edit(vault: Path, old: str, new: str, name: str = "Nets.md") -> None:
    text = (vault / name).read_text()
    assert old in text
    (vault / name).write_text(text.replace(old, new))


def test_scanning_twice_changes_nothing(store: Store, vault: Path) -> None:
    add(store, vault)
    before = list(store.cards())

    plan = scan(store)

    assert plan.is_empty
    assert not plan.refreshed
    assert list(store.cards()) == before


def test_an_unchanged_folder_is_not_read_again(store: Store, vault: Path) -> None:
    os.utime(vault / "Nets.md", (1_700_000_000, 1_700_000_000))
    add(store, vault)
    read: list[str] = []

    (report,) = sources.scan_all(store, AT, read.append)

    assert read == []
    assert report.documents == 1


def test_mending_an_answer_keeps_the_card(store: Store, vault: Path) -> None:
    add(store, vault)
    before = cards(store)["In which year did the architecture GAN appear?"]
    edit(vault, "| 2014 |", "| 2015 |")

    plan = scan(store)

    after = cards(store)["In which year did the architecture GAN appear?"]
    assert (after.id, after.prompt.answers) == (before.id, ("2015",))
    assert not plan.orphaned or all(card not in plan.orphaned for card in [before.id])


def test_reordering_rows_changes_no_card(store: Store, vault: Path) -> None:
    add(store, vault)
    before = {card.id: card.prompt for card in store.cards()}
    row = "| CNN | 1989 | Image recognition at scale |\n"
    edit(vault, row, "")
    edit(vault, "| GAN |", f"{row}| GAN |")

    plan = scan(store)

    assert plan.is_empty
    assert {card.id: card.prompt for card in store.cards()} == before


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        pytest.param(
            "| GAN |",
            "| Adversarial pair |",
            "In which year did the architecture GAN appear?",
            "In which year did the architecture Adversarial pair appear?",
            id="a key cell",
        ),
        pytest.param(
            "## Architectures",
            "## Landmark designs",
            "In which year did the architecture LSTM appear?",
            "In which year did the architecture LSTM appear?",
            id="a section",
        ),
        pytest.param(
            "Description",
            "Definition",
            "Which architecture is meant: “Image recognition at scale”?",
            "Which term is defined as “Image recognition at scale”?",
            id="a column",
        ),
        pytest.param("**Epoch**", "**An epoch**", "What is Epoch?", "What is An epoch?", id="a term"),
    ],
)
def test_renaming_keeps_the_history(store: Store, vault: Path, old: str, new: str, before: str, after: str) -> None:
    add(store, vault)
    card = cards(store)[before]
    store.record(Answer(card.id, Rating.GOOD, AT, 1000))
    count = len(cards(store))
    edit(vault, old, new)

    plan = scan(store)

    assert cards(store)[after].id == card.id
    assert store.schedule(card.id) is not None
    assert not plan.new
    assert not plan.orphaned
    assert len(cards(store)) == count
    assert store.check() == []


def test_moving_a_file_keeps_the_history_of_all_its_cards(store: Store, vault: Path) -> None:
    add(store, vault)
    before = {card.prompt.question: card.id for card in store.cards()}
    (vault / "deep").mkdir()
    (vault / "Nets.md").rename(vault / "deep" / "Networks.md")

    plan = scan(store)

    assert {question: card.id for question, card in cards(store).items()} == before
    assert len(plan.moved) == len(before)
    assert scan(store).is_empty
    assert store.check() == []


def test_moving_a_file_and_renaming_a_row_at_once_keeps_the_history(store: Store, vault: Path) -> None:
    add(store, vault)
    before = {card.id for card in store.cards()}
    edit(vault, "| LSTM |", "| Long short-term memory |")
    (vault / "Nets.md").rename(vault / "Other.md")

    scan(store)

    assert {card.id for card in cards(store).values()} == before


def test_a_row_that_gives_way_to_another_hands_nothing_on(store: Store, vault: Path) -> None:
    add(store, vault)
    gone = cards(store)["In which year did the architecture GAN appear?"]
    edit(
        vault,
        "| GAN | 2014 | Image generation by two networks |",
        "| Transformer | 2017 | Language without recurrence |",
    )

    plan = scan(store)

    assert gone.id in plan.orphaned
    assert cards(store)["In which year did the architecture Transformer appear?"].id != gone.id


def test_what_is_gone_is_kept_and_comes_back_by_itself(store: Store, vault: Path) -> None:
    add(store, vault)
    card = cards(store)["In which year did the architecture CNN appear?"]
    store.record(Answer(card.id, Rating.EASY, AT, 1000))
    row = "| CNN | 1989 | Image recognition at scale |\n"
    edit(vault, row, "")
    scan(store)
    assert store.card(card.id).orphaned
    edit(vault, "| GAN |", f"{row}| GAN |")

    plan = scan(store)

    assert card.id in dict(plan.returned)
    assert not store.card(card.id).orphaned
    assert store.schedule(card.id) is not None


@pytest.mark.parametrize("renamed", ["file", "heading"])
def test_what_comes_back_with_another_answer_is_found_where_its_kin_went(
    store: Store, vault: Path, renamed: str
) -> None:
    """The row is away while its note or section gets another name; only the cards beside it tell where that is."""
    head = "# Programs\n\n## Kinds\n\n| Aspect | Threads | Processes |\n|---|---|---|\n"
    rows = head + "| Start | cheap to make | dear to make |\n| Crash | takes all down | stays alone |\n"
    away = "| Memory | one for all of them | one for each of them |\n"
    (vault / "Programs.md").write_text(rows + away)
    add(store, vault)
    (card,) = [one.id for one in store.cards() if one.prompt.answers[0] == "one for each of them"]
    (vault / "Programs.md").write_text(rows)
    scan(store)
    if renamed == "file":
        (vault / "Programs.md").rename(vault / "Running.md")
    else:
        edit(vault, "## Kinds", "## Ways to run", "Programs.md")
    scan(store)
    name = "Running.md" if renamed == "file" else "Programs.md"
    (vault / name).write_text(f"{(vault / name).read_text()}| Memory | shared space | own space |\n")
    scan(store)

    assert [one.id for one in store.cards() if one.prompt.answers[0] == "own space"] == [card]


def test_a_rejected_card_never_comes_back_as_new(store: Store, vault: Path) -> None:
    add(store, vault)
    card = cards(store)["In which year did the architecture CNN appear?"]
    store.set_state([card.id], State.REJECTED)
    edit(vault, "| CNN |", "| Convolutional net |")

    plan = scan(store)

    assert not plan.new
    assert store.card(card.id).state is State.REJECTED


DOUBTFUL, SURE = (
    f"- **Kill**: {said}\n"
    for said in ("a definition makes all the others of its name void", "a signal that ends a process at once")
)


def risen(store: Store, vault: Path) -> Card:
    """A card that waited, and that its note made sure."""
    (vault / "Signals.md").write_text(DOUBTFUL)
    add(store, vault)
    (waits,) = [card for card in store.inbox() if "Kill" in card.prompt.question]
    (vault / "Signals.md").write_text(SURE)

    assert scan(store).risen == (waits.id,)
    assert store.card(waits.id).state is State.ACTIVE
    return waits


def test_a_waiting_card_leaves_the_inbox_when_its_note_makes_it_sure_and_waits_again_when_it_no_longer_does(
    store: Store, vault: Path
) -> None:
    waits = risen(store, vault)
    (vault / "Signals.md").write_text(DOUBTFUL)

    assert scan(store).sunk == (waits.id,)

    assert store.card(waits.id).state is State.INBOX
    (vault / "Signals.md").write_text(SURE)
    assert scan(store).risen == (waits.id,)


@pytest.mark.parametrize(
    "touch",
    [
        lambda store, card: store.record(Answer(card, Rating.GOOD, AT, 1000)),
        lambda store, card: store.flag([card], 1),
        lambda store, card: [store.set_state([card], state) for state in (State.SUSPENDED, State.ACTIVE)],
    ],
    ids=["answered", "flagged", "set aside and asked again"],
)
def test_a_card_that_left_the_inbox_stays_out_once_a_person_has_had_to_do_with_it(
    store: Store, vault: Path, touch: Callable[[Store, str], object]
) -> None:
    card = risen(store, vault).id
    touch(store, card)
    (vault / "Signals.md").write_text(DOUBTFUL)

    assert scan(store).sunk == ()

    assert store.card(card).state is State.ACTIVE


def test_a_note_at_an_old_state_and_back_leaves_each_card_where_it_waited_or_was_asked(
    store: Store, vault: Path
) -> None:
    """Whatever was learned since it came to be so."""
    card = risen(store, vault).id
    store.set_inbox_first(store.sources()[0].id, on=True)
    (vault / "Signals.md").write_text(DOUBTFUL)
    scan(store)
    (vault / "Signals.md").write_text(SURE)

    scan(store)

    assert store.card(card).state is State.ACTIVE


def terms(names: str) -> str:
    """Terms of which a note may let only some wait."""
    return "".join(f"- **Kill {name}**: a definition makes all others of its name void\n" for name in names)


def test_a_note_that_grew_gives_what_it_would_give_anew(store: Store, vault: Path) -> None:
    """A checkout of how it was leaves no card behind that is beyond its cap; what somebody touched stays."""
    (vault / "Signals.md").write_text(terms("ABCDEFGHIJKLMNOP"))
    add(store, vault)
    before = cards(store)
    (vault / "Signals.md").write_text(terms("NOP"))
    scan(store)
    once = [card for question, card in cards(store).items() if "Kill" in question]
    store.set_state([once[0].id], State.ACTIVE)
    (vault / "Signals.md").write_text(terms("ABCDEFGHIJKLMNOP"))

    scan(store)

    assert cards(store).keys() == {*before, once[0].prompt.question}
    assert scan(store).is_empty


def test_what_was_rejected_teaches_the_new_cards_of_its_kind_and_source(store: Store, vault: Path) -> None:
    for name in ("Kill", "Stop", "Quit", "Wait", "Halt", "Term", "Trap", "Hold"):
        (vault / f"{name}.md").write_text(f"- **Sig{name}**: a signal whose code is {name.lower()} for a process\n")
    add(store, vault)
    terms = [card.id for card in store.cards() if card.prompt.kind == "term" and "Sig" in card.prompt.question]
    store.set_state(terms, State.REJECTED)
    (vault / "Pipe.md").write_text("- **SigPipe**: a signal whose code is pipe for a process\n")

    plan = scan(store)

    assert len(terms) == 8
    assert [candidate.state for _, candidate in plan.new] == [State.INBOX]
    assert {store.card(card).state for card in terms} == {State.REJECTED}
    assert store.card(cards(store)["What is Epoch?"].id).state is State.ACTIVE


def test_a_rematch_that_was_taken_back_is_not_made_again(store: Store, vault: Path) -> None:
    add(store, vault)
    edit(vault, "## Architectures", "## Landmark designs")
    scan(store)
    card = cards(store)["In which year did the architecture LSTM appear?"]
    (rematch,) = [event for event in store.log(card.id) if event.kind.value == "rematch"]
    store.void(rematch.id, AT)

    scan(store)

    assert store.card(card.id).orphaned
    assert cards(store)["In which year did the architecture LSTM appear?"].id != card.id
    assert store.check() == []


def test_notes_are_never_written_to(store: Store, vault: Path) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in vault.rglob("*")}

    add(store, vault)
    scan(store)
    sources.preview(store, vault)

    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in vault.rglob("*")} == before


def test_a_folder_that_is_away_keeps_its_cards(store: Store, vault: Path) -> None:
    add(store, vault)
    count = len(cards(store))
    vault.rename(vault.with_name("elsewhere"))

    (report,) = sources.scan_all(store, AT)

    assert "not there now" in str(report.problems[0])
    assert len(cards(store)) == count


def test_a_folder_that_moved_is_followed_where_it_is_added_and_keeps_every_history(store: Store, vault: Path) -> None:
    add(store, vault)
    before = {card.id for card in store.cards()}
    moved = vault.rename(vault.with_name("elsewhere"))
    edit(moved, "| GAN |", "| Adversarial pair |")
    sources.scan_all(store, AT)

    shown = sources.preview(store, moved)
    done = sources.add(store, str(moved), None, AT)

    assert shown.was == done.was == str(vault)
    assert [(one.path, one.deck) for one in store.sources()] == [(str(moved), "vault")]
    assert {card.id for card in cards(store).values()} == before
    assert not done.plan.new
    assert scan(store).is_empty
    assert store.check() == []


@pytest.mark.parametrize("is_away", [False, True])
def test_another_folder_takes_nothing_from_one_that_is_away(store: Store, vault: Path, is_away: bool) -> None:
    """Nor does a copy beside the folder itself."""
    add(store, vault)
    before = {card.id for card in store.cards()}
    other = vault.with_name("other")
    other.mkdir()
    text = NOTE.replace("GAN", "Amber").replace("LSTM", "Brook").replace("CNN", "Cedar").replace("Epoch", "Delta")
    (other / "Nets.md").write_text(text if is_away else NOTE)
    if is_away:
        vault.rename(vault.with_name("elsewhere"))

    report = sources.add(store, str(other), None, AT)

    assert report.was == ""
    assert len(store.sources()) == 2
    assert before.isdisjoint(card for card, _ in report.plan.new)


def test_a_folder_that_moved_keeps_the_name_of_its_deck(store: Store, vault: Path) -> None:
    add(store, vault)
    moved = vault.rename(vault.with_name("elsewhere"))

    with pytest.raises(UsageError, match="followed as the deck “vault”"):
        sources.add(store, str(moved), "Another", AT)

    assert [one.path for one in store.sources()] == [str(vault)]


def test_a_note_that_cannot_be_read_keeps_its_cards(store: Store, vault: Path) -> None:
    """A pipe in its place: root, who runs some test machines, reads every ordinary file."""
    add(store, vault)
    count = len(cards(store))
    (vault / "Nets.md").unlink()
    os.mkfifo(vault / "Nets.md")

    plan = scan(store)

    assert plan.is_empty
    assert len(cards(store)) == count


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.md", b""),
        ("bom.md", b"\xef\xbb\xbf# T\n\n| Term | Meaning |\n|--|--|\n| aaaa | the first letters |\n"),
        ("crlf.md", NOTE.replace("\n", "\r\n").encode()),
        ("utf16.md", NOTE.encode("utf-16")),
        ("latin.md", "# Caf\u00e9\n\nText with é alone.\n".encode("latin-1")),
        ("binary.md", bytes(range(256)) * 50),
        ("long-line.md", b"word " * 250_000),
        ("nul.md", b"# A\0B\n\n| Term | Meaning |\n|--|--|\n| a\0b | the\0first |\n"),
        ("wide.md", b"|" + b"a|" * 3000 + b"\n|" + b"-|" * 3000 + b"\n|" + b"b|" * 3000 + b"\n"),
        ("deep.md", b"> " * 3000 + b"x\n" + b"- " * 2000 + b"y\n"),
        ("brackets.md", b"[[" * 20_000 + b"]]" * 20_000 + b"[" * 20_000 + b"*" * 20_000 + b"(" * 20_000),
        ("dollars.md", b"$" * 30_000 + b" " + b"`" * 30_001 + b"==" * 20_000),
    ],
)
def test_an_odd_note_stops_nothing(store: Store, vault: Path, name: str, content: bytes) -> None:
    (vault / name).write_bytes(content)

    add(store, vault)

    assert "In which year did the architecture GAN appear?" in cards(store)
    assert scan(store).is_empty


def test_links_that_go_round_and_folders_named_like_notes_do_no_harm(store: Store, vault: Path) -> None:
    (vault / "round").symlink_to(vault)
    (vault / "folder.md").mkdir()
    (vault / "dangling.md").symlink_to(vault / "nowhere")
    os.mkfifo(vault / "pipe.md")

    report = sources.add(store, str(vault), None, AT)

    assert report.documents == 1
    assert {problem.path for problem in report.problems} == {"dangling.md", "pipe.md"}


def test_a_path_that_is_not_there_is_not_followed(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        sources.add(store, str(tmp_path / "nowhere"), None, AT)
    with pytest.raises(FileError, match="neither a file nor a folder"):
        sources.add(store, os.devnull, None, AT)

    assert store.sources() == ()


def test_two_notes_with_one_flashdl_id_stay_apart(store: Store, vault: Path) -> None:
    text = f"---\nflashdl-id: nets\n---\n{NOTE}"
    (vault / "Nets.md").write_text(text)
    (vault / "Copy of Nets.md").write_text(text.replace("2014", "2016"))

    report = sources.add(store, str(vault), None, AT)

    keys = [candidate.key for _, candidate in report.plan.new]
    assert len(set(keys)) == len(keys)


DOUBT = "# Hills\n\n| Hill | Height |\n|---|---|\n| Brocken | 1141 metres |\n| Rigi | 1798 metres |\n"


@pytest.mark.parametrize("same", [True, False])
def test_a_pairing_in_doubt_is_asked_and_never_guessed(store: Store, vault: Path, same: bool) -> None:
    (vault / "Nets.md").write_text(DOUBT)
    add(store, vault)
    before = cards(store)["What is the height of the hill Brocken?"] if store else None
    assert before is not None
    edit(vault, "| Brocken |", "| Feldberg |")
    (source,) = store.sources()
    questions: list[str] = []

    def decide(pairing: Rematch) -> bool:
        questions.append(pairing.evidence)
        return same

    report = sources.scan(store, source, AT, decide=decide)

    assert questions
    assert (before.id in report.plan.orphaned) is not same
    assert store.card(before.id).orphaned is not same
    assert store.check() == []


def test_a_sentence_above_another_with_the_same_link_takes_no_history(store: Store, vault: Path) -> None:
    note = "# Nets\n\nNets learn faster since [[Geoffrey Hinton]] trained a deep one on two cards.\n"
    (vault / "Nets.md").write_text(note)
    add(store, vault)
    (learned,) = [card for card in store.cards() if "two cards" in card.prompt.question]
    store.record(Answer(learned.id, Rating.GOOD, AT, 1000))
    edit(vault, "# Nets\n", "# Nets\n\nNets were named after brains by [[Geoffrey Hinton]] and his teachers.\n")

    scan(store)

    assert "two cards" in store.card(learned.id).prompt.question
    assert store.check() == []
    assert scan(store).is_empty


def test_what_is_in_doubt_waits_until_someone_can_be_asked(store: Store, vault: Path) -> None:
    (vault / "Nets.md").write_text(DOUBT)
    add(store, vault)
    before = cards(store)["What is the height of the hill Brocken?"]
    edit(vault, "| Brocken |", "| Feldberg |")
    (source,) = store.sources()

    sources.scan_all(store, AT)

    assert not store.card(before.id).orphaned
    report = sources.scan(store, source, AT, decide=lambda pairing: True)
    assert before.id in {pairing.card for pairing in report.plan.moved}


def test_another_thing_of_the_same_kind_takes_no_history(store: Store, vault: Path) -> None:
    head = "# L\n\n| Language | Typing | Structure | Tool |\n|---|---|---|---|\n| Ada | static | blocks | gnat |\n"
    (vault / "Nets.md").write_text(f"{head}| Lisp | dynamic | listwise | sbcl |\n")
    add(store, vault)
    gone = cards(store)["What is the tool of the language Lisp?"]
    (vault / "Nets.md").write_text(f"{head}| Python | dynamic | listwise | cpython |\n")

    plan = scan(store)

    assert gone.id not in {pairing.card for pairing in plan.moved}


SEAS = "# Seas\n\n## Shores\n\n| Aspect | Old seas | New seas |\n|---|---|---|\n{}\n"
TIDES = "# Seas\n\n## Words\n\n- **Ebb**: one pass of all water over the shallow shore.\n{}\n"


@pytest.mark.parametrize(
    ("note", "line", "like_it", "heading"),
    [
        pytest.param(
            SEAS.format("| Salt | hardly any | hardly any |\n{}"),
            "| Tides | twice a day | twice a day |",
            "| Storms | twice a day | twice a day |",
            "## Examples\n\n| Aspect | Old seas | New seas |\n|---|---|---|\n",
            id="a row under examples",
        ),
        pytest.param(
            TIDES,
            "- **Flood current**: the stream of water that enters a bay twice a day.",
            "- **Steady ferry**: the stream of water that enters a bay twice a day.",
            "## References\n\n",
            id="a term under references",
        ),
    ],
)
@pytest.mark.parametrize("elsewhere", [False, True])
def test_what_moves_to_where_nothing_is_asked_hands_nothing_on_without_a_yes(
    store: Store, vault: Path, note: str, line: str, like_it: str, heading: str, elsewhere: bool
) -> None:
    (vault / "Nets.md").write_text(note.format(line))
    add(store, vault)
    before = {card.id for card in store.cards() if "twice a day" in " ".join(card.prompt.answers)}
    moved = f"{heading}{line}\n"
    (vault / "Nets.md").write_text(note.format(like_it) + ("" if elsewhere else f"\n{moved}"))
    if elsewhere:
        (vault / "templates").mkdir()
        (vault / "templates" / "Old.md").write_text(f"# Old\n\n{moved}")

    plan = scan(store)

    assert before
    assert not before & {pairing.card for pairing in plan.moved}
    assert all("still stands" in pairing.evidence for pairing in plan.doubtful)


def test_a_row_that_is_renamed_keeps_its_history_though_one_of_its_name_is_an_example(
    store: Store, vault: Path
) -> None:
    example = "\n## Examples\n\n| Architecture | Year |\n|---|---|\n| GAN | 2014 |\n| LSTM | 1997 |\n"
    (vault / "Nets.md").write_text(NOTE + example)
    add(store, vault)
    before = cards(store)["In which year did the architecture GAN appear?"]
    edit(vault, "| GAN | 2014 | Image", "| Adversarial pair | 2014 | Image")

    scan(store)

    assert cards(store)["In which year did the architecture Adversarial pair appear?"].id == before.id


def test_a_row_that_is_gone_hands_nothing_on_to_a_later_one_of_the_same_few_words_without_a_yes(
    store: Store, vault: Path
) -> None:
    head = "# L\n\n| Tool | Origin | Colour |\n|---|---|---|\n| Ember | looms by the river | silk of the harbor |\n"
    (vault / "Nets.md").write_text(f"{head}| Lantern | north | red |\n")
    add(store, vault)
    gone = {card.id for card in store.cards() if card.key.subject == "Lantern"}
    (vault / "Nets.md").write_text(head)
    scan(store)
    (vault / "Nets.md").write_text(f"{head}| Harbor | north | red |\n")

    plan = scan(store)

    assert gone
    assert not gone & {pairing.card for pairing in plan.moved}


def test_a_small_table_keeps_its_history_when_its_file_moves_and_an_answer_is_mended(store: Store, vault: Path) -> None:
    head = "# Shell\n\n## Keys\n\n| Command | Meaning |\n|---|---|\n"
    last = "| `lone-ropes -x` | forest ropes |\n"
    (vault / "Shell keys.md").write_text(f"{head}| `hollow-ember -x` | 1997 |\n{last}")
    add(store, vault)
    (vault / "Shell keys.md").write_text(f"{head}| `brisk-canyon -x` | 1997 |\n{last}")
    (source,) = store.sources()
    sources.scan(store, source, AT, decide=lambda pairing: False)
    before = {card.id for card in store.cards() if card.key.subject == "`lone-ropes -x`"}
    (vault / "Shell keys.md").unlink()
    (vault / "deep").mkdir()
    mended = "| `lone-ropes -x` | quiet kilns beside the meadow of old |"
    (vault / "deep" / "Shell keys.md").write_text(f"{head}| `brisk-canyon -x` | 1997 |\n{mended}\n")

    scan(store)

    assert before
    assert before <= {card.id for card in cards(store).values()}


TWO_COMMANDS = "# Shell\n\n## Keys\n\n| Command | Meaning |\n|---|---|\n| `ropes -x` | {} |\n| `gates -x` | {} |\n"


@pytest.mark.parametrize(
    ("there", "is_kept"),
    [
        (TWO_COMMANDS.format("north", "ember gates"), True),  # its rows swapped what they say
        (TWO_COMMANDS.format("south", "river gates"), False),  # another program's commands of the same names
    ],
)
def test_rows_that_swap_their_cells_while_their_file_moves_keep_their_history(
    store: Store, vault: Path, there: str, is_kept: bool
) -> None:
    (vault / "Shell.md").write_text(TWO_COMMANDS.format("ember gates", "north"))
    add(store, vault)
    before = {card.id: card.key for card in store.cards() if card.place.file == "Shell.md"}
    (vault / "Shell.md").unlink()
    (vault / "deep").mkdir()
    (vault / "deep" / "Keys.md").write_text(there.replace("## Keys", "## Orders"))

    scan(store)

    after = {card.id: card.key for card in store.cards() if card.place.file == "deep/Keys.md" and not card.orphaned}
    assert before
    assert bool(before.keys() & after.keys()) == is_kept
    assert all(
        (before[name].subject, before[name].direction) == (key.subject, key.direction)
        for name, key in after.items()
        if name in before
    )


def test_a_column_that_still_stands_was_not_renamed_to_the_one_beside_it(store: Store, vault: Path) -> None:
    head = "# Kinds\n\n| Aspect | ListKind | TupleKind |\n|---|---|---|\n"
    table = f"{head}| Change | {{}} | at any time of day |\n| Memory | more at first | less in all |\n"
    (vault / "Nets.md").write_text(table.format("at any time of day"))
    add(store, vault)
    (vault / "Nets.md").write_text(table.format(""))
    scan(store)
    (vault / "Nets.md").write_text(table.format("").replace("TupleKind", "ArrayKind"))
    scan(store)
    store.undo_scan(store.last_pairings(), AT)  # it is another column, says the person
    of_list = {card.id for card in store.cards() if card.key.attribute == "ListKind" and card.orphaned}

    plan = scan(store)

    assert of_list
    assert not of_list & {pairing.card for pairing in (*plan.moved, *plan.doubtful)}


def test_a_table_that_grows_beyond_its_cap_loses_no_card_that_somebody_touched(store: Store, vault: Path) -> None:
    def table(rows: int) -> str:
        lines = [f"| Item{row} thing | {row} apples | {row} pears | {row} plums |" for row in range(rows)]
        return "\n".join(["# T", "", "| Tool | Colour | Origin | Material |", "|---|---|---|---|", *lines, ""])

    (vault / "Nets.md").write_text(table(10))
    add(store, vault)
    before = [card.id for card in cards(store).values()]
    answered, flagged, tagged, moved, reset = (set(before[start::6]) for start in range(5))
    for card in answered | reset:
        store.record(Answer(card, Rating.GOOD, AT, 1000))
    store.reset(reset, AT)
    store.flag(flagged, 1)
    store.tag(tagged, ["exam"], [], AT)
    store.move(list(moved), "Mine", AT)
    (vault / "Nets.md").write_text(table(45))

    plan = scan(store)

    assert plan.orphaned
    assert set(plan.orphaned) <= set(before[5::6])
    (vault / "Nets.md").write_text(table(10))
    scan(store)
    assert {card.id for card in cards(store).values()} == set(before)


def test_a_decomposed_file_name_is_the_same_name(store: Store, vault: Path) -> None:
    (vault / "Nets.md").rename(vault / "Ne\u0301ts.md")
    add(store, vault)

    assert {card.place.file for card in store.cards()} == {"N\u00e9ts.md"}
    assert scan(store).is_empty


@pytest.mark.parametrize(
    "text",
    [
        " ".join(["aaaa"] * 40) + " (AAAAAAAAAAAB) is a name.",
        "a@" * 4000,
        "(" * 9000 + "\n" + "((((\n" * 3000,
        "cf. A " * 30_000,
        "# x\n\n" + "|" + "a|" * 12 + "\n|" + "-|" * 12 + "\n" + ("|" + "word one|" * 12 + "\n") * 400,
        "---\na: " + "b" * 600_000 + "\n---\n",
    ],
)
def test_a_hostile_note_does_not_hang_the_scan(store: Store, vault: Path, text: str) -> None:
    """Each of these once took minutes, or for ever: where one comes back, this test does not end."""
    (vault / "Hostile.md").write_text(text)

    add(store, vault)

    assert "In which year did the architecture GAN appear?" in cards(store)


def test_a_source_whose_cards_were_deleted_finds_their_history_when_it_comes_back(store: Store, vault: Path) -> None:
    add(store, vault)
    card = cards(store)["In which year did the architecture GAN appear?"]
    store.record(Answer(card.id, Rating.GOOD, AT, 1000))
    schedule = store.schedule(card.id)
    store.remove_source(store.sources()[0].id, "delete")

    add(store, vault)

    assert cards(store)["In which year did the architecture GAN appear?"].id == card.id
    assert store.schedule(card.id) == schedule
    assert store.check() == []


def test_deleted_cards_that_had_moved_find_their_history_when_the_source_comes_back(store: Store, vault: Path) -> None:
    add(store, vault)
    card = cards(store)["In which year did the architecture GAN appear?"]
    store.record(Answer(card.id, Rating.GOOD, AT, 1000))
    schedule = store.schedule(card.id)
    edit(vault, "## Architectures", "## Kinds of nets")
    edit(vault, "| GAN |", "| GANs |")
    scan(store)
    store.remove_source(store.sources()[0].id, "delete")

    add(store, vault)

    assert cards(store)["In which year did the architecture GANs appear?"].id == card.id
    assert store.schedule(card.id) == schedule
    assert store.check() == []
    assert scan(store).is_empty


def test_a_deck_name_given_for_a_followed_path_is_refused(store: Store, vault: Path) -> None:
    add(store, vault)

    with pytest.raises(UsageError, match="followed already"):
        sources.add(store, str(vault), "Another", AT)


def test_a_deck_file_can_be_taken_in_under_another_name(store: Store, tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("name: Own\ncards:\n  - front: a\n    back: b\n")

    sources.add(store, str(tmp_path / "deck.yaml"), "Given", AT)

    assert store.deck_names() == ("Given",)


@pytest.mark.parametrize(
    "edits",
    [
        [("## Architectures", "## Landmark designs"), ("Description", "Definition")],
        [("| LSTM |", "| Recurrent cell |"), ("Description", "Definition")],
        [("## Architectures", "## Landmark designs"), ("Description", "Definition"), ("1989", "1990")],
        [("| GAN |", "| Adversarial pair |"), ("## Architectures", "## Landmark designs")],
    ],
)
@pytest.mark.parametrize("is_moved", [False, True])
def test_several_renamings_at_once_keep_every_history(
    store: Store, vault: Path, edits: list[tuple[str, str]], is_moved: bool
) -> None:
    add(store, vault)
    before = {card.id for card in cards(store).values()}
    for old, new in edits:
        edit(vault, old, new)
    if is_moved:
        (vault / "Nets.md").rename(vault / "Elsewhere.md")

    scan(store)

    assert {card.id for card in cards(store).values()} == before
    assert store.check() == []


@pytest.mark.parametrize("given", ["andar", "a2b3c4d5e6f7a2b3c4d5e6f7"])
def test_an_id_that_is_added_to_a_yaml_card_holds_when_the_front_changes(
    store: Store, tmp_path: Path, given: str
) -> None:
    deck = tmp_path / "deck.yaml"
    deck.write_text("name: D\ncards:\n  - {front: to walk, back: andar}\n  - {front: to talk, back: hablar}\n")
    sources.add(store, str(deck), None, AT)
    card = cards(store)["to walk"]
    for front, own in [("to walk", f", id: {given}"), ("to go on foot", f", id: {given}"), ("to go on foot", "")]:
        deck.write_text(
            f"name: D\ncards:\n  - {{front: {front}, back: andar{own}}}\n  - {{front: to talk, back: hablar}}\n"
        )

        scan(store)

        assert cards(store)[front].id == card.id
        assert len(list(store.cards())) == 2
        assert scan(store).is_empty
    assert store.check() == []


def test_the_second_of_two_equals_comes_back_alone(store: Store, vault: Path) -> None:
    first = "Nets were named after brains by [[Geoffrey Hinton]] and his teachers.\n\n"
    second = "Nets learn faster since [[Geoffrey Hinton]] trained a deep one on two cards.\n"
    (vault / "Nets.md").write_text(f"# Nets\n\n{first}{second}")
    add(store, vault)
    (learned,) = [card for card in store.cards() if "two cards" in card.prompt.question]
    (vault / "Nets.md").write_text("# Nets\n")
    scan(store)
    (vault / "Nets.md").write_text(f"# Nets\n\n{second}")

    scan(store)

    assert [card.id for card in cards(store).values()] == [learned.id]
    assert scan(store).is_empty
    assert store.check() == []


def test_a_no_is_respected_for_ever(store: Store, vault: Path) -> None:
    (vault / "Nets.md").write_text(DOUBT)
    add(store, vault)
    before = cards(store)["What is the height of the hill Brocken?"]
    edit(vault, "| Brocken |", "| Feldberg |")
    (source,) = store.sources()
    sources.scan(store, source, AT, decide=lambda pairing: False)

    gathered = sources.gather(source)
    plan = reconcile.plan(source.id, [store.card(before.id)], gathered, declined=store.declined())

    assert store.card(before.id).orphaned
    assert (plan.moved, plan.doubtful) == ((), ())
    assert reconcile.plan(source.id, [store.card(before.id)], gathered).doubtful
    assert store.check() == []


def test_what_a_scan_took_for_moved_can_be_taken_back(store: Store, vault: Path) -> None:
    add(store, vault)
    before = cards(store)["In which year did the architecture LSTM appear?"]
    store.record(Answer(before.id, Rating.GOOD, AT, 1000))
    edit(vault, "| LSTM |", "| Long short-term memory |")
    (vault / "Nets.md").rename(vault / "Other.md")
    moved = {pairing.card for pairing in scan(store).moved}

    taken_back = store.undo_scan(store.last_pairings(), AT)
    scan(store)

    assert {event.card for event in taken_back} == moved
    assert all(store.card(card).orphaned for card in moved)
    assert store.schedule(before.id) is not None
    assert store.undo_scan(taken_back, AT) == ()
    assert store.last_pairings() == []
    assert scan(store).is_empty
    assert store.check() == []


def test_what_was_taken_back_goes_to_no_other_column_either(store: Store, vault: Path) -> None:
    rows = ["Falcon | north | north | 1540", "Lantern | south | south | 1550", "Harbor | marble | granite | 1545"]
    table = "\n".join(f"| {row} |" for row in ("Tool | Origin | Colour | Year", "---|---|---|---", *rows))
    (vault / "Nets.md").write_text(f"# Ropes\n\n{table}\n")
    add(store, vault)
    before = {card.id for card in store.cards()}
    (vault / "Nets.md").rename(vault / "Other.md")
    assert scan(store).moved
    store.undo_scan(store.last_pairings(), AT)

    plan = scan(store)

    assert not plan.moved
    assert all(store.card(card).orphaned for card in before)
    assert store.check() == []


def test_a_column_that_was_taken_out_goes_to_none_beside_it(store: Store, vault: Path) -> None:
    head = "# Seas\n\n## Shores\n\n"
    rows = ["Salt | hardly any | hardly any", "Tides | never | never", "Storms | loud ones | many a night"]
    both = "\n".join(f"| {row} |" for row in ("Aspect | Old seas | New seas", "---|---|---", *rows))
    one = "\n".join(f"| {row.partition(' | ')[0]} | {row.rpartition(' | ')[2]} |" for row in rows)
    (vault / "Nets.md").write_text(f"{head}{both}\n")
    add(store, vault)
    old = {card.id for card in store.cards() if card.key.attribute == "Old seas"}
    (vault / "Nets.md").unlink()
    (vault / "Waters.md").write_text(f"{head}| Aspect | New seas |\n|---|---|\n{one}\n")
    scan(store)
    store.undo_scan(store.last_pairings(), AT)

    plan = scan(store)

    assert old
    assert not old & {pairing.card for pairing in plan.moved}


def test_only_the_pairings_that_were_shown_are_taken_back_whatever_is_scanned_meanwhile(
    store: Store, vault: Path
) -> None:
    add(store, vault)
    (vault / "Nets.md").rename(vault / "Other.md")
    moved = {pairing.card for pairing in scan(store).moved}
    shown = store.last_pairings()
    (vault / "Other.md").rename(vault / "Third.md")
    (source,) = store.sources()
    again = sources.scan(store, source, Moment(AT.ms + 1, AT.offset)).plan.moved

    assert again
    assert {event.card for event in store.undo_scan(shown, AT)} == moved
    assert {event.card for event in store.last_pairings()} == {pairing.card for pairing in again}
    assert store.check() == []


def test_a_note_that_is_cut_up_and_notes_that_are_joined_keep_every_history(store: Store, vault: Path) -> None:
    add(store, vault)
    before = {card.id for card in cards(store).values()}
    head, architectures, words = (vault / "Nets.md").read_text().partition("## Words")
    (vault / "Nets.md").unlink()
    top, tables, rest = head.partition("## Architectures")
    (vault / "Top.md").write_text(top)
    (vault / "Tables.md").write_text(f"# Tables\n\n{tables}{rest}")
    (vault / "Words.md").write_text(f"# Words\n\n{architectures}{words}")

    scan(store)

    assert {card.id for card in cards(store).values()} >= before
    (vault / "All.md").write_text(NOTE)
    for name in ("Top.md", "Tables.md", "Words.md"):
        (vault / name).unlink()
    scan(store)
    assert {card.id for card in cards(store).values()} == before
    assert store.check() == []


def test_a_note_written_again_within_the_tick_of_its_file_system_is_read_again(store: Store, vault: Path) -> None:
    add(store, vault)
    written = (vault / "Nets.md").stat()
    edit(vault, "| 2014 |", "| 2015 |")
    os.utime(vault / "Nets.md", ns=(written.st_atime_ns, written.st_mtime_ns))

    sources.scan_all(store, AT)

    assert cards(store)["In which year did the architecture GAN appear?"].prompt.answers == ("2015",)


def test_a_problem_is_told_each_time_though_nothing_is_read_again(store: Store, vault: Path) -> None:
    (vault / "Odd.md").write_text("---\na: [b\n---\n# Odd\n")
    (vault / "Old.md").write_bytes("Caf\u00e9.\n".encode("latin-1"))
    os.mkfifo(vault / "Pipe.md")
    for name in ("Nets.md", "Odd.md", "Old.md"):
        os.utime(vault / name, (1_700_000_000, 1_700_000_000))
    add(store, vault)
    read: list[str] = []

    (first,) = sources.scan_all(store, AT, read.append)

    assert read == []
    assert [problem.path for problem in first.problems] == ["Pipe.md", "Odd.md", "Old.md"]
    assert "no YAML" in first.problems[1].message
    assert "not UTF-8" in first.problems[2].message


def test_what_is_wrong_with_a_deck_is_told_each_time_that_it_is_asked_for(store: Store, tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text("front,back\nto walk,\nto run,correr\n")
    os.utime(tmp_path / "words.csv", (1_700_000_000, 1_700_000_000))
    sources.add(store, str(tmp_path / "words.csv"), None, AT)

    for tells, told in ((True, [2]), (True, [2]), (False, [])):
        (report,) = sources.scan_all(store, AT, tells=tells)
        assert [problem.line for problem in report.problems] == told


@pytest.mark.parametrize("inner", ["deep", "deep/Note.md"])
def test_what_lies_in_a_followed_folder_is_not_followed_twice(store: Store, vault: Path, inner: str) -> None:
    (vault / "deep").mkdir()
    (vault / "deep" / "Note.md").write_text(NOTE)
    add(store, vault)

    with pytest.raises(UsageError, match=r"lies in .* followed already"):
        sources.add(store, str(vault / inner), None, AT)
    with pytest.raises(UsageError, match=r"lies in .* followed already"):
        sources.preview(store, vault / inner)


def test_a_folder_around_a_followed_one_is_not_followed_as_well(store: Store, vault: Path) -> None:
    (vault / "deep").mkdir()
    sources.add(store, str(vault / "deep"), None, AT)

    with pytest.raises(UsageError, match="asked twice in part"):
        add(store, vault)

    assert [source.path for source in store.sources()] == [str(vault / "deep")]


def test_a_part_that_the_followed_folder_leaves_out_can_be_followed(store: Store, vault: Path) -> None:
    for name in (".hidden", "Journal"):
        (vault / name).mkdir()
        (vault / name / "Note.md").write_text(NOTE)
    sources.add(store, str(vault), None, AT, skip=("Journal/*",))

    for name in (".hidden", "Journal"):
        sources.add(store, str(vault / name), None, AT, skip=("Journal/*",))

    assert len(store.sources()) == 3


@pytest.mark.parametrize("kind", list(SourceKind))
def test_looking_through_many_folders_is_told_before_a_file_is_read_and_can_be_stopped(
    store: Store, tmp_path: Path, kind: SourceKind
) -> None:
    for number in range(MANY_FOLDERS):
        (tmp_path / "many" / str(number)).mkdir(parents=True)
    told: list[str] = []

    def stop(what: str) -> None:
        told.append(what)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        sources.add(store, str(tmp_path / "many"), None, AT, each=stop, kind=kind)
    assert told == ["500 folders looked through"]
    assert store.sources() == ()


def test_home_and_what_is_above_it_are_more_than_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    assert sources.is_everything(tmp_path)
    assert sources.is_everything(Path("/"))
    assert not sources.is_everything(tmp_path / "notes")


def test_a_card_comes_back_to_its_row_though_row_and_note_were_renamed_while_it_was_away(
    store: Store, vault: Path
) -> None:
    (vault / "Nets.md").unlink()
    text = "# Ropes\n\n| Tool | Origin | Colour | Material |\n|---|---|---|---|\n"
    rows = "| Anchor | the hollow shell of whales | red | oak |\n| Forest | fog over the old canyon | blue | lime |\n"
    (vault / "Ropes.md").write_text(text + rows)
    add(store, vault)
    away = cards(store)["What is the colour of the tool Forest?"]
    (vault / "Ropes.md").unlink()
    (vault / "Cords.md").write_text(text + rows.replace("blue", "-"))
    scan(store)
    assert store.card(away.id).orphaned

    (vault / "Cords.md").write_text(text + rows.replace("| Forest |", "| Jungle |"))
    scan(store)

    assert cards(store)["What is the colour of the tool Jungle?"].id == away.id
    assert store.check() == []
    assert scan(store).is_empty


def test_a_card_comes_back_though_its_column_was_renamed_while_it_was_away(store: Store, vault: Path) -> None:
    (vault / "Nets.md").unlink()
    text = "# Tools\n\n| Tool | Origin | Colour |\n|---|---|---|\n"
    rows = "| Anchor | ember looms | mellow looms beside the river |\n| Bridge | quiet looms by the forest | north |\n"
    twice = rows.replace("north", "mellow looms beside the river")
    (vault / "Tools.md").write_text(text + rows)
    add(store, vault)
    away = cards(store)["Which tool has the colour “mellow looms beside the river”?"]
    (vault / "Tools.md").write_text(text + twice)
    scan(store)
    assert store.card(away.id).orphaned
    (vault / "Tools.md").write_text(text.replace("Colour", "Material") + twice)
    scan(store)

    (vault / "Tools.md").write_text(text.replace("Colour", "Material") + rows)
    scan(store)

    assert cards(store)["Which tool has the material “mellow looms beside the river”?"].id == away.id
    assert store.check() == []


def test_a_definition_under_a_new_heading_and_in_other_words_keeps_its_history(store: Store, vault: Path) -> None:
    (vault / "Entropy.md").write_text("# Entropy\n\n## Basics\n\nEntropy is a measure of how much a message tells.\n")
    add(store, vault)
    before = cards(store)["What is Entropy?"]
    edit(vault, "## Basics", "## Definition", "Entropy.md")
    edit(vault, "is a measure", "is a numeric measure", "Entropy.md")

    scan(store)

    after = cards(store)["What is Entropy?"]
    assert (after.id, after.prompt.answers[0][:9]) == (before.id, "a numeric")


def test_another_definition_under_another_heading_takes_no_history(store: Store, vault: Path) -> None:
    text = "# Entropy\n\n## {}\n\nEntropy is {}.\n"
    (vault / "Entropy.md").write_text(text.format("Messages", "a measure of how much a message tells"))
    add(store, vault)
    before = cards(store)["What is Entropy?"]
    (vault / "Entropy.md").write_text(text.format("Heat", "the part of a body's warmth that does no work"))

    scan(store)

    assert cards(store)["What is Entropy?"].id != before.id
