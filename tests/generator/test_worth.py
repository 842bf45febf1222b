"""What everybody knows already, or what names nothing: asked only where somebody says yes to it, or not at all."""

from __future__ import annotations

import pytest

from flashdl.generator import Note, generate
from flashdl.model import Candidate, State


def made(text: str, file: str = "Note.md") -> dict[str, Candidate]:
    found = generate([Note(file, text)], "Notes")
    return {one.prompt.question: one for one in found.candidates}


def sure(text: str, file: str = "Note.md") -> dict[str, str]:
    """Question to shown answer of the cards that need no yes."""
    return {question: one.prompt.answers[0] for question, one in made(text, file).items() if one.state is State.ACTIVE}


def test_keys_that_do_the_same_in_every_program_are_not_asked_for() -> None:
    rows = "| Copy cells | `Ctrl+C` |\n| Bold text | `Cmd+B` |\n| Go up | `↑` |\n| Open the palette | `Ctrl+P` |\n"

    assert set(sure(f"| Action | Shortcut |\n|---|---|\n{rows}").values()) == {"`Ctrl+P`"}


@pytest.mark.parametrize(
    ("code", "copy"),
    [("ja", "コピー"), ("ar", "نسخ الخلايا"), ("zh", "复制"), ("ru", "Копировать")],
)
def test_keys_that_do_the_same_in_every_program_are_known_in_any_language(code: str, copy: str) -> None:
    rows = f"| {copy} | `Ctrl+C` |\n| Obsidian | `Ctrl+P` |\n"

    assert set(sure(f"---\nlang: {code}\n---\n| ⌘ | Hotkey |\n|---|---|\n{rows}").values()) == {"`Ctrl+P`"}


@pytest.mark.parametrize(
    ("code", "header", "see"),
    [
        ("ja", "フィールド | 型 | 説明", "エイリアスを参照。"),
        ("ja", "フィールド | 種類 | 説明", "画像を参照してください。"),
        ("ar", "الحقل | النوع | الوصف", "اطلع على أسماء مستعارة."),
        ("zh", "字段 | 类型 | 描述", "请参阅图片。"),
        ("de", "Feld | Typ | Beschreibung", "Siehe auch Bilder."),
    ],
)
def test_of_a_field_neither_its_type_nor_where_to_read_on_is_asked(code: str, header: str, see: str) -> None:
    rows = f"| `cover` | string | {see} |\n| `locale` | date | {see.rstrip('.。')} |\n"

    assert not sure(f"---\nlang: {code}\n---\n| {header} |\n|---|---|---|\n{rows}")


def test_signs_that_everybody_knows_are_not_asked_for_and_others_wait() -> None:
    rows = "| `-` | minus |\n| `*` | multiply |\n| `%` | modulo |\n| `//` | floor division |\n"
    found = made(f"| Operator | Description |\n|---|---|\n{rows}")

    assert not {"`-`", "`*`", "`%`", "`//`", "minus", "multiply"} & {
        one.prompt.answers[0] for one in found.values() if one.state is State.ACTIVE
    }
    assert {"`%`", "`//`"} <= {one.prompt.answers[0] for one in found.values() if one.state is State.INBOX}


def test_what_code_is_beside_is_asked_for_the_code() -> None:
    rows = "| Remove it | `db.c.drop()` | Deletes all of it |\n| Size | `db.c.count()` | Says how many there are |\n"
    found = sure(f"| Operation | Code | Description |\n|---|---|---|\n{rows}", "Mongo.md")

    assert "`db.c.drop()`" in found.values()
    assert "Deletes all of it" not in found.values()


def test_a_name_in_code_is_asked_with_what_its_column_calls_it() -> None:
    rows = "| `container` | Lays the page out with a padding |\n| `navbar` | Holds the menus above all |\n"

    assert "What does the bootstrap feature `container` do?" in made(
        f"| Bootstrap Feature | What it does |\n|---|---|\n{rows}", "Templates.md"
    )


def test_first_letters_are_no_test_of_a_name() -> None:
    rows = "| SF | Sign flag | the last result was negative |\n| ZF | Zero flag | the last result was nothing |\n"
    found = made(f"| Flag | Name | Purpose |\n|---|---|---|\n{rows}", "x86.md")

    assert not {"SF", "ZF"} & {one.prompt.answers[0] for question, one in found.items() if "Name" in question}


