"""Uncertain cards: they wait, and take nothing from the sure ones."""

from __future__ import annotations

import pytest

from flashdl.generator.doubts import LEAST, WEIGHTS
from flashdl.generator.quality import DOUBT_CAP
from flashdl.model import State
from tests.generator.test_rules import asked, found, made, table
from tests.verdicts import learnt, shares, verdicts


def waiting(text: str) -> list[str]:
    """Questions that wait in the inbox."""
    return [one.prompt.question for one in made(text).candidates if one.state is State.INBOX]


DOUBTED = "- **Kill**: a definition makes all the others of its name void\n"


def test_an_uncertain_card_waits_and_is_not_asked() -> None:
    assert waiting(DOUBTED) == ["What is Kill?"]
    assert asked(DOUBTED) == {}


def test_uncertain_cards_take_nothing_from_the_sure_ones() -> None:
    sure = "# Architectures\n\n" + table(
        "Architecture | Year | Use case", "GAN | 2014 | Image generation", "LSTM | 1997 | Long sequences"
    )

    alone, together = made(sure), made(sure + "\n" + DOUBTED)

    assert waiting(sure + "\n" + DOUBTED)
    assert [one.key for one in alone.candidates if one.state is State.ACTIVE] == [
        one.key for one in together.candidates if one.state is State.ACTIVE
    ]
    assert [one.key for one in alone.candidates] == [one.key for one in together.candidates][:-1]


def test_an_inbox_is_not_flooded_by_one_note() -> None:
    text = "".join(
        f"- **Kill {name}**: a definition makes all others of its name void\n" for name in "ABCDEFGHIJKLMNOP"
    )

    assert len(waiting(text)) == DOUBT_CAP
    assert len(made(text).spare) == 16 - DOUBT_CAP


def test_a_doubtful_card_never_stands_for_a_sure_one_of_another_note() -> None:
    sure = "# Kill\n\nKill is a signal that ends a process at once and cannot be caught by it.\n"

    found = made(DOUBTED, "a/Kill.md", Kill=sure)

    assert [one.state for one in found.candidates if one.prompt.question == "What is Kill?"] == [State.ACTIVE]


@pytest.mark.parametrize("family", WEIGHTS)
def test_the_weights_of_signs_are_those_learnt_from_readers(family: str) -> None:
    weights = learnt(verdicts()[family], sorted(WEIGHTS[family]))

    assert {name: weights[name] for name in WEIGHTS[family]} == pytest.approx(WEIGHTS[family], abs=0.06)


@pytest.mark.parametrize("family", WEIGHTS)
def test_readers_kept_more_of_what_is_asked_than_of_what_waits(family: str) -> None:
    _, kept, left = shares(verdicts()[family], WEIGHTS[family], LEAST[family])

    assert kept > left + 0.1


GAPS = table("Plant | Soil", "Heather | sour", "Thyme | ", "Reed | wet")


def test_a_table_with_empty_cells_waits_for_a_yes() -> None:
    full = table("Plant | Soil", "Heather | sour", "Thyme | dry", "Reed | wet")

    assert asked(full)
    assert asked(GAPS) == {}
    assert waiting(GAPS)


def test_a_note_that_is_meant_asks_what_would_wait() -> None:
    assert "Reed (Plant) – Soil?" in waiting(GAPS)
    assert "Reed (Plant) – Soil?" in asked(f"---\nflashdl: true\n---\n{GAPS}")


def test_what_a_sentence_says_of_its_title_after_others_waits() -> None:
    first = "A fjord is a long and narrow inlet with steep sides.\n"
    later = f"Ships come to Bergen from the whole world.\n\n{first}"

    assert [*asked(first, "Fjord.md")] == ["What is a fjord?"]
    assert asked(later, "Fjord.md") == {}


def test_a_waiting_card_keeps_its_number_among_equals() -> None:
    """Two gaps for one link in a section differ by a count alone; which of them waits is no part of it."""
    early = "Many a [[Glacier tongue]] moves slowly down to the sea each year and breaks there.\n"
    late = "Snow that outlasts many summers is pressed by its weight until it is a part of a [[Glacier tongue]].\n"
    found = {
        one.prompt.question.startswith("Many"): (one.key.count, one.state)
        for one in made(f"{early}\n{late}").candidates
    }

    assert found == {True: (0, State.INBOX), False: (1, State.ACTIVE)}


SOILS = table("Plant | Soil", "Heather | sand", "Thyme | chalk", "Reed | clay")


