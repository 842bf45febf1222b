"""A card never tells its own answer, asks one fact once, and takes no kindred thing for a spelling."""

from __future__ import annotations

import pytest

from flashdl.generator import Note, generate
from flashdl.generator.text import holds_all, singular
from flashdl.model import Candidate, State
from tests.generator.test_rules import found, table


def cards(**notes: str) -> list[Candidate]:
    made = generate([Note(f"{name}.md", text) for name, text in notes.items()], "Deck").candidates
    return [one for one in made if one.state is State.ACTIVE]


def questions(**notes: str) -> dict[str, tuple[str, ...]]:
    return {one.prompt.question: one.prompt.answers for one in cards(**notes)}


OPTIONS = table("Option | Description", "{}", "Wrap | Breaks what is too long for the window", "Zoom | Scales letters")


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        ("Show search bar | Enable or disable a search bar on your site", set()),
        ("Font | Letters drawn on the screen", {"forth", "back"}),
        ("Font | Add fonts from the system", set()),
        ("Site name | The name of the public site", set()),
        ("Ruler | The ruler", set()),
        ("Ruler | A ruler line", set()),
        ("Ruler | Lines that show how deep a list goes", {"forth", "back"}),
    ],
)
def test_an_option_is_asked_where_its_description_tells_more_than_its_name(row: str, asked: set[str]) -> None:
    name = row.split(" | ", maxsplit=1)[0]
    found = questions(Sites=OPTIONS.format(row))

    forth = any(name in question for question in found)
    back = any(answers[0] == name for answers in found.values())
    assert ({"forth"} if forth else set()) | ({"back"} if back else set()) == asked


def test_keys_to_press_may_say_a_word_of_the_question() -> None:
    rows = table("Action | Shortcut", "Move one page up | `Shift+Page up`", "Undo the last change | `Ctrl+Z`")

    assert ("`Shift+Page up`", "Shift+Page up") in questions(Keys=rows).values()


def test_the_heading_that_spells_an_acronym_out_is_not_shown_with_it() -> None:
    text = "# Course\n\n## Teams of multi-agent systems\n\nMany robots share a Multi-Agent System (MAS) in a factory.\n"
    made = generate([Note("Course.md", text)], "Deck").candidates
    (one,) = [one for one in made if one.prompt.kind == "acronym"]

    assert one.prompt.answers[0] == "Multi-Agent System"
    assert one.place.context == ("Deck", "Course")


@pytest.mark.parametrize(
    ("folder", "shown"),
    [
        ("databases", "databases"),
        ("4 Databases", "Databases"),
        ("04_databases", "databases"),
        ("12. Databases", "Databases"),
        ("3D models", "3D models"),
        ("2024 databases", "2024 databases"),
        ("12", "12"),
    ],
)
def test_an_acronym_under_a_title_of_one_word_shows_its_folder_without_what_sorts_it(folder: str, shown: str) -> None:
    text = "A functional dependency (FD) relates the columns of a table.\n"
    made = generate([Note(f"{folder}/Concepts.md", text)], "Deck").candidates
    (one,) = [one for one in made if one.prompt.kind == "acronym"]

    assert one.place.context == (shown, "Concepts")


def test_an_option_that_all_commands_share_is_asked_once() -> None:
    rows = table("Option | Description", "`--root` | Folder that holds all notes", "`--{0}` | Only for {0} itself")
    found = cards(**{name: f"# {name}\n\n{rows.format(name)}" for name in ("bake", "boil", "fry")})

    assert [one.place.file for one in found if "--root" in one.prompt.question] == ["bake.md"]


def test_the_same_option_with_another_meaning_is_asked_of_each_command() -> None:
    rows = table("Option | Description", "`--root` | {0}", "`--deep` | Goes into folders")
    found = cards(bake=rows.format("Folder of the oven"), boil=rows.format("Kettle with water"))

    assert [one.place.file for one in found if "--root" in one.prompt.question] == ["bake.md", "boil.md"]


def test_a_heading_with_the_words_of_an_acronym_in_another_order_is_not_shown() -> None:
    text = "# Term-Document Matrix\n\nIts transpose is called a Document-Term Matrix (DTM) by all who count words.\n"
    made = generate([Note("Words.md", text)], "Deck").candidates
    (one,) = [one for one in made if one.prompt.kind == "acronym"]

    assert one.place.context == ("Deck",), "the headings would tell it; the deck does not"


