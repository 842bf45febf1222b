"""What strangers' notes hold that looks like a fact and is none, or tells its answer."""

from __future__ import annotations

import pytest

from flashdl.generator import Note, generate, page
from flashdl.generator.markdown import Paragraph
from flashdl.model import State
from tests.generator.test_rules import table


def asked(text: str, file: str = "Note.md") -> dict[str, str]:
    """Question to shown answer."""
    found = generate([Note(file, text)], "Notes")
    return {one.prompt.question: one.prompt.answers[0] for one in (*found.candidates, *found.spare)}


def reasons(text: str, file: str = "Note.md") -> set[str]:
    return {one.reason for one in generate([Note(file, text)], "Notes").refusals}


def test_a_multiplication_table_is_not_learnt() -> None:
    table = "| · | $x$ | $x^2$ | $x^3$ |\n|---|---|---|---|\n| $x$ | $x^2$ | $x^3$ | 1 |\n| $x^2$ | $x^3$ | 1 | $x$ |\n"

    assert asked(table + "| $x^3$ | 1 | $x$ | $x^2$ |\n") == {}
    assert any("an operation makes" in reason for reason in reasons(table + "| $x^3$ | 1 | $x$ | $x^2$ |\n"))


def test_a_bare_symbol_as_header_says_nothing() -> None:
    table = "| Functor | $\\mathscr{A}$ | Left adjoint |\n|---|---|---|\n"
    found = asked(
        table
        + "| sheafification | presheaves | inclusion of sheaves |\n"
        + "| groupification | semigroups | forgetful functor |\n"
    )

    assert any("groupification" in question or "forgetful" in question for question in found)
    assert not any("mathscr" in question for question in found)


def test_a_bare_symbol_is_not_asked_back_unless_it_is_what_the_column_is_about() -> None:
    rows = "| learning rate | $\\eta$ |\n| momentum | $\\beta$ |\n"

    assert "Which quantity has the symbol “$\\eta$”?" in asked(f"| Quantity | Symbol |\n|---|---|\n{rows}")
    assert not any(answer == "learning rate" for answer in asked(f"| Quantity | Wobble |\n|---|---|\n{rows}").values())


@pytest.mark.parametrize(
    "what",
    [
        "is an important function in analytic number theory.",
        "is a fundamental concept in the mathematics of our time.",
        "is central to the analysis of complex functions.",
        "is then the obvious choice for the problem above.",
        "is a thing that every function has one of!",
    ],
)
def test_praise_is_no_definition(what: str) -> None:
    assert "What is the Zeta function?" not in asked(f"The Zeta function {what}\n", "Zeta function.md")


def test_what_a_tool_is_for_is_a_definition_still() -> None:
    found = asked(
        "The Laplace transform is a powerful tool for solving differential equations.\n", "Laplace transform.md"
    )

    assert found["What is the Laplace transform?"] == "a powerful tool for solving differential equations"


@pytest.mark.parametrize("heading", ["Proof", "proof:", "Proof sketch", "Solution"])
def test_the_steps_of_a_proof_are_no_facts(heading: str) -> None:
    text = f"# Fields\n\n## {heading}\n\nA finite field is an extension of its [[Prime field]] of finite degree.\n"

    assert asked(text) == {}


def test_a_sentence_that_ends_with_this_points_back() -> None:
    assert asked("The sum rule and the [[Inclusion-exclusion]] principle are ways to get a handle on this.\n") == {}


def test_examples_behind_a_gap_tell_it() -> None:
    told = "Among the causes of liver injury, [[Antibiotics]] (particularly amoxicillin) are the most common group.\n"

    assert not any("[…] (particularly" in question for question in asked(told))


def test_two_criteria_joined_by_or_are_one_answer() -> None:
    rows = "| Arrest | No change for 4 hours<br>OR<br>No change for 6 hours |\n| Protraction | Slower than expected |\n"
    found = asked(f"| Diagnosis | Clinical features |\n|---|---|\n{rows}")

    assert "No change for 4 hours or No change for 6 hours" in found.values()


def test_a_cell_that_points_to_another_row_is_no_list() -> None:
    rows = "| Ativan | same as Versed<br>toxicity of glycol |\n| Versed | low pressure<br>delirium |\n"
    table = f"| Drug | Caution |\n|---|---|\n{rows}"

    assert not any("Ativan" in question and "2" in question for question in asked(table))


def test_one_span_written_in_two_ways_is_one_value() -> None:
    rows = "| Chlamydia | Day 5 - 14 |\n| Bacterial | Day 5 -14 |\n| Gonorrhoea | Day 2-4 |\n"
    found = asked(f"| Cause | Onset |\n|---|---|\n{rows}")

    assert not any(answer in ("Chlamydia", "Bacterial") for answer in found.values())