def test_what_one_would_have_to_describe_is_not_asked_back() -> None:
    rows = table(
        "Tree | Description", "Larch | loses its needles in autumn", "Yew | is poisonous but for the red of its seeds"
    )
    described = rows.replace("Larch", "Larch of the high moors")
    back = "Which tree is meant: “loses its needles in autumn”?"

    assert back in asked(rows)
    assert back in waiting(described)


def test_what_is_no_description_is_not_asked_back() -> None:
    uses = table("Plant | Use case", "Heather | brooms for the yard", "Thyme | tea", "Reed | roofs")

    assert "What is the use case of the plant Reed?" in asked(uses)
    assert "Which plant has the use case “brooms for the yard”?" in waiting(uses)


def test_a_column_of_few_different_values_waits() -> None:
    parts = (
        "Larch | needles | north",
        "Yew | needles | east",
        "Oak | leaves | south",
        "Ash | leaves | west",
        "Fir | needles | up",
    )

    asks = asked(table("Tree | Green | Side", *parts))

    assert not any("needles" in answers or "leaves" in answers for answers in asks.values())


@pytest.mark.parametrize("cell", ["needs: lime, sun", "lime, sun and wind, rain in May"])
def test_a_cell_of_several_remarks_waits(cell: str) -> None:
    assert not any(answer == (cell,) for answer in asked(SOILS.replace("sand", cell)).values())


@pytest.mark.parametrize("folder", ["Projects", "Inbox", "Uni/projects", "Projekte", "1 - Projects", "00_Inbox"])
def test_what_somebody_is_at_work_on_waits(folder: str) -> None:
    assert asked(SOILS, "Plants/Soils.md")
    assert asked(SOILS, f"{folder}/Soils.md") == {}


@pytest.mark.parametrize(
    "item",
    [
        "**Pruning**: The gardener cuts the long shoots of a shrub back to its third bud in winter",
        "**The Pruning**: a cut that takes the long shoots of a shrub back to its third bud",
        "**Cut the Shrub**: a cut that takes the long shoots of a shrub back to its third bud",
        "**Pruning**: a cut of shoots",
    ],
)
def test_a_bold_word_that_names_a_step_or_is_told_too_little_waits(item: str) -> None:
    good = "**Pruning**: a cut that takes the long shoots of a shrub back to its third bud"

    assert asked(f"# Garden\n\n- {good}\n")
    assert asked(f"# Garden\n\n- {item}\n") == {}


def test_a_definition_of_a_few_words_waits() -> None:
    assert asked("A fjord is a long and narrow inlet with steep sides.\n", "Fjord.md")
    assert asked("A fjord is a narrow inlet.\n", "Fjord.md") == {}


def test_a_short_form_whose_long_form_ends_in_a_part_of_it_waits() -> None:
    text = "# Blood\n\nThe share of {} is measured in the laboratory of a hospital.\n"

    assert asked(text.format("low density lipoprotein (LDL)"))
    assert asked(text.format("immunoglobulin A (IgA)")) == {}


def test_a_cell_half_told_by_the_name_it_is_of_waits() -> None:
    rows = table("Tool | Purpose", "Seed drill | {}", "Harrow | breaks clods", "Roller | presses soil")

    assert "puts corn into rows" in [answer for (answer, *_) in asked(rows.format("puts corn into rows")).values()]
    assert "drills the seed" not in [answer for (answer, *_) in asked(rows.format("drills the seed")).values()]


def test_the_tables_of_an_index_wait() -> None:
    assert asked(SOILS, "Plants/README.md")
    assert asked(SOILS, "Plants/Soils.md")
    assert asked(SOILS, "Plants/Índice.md") == {}


@pytest.mark.parametrize(("name", "waits"), [("`--hide-title`", True), ("`{{author}}`", True), ("`--rebase`", False)])
def test_what_an_english_name_in_code_says_is_no_question_in_another_language(name: str, waits: bool) -> None:
    rows = table(
        "Option | Beschreibung", f"{name} | schreibt die Geschichte der Zweige neu", "`--bare` | ohne Arbeitsbaum"
    )
    text = f"---\nlang: de\n---\n# Optionen\n\n{rows}"

    assert any(name in question for question in waiting(text)) == waits
    assert any(name in question for question in asked(text)) != waits


@pytest.mark.parametrize(
    ("name", "says", "waits"),
    [
        ("`background-color`", "背景颜色", True),
        ("`background-color`", "元素内容和内边距下面的颜色", False),
        ("`transition`", "元素状态变化的过程动画", False),
        ("`d`, `day`, `days`", "日", True),
    ],
)
def test_what_is_only_put_into_another_language_waits(name: str, says: str, waits: bool) -> None:
    text = "---\nlang: zh\n---\n# 样式\n\n" + table("属性 | 描述", f"{name} | {says}", "`order` | 弹性项目的排列次序")

    assert any(name in question for question in waiting(text)) == waits
    assert any(name in question for question in asked(text)) != waits


