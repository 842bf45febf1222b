"""What is shown above a question says what it is of, a year later too, and never the answer."""

from __future__ import annotations

import pytest

from flashdl.generator import Note, generate


def above(text: str, file: str) -> dict[str, tuple[str, ...]]:
    """Question to what stands above it."""
    return {one.prompt.question: one.place.context for one in generate([Note(file, text)], "Notes").candidates}


MULTIPROCESSOR = "The parts of a graphics card are called **streaming multiprocessors** (SM).\n"
QUESTION = "What does SM stand for?"


def test_where_the_title_is_the_answer_a_tag_says_what_the_note_is_of() -> None:
    head = "---\ntags: [evergreen, computing/cuda]\n---\n"

    assert above(head + MULTIPROCESSOR, "Concepts/streaming multiprocessor.md")[QUESTION] == ("computing/cuda",)
    assert above(MULTIPROCESSOR, "Concepts/streaming multiprocessor.md")[QUESTION] == ("Concepts",)


@pytest.mark.parametrize(
    ("head", "topic"),
    [
        ("tags: [todo, status/draft, optics]", "optics"),
        ("tags: optics", "optics"),
        ("tags: [optics, physics/waves]", "physics/waves"),
        ('parent: "[[../fields/color science|colour]]"', "colour"),
        ('up: ["[[fields/optics#Waves]]"]', "optics"),
        ("area: optics", "optics"),
    ],
)
def test_a_topic_is_what_a_tag_or_the_note_above_calls_it_and_never_how_far_a_note_is(head: str, topic: str) -> None:
    assert above(f"---\n{head}\n---\n" + MULTIPROCESSOR, "Concepts/streaming multiprocessor.md")[QUESTION] == (topic,)


@pytest.mark.parametrize(
    "line", ["- tags: #literature #optics", "Keywords: [[Medicine]], [[optics]]", "topics:: [[optics]]"]
)
def test_a_line_at_the_beginning_names_topics_too(line: str) -> None:
    text = f"# streaming multiprocessor\n\n{line}\n\n{MULTIPROCESSOR}"

    assert above(text, "Concepts/streaming multiprocessor.md")[QUESTION] == ("optics",)


def test_a_topic_that_tells_the_answer_is_not_shown() -> None:
    head = "---\ntags: [hardware/streaming-multiprocessors, hardware/streaming multiprocessors]\n---\n"

    shown = above(head + MULTIPROCESSOR, "Concepts/streaming multiprocessor.md")[QUESTION]

    assert not any("multiprocessor" in part for part in shown)


def test_a_section_below_its_title_needs_no_topic() -> None:
    text = "---\ntags: computing/cuda\n---\n# Graphics\n\n## Hardware\n\n" + MULTIPROCESSOR

    assert above(text, "Concepts/Graphics.md")[QUESTION] == ("Graphics", "Hardware")


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ("Agents/IBM/Course-03.md", ("Agents", "IBM", "Course-03")),
        ("Django/notes.md", ("Django", "notes")),
        ("notes.md", ("Notes", "notes")),
        ("1 Django/Kapitel 4.md", ("Django", "Kapitel 4")),
        ("Django/Views.md", ("Views",)),
    ],
)
def test_a_title_that_says_only_which_of_many_stands_below_its_folders(file: str, shown: tuple[str, ...]) -> None:
    text = "## Performance\n\nSearch goes by Approximate Nearest Neighbours (ANN) of a vector.\n"

    assert above(text, file)["What does ANN stand for?"] == (*shown, "Performance")


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ("Laravel/commands.md", ("Laravel", "commands", "Database")),
        ("Laravel/Laravel tips.md", ("Laravel tips", "Database")),
        ("Concepts/commands.md", ("commands", "Database")),
        ("commands.md", ("commands", "Database")),
    ],
)
def test_a_command_stands_below_the_folder_that_says_of_what_it_is(file: str, shown: tuple[str, ...]) -> None:
    rows = "| `wipe` | Delete all tables and views |\n| `seed` | Fill tables with records |\n"
    text = f"## Database\n\n| Command | Description |\n|---|---|\n{rows}"

    assert above(text, file)["What does the command `wipe` do?"] == shown


def test_a_note_named_in_haste_stands_below_its_folder() -> None:
    text = "## Ways to install\n\n| Need | Way |\n|---|---|\n| Speed | Package manager |\n| Modules | Compiler |\n"

    assert set(above(text, "Nginx/packt.md").values()) == {("Nginx", "packt", "Ways to install")}
    assert set(above(text, "Nginx/Servers.md").values()) == {("Servers", "Ways to install")}


def test_a_title_that_has_the_answer_in_it_stands_with_a_gap() -> None:
    rows = "| Gait | Pace |\n|---|---|\n| Walk | Slow |\n| Trot | Quick |\n"

    shown = above(f"## Speeds\n\n{rows}", "Horses/How a Horse Learns to Trot.md")

    assert shown["Which gait is meant? Pace: Quick"] == ("Horses", "How a Horse Learns to …", "Speeds")
    assert shown["Walk (Gait) – Pace?"] == ("How a Horse Learns to Trot", "Speeds")


@pytest.mark.parametrize(
    ("title", "shown"),
    [("what is", "Volatility"), ("How to use it", "Volatility"), ("What memory is", "What memory is")],
)
def test_a_title_of_small_words_stands_below_the_name_of_its_file(title: str, shown: str) -> None:
    rows = "| `pslist` | the processes that ran in the system |\n| `netstat` | the connections that were open |\n"
    text = f"# {title}\n\n## Plugins\n\n| Plugin | Finds |\n|---|---|\n{rows}"

    assert {context[0] for context in above(text, "Volatility.md").values()} == {shown}