def test_where_all_is_marked_no_mark_says_what_matters() -> None:
    few = "Hyperleukocytosis is a hematologic emergency that requires ==urgent cytoreduction== in the first hours.\n"
    many = few.replace("hematologic emergency", "==hematologic emergency==").replace("first hours", "==first hours==")

    def scores(text: str) -> list[float]:
        found = generate([Note("Lungs.md", text)], "Notes")
        return [one.score for one in (*found.candidates, *found.spare) if one.prompt.kind == "highlight"]

    assert scores(few)
    assert max(scores(many), default=0.0) < min(scores(few))


def test_an_acronym_has_a_word_for_each_letter_where_there_is_one() -> None:
    found = asked("Addresses are translated in the processor's memory management unit (MMU) at every access.\n")

    assert found["What does MMU stand for?"] == "memory management unit"


def test_a_name_clipped_from_the_answer_tells_it() -> None:
    rows = "| 32-bit integer | 16 | Int32 |\n| Double | 1 | 64-bit floating point |\n"

    assert "32-bit integer" not in asked(f"| Type | Number | Alias |\n|---|---|---|\n{rows}").values()


def test_what_is_drawn_out_for_fun_and_names_of_files() -> None:
    rows = "| `.test.ts` | fast | [[block-anchors]] |\n| `.spec.ts` | sloooow | [[note-properties]] |\n"
    found = asked(f"| Type | Duration | Handled by |\n|---|---|---|\n{rows}")

    assert not any("slooo" in text for pair in found.items() for text in pair)
    assert "block anchors" in found.values()


def kinds(text: str, file: str = "Note.md") -> dict[str, State]:
    found = generate([Note(file, text)], "Notes")
    return {one.prompt.kind: one.state for one in found.candidates}


def test_lines_run_together_by_a_careless_copy_are_not_asked() -> None:
    rows = "| Methanol | High gapIncreased acidosis |\n| Ethanol | Low sugar |\n"
    table = f"| Toxin | Laboratory results |\n|---|---|\n{rows}"

    assert "High gapIncreased acidosis" not in asked(table).values()
    assert "Low sugar" in asked(table).values()
    assert any("run together" in reason for reason in reasons(table))


@pytest.mark.parametrize(
    "name", ["a JavaScript engine", "an iPhone app of theirs", "a PyTorch model", "`fontSize` in pixels"]
)
def test_a_name_with_a_capital_inside_is_no_careless_copy(name: str) -> None:
    table = f"| Tool | Purpose |\n|---|---|\n| Hammer | {name} |\n| Saw | cutting of wood |\n"

    assert name in asked(table).values()


def test_what_sends_the_reader_elsewhere_is_not_in_the_question() -> None:
    text = "Patients with weak hearts should get a [[defibrillator]] for primary prevention (see Heart Failure).\n"

    assert "Patients with weak hearts should get a […] for primary prevention." in asked(text)


def test_a_label_like_a_file_name_is_shown_as_it_stands() -> None:
    text = "Deno is a runtime designed as an alternative to [[./nodejs|Node.js]].\n"

    assert asked(text, "Deno.md")["What is Deno?"] == "a runtime designed as an alternative to Node.js"


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("Human herpesviruses (HHVs) are a group of eight DNA viruses.", "HHV", "Human herpesvirus"),
        ("All things have Amazon Resource Names (ARNs) of their own.", "ARN", "Amazon Resource Name"),
        ("The lab grew Large Glass Boxes (LGBs) for all its plants.", "LGB", "Large Glass Box"),
        ("We count Bird Feeding Policies (BFPs) by their country.", "BFP", "Bird Feeding Policy"),
        ("There are Base Address Registers (BARs) in each device.", "BAR", "Base Address Register"),
    ],
)
def test_an_acronym_in_the_plural_is_asked_in_the_singular(text: str, short: str, long: str) -> None:
    assert asked(text)[f"What does {short} stand for?"] == long


def test_who_proposed_an_idea_does_not_say_what_it_is() -> None:
    assert asked("Opportunities to move is an idea proposed by Michelle Segar.\n", "Opportunities to move.md") == {}
    told = "Perfect numbers are first studied by the Greeks.\n"
    assert not any("perfect number" in question for question in asked(told, "perfect number.md"))


def test_a_letter_of_no_kind_is_not_asked_for() -> None:
    table = "|  | Meaning |\n|---|---|\n| D | Distant metastases |\n| E | Early tumours |\n"

    assert "What is meant by D?" not in asked(table)


def test_an_entry_of_no_kind_is_not_asked_back() -> None:
    rows = "| Command | `ln a b` | `ln -s a b` |\n| Inode | the same number | its own number |\n"

    assert asked(f"|  | Hard | Soft |\n|---|---|---|\n{rows}")["Command – hard?"] == "`ln a b`"
    assert "reverse" not in kinds(f"|  | Hard | Soft |\n|---|---|---|\n{rows}")


