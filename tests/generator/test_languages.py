"""Languages: every file is whole, what it asks is its own language, and a note's language never makes another card."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import flashdl.generator.language as languages
from flashdl.generator import Note, detect, generate
from flashdl.generator.language import UNKNOWN, heads, language
from flashdl.generator.sentences import sentences
from flashdl.generator.text import Text, words
from flashdl.model import Candidate, Direction, Key

FOLDER = Path(languages.__file__).parent / "languages"
CODES = sorted(heads())
FOREIGN = [code for code in CODES if code not in ("en", UNKNOWN)]
PLACES = {
    "subject": "〈1〉",
    "attribute": "〈2〉",
    "attributes": "〈3〉",
    "type": "〈4〉",
    "types": "〈5〉",
    "value": "〈6〉",
    "count": "〈7〉",
    "all": "〈8〉",
    "alternative": "〈9〉",
    "aspect": "〈10〉",
    "short": "〈11〉",
    "long": "〈12〉",
    "sentence": "〈13〉",
    "other": "〈14〉",
}
MARKS = {"ar": "؟", "zh": "？", "zh-hant": "？", "ja": "？", "fr": "\u00a0?"}
# English words of templates that are as good in the other language.
SHARED = {
    "de": {"in", "was"},
    "nl": {"in", "is", "what"},
    "it": {"in"},
    "fr": {"which"},
    "sv": {"in"},
    "pl": {"do", "to"},
}


def keys(code: str) -> set[str]:
    read = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    if "extends" in read:
        return keys(str(read["extends"])) | own(read)
    absent = {name.strip() for name in str(read.get("absent", "")).split(",") if name.strip()}
    assert not absent & own(read), "a key is declared absent and is there"
    return absent | own(read)


def own(read: dict[str, object]) -> set[str]:
    return {f"{part}.{name}" for part, table in read.items() if isinstance(table, dict) for name in table}


@pytest.mark.parametrize("code", FOREIGN)
def test_a_file_has_the_keys_of_the_english_one_or_says_that_it_has_them_not(code: str) -> None:
    assert keys(code) == keys("en")


@pytest.mark.parametrize("code", CODES)
def test_a_template_has_known_places_only_and_asks(code: str) -> None:
    for name, template in language(code).templates.items():
        places = set(re.findall(r"\{(\w*)\}", template))

        assert places <= PLACES.keys(), (name, places)
        assert places, name
        if code != "en" and "{sentence}" not in template:
            assert MARKS.get(code, "?") in template, (name, template)


@pytest.mark.parametrize("code", FOREIGN)
def test_no_english_word_stands_in_another_languages_question(code: str) -> None:
    asked, english = rendered(code), rendered("en")

    assert asked & english - {"in"} <= SHARED.get(code, set())


def rendered(code: str) -> set[str]:
    chosen = language(code)
    told = " ".join(chosen.ask(name, **PLACES) for name in chosen.templates)
    counted = " ".join(chosen.count(number) + " " + chosen.all(number) for number in range(2, 6))
    return {
        word.casefold() for word in words(f"{told} {counted} {chosen.words['entry']} {chosen.words['entries']}")
    } - {word for place in PLACES.values() for word in words(place)}


@pytest.mark.parametrize("code", CODES)
def test_every_pattern_compiles_and_is_quick_on_a_hostile_sentence(code: str) -> None:
    chosen = language(code)
    hostile = "a " * 400 + "ая" * 300 + "的是" * 300
    for name in chosen.grammar:
        chosen.holds(name if name != "definition" else "reader", hostile)
    assert chosen.defines("a", hostile) is None or code
    for group in chosen.sentences:
        chosen.finds(group, hostile)


TOLD = {
    "de": "Die Hauptstadt ist der Sitz der Regierung und liegt nicht immer in der Mitte des Landes.",
    "fr": "La capitale est le siège du gouvernement et elle ne se trouve pas toujours dans le centre du pays.",
    "es": "La capital es la sede del gobierno y no siempre está en el centro del país.",
    "it": "La capitale è la sede del governo e non si trova sempre nel centro del paese.",
    "pt": "A capital é a sede do governo e não fica sempre no centro do país.",
    "nl": "De hoofdstad is de zetel van de regering en ligt niet altijd in het midden van het land.",
    "sv": "Huvudstaden är säte för regeringen och ligger inte alltid i mitten av landet.",
    "pl": "Stolica jest siedzibą rządu i nie zawsze leży w środku kraju, ale może się do tego nadawać.",
    "ru": "Столица — это место, где находится правительство, и она не всегда лежит в центре страны.",
    "uk": "Столиця — це місце, де перебуває уряд, і вона не завжди лежить у центрі країни.",
    "tr": "Başkent bir ülkenin yönetim yeridir ve her zaman ülkenin ortasında değil, bir kıyıda da olabilir.",
    "ar": "العاصمة هي مقر الحكومة ولا تقع دائما في وسط البلاد أو على الساحل.",
    "zh": "首都是政府所在的城市，不一定在国家的中心。",
    "zh-hant": "首都是政府所在的城市，不一定會在這個國家的中心。",
    "ja": "首都は政府のある都市で、国の中心にあるとは限りません。",
    "ko": "수도는 정부가 있는 도시이며 항상 나라의 중심에 있지는 않습니다.",
    "en": "The capital is the seat of the government and is not always in the middle of the country.",
    UNKNOWN: "Hovedstaden er sæde for regeringen og ligger ikke altid i midten af landet, og det er det.",
}


@pytest.mark.parametrize("code", TOLD)
def test_a_sentence_tells_its_language(code: str) -> None:
    assert detect.detect(TOLD[code]) == code


def test_front_matter_names_the_language_by_code_or_by_name() -> None:
    named = ["de", "de-AT", "Deutsch", "german", "zh-TW", "pt_BR", "da", "python", ""]

    assert [detect.told({"lang": name}) for name in named] == ["de", "de", "de", "de", "zh-hant", "pt", UNKNOWN, "", ""]


def test_a_note_that_leaves_its_language_open_is_in_the_collections() -> None:
    german = Note("a.md", TOLD["de"] * 3)
    table = Note("b.md", "| Planet | Symbol |\n|---|---|\n| Mars | Kreis |\n| Venus | Spiegel |\n| Merkur | Stab |\n")
    alone, among = generate([table], "D"), generate([german, table], "D")

    assert [one.prompt.question for one in alone.candidates] != [one.prompt.question for one in among.candidates]
    assert "Symbol: Kreis – Planet?" in {one.prompt.question for one in among.candidates}


NOTE = """# Adam