def test_an_acronym_that_a_heading_tells_most_of_waits_for_a_yes() -> None:
    told = "## Septic thrombophlebitis\n\nIt may be a septic pelvic thrombophlebitis (SPT) that stays hidden.\n"
    open_ = "## Fever\n\nIt may be a septic pelvic thrombophlebitis (SPT) that stays hidden.\n"

    assert made(told)["What does SPT stand for?"].state is State.INBOX
    assert made(open_)["What does SPT stand for?"].state is State.ACTIVE


def test_an_acronym_below_its_long_form_but_for_the_last_word_waits_for_a_yes() -> None:
    text = "## {}\n\nThe test may show the hepatitis E virus (HEV) in the blood of the sick.\n"

    assert made(text.format("Hepatitis E"))["What does HEV stand for?"].state is State.INBOX
    assert made(text.format("Travel"))["What does HEV stand for?"].state is State.ACTIVE


@pytest.mark.parametrize("key", ["Others", "Other", "What it is"])
def test_a_row_for_the_rest_or_a_question_names_nothing(key: str) -> None:
    rows = f"| Antibiotics | tetracycline |\n| {key} | potassium chloride |\n"

    assert not [
        question
        for question, one in made(f"| Drug class | Drug |\n|---|---|\n{rows}").items()
        if key in (*one.prompt.answers, *question.split(" – ")) or f"class {key}" in question
    ]


def test_a_header_that_is_a_row_of_data_says_nothing_of_the_columns() -> None:
    rows = "| with protein in urine | preeclampsia |\n| with seizures | eclampsia |\n"

    assert made(f"| Hypertension | BP > 140/90 |\n|---|---|\n{rows}") == {}


def test_a_word_that_opens_several_explanations_is_a_label() -> None:
    text = (
        "- **Sense**: a value that is true for one of the two\n\nMore.\n\n- **Sense**: a value that is true for both\n"
    )

    assert made(text, "Gates.md") == {}


@pytest.mark.parametrize("what", ["a shorthand for quantum bit", "a functionality of the callouts plugin of this site"])
def test_another_name_or_a_place_among_features_is_no_definition(what: str) -> None:
    assert made(f"A qubit is {what}.\n", "Qubit.md") == {}


def test_a_gap_for_the_kind_of_a_thing_is_not_asked() -> None:
    text = "Pretexting is a form of [[Phishing]] in which somebody makes up a scene to be believed.\n"

    assert "Phishing" not in sure(text, "Pretexting.md").values()


def test_a_figure_is_no_part_of_a_definition() -> None:
    text = "An abdominal compartment syndrome is a rare complication of surgery inside the belly (Figure 1).\n"
    found = sure(text, "Abdominal compartment syndrome.md")

    assert [told for told in found.values() if "belly" in told]
    assert not [told for told in found.values() if "Figure" in told]


def test_a_definition_in_chinese_keeps_all_of_its_words() -> None:
    found = sure("皮质醇是一种由肾上腺皮质分泌的激素，是人体内最主要的应激激素之一。\n", "皮质醇.md")

    assert [told for told in found.values() if told.startswith("由肾上腺皮质分泌的激素")]


def test_a_number_has_the_unit_of_its_header() -> None:
    rows = "| 2 | lifts its head |\n| 4 | rolls over |\n| 9 | sits alone |\n"
    found = made(f"| Age (months) | Gross motor |\n|---|---|\n{rows}", "Toddlers.md")

    assert "4 months – gross motor?" in found
    assert "9 months – language?" in made(f"| Age (months) | Language |\n|---|---|\n{rows}")
    assert all(one.prompt.answers[0].endswith("months") for one in found.values() if one.prompt.kind == "reverse")


def test_an_acronym_that_everybody_knows_waits_for_a_yes() -> None:
    text = "A report of the World Health Organization (WHO) and one of the Medical Research Council (MRC) agree.\n"
    found = made(text, "Travel.md")

    assert found["What does WHO stand for?"].state is State.INBOX
    assert found["What does MRC stand for?"].state is State.ACTIVE


def test_a_formula_right_behind_a_gap_tells_it() -> None:
    text = "An infinite set is countable if it has the cardinality of the [[Natural numbers]] $\\mathbb{N}$.\n"

    assert made(text, "Countability.md") == {}


def test_a_heading_tells_an_answer_in_either_number() -> None:
    text = (
        "## Polygon meshes\n\nA closed manifold that consists of the faces of one [[Polygon mesh]] has fans, no fins.\n"
    )

    assert all("meshes" not in part for one in made(text, "Manifold.md").values() for part in one.place.context)