def test_a_highlight_waits_in_the_inbox() -> None:
    text = "The most frequent cause of the fever in Africa is ==plasmodium falciparum== in all rainy months.\n"

    assert kinds(text)["highlight"] is State.INBOX


def test_a_quotation_mark_behind_a_long_form_is_no_part_of_it() -> None:
    text = "The method called Cognitive Task Analysis’ (CTA) was made for training.\n"

    assert asked(text)["What does CTA stand for?"] == "Cognitive Task Analysis"


def test_why_somebody_uses_a_thing_is_a_remark() -> None:
    rows = "| excalidraw | 值得继续探索 | 在笔记里画图 |\n| cmenu | 很重要 | 编辑菜单 |\n"
    table = f"| 插件 | 原因 | 作用 |\n|---|---|---|\n{rows}"

    assert not any("原因" in question for question in asked(table))
    assert "在笔记里画图" in asked(table).values()


@pytest.mark.parametrize(
    ("sentence", "gap"),
    [
        ("A network gives its users a [[Router]] or a modem.", "Router"),
        ("A network gives its users a modem or a [[Router]].", "Router"),
        ("A network needs cables, [[Router]] boxes, modems etc.", "Router"),
        ("[[Router]] is a clear example of a network's boxes.", "Router"),
        ("The [[Network core]], therefore, must be the fastest part of a network.", "Network core"),
    ],
)
def test_a_gap_that_others_fill_as_well_is_not_asked(sentence: str, gap: str) -> None:
    assert gap not in asked(f"{sentence}\n", "Network.md").values()


def test_an_assumption_is_no_fact_in_any_language() -> None:
    assert (
        asked("---\nlang: pt\n---\nSeja $V$ um [[Espaço vetorial]] e seja $S$ um subconjunto de $V$.\n", "Subespaço.md")
        == {}
    )


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("The ROM of old was an electrically erasable programmable ROM (EEROM) of few bytes.", None),
        ("It moves the stack memory and system libraries (ASLR) about at random.", None),
        ("A view is what the user sees and interacts with (UI) on a screen.", None),
        ("A packet lives as long as the time-to-live (TTL) says in its header.", "time-to-live"),
        ("Each autonomous system has an AS Number (ASN) that is its own.", None),
    ],
)
def test_letters_that_are_there_by_chance_spell_no_acronym(text: str, long: str | None) -> None:
    found = [answer for question, answer in asked(f"{text}\n").items() if "stand for" in question]

    assert found == ([long] if long else [])


def test_a_name_may_say_its_acronym_first() -> None:
    assert asked("# Databases\n\nThey speak [[SQL (Structured Query Language)]] with each other all day.\n")[
        "What does SQL stand for?"
    ] == ("Structured Query Language")


@pytest.mark.parametrize("cell", ["urn:oid:2.5.4.4", "1.3.6.1.4.1.15465", "`XXXXXX`", "5f2c1d0e9ab84c77"])
def test_what_only_machines_tell_apart_is_not_asked(cell: str) -> None:
    table = (
        f"| Field | Meaning | Name |\n|---|---|---|\n| mail | where letters go | {cell} |\n| surname | of whom | b |\n"
    )

    assert cell not in asked(table).values()


def test_keys_that_only_count_the_rows_ask_nothing() -> None:
    steps = "".join(f"| `{n}.` | The client sends its message number {n} to the server. |\n" for n in (5, 6, 7))

    assert asked(f"| Step | Handshake |\n|---|---|\n{steps}") == {}


def test_the_results_of_a_contest_are_not_learnt() -> None:
    assert asked("| Pos | Driver | Team |\n|---|---|---|\n| 1 | Moss | Cooper |\n| 2 | Hill | Lotus |\n") == {}


def test_two_columns_that_say_the_same_of_two_things_stand_beside_each_other() -> None:
    rows = "| High throughput | Variable throughput |\n| Fixed pricing plan | Usage pricing plan |\n"

    assert asked(f"| Premium | Standard |\n|---|---|\n{rows}| Large messages up to 100 | Large queues only |\n") == {}


def test_small_words_in_common_set_no_columns_beside_each_other() -> None:
    rows = "| House of Stark | the castle of winter |\n| House of Tully | the fort of rivers |\n"

    found = asked(f"| House | Seat |\n|---|---|\n{rows}| House of Arryn | the nest of eagles |\n")

    assert {"the castle of winter", "the nest of eagles"} <= set(found.values())


def test_a_sentence_whose_title_would_tell_its_answer_says_what_it_speaks_of() -> None:
    assert asked("A [[Distribution]] that can have several variables at once.\n", "Multivariate Distribution.md") == {}