Adam is a method. Adam ist ein Verfahren. Adam — это метод.
The [[Optimizer (OPT)]] of choice needs no [[Momentum]] at all.

| Nr | Modell | Jahr | Year | Zweck | 用途 |
|---|---|---|---|---|---|
| 1 | GAN | 2014 | 2014 | Bilder, Videos | 图像生成 |
| 2 | RNN | 1986 | 1986 | Reihen | 序列 |
| 3 | CNN | 1989 | 1989 | Bilder | 图像 |

- **Epoch**: one pass over all examples
- **Эпоха**: один проход по всем примерам

## What is Adam good for?

Training of deep networks with sparse gradients.
"""


def forced(code: str, text: str) -> tuple[Candidate, ...]:
    gathered = generate([Note("Adam.md", f"---\nlang: {code}\n---\n{text}")], "D")
    return (*gathered.candidates, *gathered.spare)


def subjects(cards: tuple[Candidate, ...]) -> dict[tuple[int, Direction, str], set[str]]:
    """What the cards of each line, direction and column are keyed by; a merged card is keyed by its value."""
    found: dict[tuple[int, Direction, str], set[str]] = {}
    for card in cards:
        found.setdefault((card.place.line, card.key.direction, card.key.attribute), set()).add(card.key.subject)
    return found


def test_a_cards_key_does_not_hang_on_the_notes_language() -> None:
    made = {code: forced(code, NOTE) for code in [*FOREIGN, "en", "da"]}
    by_answer: dict[tuple[object, ...], set[Key]] = {}
    for cards in made.values():
        assert len(cards) >= 8
        for card in cards:
            same = (
                card.place.line,
                card.prompt.items or card.prompt.answers[:1],
                card.key.direction,
                card.key.attribute,
            )
            by_answer.setdefault(same, set()).add(card.key)

    assert [keys for keys in by_answer.values() if len(keys) > 1] == []


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.sampled_from(["GAN", "模型", "Bild", "1", "2014", "ja", "x", "2", "3"]), min_size=9, max_size=9),
    st.lists(st.sampled_from(["Nr", "#", "No", "Jahr", "年份", "Model", "Номер"]), min_size=3, max_size=3, unique=True),
    st.sampled_from(FOREIGN),
)
def test_no_table_is_keyed_otherwise_in_another_language(cells: list[str], header: list[str], code: str) -> None:
    rows = [header, ["---"] * 3, cells[:3], cells[3:6], cells[6:]]
    text = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    english = subjects(forced("en", text))

    for place, found in subjects(forced(code, text)).items():
        assert english.get(place, found) == found


@pytest.mark.parametrize("header", ["Nr", "#", "No", "序号", "Номер", "番号", "Lp."])
def test_a_column_that_counts_is_no_key_in_any_language(header: str) -> None:
    text = f"| {header} | Art | Wert |\n|---|---|---|\n| 1 | Finch | seeds |\n| 2 | Tit | fruit |\n| 3 | Owl | mice |\n"

    for code in [*FOREIGN, "en", "da"]:
        assert {card.key.subject for card in forced(code, text)} == {"Finch", "Tit", "Owl"}, code


def cut(text: str, code: str) -> Iterator[str]:
    return (one.plain for one in sentences(Text(text), 1, language(code)))


@pytest.mark.parametrize(
    ("code", "text", "count"),
    [
        ("de", "Das gilt z. B. für Netze, d. h. Modelle. Bäume usw. gehören dazu.", 2),
        ("de", "Er sagte: „Das ist gut.“ Dann ging er.", 2),
        ("fr", "Il dit « oui. » Elle répond non.", 2),
        ("es", "¿Qué es? ¡Nada! Es todo.", 3),
        ("zh", "猫是动物。狗也是。“真的吗？”他问。", 4),
        ("ja", "猫は動物です。犬もです。（たぶん。）終わり。", 4),
        ("ar", "ما هذا؟ هذا كتاب. وهذا قلم.", 3),
        ("ru", "Это А. С. Пушкин, т. е. поэт. Он жил в XIX в. и писал.", 2),
        ("en", "Lists, e.g. Python ones, are cheap. see below. Dr. Who agrees.", 2),
    ],
)
def test_a_text_is_cut_as_its_language_is_written(code: str, text: str, count: int) -> None:
    assert len([*cut(text, code)]) == count


def test_two_characters_without_spaces_between_count_as_a_word() -> None:
    assert len(words("深度学习 is 学习")) == 4
    assert words("한국어 문장") == ["한국어", "문장"]


@pytest.mark.parametrize(
    ("code", "note", "question", "answer"),
    [
        (
            "de",
            "Adam ist ein Verfahren, das tiefe Netze mit kleinen Schritten trainiert.",
            "Was ist Adam?",
            "ein Verfahren, das tiefe",
        ),
        (
            "fr",
            "Adam est une méthode qui entraîne des réseaux profonds à petits pas.",
            "Adam\u00a0: qu’est-ce que c’est\u00a0?",
            "une méthode",
        ),
        (
            "es",
            "Adam es un método que entrena redes profundas con pasos pequeños.",
            "¿Qué es Adam?",
            "un método que entrena",
        ),
        (
            "ru",
            "Adam — это метод обучения глубоких сетей малыми шагами.",
            "Что такое Adam?",
            "метод обучения глубоких сетей",
        ),
        ("zh", "Adam 是一种训练深度网络的优化方法。", "什么是 Adam？", "训练深度网络的优化方法"),
        (
            "ja",
            "Adamとは、深いネットワークを訓練する手法である。",
            "Adamとは何ですか？",
            "深いネットワークを訓練する手法",
        ),
        ("ar", "Adam هو طريقة لتدريب الشبكات العميقة بخطوات صغيرة.", "ما تعريف Adam؟", "طريقة لتدريب الشبكات العميقة"),
        ("tr", "Adam, derin ağları küçük adımlarla eğiten bir yöntemdir.", "Adam nedir?", "derin ağları küçük"),
    ],
)
def test_what_a_title_is_is_asked_in_its_language(code: str, note: str, question: str, answer: str) -> None:
    found = {card.prompt.question: card.prompt.answers[0] for card in forced(code, f"# Adam\n\n{note}\n")}

    assert found[question].startswith(answer)


@pytest.mark.parametrize(
    ("code", "sentence", "reason"),
    [
        ("de", "Öffne die [[Palette]] mit der Maus und schließe sie.", "points somewhere"),
        ("de", "Damit kann man die [[Palette]] mit der Maus schließen.", "pronoun"),
        ("fr", "Le modèle vous permet de voir la [[Palette]] en entier.", "speaks to the reader"),
        ("es", "Permite abrir la [[Palette]] con el ratón del equipo.", "no subject"),
        ("zh", "请在设置里打开[[Palette]]并选择一种颜色。", "speaks to the reader"),
        ("ja", "これは[[Palette]]の色を変える機能の一つです。", "pronoun"),
        ("ru", "Нажмите на [[Palette]] левой кнопкой мыши один раз.", "speaks to the reader"),
    ],
)
def test_an_instruction_or_a_pronoun_gives_nothing_in_any_language(code: str, sentence: str, reason: str) -> None:
    gathered = generate([Note("Farbe.md", f"---\nlang: {code}\n---\n{sentence}\n")], "D")

    assert gathered.candidates == ()
    assert reason in " ".join(refusal.reason for refusal in gathered.refusals)