def test_a_letter_alone_keeps_its_case_in_a_question() -> None:
    rows = table("Option | Payout @ T | Price", "Cap | sum of caplets | high", "Floor | sum of floorlets | low")

    assert "Cap (option) – payout @ T?" in questions(Options=rows)


KIN = "---\naliases: [positive-definite, negative-definite, ZDM]\n---\nWords on matrices.\n"


@pytest.mark.parametrize(
    ("link", "accepted", "refused"),
    [
        ("[[definite matrix]]", {"definite matrix", "positive-definite"}, set()),
        ("[[definite matrix|Definite matrices]]", {"definite matrix", "ZDM"}, set()),
        ("[[definite matrix|positive-definite]]", {"ZDM"}, {"negative-definite", "definite matrix"}),
        ("[[definite matrix|positive definite]]", {"positive-definite"}, {"negative-definite"}),
    ],
)
def test_an_alias_is_accepted_where_it_names_the_same_thing(link: str, accepted: set[str], refused: set[str]) -> None:
    text = f"# Cholesky\n\nCholesky writes as the product of a triangle and its transpose a {link}.\n"
    made = cards(**{"Cholesky": text, "definite matrix": KIN})
    (one,) = [one for one in made if one.prompt.kind == "cloze"]

    assert accepted <= set(one.prompt.answers)
    assert not refused & set(one.prompt.answers)


def test_a_question_heading_is_answered_by_the_sentence_that_defines() -> None:
    text = "# Notes\n\n## Unit 2: What is a prompt?\n\nA prompt is any text that is given to a model. {}\n"
    more = "Many are short. Others are long. Some hold examples."

    for tail in ("", more):
        found = questions(Notes=text.format(tail))
        assert found["What is a prompt?"] == ("A prompt is any text that is given to a model.",)


def test_a_question_heading_with_a_long_tale_below_is_not_asked() -> None:
    text = "# Notes\n\n## Why do people write prompts?\n\nIt depends. Some like it. Others must. A few do it for fun.\n"

    assert questions(Notes=text) == {}


@pytest.mark.parametrize(
    "line",
    [
        "And the [[Yeast]] goes a step further than every bread before it.",
        "For detailed instructions, please refer to the chapters of [[Yeast]].",
        "The equation represents the growth of [[Yeast]] over a whole day.",
        "Baking is a craft with [[Yeast]] that I use nearly every day.",
        "Commands for [[Yeast]] and [[Sourdough]].",
        "❌ Write what happened to the [[Yeast]] in the bakery of 1775.",
        "For loaves that keep, see the page on [[Yeast]].",
    ],
)
def test_a_line_that_states_no_fact_of_its_own_gives_nothing(line: str) -> None:
    assert cards(Baking=f"# Baking\n\n{line}\n", Yeast="Words.\n", Sourdough="Words.\n") == []


def test_lines_and_bullets_of_a_cell_are_told_apart() -> None:
    rows = table("Server | Limits", "App | users: 100k<br>cores: 8<br><br>RAM: 64-512GB, up to 2TB", "Mail | none")

    asked = questions(Servers=f"---\nflashdl: true\n---\n{rows}").values()
    assert ("users: 100k; cores: 8; RAM: 64-512GB, up to 2TB",) in asked


def test_a_footnote_mark_that_is_a_link_is_no_part_of_a_cell() -> None:
    rows = table("Method | Parameters", "`new` | at least one[1](https://example.org/#fn:new)", "`as` | a view of it")

    assert any(answers[0] == "at least one" for answers in questions(Methods=rows).values())


@pytest.mark.parametrize("heading", ["# Threads vs Processes", "# Notes\n\n## Threads versus processes"])
def test_two_compared_things_side_by_side_pair_nothing(heading: str) -> None:
    rows = table("Threads | Processes", "share memory | own memory", "cheap | dear to make")

    assert questions(Notes=f"{heading}\n\n{rows}") == {}


def test_a_key_of_one_letter_says_of_what_kind_it_is() -> None:
    rows = table(
        "Class | Host part | Prefix", "A | three of the four octets | zero", "B | two of the four octets | one, zero"
    )

    assert "A (class) – host part?" in questions(Addresses=rows)


def test_a_value_that_a_sibling_says_with_more_words_is_not_asked_back() -> None:
    rows = table("Method | Takes", "`with` | no self, many words", "`new` | no self, usually many words")

    assert not any(answers[0] == "`with`" for answers in questions(Methods=rows).values())