def test_a_letter_in_code_marks_inside_a_word_is_an_emphasis() -> None:
    table = "| Sign | Meaning |\n|---|---|\n| `u` | `U`ser who owns it |\n| `g` | `G`roup of users |\n"

    assert "Group of users" in asked(table).values()


def test_a_title_that_only_labels_is_shown_behind_the_name_of_its_file() -> None:
    (one,) = generate(
        [Note("Equivalence.md", "# Definition\n\n| Sign | Meaning |\n|---|---|\n| $a$ | any word |\n")], "N"
    ).candidates[:1]

    assert one.place.context == ("Equivalence", "Definition")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Font size", "Adjust the text size."),
        ("Show hover preview", "Enable or disable the preview of a page when hovering over a link."),
        ("`--limit <n>`", "Maximum number of results"),
    ],
)
def test_an_option_that_says_its_own_name_again_is_no_sure_card(name: str, told: str) -> None:
    table = f"| Option | Description |\n|---|---|\n| {name} | {told} |\n"
    text = f"{table}| Shadow | The dark side of things in the evening |\n"
    sure = [one for one in generate([Note("App.md", text)], "N").candidates if one.state is State.ACTIVE]

    assert not [one for one in sure if told.rstrip(".") in (one.prompt.answers[0].rstrip("."), one.prompt.question)]
    assert [one for one in sure if "Shadow" in one.prompt.question]


def test_a_remark_with_a_semicolon_is_one_thought() -> None:
    table = "| Tool | Sync |\n|---|---|\n| JabRef | Mostly local; no built-in cloud. |\n| Zotero | Its own server |\n"

    assert "Mostly local; no built-in cloud." in asked(table).values()


@pytest.mark.parametrize(
    ("heading", "told", "state"),
    [
        ("What is a streak?", "The colour of a mineral's powder on unglazed porcelain.", State.ACTIVE),
        ("Why do minerals have a streak?", "Grinding takes away what light and air did to the mineral.", State.INBOX),
        ("When should one look at it?", "There are a great many situations in which it helps.", State.INBOX),
        ("What does the powder tell?", "You can see it with your own eyes when powder falls.", State.INBOX),
        ("Where does the powder fall?", "Is it the powder that falls, or the one who holds it?", None),
    ],
)
def test_the_answer_to_a_heading_speaks_of_what_was_asked(heading: str, told: str, state: State | None) -> None:
    found = generate([Note("Minerals.md", f"# Minerals\n\n## {heading}\n\n{told}\n")], "N").candidates

    assert [one.state for one in found if one.prompt.kind == "question"] == ([state] if state else [])


@pytest.mark.parametrize(
    "sentence",
    [
        "Which is the derivative of the [[Loss]] over the interval of all data.",
        "If the [[Loss]] of it was so great and flat, why didn't everyone use it.",
        "The can be turned into a convex one by using the [[Loss]] of before.",
        "From [[Thm 9.2]] follows that the sum of all faces is three times the edges.",
        "Training is based on the idea of [[Loss]], and uses the gradients of it.",
    ],
)
def test_a_sentence_that_lost_a_part_or_asks_no_fact_has_no_gap(sentence: str) -> None:
    assert asked(f"{sentence}\n", "Training.md") == {}


def test_the_questions_of_an_exam_are_no_keys() -> None:
    rows = "| 1b | Prove an equivalence |\n| 2ai/ii | Write truth tables |\n| 4bi | Order relations of sets |\n"

    assert asked(f"| Question | Topic |\n|---|---|\n{rows}") == {}


@pytest.mark.parametrize(
    "keys", [("0a", "0d", "1b"), ("1d", "2d", "3d"), ("3d", "4f", "4d")], ids=["bytes", "spaces", "orbitals"]
)
def test_a_number_with_a_letter_is_a_key_where_none_counts_questions(keys: tuple[str, ...]) -> None:
    told = ("the end of a line", "the way back to its start", "leave for another world")
    rows = "".join(f"| {key} | {text} |\n" for key, text in zip(keys, told, strict=True))

    assert set(told) <= set(asked(f"| Code | Meaning |\n|---|---|\n{rows}").values())


def test_a_day_of_this_century_is_the_key_of_a_log_and_one_before_it_of_history() -> None:
    rows = "| 04/12/2023 | Numerical coursework | London |\n| 14/07/1789 | The Bastille fell | Paris |\n"
    found = asked(f"| When | Event | Location |\n|---|---|---|\n{rows}")

    assert [question for question in found if "2023" in question] == []
    assert "04/12/2023" not in found.values()
    assert [question for question in found if "1789" in question]


def test_the_number_of_a_version_is_no_day() -> None:
    rows = "| 2023.8.1 | New dashboards of all houses |\n| 2024.1.2 | Voices that are heard |\n"

    assert "New dashboards of all houses" in asked(f"| Version | News |\n|---|---|\n{rows}").values()


