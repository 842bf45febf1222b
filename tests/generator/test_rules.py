"""The generator's rules, each on the smallest note that shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl.generator import Note, generate
from flashdl.generator.detect import detect
from flashdl.generator.front_matter import split
from flashdl.generator.language import language
from flashdl.generator.markdown import Paragraph, Table, parse
from flashdl.generator.page import is_acronym_of
from flashdl.generator.sentences import sentences
from flashdl.generator.text import Text
from flashdl.generator.values import is_chord, is_year, value
from flashdl.model import Gathered, State

ENGLISH = language("en")


def made(text: str, name: str = "Note.md", **others: str) -> Gathered:
    notes = [Note(name, text), *(Note(f"{other}.md", content) for other, content in others.items())]
    return generate(notes, "Deck")


def asked(text: str, name: str = "Note.md") -> dict[str, tuple[str, ...]]:
    return {one.prompt.question: one.prompt.answers for one in made(text, name).candidates if one.state is State.ACTIVE}


def found(text: str, name: str = "Note.md") -> dict[str, tuple[str, ...]]:
    """What is asked, or waits for a yes."""
    return {one.prompt.question: one.prompt.answers for one in made(text, name).candidates}


def table(header: str, *rows: str) -> str:
    columns = header.count("|") + 1
    return "\n".join([f"| {header} |", "|" + "---|" * columns, *(f"| {row} |" for row in rows), ""])


def reasons(text: str) -> str:
    return " / ".join(refusal.reason for refusal in made(text).refusals)


@pytest.mark.parametrize(
    ("header", "rows", "reason"),
    [
        ("Task | Status | Due", ["Hoover | open | soon", "Cook | done | now"], "plan"),
        ("Name | Email", ["Ann | a@b.org", "Bob | c@d.org"], "people"),
        ("A | B | Out", ["0 | 0 | 0", "0 | 1 | 1", "1 | 0 | 1"], "example data"),
        ("City | Oslo", ["x | 1", "y | 2"], "example data"),
        ("Term | Meaning", ["a | ", " | ", " | "], "empty"),
        ("Feature | Free | Paid", ["Sync | ✅ | ✅", "Share | ❌ | ✅"], "ticks"),
        ("Page", ["one", "two"], "one column"),
        ("Topic | Next", ["[[Cats]] | [[Dogs]]", "[[Birds]] | [[Fish]]"], "every cell is a link"),
    ],
)
def test_a_table_that_is_no_knowledge_gives_nothing_and_says_why(header: str, rows: list[str], reason: str) -> None:
    text = table(header, *rows)

    assert asked(text) == {}
    assert reason in reasons(text)


def test_a_value_that_stands_twice_is_asked_back_as_a_counted_list() -> None:
    gathered = found(table("Lake | Country | Kind", "Inari | Finland | glacial", "Saimaa | Finland | tectonic"))

    assert gathered["Which two lakes have the country “Finland”?"] == ("Inari, Saimaa",)
    assert "Which lake has the country “Finland”?" not in gathered


def test_a_parenthesis_does_not_make_a_value_unique() -> None:
    gathered = found(table("Model | Use case", "A-net | Speech", "B-net | Speech (short)"))

    assert gathered["Which two models have the use case “Speech”?"] == ("A-net, B-net",)


def test_a_value_that_another_cell_says_and_more_is_not_asked_back() -> None:
    found = asked(table("Bird | Food", "Finch | seeds", "Tit | seeds and insects"))

    assert "Which bird has the food “seeds”?" not in found


def test_either_of_two_years_is_right() -> None:
    gathered = found(table("Model | Year | Use case", "CNN | 1989/2012 | Images", "RNN | 1986 | Series"))

    assert gathered["In which year did the model CNN appear?"] == ("1989/2012", "1989", "2012")


def test_a_key_that_stands_in_several_rows_is_told_apart_by_the_next_column_or_not_asked() -> None:
    apart = found(table("Verb | Tense | Form", "be | past | was", "be | future | will be", "go | past | went"))
    alike = asked(table("Verb | Form", "be | was", "be | were", "go | went"))

    assert apart["be (past) – form?"] == ("was",)
    assert "Which verb has the tense “past”?" not in apart
    assert not [question for question in alike if "be" in question.split()]


def test_an_ordinal_first_column_is_no_key() -> None:
    text = table("# | Planet | Symbol", "1 | Mercury | ☿ mark", "2 | Venus | ♀ mark")

    assert "What is the symbol of the planet Mercury?" in found(text)


def test_a_bold_first_row_is_the_header_where_the_header_is_empty() -> None:
    found = asked(
        "|  |  |\n|---|---|\n| **Organ** | **Function** |\n| Heart | pumps blood |\n| Lung | exchanges gas |\n"
    )

    assert any("Heart" in question and answers == ("pumps blood",) for question, answers in found.items())


def test_an_infobox_is_asked_of_its_note() -> None:
    found = asked(
        "# Python\n\n" + table("Property | Value", "License | PSF terms", "Typing | duck typing"), "Python.md"
    )

    assert found["What is the license of Python?"] == ("PSF terms",)


def test_a_title_alone_in_the_header_is_what_the_rows_tell_of() -> None:
    later = "deafness in later years of life"
    found = asked(
        "# Ward\n\n"
        + table("**Scabies** |  ", "**Treatment** | permethrin on the whole skin", "**Signs** | itching; burrows")
        + "\n"
        + table("**Mumps** |  ", "**Treatment** | rest in bed and cool packs", f"**Complications** | {later}")
    )

    assert found["What is the treatment of Scabies?"] == ("permethrin on the whole skin",)
    assert found["What is the treatment of Mumps?"] == ("rest in bed and cool packs",)
    assert found["What are the complications of Mumps?"] == (later,)
    assert found["Scabies – Signs? Name both."] == ("itching, burrows",)


def test_a_table_in_a_callout_is_set_apart_and_not_quoted() -> None:
    rows = table("Planet | Year | Use case", "Mercury | 1631 | Transits in front of the sun")
    rows += "| Uranus | 1781 | Seasons of twenty years |\n"
    callout = "> [!example] Planets\n" + "".join(f"> {line}\n" for line in rows.splitlines())

    assert set(asked(callout)) == set(asked(rows))
    assert asked(rows)


def test_examples_of_a_command_are_how_to_use_it() -> None:
    heading = "# Cluster\n\n## Examples\n\n"
    commands = table("Command | Description", "`get svc` | Lists the services", "`top` | Shows the load of each node")
    people = table("Planet | Year | Use case", "Mercury | 1631 | Transits", "Uranus | 1781 | Seasons")

    assert asked(heading + commands)
    assert not asked(heading + people)


def test_a_title_that_names_no_thing_is_nothing_that_rows_tell_of() -> None:
    assert not asked(table("**Treatment** |  ", "Scabies | topical cream", "Mumps | bed rest"))


def test_a_comparison_is_asked_each_way_and_never_back() -> None:
    found = asked(table("Aspect | List | Tuple", "Change | mutable things | fixed things", "Brackets | square | round"))

    assert found["List (vs. Tuple) – change?"] == ("mutable things",)
    assert not [question for question in found if question.startswith("Which")]


def test_a_link_is_asked_by_its_sentence_and_accepts_its_aliases() -> None:
    note = "# Cats\n\nCats descend from the [[African Wildcat (AW)|African wildcat]] of the old world.\n"
    found = asked(note, "Cats.md")

    (answers,) = [answers for question, answers in found.items() if "[…]" in question]
    assert {"African wildcat", "African Wildcat (AW)", "African Wildcat", "AW"} == set(answers)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Cats eat small animals such as [[Mice]] in the field.", "several examples"),
        ("See [[Mice]] for more on what cats like to eat.", "points somewhere"),
        ("It is often seen together with [[Mice]] in old barns.", "pronoun"),
        ("Cats like [[Mice]], and mice do not like cats at all.", "give it away"),
        ("You should give your cat some [[Mice]] from time to time.", "speaks to the reader"),
        ("Cats hunt [[Mice]], voles, and birds in the garden at night.", "row of equals"),
        ("[[Mice]]", "a link alone"),
    ],
)
def test_a_link_that_no_sentence_fixes_is_not_asked(sentence: str, reason: str) -> None:
    assert not [question for question in asked(f"# Cats\n\n{sentence}\n", "Cats.md") if "[…]" in question]
    assert reason in reasons(f"# Cats\n\n{sentence}\n")


def test_only_the_notes_own_name_is_defined() -> None:
    found = asked(
        "# Yeast\n\nYeast is a fungus of one cell that ferments sugar.\nSugar is a sweet carbohydrate.\n", "Yeast.md"
    )

    assert found["What is Yeast?"] == ("a fungus of one cell that ferments sugar",)
    assert not [question for question in found if "Sugar" in question]


def test_a_person_is_asked_with_who() -> None:
    found = asked(
        "# Ada Lovelace\n\nAda Lovelace was an English mathematician who wrote about engines.\n", "Ada Lovelace.md"
    )

    assert "Who is Ada Lovelace?" in found


def test_the_answer_never_stands_in_the_context() -> None:
    for one in made(
        "# Yeast\n\nYeast is a fungus of one cell that ferments sugar into alcohol.\n", "Yeast.md"
    ).candidates:
        shown = " ".join(one.place.context).casefold()
        assert not any(answer.casefold() in shown for answer in one.prompt.answers)


def test_a_question_that_two_notes_answer_differently_is_not_asked() -> None:
    one = "# Bank\n\n## Words\n\n- **Depth**: the distance to the ground of a river.\n"
    other = one.replace("the distance to the ground of a river", "the volume of orders in a market")

    found = generate([Note("a/Bank.md", one), Note("b/Bank.md", other)], "Deck")

    assert [card for card in found.candidates if card.prompt.question == "What is Depth?"] == []


@pytest.mark.parametrize(
    ("front", "left"),
    [("flashdl: false", True), ("flashdl: true", False), ("kanban-plugin: basic", True), ("title: x", False)],
)
def test_a_whole_note_can_be_left_out(front: str, left: bool) -> None:
    text = f"---\n{front}\n---\n" + table("Term | Meaning", "ohm | unit of resistance")

    assert (not made(text).candidates) is left


@pytest.mark.parametrize("name", ["2024-01-05.md", "Templates/Note.md", "Journal/x.md", "vault/templates.note.md"])
def test_daily_notes_and_templates_are_left(name: str) -> None:
    assert not made(table("Term | Meaning", "ohm | unit of resistance"), name).candidates


def test_a_comment_leaves_the_next_block_out() -> None:
    text = table("Term | Meaning", "ohm | unit of resistance")

    assert not asked(f"<!-- flashdl: skip -->\n\n{text}")
    assert asked(f"<!-- flashdl: skip -->\n\nSome words.\n\n{text}")


@pytest.mark.parametrize(
    ("short", "long", "is_one"),
    [
        ("ML", "Machine Learning", True),
        ("NNs", "Neural Networks", True),
        ("Gen AI", "Generative AI", True),
        ("BERT", "Bidirectional Encoder Representations from Transformers", True),
        ("LSTM", "Long Short-Term Memory", True),
        ("ML", "Logistic Regression", False),
        ("2016", "Deep Learning", False),
        ("the", "Then He", False),
        ("H3", "Header 3", False),
        ("Alps", "Swiss Alps", False),
    ],
)
def test_an_acronym_spells_its_long_form(short: str, long: str, is_one: bool) -> None:
    assert is_acronym_of(short, long) is is_one


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("a\nb", ("a", "b")),
        ("dropout, batch norm", ("dropout", "batch norm")),
        ("TensorFlow, PyTorch simplify development", ()),
        ("TCP/IP", ()),
        ("Document / null", ()),
        ("1989/2012", ()),
        ("one; two; three", ("one", "two", "three")),
        ("fast, but it is not cheap", ()),
        ("local files; no cloud", ()),
        ("an open (bracket; closed) here", ()),
        ("10, 20", ()),
    ],
)
def test_a_cell_is_parted_only_where_it_lists(cell: str, parts: tuple[str, ...]) -> None:
    assert value(Text(cell), ENGLISH).parts == parts


@pytest.mark.parametrize("text", ["1989", "1989/2012", "c. 1450", "1999–2003", "1960s", "2020 (draft)"])
def test_years_are_known(text: str) -> None:
    assert is_year(text)


def test_sentences_end_at_line_ends_unless_an_editor_wrapped_them() -> None:
    short = [one.plain for one in sentences(Text("First thing here\nSecond thing here"), 4, ENGLISH)]
    long = "This line was wrapped by an editor at some seventy columns and so\ngoes on here. And e.g. Dr. Who ends it."
    wrapped = [one.plain for one in sentences(Text(long), 4, ENGLISH)]

    assert short == ["First thing here", "Second thing here"]
    assert len(wrapped) == 2
    assert [one.line for one in sentences(Text("A b.\nC d."), 4, ENGLISH)] == [4, 5]


def test_a_pipe_in_a_link_math_or_code_is_no_cell_border() -> None:
    (block,) = parse("| A | B |\n|--|--|\n| [[X|y]] | `a|b` |\n| [[X\\|y]] | $|x|$ |\n")

    assert isinstance(block.content, Table)
    assert [[cell.plain for cell in row.cells] for row in block.content.rows] == [["y", "`a|b`"], ["y", "$|x|$"]]


def test_obsidians_marks_leave_no_trace() -> None:
    (block,) = parse("A ==marked **bold**== word[^1] #tag %%hidden%% here ^block-id\n")

    assert isinstance(block.content, Paragraph)
    assert " ".join(block.content.text.plain.split()) == "A marked bold word here"


def test_front_matter_values_stay_text() -> None:
    head = split("---\nid: 012\nday: 2024-01-01\naliases: [no, Yes]\n---\nbody")

    assert head.values == {"id": "012", "day": "2024-01-01", "aliases": ["no", "Yes"]}


@pytest.mark.parametrize(
    "text", ["---\na: [\n---\nx", "---\n" + "[" * 50_000 + "\n---\nx", "---\n- a\n---\nx", "---\n&a [*a]\n---\nx"]
)
def test_front_matter_that_is_none_is_a_fault_and_the_note_is_read(text: str) -> None:
    head = split(text)

    assert head.fault
    assert "x" in head.body


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The cat is on the mat and it is fat.", "en"),
        ("Die Katze ist auf der Matte und sie ist nicht dünn.", "de"),
        ("机器学习是人工智能的一个分支", "zh"),
    ],
)
def test_the_language_of_a_note_is_told_by_its_commonest_words(text: str, code: str) -> None:
    assert detect(text) == code


@given(st.text(alphabet=st.sampled_from("ab |[]#*$`=-\n:>!(){}^%&1.é中\u202e\x00"), max_size=300))
def test_no_text_stops_the_generator_or_leaves_an_empty_card(text: str) -> None:
    for one in made(text).candidates:
        assert one.prompt.question.strip()
        assert one.prompt.answers[0].strip()
        assert 1 <= one.place.line <= text.count("\n") + 1


@given(st.permutations(["a", "b", "c"]))
def test_the_order_of_files_is_no_matter(order: list[str]) -> None:
    text = table("Term | Meaning", "ohm | unit of resistance", "volt | unit of tension")
    notes = [Note(f"{name}.md", text.replace("ohm", name)) for name in order]

    assert generate(notes, "D") == generate(sorted(notes), "D")


def test_a_header_that_repeats_itself_is_a_long_table_laid_side_by_side() -> None:
    found = asked(table("Sign | Letter | Sign | Letter", "`a` | alpha | `b` | beta", "`g` | gamma | `d` | delta"))

    assert found["`d` – letter?"] == ("delta",)
    assert not any("alpha" in question and answers == ("beta",) for question, answers in found.items())


def test_a_remark_below_a_value_makes_no_list() -> None:
    found = made(table("Action | Shortcut", "Delete | `Del`<br>with several chosen it asks you first", "Copy | `C`"))

    assert all(not candidate.prompt.items for candidate in found.candidates)


def test_a_word_of_the_question_that_is_the_answers_own_gives_nothing() -> None:
    text = table("Name | Description", "`options` | Optional settings", "`filter` | What is looked for")

    assert "own word" in reasons(text)


def test_an_acronym_right_behind_a_gap_goes_into_the_gap() -> None:
    text = "Words are tagged by training a [[Hidden Markov Model]] (HMM) on many labelled sentences.\n"

    assert found(text, "Tagging.md")["Words are tagged by training a […] on many labelled sentences."] == (
        "Hidden Markov Model",
        "HMM",
    )


@pytest.mark.parametrize(
    "text",
    [
        "- **Independence**: the samples must be drawn without regard to each other\n",
        "- **Kill**: a definition makes all the others of its name void\n",
        "The psychologist [[Ann Lee]] coined these terms for her pupils.\n",
        "For a method that needs no number of groups, see [[DBSCAN]].\n",
    ],
)
def test_what_states_no_fact_alone_gives_nothing(text: str) -> None:
    assert asked(text) == {}


def test_a_definition_that_names_a_class_and_hardly_more_gives_nothing() -> None:
    assert asked("A Binomial law is a specific type of distribution.\n", "Binomial law.md") == {}


LIST = "- **Red**: the first\n- **Green**: the second\n- **Blue**: the third\n"


def test_a_list_under_a_line_that_counts_it_is_one_card() -> None:
    found = made(f"The eye has three kinds of cones:\n\n{LIST}", "Eye.md")

    (card,) = [one.prompt for one in found.candidates if one.prompt.kind == "enumeration"]
    assert card.question == "Name all three: The eye has three kinds of cones: […]"
    assert card.items == ("Red", "Green", "Blue")


@pytest.mark.parametrize(
    "lead", ["The eye has four kinds of cones:", "You need three kinds of cones:", "The eye has cones:"]
)
def test_a_list_whose_number_is_not_said_or_wrong_gives_no_card(lead: str) -> None:
    found = made(f"{lead}\n\n{LIST}", "Eye.md")

    assert not [one for one in found.candidates if one.prompt.kind == "enumeration"]


def test_steps_in_a_numbered_list_are_asked_in_order() -> None:
    text = "## Stages of sleep\n\n1. Dozing\n2. Light sleep\n3. Deep sleep\n"

    (card,) = [one.prompt for one in made(text, "Sleep.md").candidates]
    assert card.question == "Name the three in order: Stages of sleep: […]"
    assert card.answers == ("Dozing → Light sleep → Deep sleep",)
    assert card.grading == "list-ordered"


def test_a_changelog_a_list_of_tasks_and_a_log_give_nothing() -> None:
    sentence = "Finland has borders with the [[Kola Peninsula]] in the very far north.\n"
    assert "Finland has borders" in " ".join(asked(sentence, "Finland.md"))
    tasks = "- [ ] a\n- [ ] b\n- [x] c\n- [ ] d\n- " + sentence

    assert asked(sentence, "changelog_06.md") == {}
    assert "list of tasks" in reasons(tasks)
    assert asked(f"# 2024-01-01\n\n{sentence}\n# 2024-01-02\n\na\n\n# 2024-01-03\n\nb\n", "Finland.md") == {}


def test_what_stands_under_an_example_gives_nothing() -> None:
    text = table("Dish | Country", "Pho | Vietnam", "Pide | Turkey")

    assert asked(f"## Dishes\n\n{text}", "Food.md") != {}
    assert asked(f"## Dishes\n\n### Example\n\n{text}", "Food.md") == {}


def test_dendrons_links_are_turned_round() -> None:
    text = "Finland has borders with [[the Kingdom of Norway|europe.norway]] in the very far north.\n"

    assert found(text, "europe.finland.md")["Finland has borders with […] in the very far north."][0] == (
        "the Kingdom of Norway"
    )


def test_keys_to_press_are_asked_for_and_never_ask() -> None:
    found = asked(table("Action | Shortcut", "Insert link | `Ctrl`+`K`", "Fold all | `Ctrl+L`", "Find next | `F3`"))
    back = asked(table("Shortcut | Action", "`Ctrl+K` | Insert link", "`Ctrl+L` | Fold all", "`F3` | Find next"))

    assert found["What is the shortcut of Insert link?"][0] == "`Ctrl+K`"
    assert not any("Ctrl" in question for question in (*found, *back))
    assert ("`Ctrl+K`",) in [answers[:1] for answers in back.values()]


@pytest.mark.parametrize(("text", "chord"), [("⌘⇧P", True), ("Page up", True), ("grep", False), ("A > B", False)])
def test_what_keys_to_press_look_like(text: str, chord: bool) -> None:
    assert is_chord(text) is chord


def test_a_long_definition_is_asked_down_to_its_main_clause() -> None:
    text = (
        "A fjord is a long and narrow inlet with steep sides, often carved by a glacier in the last ice age, when the"
        " sea stood lower than it does today.\n"
    )

    assert asked(text, "Fjord.md")["What is a fjord?"] == ("a long and narrow inlet with steep sides",)


def test_a_definition_of_a_few_words_more_is_asked_whole() -> None:
    text = "A fjord is a long and narrow inlet with steep sides, often carved by a glacier in the last ice age.\n"

    assert asked(text, "Fjord.md")["What is a fjord?"][0].endswith("the last ice age")


def test_keys_that_are_sample_words_are_not_asked_for() -> None:
    found = asked(
        table("Pattern | Match | Finds", "`^java` | prefix | what begins with `java`", "`!ruby` | not | without `ruby`")
    )

    assert not any("java" in " ".join(answers) and "Which" in question for question, answers in found.items())


def test_where_a_row_has_code_its_description_does_not_ask_for_the_label() -> None:
    found = asked(
        table(
            "Action | Command | Description",
            "Read one | `findOne()` | the first hit",
            "Read all | `find()` | every hit",
        )
    )

    assert found["What is the command of Read one?"] == ("`findOne()`", "findOne()")
    assert not any("the first hit" in question for question in found)


@pytest.mark.parametrize("cell", ["smaller, cheaper machines.", "incoming, outgoing, both", "[1, 350, 2003]"])
def test_commas_alone_make_no_list(cell: str) -> None:
    found = made(table("Plan | Result", f"A | {cell}", "B | nothing of it"))

    assert all(not candidate.prompt.items for candidate in found.candidates)


@pytest.mark.parametrize(("name", "verb"), [("Exposure bias", "is"), ("Kubernetes", "is"), ("Decorators", "are")])
def test_a_term_that_only_ends_like_a_plural_is_one_thing(name: str, verb: str) -> None:
    found = asked(f"# Note\n\n- **{name}**: a way in which something wrong is made of something else.\n")

    assert list(found) == [f"What {verb} {name}?"]


@pytest.mark.parametrize("kind", ["Activation", "Data set", "Loss", "Scheme", "Variant"])
def test_of_a_thing_that_was_made_one_asks_when_it_appeared(kind: str) -> None:
    found = asked(table(f"{kind} | Year | Use", "Tern | 1998 | ponds", "Gull | 2004 | lakes"))

    assert found[f"In which year did the {kind.lower()} Tern appear?"] == ("1998",)


@pytest.mark.parametrize(
    ("key", "inside"),
    [
        ("Output of a unit", "the output of a unit"),
        ("Number of parameters of an LSTM", "the number of parameters of an LSTM"),
        ("Bank of America", "Bank of America"),
        ("ELBO of a model", "ELBO of a model"),
        ("Mean squared error", "Mean squared error"),
    ],
)
def test_a_key_that_describes_a_thing_is_small_inside_a_question(key: str, inside: str) -> None:
    found = asked(table("Name | Formula", f"{key} | $a + b$", "Other | $c - d$"))

    assert f"What is the formula of {inside}?" in found


def test_a_little_picture_before_a_name_is_not_asked_with_it() -> None:
    text = table("📦 Layer | 🎯 Purpose", "🌐 Proxy | spreads the load", "🗄️ Store | keeps the orders")
    (one,) = [one for one in made(text).candidates if one.key.subject == "🗄️ Store" and "Store" in one.prompt.question]

    assert one.prompt.question == "What is the purpose of the layer Store?"


@pytest.mark.parametrize("names", ["Common name | Latin name", "Brand name | Generic name", "Base unit | Other unit"])
def test_columns_whose_names_end_alike_may_say_something_of_each_other(names: str) -> None:
    assert found(table(names, "Heather | Calluna", "Thyme | Thymus")) != {}


def test_a_list_of_what_the_sentence_before_speaks_of_is_not_asked() -> None:
    alone = "The most common are oaks, firs and beeches.\n"

    assert found(alone) == {}
    assert found(alone.replace("are", "trees of Europe are")) != {}


def test_a_file_called_exercises_gives_nothing_in_whatever_language_its_text_is() -> None:
    text = "# Contabilidad\n\n" + table("Cuenta | Saldo final", "Caja de la empresa | deudor", "Proveedores | acreedor")

    assert found(text, "Contabilidad.md") != {}
    assert found(text, "Exercises - Contabilidad.md") == {}


def test_a_treatment_behind_a_semicolon_is_a_part_of_the_answer() -> None:
    cell = "A stent or a balloon to widen what is narrow; ACE inhibitor or ARB where it is one-sided and mild"

    assert (cell,) in found(table("Cause | Treatment", f"Stenosis | {cell}", "Adenoma | Surgery")).values()


@pytest.mark.parametrize(
    ("rest", "is_asked"),
    [
        ("lung, breast, and skin", True),
        ("lung, breast, and kidney cancers and melanoma", False),
        ("lung, breast, and rare places such as heart and spleen", True),
    ],
)
def test_a_last_member_with_an_and_of_its_own_is_no_end_of_a_list(rest: str, *, is_asked: bool) -> None:
    assert bool(found(f"The usual sources of tumours are {rest}.\n")) is is_asked


def test_a_lead_that_points_elsewhere_begins_no_list() -> None:
    text = "The {} has two parts to it:\n\n- Condition\n- Offset\n"

    assert found(text.format("instruction word of an ARM")) != {}
    assert found(text.format("above code")) == {}


def test_a_long_form_does_not_begin_within_a_word() -> None:
    assert found("Some have associated vasculitides (AAV) in the blood.\n") != {}
    assert found("Some have ANCA (antibody)-associated vasculitides (AAV) in the blood.\n") == {}


def test_each_row_of_a_table_keeps_a_card_though_all_of_them_wait() -> None:
    rows = [f"Term{letter} | soil {letter} of the moor" for letter in "ABCDEFGHIJKLMNOP"]
    text = table("Plant | Soil", *rows, "TermQ | ")

    assert {one.place.line for one in made(text).candidates} == set(range(3, 19))


@pytest.mark.parametrize(
    "row",
    [
        "`1.3.6.1.5.5.7.3.1` | server certificates",
        "$a \\lor b$$b \\lor a$ | two laws of logic",
    ],
)
def test_what_cannot_be_read_or_known_gives_nothing(row: str) -> None:
    text = table("Name | Meaning", row, "Heather | a plant of sour soils")

    assert {one.place.line for one in made(text).candidates} == {4}


def test_a_form_that_was_filled_in_of_one_thing_waits() -> None:
    rows = ("What it is | A store of keys", "When to use | Small records", "Goal | Few joins at night")

    assert asked(table("Concept | Meaning", *rows)) == {}
    assert asked(table("Concept | Meaning", "Sharding | A store in parts", "Goal | Few joins at night")) != {}


def test_a_sentence_is_no_header() -> None:
    text = table(
        "`/etc/fstab` | Says which disks are mounted where.", "`/etc/skel` | Begins a new home", "`/etc/rc` | Starts"
    )

    assert found(text) == {}
    assert "header looks like data" in reasons(text)


def test_a_note_that_says_it_is_an_example_gives_nothing() -> None:
    text = table("Measure | Formula", "Precision | true over called", "Recall | true over all")

    assert found(text, "Metrics.md") != {}
    assert found(text, "Metrics (Example).md") == {}


def test_a_column_of_examples_is_not_asked_whatever_stands_before_the_word() -> None:
    text = table("Goal | Domain example", "Few false alarms | Mail filters", "Few misses | Cancer tests")

    assert not [question for question in found(text) if "Few" in question]


def test_a_letter_with_a_full_stop_ends_no_sentence() -> None:
    (question,) = found("C. diff makes two toxins:\n\n- Exotoxin A\n- Exotoxin B\n")

    assert question.startswith("Name both: C. diff")


def test_a_definition_is_not_cut_within_a_quotation() -> None:
    text = (
        "A riddle is a question that goes on as “what has a bed but never sleeps, which runs but never walks about”"
        " and is asked in play.\n"
    )

    (answer, *_) = asked(text, "Riddle.md")["What is a riddle?"]

    assert answer.count("“") == answer.count("”")


def test_what_a_sentence_says_is_no_definition_where_a_line_says_that_it_is_one() -> None:
    text = "description:: a large board to draw on\n\nWhiteboard is a toggleable feature that one finds in Settings.\n"

    assert "What is Whiteboard?" not in asked(text, "Whiteboard.md")
