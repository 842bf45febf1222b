"""What strangers' notes hold that looks like a fact and is none, or tells its answer."""

from __future__ import annotations

import pytest

from flashdl.generator import Note, generate


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