def test_a_link_inside_code_is_left_over_markup() -> None:
    table = "| Code | Meaning |\n|---|---|\n| `A([end](https://a.org/x),2)` | last row |\n| `A(1,2)` | first row |\n"

    assert [answer for answer in asked(table).values() if "http" in answer] == []
    assert not [question for question in asked(table) if "http" in question]


def test_a_title_that_spells_an_acronym_out_is_shown_with_the_acronym() -> None:
    note = Note(
        "calculating pulmonary vascular resistance.md", "It is told by pulmonary vascular resistance (PVR) alone.\n"
    )
    (one,) = generate([note], "Medicine").candidates

    assert one.place.context == ("calculating PVR",)


def test_a_title_that_is_an_acronym_and_its_long_form_is_not_shown_with_it() -> None:
    for name in ("Machine Learning (ML)", "Recurrent Neural Networks (RNNs)"):
        (one,) = generate([Note(f"1 First steps/{name}.md", "Words alone.\n")], "Course").candidates

        assert one.place.context == ("First steps",)


def test_a_footnote_gives_no_card() -> None:
    assert asked("Words.[^4]\n\n[^4]: The International Society on Thrombosis (IST) said so.\n") == {}


def test_a_paragraph_that_opens_with_a_picture_by_name_is_no_footnote() -> None:
    told = ":telescope: The International Society on Thrombosis (IST) said so.\n"

    assert "What does IST stand for?" in asked(told)


def test_a_table_that_names_a_winner_decides_one_case() -> None:
    rows = "| Time to deploy | 4 weeks | 9 months | A |\n| Reliability | Vendor | Ours | A |\n"

    assert asked(f"| Factor | Bought | Built | Winner |\n|---|---|---|---|\n{rows}") == {}


@pytest.mark.parametrize("header", ["Battle | Year | Winner", "Case | Year | Decision"])
def test_who_won_in_history_and_how_a_court_decided_is_learnt(header: str) -> None:
    rows = "| Hastings | 1066 | the Normans |\n| Bouvines | 1214 | the French king |\n"

    assert "the Normans" in asked(f"| {header} |\n|---|---|---|\n{rows}").values()


@pytest.mark.parametrize(
    ("title", "told", "state"),
    [
        (
            "Deductive reasoning",
            "Deductive reasoning is a mental process of drawing deductive inferences alone.",
            State.INBOX,
        ),
        ("Prime number theorem", "The prime number theorem is a theorem about how the prime numbers thin out.", None),
        ("Merge sort", "Merge sort is a stable way to sort by merging halves that are sorted.", State.INBOX),
        ("Bubble sort", "Bubble sort is a stable sort that swaps neighbours until none is out of order.", State.ACTIVE),
    ],
)
def test_a_definition_that_says_the_telling_word_of_its_name_again_waits(
    title: str, told: str, state: State | None
) -> None:
    found = generate([Note(f"{title}.md", f"{told}\n")], "N").candidates

    assert [one.state for one in found if one.prompt.kind == "definition"] == ([state] if state else [])


def test_a_remark_with_a_comma_is_no_list() -> None:
    rows = "| Flask | Provides foundation, developer builds up |\n| Django | All batteries, no choices |\n"

    assert not [
        one
        for one in generate([Note("W.md", f"| Name | Idea |\n|---|---|\n{rows}")], "N").candidates
        if one.prompt.items
    ]


def test_a_count_is_no_name_of_what_is_counted() -> None:
    rows = "| `from_x` | 1 |\n| `as_x` | `&self` |\n| `to_x` | `self` |\n"

    assert "1" not in asked(f"| Method | Parameters |\n|---|---|\n{rows}").values()


def test_a_column_of_counts_is_asked() -> None:
    rows = "| GPT-3 | 175B | much |\n| BERT | 340M | little |\n"

    assert "175B" in asked(f"| Model | Parameters | Use |\n|---|---|---|\n{rows}").values()


def test_keys_that_no_keyboard_types_are_graded_by_oneself() -> None:
    text = "| Action | Shortcut |\n|---|---|\n| Next tab | `⌃+⇥` |\n| Close tab | `Ctrl+W` |\n"
    cards = {one.prompt.question: one.prompt.grading.value for one in generate([Note("A.md", text)], "N").candidates}

    assert {cards[question] for question in cards if "Next tab" in question} == {"self"}
    assert {cards[question] for question in cards if "Close tab" in question} == {"typed"}


def test_two_dots_of_a_command_are_typed() -> None:
    text = "| Action | Command |\n|---|---|\n| To the folder above | `cd ..` |\n| Back | `cd -` |\n"
    cards = {one.prompt.answers[0]: one.prompt.grading.value for one in generate([Note("A.md", text)], "N").candidates}

    assert cards["`cd ..`"] == "typed"


