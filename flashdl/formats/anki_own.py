"""What Anki's notes have no field for, in a column that Anki leaves empty: how an answer is given, and choices.

Fields are frozen, and Anki drops the column when it takes a note in, so nothing there outlives an edit made in Anki. It
is for packages that go from one flashdl straight to another.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flashdl.leaving import Shown
from flashdl.model import Grading, Prompt

WRITTEN = f"""iif(NOT (json_valid(answers) AND json_valid(items) AND json_valid(choices))
    OR grading = '{Grading.SELF.value}' AND choices = '[]' AND json_array_length(answers) < 2, '',
    json_object('question', iif(grading = '{Grading.CHOICE.value}', question, ''), 'grading', grading,
        'answers', json(answers), 'items', json(items), 'choices', json(choices)))"""
"""What `written` gives, of the columns of a card; nothing of a damaged one, which others tell of."""

_LONGEST, _MOST = 20_000, 200
_PICTURE = "!["


def written(card: Shown) -> str:
    """Nothing where the note's fields say it all."""
    if card.grading is Grading.SELF and not card.choices and len(card.answers) < 2:
        return ""
    own = {
        "question": card.question if card.grading is Grading.CHOICE else "",
        "grading": card.grading.value,
        "answers": card.answers,
        "items": card.items,
        "choices": card.choices,
    }
    return json.dumps(own, ensure_ascii=False, separators=(",", ":"))


def read(text: object, prompt: Prompt) -> tuple[Prompt, tuple[str, ...]]:
    """(the prompt as it was, choices); as it is where the column says nothing, or nothing that makes sense.

    Where a picture is named it stays as it is, too: the name is that of a file which is not here.
    """
    if not isinstance(text, str) or not text.startswith("{") or len(text) > _LONGEST or _PICTURE in text:
        return prompt, ()
    try:
        own = json.loads(text)
        grading = Grading(own["grading"])
        answers, items, choices = (_texts(own[name]) for name in ("answers", "items", "choices"))
        question = own["question"] or prompt.question
    except (ValueError, KeyError, TypeError, RecursionError):
        return prompt, ()
    is_list = grading in (Grading.LIST, Grading.LIST_ORDERED)
    lacks = not answers or (is_list and not items) or (grading is Grading.CHOICE and answers[0] not in choices)
    if lacks or not isinstance(question, str):
        return prompt, ()
    return replace(prompt, question=question, answers=answers, grading=grading, items=items), choices


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > _MOST or not all(isinstance(one, str) and one for one in value):
        raise ValueError("no list of texts")
    found: Sequence[str] = value
    return tuple(found)
