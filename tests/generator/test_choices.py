"""What a card offers to choose from."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from flashdl.generator import Note, generate
from flashdl.generator.choices import STRETCH, WRONG
from flashdl.identity import card_id
from flashdl.model import Candidate, Card, Gathered
from flashdl.reconcile import plan
from flashdl.typed import is_accepted

NETS = (
    ("CNN", "1989", "Image recognition"),
    ("RNN", "1986", "Sequential data"),
    ("LSTM", "1997", "Long sequences, memory"),
    ("GAN", "2014", "Image generation"),
    ("Transformer", "2017", "Language, everything"),
    ("Diffusion", "2020", "Noise removal"),
)
WORDS = st.sampled_from(
    (
        *(
            "river",
            "rivers",
            "mountain",
            "desert plain",
            "deep lake",
            "old volcano",
            "glacier",
            "coast",
            "1204",
            "1250",
        ),
        *("1299", "7 km", "9 km", "12 km", "everything", "`ls`", "`cd`", "`rm`", "north island", "yes", "a, b"),
    )
)
ROWS = st.lists(st.tuples(st.text("ABCDEFGH", min_size=3, max_size=4), WORDS, WORDS), min_size=2, max_size=9)


def table(rows: tuple[tuple[str, ...], ...], header: str = "Network | Year | Use case") -> str:
    lines = [f"| {header} |", "|" + "---|" * (header.count("|") + 1), *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines) + "\n"


def made(*notes: tuple[str, str]) -> Gathered:
    return generate([Note(name, text) for name, text in notes], "Deck")


def offered(gathered: Gathered) -> dict[str, tuple[str, ...]]:
    return {one.prompt.question: one.place.choices for one in gathered.candidates if one.place.choices}


def test_other_cells_of_the_column_are_offered() -> None:
    found = offered(made(("Nets.md", table(NETS))))

    assert set(found["In which year did the network GAN appear?"]) > {"2014"}
    assert len(found["In which year did the network GAN appear?"]) == WRONG + 1


def test_a_row_that_may_be_meant_as_well_is_not_offered() -> None:
    more = (("SOM", "1982", "Maps"), ("RBM", "2006", "Features"), ("MLP", "1961", "Everything"))
    found = offered(made(("Nets.md", table((*NETS, *more)))))

    # A CNN is for images as well, and an MLP for everything.
    assert set(found["Which network has the use case “Image generation”?"]) <= {"GAN", "RNN", "LSTM", "SOM", "RBM"}


def test_a_table_of_its_kind_helps_out_where_the_own_one_is_short() -> None:
    few, others = NETS[:2], (("SVM", "1995", "Margins"), ("Boosting", "1990", "Trees"), ("Bagging", "1996", "Votes"))
    alone = offered(made(("Nets.md", table(few))))
    together = offered(made(("Nets.md", table(few)), ("Others.md", table(others))))
    apart = offered(made(("Nets.md", table(few)), ("Others.md", table(others, "City | Year | Use case"))))

    assert "In which year did the network CNN appear?" not in alone
    assert "In which year did the network CNN appear?" in together
    assert "In which year did the network CNN appear?" not in apart


def test_a_link_is_asked_among_notes_like_its_own() -> None:
    birds = [(f"Birds/{name}.md", f"{name} is a bird of the {name} family that sings.\n") for name in BIRDS]
    text = "# Garden\n\nThe old garden is full of the song of the [[Blackbird]] in spring.\n"
    found = offered(made(("Garden.md", text), *birds))

    assert set(found["The old garden is full of the song of the […] in spring."]) <= set(BIRDS)


BIRDS = ("Blackbird", "Goldfinch", "Nightingale", "Chaffinch", "Wagtail")


def test_a_row_more_is_no_change_of_a_card() -> None:
    before, after = made(("Nets.md", table(NETS[:5]))), made(("Nets.md", table(NETS)))
    cards = [stored(candidate) for candidate in before.candidates]
    found = plan(1, cards, after)
    ids = {card.prompt.question: card.place.choices for card in cards}

    assert any(candidate.place.choices != ids[candidate.prompt.question] for _, candidate in found.refreshed)
    assert not [one for _, one in found.changed if one.prompt.question in ids and "share" not in one.prompt.question]


def stored(one: Candidate) -> Card:
    return Card(card_id(one.key), 1, one.key, one.note, one.deck, one.prompt, one.place, one.score, one.state)


@settings(max_examples=60)
@given(ROWS)
def test_choices_are_fair(rows: list[tuple[str, str, str]]) -> None:
    for one in made(("Land.md", table(tuple(rows), "Place | Kind | Near"))).candidates:
        options = one.place.choices
        right = [option for option in options if is_accepted(option, one.prompt.answers)]
        assert not options or (len(options) == WRONG + 1 and len(set(options)) == len(options) and len(right) == 1)
        for option in options:
            longer, shorter = sorted((len(option), len(right[0])), reverse=True)
            assert longer <= STRETCH * shorter or longer - shorter <= 3
            assert option[:1].isdigit() == right[0][:1].isdigit()
            assert option.startswith("`") == right[0].startswith("`")


def test_the_place_of_the_right_answer_says_nothing() -> None:
    rows = tuple((f"N{chr(65 + number // 26)}{chr(65 + number % 26)}x", str(1900 + number)) for number in range(100))
    places = Counter(
        one.place.choices.index(one.prompt.answers[0])
        for one in made(("Nets.md", table(rows, "Network | Year"))).candidates
        if one.place.choices
    )

    assert set(places) == {0, 1, 2, 3}
    assert max(places.values()) < 2 * min(places.values())