def test_a_sentence_before_the_definition_of_its_note_only_leads_to_it() -> None:
    lead = "Continuous functions are the right morphisms for the category of topological spaces.\n"
    texts = (lead, f"{lead}\n_definition:_ open sets pull back.\n", f"{lead}\n**Definition**: open sets pull back.\n")
    made = [generate([Note("Continuous functions.md", text)], "N").candidates for text in texts]

    assert [
        [one.state for one in found if one.prompt.question == "What are Continuous functions?"] for found in made
    ] == [[State.ACTIVE], [], []]


def test_a_formula_glued_to_a_word_stood_on_lines_of_its_own() -> None:
    assert asked("A map into$ f(x) $such that all of a [[Fibre]] is one point.\n", "Maps.md") == {}


def test_formulas_and_code_stand_right_beside_the_words_of_a_language_without_spaces() -> None:
    rows = "| 导数 | 函数$f(x)$的变化率$df$ |\n| 横坐标 | `x`表示横轴上的数 |\n"
    found = asked(f"---\nlang: zh\n---\n| 名称 | 公式 |\n|---|---|\n{rows}").values()

    assert {"函数$f(x)$的变化率$df$", "`x`表示横轴上的数"} <= set(found)


def test_a_header_that_asks_has_one_question_mark() -> None:
    rows = "| Redis | caches of web pages |\n| Kafka | streams of events |\n"

    assert not [question for question in asked(f"| Tool | Used for what?? |\n|---|---|\n{rows}") if "??" in question]


def test_what_happened_to_a_patient_is_no_fact() -> None:
    assert asked("A 50-year-old woman has a [[Thyroid nodule]] that is cold on the scan.\n", "Endocrinology.md") == {}


def test_a_writer_who_was_not_sure_is_not_asked() -> None:
    rows = "| affine maps | $\\pi_*$ | $\\pi^{!?}$ |\n| open maps | $j_!$ | $j^{-1}$ |\n"

    assert not [
        told for told in asked(f"| Map | Left adjoint | Right adjoint |\n|---|---|---|\n{rows}").values() if "?" in told
    ]


def test_signs_of_doubt_in_code_are_a_part_of_it() -> None:
    rows = "| a name that may be absent | `{ name?: string }` |\n| a count | `{ count: number }` |\n"

    assert [question for question in asked(f"| Meaning | Form |\n|---|---|\n{rows}") if "name?: string }" in question]


def test_a_gap_that_the_title_has_a_word_of_is_not_asked() -> None:
    text = "Monte Carlo integration uses many samples at random to perform [[Numerical integration]].\n"

    assert asked(text, "Monte Carlo integration.md") == {}


def test_a_command_that_is_made_of_what_it_does_waits_for_a_yes() -> None:
    rows = "| `insertOne()` | Insert 1 document |\n| `drop()` | Deletes a collection |\n"
    found = generate([Note("Mongo.md", f"| Method | Description |\n|---|---|\n{rows}")], "Notes").candidates
    forward = {one.prompt.answers[0]: one.state for one in found if one.prompt.kind == "attribute"}

    assert forward == {"Insert 1 document": State.INBOX, "Deletes a collection": State.ACTIVE}


def test_a_cell_of_several_lines_is_shown_with_all_of_them() -> None:
    cell = "Warm joint with fever and a limp<br>Synovial fluid with more than 50,000 white cells in it"
    rows = f"| Septic joint | {cell} | Bacteria |\n| Gout | Urate | Diet |\n"
    found = asked(f"| Disease | Findings | Cause |\n|---|---|---|\n{rows}")

    assert any("fever" in told and "50,000" in told for told in found.values())


def test_a_label_that_leads_to_many_addresses_is_no_word_of_the_text() -> None:
    told = ["a view", "one owner", "a cycle", "no moves", "threads", "growth", "pairs", "ends"]

    def of(count: int) -> str:
        rows = (f'| {told[at]} | {at}th rule [REF](https://a.example/{at} "x") of it |\n' for at in range(count))
        return "| Thing | Purpose |\n|---|---|\n" + "".join(rows)

    assert any("REF" in answer for answer in asked(of(7)).values()), "seven addresses may be of one thing"
    assert asked(of(8))["What is the purpose of ends?"] == "7th rule of it"


def test_a_comma_in_a_description_makes_no_list() -> None:
    text = "| Operation | Description |\n|---|---|\n| `a - b` | Subtract dates, count days |\n| `a * b` | Area |\n"
    found = generate([Note("Note.md", text)], "Notes").candidates

    assert [one.prompt.items for one in found if "`a - b`" in one.prompt.question] == [()]