def test_two_words_of_one_remark_are_no_list() -> None:
    rows = "| Ease of use | Low-level | High-level, friendly |\n| Store | Memory | On disk, in files |\n"
    found = made(f"| Aspect | FAISS | Chroma |\n|---|---|---|\n{rows}", "FAISS vs Chroma.md")

    assert found["Chroma – ease of use?"].prompt.items == ()


@pytest.mark.parametrize(
    ("header", "state"), [("Known for", State.ACTIVE), ("Effect on the weights", State.ACTIVE), ("Severe", State.INBOX)]
)
def test_a_further_column_is_asked_where_its_header_says_what_for(header: str, state: State) -> None:
    rows = "| Lasso | 1996 | many of them become zero |\n| Ridge | 1970 | all of them shrink alike |\n"
    found = made(f"| Penalty | Year | {header} |\n|---|---|---|\n{rows}", "Penalties.md")

    assert {one.state for one in found.values() if "shrink" in one.prompt.answers[0]} == {state}


def test_a_command_that_a_heading_half_tells_waits_for_a_yes() -> None:
    rows = "| `pwd` | Show directory |\n| `df` | Free space |\n"
    text = f"# Linux\n\n## Directories\n\n| Command | Description |\n|---|---|\n{rows}"
    states = {one.prompt.question: one.state for one in generate([Note("Linux.md", text)], "Notes").candidates}

    assert states["What does the command `pwd` do?"] is State.INBOX
    assert states["What does the command `df` do?"] is State.ACTIVE


def test_a_formula_is_one_word_of_a_key() -> None:
    row = "| $p \\land q \\equiv q \\land p$, $p \\lor q \\equiv q \\lor p$, $p = p + q + r + s$ | Commutative laws |\n"
    text = "| Equivalence | Name |\n|---|---|\n" + row + "| $p \\lor p \\equiv p$ | Idempotent law |\n"

    assert any("Commutative" in one.prompt.answers[0] for one in generate([Note("Logic.md", text)], "Notes").candidates)


def test_a_row_of_a_comparison_with_everyday_life_is_not_asked() -> None:
    rows = "| Cleaning reminder | CloudWatch Alarm |\n| Machine logbook | CloudWatch Logs |\n"

    assert generate([Note("AWS.md", f"| Purpose | AWS service |\n|---|---|\n{rows}")], "Notes").candidates
    assert not generate(
        [Note("AWS.md", f"| Coffee Shop Analogy | AWS service |\n|---|---|\n{rows}")], "Notes"
    ).candidates


@pytest.mark.parametrize(
    ("cell", "accepted"), [("O(log n)", ("O(log n)",)), ("slow (at first)", ("slow (at first)", "slow"))]
)
def test_a_parenthesis_is_left_out_only_where_it_is_an_aside(cell: str, accepted: tuple[str, ...]) -> None:
    text = f"| Map | Speed |\n|---|---|\n| tree | {cell} |\n| hash | swift as light |\n"
    found = generate([Note("Maps.md", text)], "Notes").candidates

    assert [one.prompt.answers for one in found if one.prompt.answers[0] == cell] == [accepted]


@pytest.mark.parametrize(
    ("key", "header", "state"),
    [
        ("Position", "Field", State.INBOX),
        ("Code", "Meaning", State.ACTIVE),
    ],
)
def test_a_small_number_is_asked_of_where_a_meaning_goes_with_it(key: str, header: str, state: State) -> None:
    text = f"| {key} | {header} |\n|---|---|\n| 2 | source |\n| 7 | size |\n| 9 | browser |\n"
    found = generate([Note("Note.md", text)], "Notes").candidates

    assert {one.state for one in found if one.prompt.kind == "attribute"} == {state}


def test_what_is_good_about_a_thing_waits_for_a_yes_and_a_header_that_tells_is_no_noun() -> None:
    rows = "| Resilience | ready at any time |\n| Streamlined recovery | one click and no more |\n"
    returned = "| `peek()` | the head, else nothing |\n| `poll()` | the head and takes it away |\n"
    good = made(f"| Benefit | Description |\n|---|---|\n{rows}")
    told = made(f"| Operation | Returns special value |\n|---|---|\n{returned}")

    assert good
    assert {one.state for one in good.values()} == {State.INBOX}
    assert "`peek()` – returns special value?" in told