def test_a_gap_that_its_title_half_tells_waits() -> None:
    line = "A fjord is cut into the rock of its valley by the slow ice of a [[{}]].\n"

    assert [one for one in asked(line.format("Mountain stream"), "Fjord.md") if "[…]" in one]
    assert not [one for one in asked(line.format("Fjord glacier"), "Fjord.md") if "[…]" in one]


@pytest.mark.parametrize(
    ("header", "pairs"),
    [
        ("Inbound features | Outbound features", False),
        ("Settings that are swapped | Settings that aren't swapped", False),
        ("Common name | Scientific name", True),
    ],
)
def test_two_lists_under_one_name_pair_nothing(header: str, *, pairs: bool) -> None:
    rows = ("Access rules | Own gateway", "Own address | Mixed links", "Private ends | Integrated net")

    assert bool(found(table(header, *rows))) is pairs


def test_one_word_of_a_comparison_waits() -> None:
    text = "# Tubes vs Transistors\n\n" + table(
        "Aspect | Tubes | Transistors",
        "Heat | Plenty | A little, from the junction",
        "Sound | Warm | Clean up to the limit",
    )

    assert "Transistors – heat?" in asked(text)
    assert "Tubes – heat?" in waiting(text)


def test_a_term_that_is_told_by_what_happens_waits() -> None:
    text = (
        "- **Kernel page**: a block of memory that the processor maps at once and by hand\n"
        "- **Reactive view**: the view is drawn anew after all the data below have changed\n"
    )

    assert waiting(text) == ["What is Reactive view?"]
    assert list(asked(text)) == ["What is Kernel page?"]


def test_a_series_in_running_text_and_a_definition_below_a_heading_wait() -> None:
    series = "# Growth\n\nWith age the stand goes from bare ground to birch to spruce on most of the slopes.\n"
    below = "# Birch\n\n## Uses\n\nBirch is a tree whose bark is used for canoes and for the roofs of small barns.\n"
    above = below.replace("## Uses\n\n", "")

    assert len(waiting(series)) == 1
    assert asked(series) == {}
    assert waiting(below) == ["What is Birch?"]
    assert list(asked(above)) == ["What is Birch?"]


@pytest.mark.parametrize(
    ("file", "waits"),
    [
        ("Permanent/Memory Wall Gap (MWG).md", True),
        ("2nd Sem/Memory Wall Gap (MWG).md", True),
        ("Chips/Memory Wall Gap (MWG).md", False),
    ],
)
def test_an_acronym_with_nothing_above_it_that_says_of_what_waits(file: str, *, waits: bool) -> None:
    text = "The memory wall gap is the distance that grows between a processor and what feeds it.\n"

    found = made(text, file).candidates

    assert [one.state is State.INBOX for one in found if one.prompt.kind == "acronym"] == [waits]


def test_a_comparison_names_what_it_compares_with_and_waits_where_it_says_of_what_by_no_word() -> None:
    rows = ("Room | takes a shelf | takes a whole barn", "Age | ten good years | a hundred years")
    named = "# Reed vs Straw\n\n" + table("Aspect | Reed | Straw", *rows)

    assert "Reed (vs. Straw) – room?" in asked(table("Aspect | Reed | Straw", *rows))
    assert "Reed – room?" in asked(named)
    assert "Basic (vs. Premium) – room?" in waiting(table("Aspect | Basic | Premium", *rows))


@pytest.mark.parametrize("folder", ["Personal", "Archive/Wood", "projects", "Inbox"])
def test_notes_that_somebody_put_away_or_keeps_to_themselves_wait(folder: str) -> None:
    text = table(
        "Tree | Description", "Larch | loses its needles in autumn", "Yew | is poisonous but for the red of its seeds"
    )

    assert {one.state for one in made(text, f"{folder}/Trees.md").candidates} == {State.INBOX}
    assert asked(text, "Woods/Trees.md")


def test_what_things_share_waits_to_be_asked_back() -> None:
    lakes = table("Lake | Country", "Inari | Finland", "Saimaa | Finland", "Ladoga | Russia")

    assert "Which two lakes have the country “Finland”?" in waiting(lakes)


def test_a_sentence_that_does_not_say_of_what_it_speaks_waits() -> None:
    whole = "Snow that outlasts many summers is pressed by its weight until it is a part of a [[Glacier tongue]].\n"
    headless = whole.replace("Snow that outlasts many summers is", "Is")

    assert asked(whole)
    assert not asked(headless)
    assert waiting(headless)