def test_what_a_field_was_set_to_waits_for_a_yes() -> None:
    text = "| Field | Value | Why |\n|---|---|---|\n| price | free | a gift |\n| stock | below zero | a fault |\n"
    found = generate([Note("Note.md", text)], "Notes").candidates

    assert {one.state for one in found if "value" in one.prompt.question} == {State.INBOX}


def test_a_number_or_a_name_that_leads_to_many_addresses_stays_a_word_in_code_too() -> None:
    numbers = "".join(f"The craft of flight {at} lands [2](https://a.example/{at}) men.\n\n" for at in range(9))
    links = " ".join(f"[REF](https://a.example/{at})" for at in range(9))
    text = "# Craft\n\nA craft is a vessel that lands [2](https://e.example) men and leaves one.\n\n"
    code = "Written `x [REF](https://a.example/1)` it is, and else not."

    read = page.read("Craft.md", f"{text}{numbers}See {links}.\n\n{code}\n")

    assert asked(text + numbers, "Craft.md")["What is a craft?"] == "a vessel that lands 2 men and leaves one"
    shown = [block.content.text.plain for block in read.blocks if isinstance(block.content, Paragraph)]
    assert shown[-2:] == ["See.", "Written `x [REF](https://a.example/1)` it is, and else not."]


def test_a_table_that_its_lead_calls_an_example_gives_nothing() -> None:
    rows = "| Finding | Title |\n|---|---|\n| F-1 | Open door |\n| F-2 | Weak lock |\n"

    assert asked(f"# Report\n\nFindings of a house:\n\n{rows}")
    assert asked(f"# Report\n\n*Example table:*\n\n{rows}") == {}


THREE = "\n\n- Granite\n- Basalt\n- Slate\n"


@pytest.mark.parametrize(
    ("lead", "said"),
    [
        (
            "Quarries (open vs. closed) yield 3 kinds of stone:",
            "Quarries (open vs. closed) yield 3 kinds of stone: […]",
        ),
        ("3. Stones of the northern quarries:", ""),
        ("Currently, three kinds of stone are sold:", ""),
    ],
)
def test_a_line_that_counts_its_list_counts_it_in_words_of_its_own_and_for_good(lead: str, said: str) -> None:
    found = asked(f"# Stone\n\n{lead}{THREE}")

    assert [question.partition(": ")[2] for question in found] == ([said] if said else [])


def test_a_row_of_a_register_is_nothing_to_learn() -> None:
    rows = "| Ticket | Description |\n|---|---|\n| {} | A door that does not close |\n| {} | Light in an empty hall |\n"

    assert asked(rows.format("404", "502"))
    assert asked(rows.format("3551729", "3527113")) == {}


def test_a_heading_that_asks_twice_has_no_one_answer() -> None:
    told = "\n\nThe streak of a mineral is the colour of its powder on porcelain.\n"

    assert asked(f"# Minerals\n\n## What is the streak of a mineral?{told}")
    assert asked(f"# Minerals\n\n## What is a mineral? What is the streak of a mineral?{told}") == {}


def test_a_cell_that_ends_in_a_comma_is_no_whole_list() -> None:
    rows = "| Stone | Minerals |\n|---|---|\n| Granite | {} |\n| Marble | calcite |\n"

    assert "quartz, mica" in asked(rows.format("quartz, mica")).values()
    assert not any("two" in question for question in asked(rows.format("quartz, mica,")))


def test_an_acronym_is_not_told_by_a_word_made_of_it() -> None:
    assert asked("# Web\n\nMany services are Remote Function Interfaces (RFI) for machines of others.\n")
    assert asked("# Web\n\nMany services are RESTful Application Interfaces (REST) for machines of others.\n") == {}


def test_a_sentence_that_explains_a_formula_above_it_is_not_asked_alone() -> None:
    line = "{} $D$ is an upper [[Triangular matrix]] of as many rows as columns in the whole of it."
    found = [
        generate([Note("Proof.md", line.format(opening)), Note("Triangular matrix.md", "Words.")], "Notes").candidates
        for opening in ("The factor", "Where the factor")
    ]

    assert [bool(one) for one in found] == [True, False]


def test_an_answer_that_speaks_of_its_note_is_none() -> None:
    head = "# Minerals\n\n## Why do minerals have a streak?\n\n"

    assert asked(head + "Minerals have a streak since grinding takes away what light did to them.\n")
    assert asked(head + "This note tells why minerals have a streak and what grinding does to them.\n") == {}


def test_a_clause_that_only_begins_a_list_is_no_member_of_it() -> None:
    said = "The stones of the north are {}.\n"

    assert asked(f"# Stone\n\n{said.format('granite, basalt, and slate')}")
    assert asked(f"# Stone\n\n{said.format('hard, the best known of which are granite, basalt, and slate')}") == {}