@pytest.mark.parametrize(("text", "held"), [("no self, usually one", True), ("one, no self", False), ("no", False)])
def test_a_text_holds_a_part_whose_words_stand_in_it_in_order(text: str, held: bool) -> None:
    assert holds_all(text, "no self, one") is held


@pytest.mark.parametrize(
    ("word", "one"), [("Fonts", "font"), ("queries", "query"), ("class", "class"), ("gas", "gas"), ("series", "sery")]
)
def test_a_plural_and_its_singular_are_told_to_be_one_word(word: str, one: str) -> None:
    assert singular(word) == one


def test_keys_to_press_are_values() -> None:
    keys = table("Action | Shortcut", "Rename a file | `F2`", "Leave the dialog | `Esc`")

    assert "`F2`" in [answers[0] for answers in questions(Keys=keys).values()]


def test_questions_that_differ_in_case_or_signs_alone_are_two_and_wait() -> None:
    greek = table("Letter | Trigger", r"$\gamma$ | @g", r"$\Gamma$ | @big", r"$\delta$ | @d", r"$\Delta$ | @wide")
    flags = table(
        "Flag | Description", "`-v` | tells more of the run", "`-V` | prints which release it is", "`-w` | waits"
    )

    assert {"@g", "@big"} <= {answers[0] for answers in found(greek).values()}
    assert questions(Greek=greek) == {}
    assert {"What does the flag `-v` do?", "What does the flag `-V` do?", "What does the flag `-w` do?"} <= found(
        flags
    ).keys()
    assert [question for question in questions(Flags=flags) if question.startswith("What does")] == [
        "What does the flag `-w` do?"
    ]


def test_numbered_lines_laid_out_as_a_table_have_no_header() -> None:
    rows = table(
        "1 | Save the order in the database.", "2 | Compose the message for it.", "3 | Pass it to the gateway."
    )

    assert questions(Order=rows) == {}


def test_what_every_program_does_with_the_same_keys_is_not_asked() -> None:
    rows = table("Action | Shortcut", "Copy | `Ctrl+C`", "Cut paragraph | `Ctrl+Shift+X`", "Go to line | `Ctrl+G`")
    found = questions(Keys=rows)

    assert not any("Copy" in question for question in found)
    assert len(found) == 2


@pytest.mark.parametrize(
    ("row", "back"),
    [
        ("`add_tags` | Puts tags into the front matter", False),
        ("Event logging | Keeps various log lines in one place", False),
        ("`resize` | Makes a window smaller", True),
    ],
)
def test_a_name_that_is_half_told_is_not_asked_back(row: str, back: bool) -> None:
    rows = table("Tool | Description", row, "`fold` | Breaks lines", "`sleep` | Waits for a while")

    assert (row.split(" | ", maxsplit=1)[0] in [answers[0] for answers in questions(Tools=rows).values()]) is back


@pytest.mark.parametrize(
    "line",
    [
        "Unlike [[Yeast]], baking powder works without any time.",
        "Leaven is different from a [[Yeast]], although both make a dough rise.",
        "Baking is, according to [[Yeast]], a craft of patience and of water.",
    ],
)
def test_a_gap_that_much_else_could_fill_is_not_asked(line: str) -> None:
    assert cards(Baking=f"# Baking\n\n{line}\n", Yeast="Words.\n") == []


def test_two_words_for_one_thing_are_no_list() -> None:
    rows = table(
        "System | Schema", "Relational | Fixed, rigid tables of one kind", "Document | Databases, boot volumes"
    )

    answers = {one.prompt.answers[0]: one.prompt.items for one in cards(Systems=rows)}
    assert answers["Fixed, rigid tables of one kind"] == ()
    assert answers["Databases, boot volumes"] == ("Databases", "boot volumes")


def test_an_acronym_that_says_a_word_of_what_it_stands_for_is_not_asked() -> None:
    asked = questions(
        Fields="A [[Generative AI (Gen AI)]] writes text, and a [[Graph Neural Network (GNN)]] reads graphs.\n"
    )

    assert "What does Gen AI stand for?" not in asked
    assert asked["What does GNN stand for?"][0] == "Graph Neural Network"


def test_a_title_that_spells_an_acronym_out_in_another_form_is_not_shown_with_it() -> None:
    text = "Shock may be the only sign of a fat embolism syndrome (FES) in those who sleep.\n"

    (card,) = generate([Note("Lungs/Fat emboli syndrome.md", text)], "Deck").candidates

    assert card.place.context == ("Lungs",)