def test_notes_for_machines_that_write_are_no_knowledge() -> None:
    rows = "| Tool | Use |\n|---|---|\n| Snippets | wide lines |\n| Graph | coloured tags |\n"

    assert asked(rows, "Tools.md")
    assert asked(rows, "Agents.md")
    assert asked(rows, "AGENTS.md") == {}


@pytest.mark.parametrize("heading", ["i", "Part i", "Type I errors", "i.e. the layers", "Class I nets"])
def test_a_numeral_in_a_heading_speaks_of_nobody(heading: str) -> None:
    table = "| Model | Year |\n|---|---|\n| BERT | 2018 |\n| GPT | 2019 |\n"

    assert not [one for one in reasons(f"# Models\n\n## {heading}\n\n{table}") if "above it" in one]


@pytest.mark.parametrize(
    ("heading", "reason"),
    [
        ("What I learned", "“What I learned” above it speaks of who wrote it; it is a record"),
        ("Things I read", "“Things I read” above it speaks of who wrote it; it is a record"),
        ("Example.", "“Example.” above it says that it is an example or a record"),
    ],
)
def test_a_heading_that_leaves_out_is_told_as_it_is_written(heading: str, reason: str) -> None:
    table = "| Model | Year |\n|---|---|\n| BERT | 2018 |\n| GPT | 2019 |\n"

    assert reason in reasons(f"# Models\n\n## {heading}\n\n{table}")


@pytest.mark.parametrize("header", ["b", "Example in a quarry"])
def test_a_column_of_no_name_or_of_examples_is_not_asked(header: str) -> None:
    rows = "| Stone | {} |\n|---|---|\n| Granite | grey blocks |\n| Marble | white slabs |\n"

    assert "grey blocks" in asked(rows.format("Use")).values()
    assert "grey blocks" not in asked(rows.format(header)).values()


def test_a_thing_is_not_asked_for_by_what_stands_under_a_letter() -> None:
    rows = "| Stone | {} |\n|---|---|\n| Granite | grey blocks |\n| Marble | white slabs |\n"

    assert "Granite" in asked(rows.format("Use case")).values()
    assert "Granite" not in asked(rows.format("b")).values()


def test_tables_with_no_empty_line_between_give_nothing() -> None:
    first = "| Town | River |\n|---|---|\n| Bologna | Reno |\n| Turin | Po |\n"

    assert asked(first)
    assert asked(f"{first}Exams\n| Town | Date |\n|---|---|\n| Bologna | May |\n") == {}


def test_a_footnote_that_holds_an_address_leaves_no_mark() -> None:
    rows = "| Speed[^src] | needs a second | needs a day |\n| Room [^src] | takes a shelf | takes a barn |\n"
    text = f"# Reed vs Straw\n\n| Aspect | Reed | Straw |\n|---|---|---|\n{rows}\n[^src]: https://example.org\n"

    assert asked(text)
    assert not any("^" in question for question in asked(text))


def test_an_underscore_that_marks_nothing_is_left_over_markup() -> None:
    rows = "| Giardia_ cyst | eight micrometres |\n| Viruses | a hundredth of that |\n"

    assert not any("Giardia" in question for question in asked(f"| Organism | Size |\n|---|---|\n{rows}"))


def test_either_of_two_spellings_in_code_is_right() -> None:
    text = "| Style | Syntax |\n|---|---|\n| Bold | `**b**` or `__b__` |\n| Struck | `~~s~~` and `~~~s~~~` |\n"
    found = {one.prompt.answers[0]: one.prompt.answers[1:] for one in generate([Note("N.md", text)], "N").candidates}

    assert found["`**b**` or `__b__`"] == ("`**b**`", "`__b__`")
    assert found["`~~s~~` and `~~~s~~~`"] == ()


def test_of_two_lists_side_by_side_each_row_pairs_only_its_own() -> None:
    rows = "| VNC | 5900 | CDP | 01-00-0c |\n| RADIUS | 1812 | STP | 01-80-c2 |\n| SIP | 5060 | | |\n"
    found = asked(f"| Services Table | Port | Sniffing Table | Address |\n|---|---|---|---|\n{rows}")

    assert "5900" in found.values()
    assert not {"CDP", "01-00-0c", "01-80-c2"} & set(found.values())


def test_lists_that_stand_beside_each_other_pair_nothing() -> None:
    rows = ("rifampin | ritonavir | warfarin", "phenytoin | azoles | phenytoin", "{} | isoniazid | zolpidem")
    records = table("Inducers | Inhibitors | Substrates", *rows).format("modafinil")
    lists = table("Inducers | Inhibitors | Substrates", *rows, " | azoles | ").format("")

    assert asked(lists, "Enzymes.md") == {}
    assert asked(records.replace("ritonavir", "one that slows them much"), "Enzymes.md")
