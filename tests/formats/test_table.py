"""Tables of text: separators, encodings, heads and columns are found out; a bad row costs one card."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashdl.errors import FileError
from flashdl.formats.table_columns import ColumnsError
from flashdl.model import BLANK, Direction, Grading
from tests.formats.deck_file import asked, read, said

PAIRS = [("to walk", "andar"), ("to run", "correr")]
ANKI = "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"


@pytest.mark.parametrize(
    "text",
    [
        "to walk,andar\nto run,correr\n",
        "to walk\tandar\nto run\tcorrer",
        "to walk;andar\r\nto run;correr\r\n",
        "to walk|andar\nto run|correr\n",
        "to walk - andar\nto run - correr\n",
        "to walk – andar\nto run – correr\n",
        "to walk = andar\nto run = correr\n",
        "front,back\nto walk,andar\nto run,correr\n",
        "Term\tDefinition\nto walk\tandar\nto run\tcorrer\n",
        "Answer;Question\nandar;to walk\ncorrer;to run\n",
        '"to walk","andar"\n\n"to run","correr"\n',
        "#separator:Pipe\nto walk|andar\nto run|correr\n",
        "#separator:tab\t\n#html:false\t\nto walk\tandar\nto run\tcorrer\n",
        "\rto walk,andar\rto run,correr",
        "\n#separator: comma\n\n#html:false\nto walk,andar\nto run,correr\n",
        "to walk: andar\nto run: correr\n",
        "to walk → andar\nto run → correr\n",
        "to walk---andar\nto run---correr\n",
        "to walk/////andar\nto run/////correr\n",
        "to walk->andar\nto run->correr\n",
        "to walk\tandar;to run\tcorrer;",
        "to walk,andar; to run,correr",
        "to walk - andar;to run - correr",
        "English,Spanish\nto walk,andar\nto run,correr\n",
        "Rückseite;Frage\nandar;to walk\ncorrer;to run\n",
        "word,spanish\nto walk,andar\nto run,correr\n",
        "id,English,pinyin,Mandarin\n1,to walk,-,andar\n2,to run,-,correr\n",
        'to walk, "andar"\n"to run", "correr"\n',
        "to walk → andar\nto run → correr\n",
        "to walk---andar\nto run---correr\n",
        "to walk/////andar\nto run/////correr\n",
        "to walk->andar\nto run->correr\n",
        "to walk\tandar;to run\tcorrer;",
        "to walk,andar; to run,correr",
        "to walk - andar;to run - correr",
        "English,Spanish\nto walk,andar\nto run,correr\n",
        "Rückseite;Frage\nandar;to walk\ncorrer;to run\n",
        "word,spanish\nto walk,andar\nto run,correr\n",
        "id,English,pinyin,Mandarin\n1,to walk,-,andar\n2,to run,-,correr\n",
        'to walk, "andar"\n"to run", "correr"\n',
        "to walk,andar,\nto run,correr,\n",
    ],
)
def test_separator_header_and_line_ends_are_found_out(tmp_path: Path, text: str) -> None:
    deck = read(tmp_path, text, "verbs.txt")

    assert (deck.name, asked(deck), deck.problems) == ("verbs", PAIRS, ())


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_an_encoding_is_found_out(tmp_path: Path, codec: str) -> None:
    text = "to hear,oír\nto laugh,reír\n"
    deck = read(tmp_path, text.encode(codec))

    assert (asked(deck), deck.problems) == ([("to hear", "oír"), ("to laugh", "reír")], ())


def test_western_text_is_read_and_told(tmp_path: Path) -> None:
    deck = read(tmp_path, "to hear,oír\nprice,5 €\n".encode("cp1252"))

    assert asked(deck) == [("to hear", "oír"), ("price", "5 €")]
    assert "not UTF-8" in said(deck)[0][1]


def test_a_quotation_mark_behind_a_blank_holds_a_cell_together_too(tmp_path: Path) -> None:
    deck = read(tmp_path, 'a, "one, two, three"\nb, "four, five" \nc, "six, seven"\n"d "e" f", g\n')

    assert asked(deck)[:3] == [("a", "one, two, three"), ("b", "four, five"), ("c", "six, seven")]
    assert said(deck) == []


def test_names_of_one_language_are_a_card_and_no_header(tmp_path: Path) -> None:
    assert asked(read(tmp_path, "German,Deutsch\nFrench,français\n")) == [
        ("German", "Deutsch"),
        ("French", "français"),
    ]


HEADINGS = (
    "Country,Capital\nFrance,Paris\nPeru,Lima\n",
    "country,capital\nFrance,Paris\nPeru,Lima\n",
    "Command;Description\nls;lists files\ncd;goes elsewhere\n",
    "Description\tCommand\nlists files\tls\ngoes elsewhere\tcd\n",
    "Hauptstadt,Land\nParis,Frankreich\nLima,Peru\n",
)
NO_HEADINGS = (
    "country,pays\ncapital,capitale\n",
    "Country,Pays\nCapital,Capitale\n",
    "France,Paris\nPeru,Lima\n",
    "capital,Capital\ncountry,Country\n",
    "Battle,Fought in\nHastings,1066\nBouvines,1214\nAgincourt,1415\nWaterloo,1815\nVerdun,1916\n",
    "Battle of Hastings,1066\nBattle of Bouvines,1214\nAgincourt,1415\nWaterloo,1815\nVerdun,1916\nMarne,1914\n",
    "Pi,Irrational\nDays in a week,7\n",
)


@pytest.mark.parametrize("text", HEADINGS)
def test_a_first_row_of_what_lists_are_kept_under_names_the_columns_and_is_told(tmp_path: Path, text: str) -> None:
    deck = read(tmp_path, text)
    as_card = read(tmp_path, text, columns=tuple(deck.form.partition("--columns ")[2].split()[0].split(",")))

    assert len(asked(deck)) == len(text.splitlines()) - 1
    assert "was taken as the header" in deck.form
    assert len(asked(as_card)) == len(text.splitlines())


@pytest.mark.parametrize("text", NO_HEADINGS)
def test_any_other_first_row_is_a_card(tmp_path: Path, text: str) -> None:
    assert len(asked(read(tmp_path, text))) == len(text.splitlines())


def test_a_first_row_that_looks_like_a_header_and_is_a_card_is_told(tmp_path: Path) -> None:
    form = read(tmp_path, "France,Paris\nPeru,Lima\n").form

    assert form.endswith("; its first row is a card (--columns front=France,back=Paris makes it the header)")
    assert "first row" not in read(tmp_path, "to walk,andar\nto run,correr\n").form


WIDE_HEADINGS = (
    "Bundesland,Hauptstadt,Einwohner\nBayern,München,13\nHessen,Wiesbaden,6\nSachsen,Dresden,4\n",
    "Country,Capital,Cheese\nFrance,Paris,Brie\n",
    "kind,level,word\nnoun,1,house\nverb,2,walk\n",
)
PERHAPS_HEADINGS = (
    "Stolica,Kraj,Obraz\nParyż,Francja,fr.png\nRzym,Włochy,it.png\nMadryt,Hiszpania,es.png\n",
    (
        "Oiseau,Anglais,Zitat\nla mésange,tit,Elle vient en hiver ici.\nle merle,blackbird,Il chante le soir tard.\n"
        "la pie,magpie,Elle aime ce qui brille.\n"
    ),
    "Sana,Merkitys,Laji\nkissa,cat,noun\njuosta,to run,verb\nnopea,quick,adjective\n",
    "card_text,card_reply,made_by\nParis,France,me\nRome,Italy,me\nMadrid,Spain,me\n",
    "my_list,Liste,x\nyour house,Haus,y\nher day,Tag,z\nhis year,Jahr,z\n",
    "Otto I,König,nie\nBirne,pear,1\nRübe,turnip,2\nKohl,cabbage,3\n",
    "Apfel,Apple,Obst\nlaufen,to run,gehen\nsehen,to see,sinnen\nhören,to hear,sinnen\n",
    (
        "Osmosis,Water transport,biology\nDiffusion,it goes from many to few,biology\n"
        "Mitosis,one cell becomes two cells,biology\nMeiosis,one cell becomes four cells,biology\n"
    ),
)
WIDE_CARDS = (
    "France,Paris,Brie\nItaly,Rome,Pecorino\nSpain,Madrid,Manchego\nPeru,Lima,Queso\n",
    "Battle of Hastings,William,1066\nBouvines,Philip,1214\nAgincourt,Henry,1415\nVerdun,Nivelle,1916\n",
    "a,b,c\nd,e,1\nf,g,2\n",
    "name,Name,1\nday,Tag,2\nyear,Jahr,3\nhouse,Haus,4\n",
    "Bayern,München,Brezn\nBremen,Bremen,3\nHessen,Wiesbaden,4\nSachsen,Dresden,Eierschecke\n",
)


@pytest.mark.parametrize("text", WIDE_HEADINGS)
def test_a_first_row_of_words_that_columns_are_called_by_is_the_header_and_is_told(tmp_path: Path, text: str) -> None:
    deck = read(tmp_path, text, columns=("front", "back"))
    overruled = tuple(deck.form.partition("--columns ")[2].split()[0].split(","))

    assert len(asked(deck)) == len(text.splitlines()) - 1
    assert f"“{text.split(',', maxsplit=1)[0]}”" in deck.form
    assert "was taken as the header" in deck.form
    assert len(asked(read(tmp_path, text, columns=overruled))) == len(text.splitlines())


@pytest.mark.parametrize("text", PERHAPS_HEADINGS)
def test_a_first_row_of_another_shape_than_the_rows_below_it_is_a_card_and_is_told(tmp_path: Path, text: str) -> None:
    deck = read(tmp_path, text, columns=("front", "back", "hint"))
    (made_header,) = shlex.split(deck.form.partition("--columns ")[2].partition(" makes it the header")[0])

    assert len(asked(deck)) == len(text.splitlines())
    assert "its first row is a card" in deck.form
    assert len(asked(read(tmp_path, text, columns=tuple(made_header.split(","))))) == len(text.splitlines()) - 1


@pytest.mark.parametrize("text", [*HEADINGS, *NO_HEADINGS, *WIDE_HEADINGS, *PERHAPS_HEADINGS])
@pytest.mark.parametrize("cells", ["x,a sentence that is rather long,y", "X,7,z", "lower,a.png,lower", ""])
def test_what_a_first_row_is_does_not_change_with_the_rows_below_it(tmp_path: Path, text: str, cells: str) -> None:
    first = text.partition("\n")[0]
    mark = next(sign for sign in ",;\t" if sign in first)
    width = len(first.split(mark))
    row = mark.join(cells.split(",")[:width]) + "\n"
    columns = ("front", "back", "hint") if width > 2 else ()
    before = asked(read(tmp_path, text, columns=columns))

    for more in range(1, 7):
        grown = asked(read(tmp_path, text + more * row, columns=columns))
        assert grown[: len(before)] == before


@pytest.mark.parametrize("text", WIDE_CARDS)
def test_a_first_row_of_the_shape_of_the_others_is_a_card(tmp_path: Path, text: str) -> None:
    assert len(asked(read(tmp_path, text, columns=("front", "back")))) == len(text.splitlines())
    header = read(tmp_path, text, columns=("front", "back", "first=header"))
    assert len(asked(header)) == len(text.splitlines()) - 1
    assert "first row" not in header.form


def test_columns_that_are_left_out_are_named(tmp_path: Path) -> None:
    text = "Front,Back,Colour,Shape\na,b,red,round\n"

    assert read(tmp_path, text).form.endswith("columns front, back, -, -; left out: “Colour”, “Shape”")
    assert "left out: column 3" in read(tmp_path, "a,b,red\nc,d,blue\n", columns=("front", "back")).form
    assert "left out" not in read(tmp_path, "Front,Back\na,b\n").form


def test_a_header_that_names_no_sides_is_no_card_once_the_person_says_them(tmp_path: Path) -> None:
    text = "Kind,Example sentence,Level\nto walk,andar,1\nto run,correr,2\n"
    with pytest.raises(ColumnsError) as caught:
        read(tmp_path, text)

    assert "--columns 'front=Kind,back=Example sentence'" in str(caught.value)
    assert caught.value.guess == ("front", "back", "-")
    assert asked(read(tmp_path, text, columns=("front", "back", "-"))) == PAIRS


def test_a_likely_guess_follows_what_a_header_does_name(tmp_path: Path) -> None:
    with pytest.raises(ColumnsError) as caught:
        read(tmp_path, "Order,Word,Hint,Sentence,Category\n1,a,b,c,d\n2,e,f,g,h\n")

    assert caught.value.guess == ("back", "front", "hint", "-", "tags")


@pytest.mark.parametrize("right", ["b", "B)", "2", "option 2", "Rome"])
def test_the_columns_of_a_quiz_are_choices(tmp_path: Path, right: str) -> None:
    deck = read(tmp_path, f"question,a,b,c,answer,category\nCapital?,Paris,Rome,Oslo,{right},geo\nNext?,x,y,z,y,geo\n")
    card = deck.candidates[0]

    assert (card.prompt.question, card.prompt.answers, card.prompt.grading) == ("Capital?", ("Rome",), Grading.CHOICE)
    assert set(card.place.choices) == {"Paris", "Rome", "Oslo"}


def test_wrong_options_stand_beside_the_answer(tmp_path: Path) -> None:
    deck = read(tmp_path, "question,answer,wrong 1,wrong 2\nCapital?,Rome,Paris,Oslo\nNext?,x,y,\n")

    assert [set(card.place.choices) for card in deck.candidates] == [{"Paris", "Rome", "Oslo"}, {"x", "y"}]


def test_an_answer_that_names_no_choice_is_told(tmp_path: Path) -> None:
    deck = read(tmp_path, "question,option 1,option 2,answer\nCapital?,Paris,Rome,D\nNext?,x,y,1\n")

    assert said(deck) == [(2, "the answer is “D” and there is no such choice; write the answer itself.")]
    assert asked(deck) == [("Next?", "x")]


def test_tags_may_stand_as_another_program_lists_them(tmp_path: Path) -> None:
    deck = read(tmp_path, 'front,back,tags\na,b,"[""GRE"", ""verbs""]"\nc,d,x\n')

    assert deck.candidates[0].prompt.tags == ("GRE", "verbs")


def test_quotes_hold_separators_line_ends_and_quotes(tmp_path: Path) -> None:
    deck = read(tmp_path, 'a,"one, two"\nb,"line 1\nline 2"\nc,"say ""hi"""\nd,e\n')

    assert asked(deck) == [("a", "one, two"), ("b", "line 1\nline 2"), ("c", 'say "hi"'), ("d", "e")]
    assert [card.place.line for card in deck.candidates] == [1, 2, 4, 5]


def test_with_tabs_a_quotation_mark_is_text_where_it_holds_nothing_together(tmp_path: Path) -> None:
    deck = read(tmp_path, '"Hi" he said\t"Hola", dijo\nb\t"c\nd\te\n', "deck.tsv")

    assert asked(deck) == [('"Hi" he said', '"Hola", dijo'), ("b", '"c'), ("d", "e")]


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_line(tmp_path: Path) -> None:
    deck = read(tmp_path, 'a,b\nc,d\ne,"f\ng,h\n')

    assert asked(deck)[:2] == [("a", "b"), ("c", "d")]
    assert said(deck)[0][0] == 3
    assert "closed nowhere" in said(deck)[0][1]


def test_nuls_vanish_and_a_binary_file_is_no_table(tmp_path: Path) -> None:
    assert asked(read(tmp_path, "a\0,b\nc,d\n")) == [("a", "b"), ("c", "d")]
    with pytest.raises(FileError, match="no text file"):
        read(tmp_path, bytes(range(1, 256)) + b"\0" * 400 + b"x" * 600)


def test_a_row_that_makes_no_card_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    deck = read(tmp_path, "a,b\n,c\nd,\ne,f,g\na,b\nh,i\nj,k\nl,m\n")

    assert asked(deck) == [("a", "b"), ("h", "i"), ("j", "k"), ("l", "m")]
    assert [line for line, _ in said(deck)] == [2, 3, 4, 5]
    assert [words for _, words in said(deck)] == [
        "this row has no front; write one, or take the row out.",
        "this row has no back; write one, or take the row out.",
        "this row has 3 columns and the table 2; it was left out; put quotes around text that holds the separator.",
        "the same card stands on line 1; this one was left out.",
    ]


def test_what_anki_exports_is_read_with_its_decks_tags_and_ids(tmp_path: Path) -> None:
    rows = (
        "aB3#\tBasic\tHistory::Rome\tWhat is <b>HTTP</b>?\tHyper&nbsp;Text<br>Transfer\tweb net\n"
        '#x1\tBasic (and reversed card)\tHistory\tAve\t"Hail"\t\n'
        "c2\tCloze\tHistory\t{{c1::Rome}} fell in {{c2::476::year}}\tsee Gibbon\tfall\n"
    )
    deck = read(tmp_path, ANKI + rows, "export.txt")

    assert deck.problems == ()
    assert asked(deck) == [
        ("What is HTTP?", "Hyper Text\nTransfer"),
        ("Ave", "Hail"),
        ("Hail", "Ave"),
        (f"{BLANK} fell in 476", "Rome"),
        (f"Rome fell in {BLANK}", "476"),
    ]
    assert [card.deck for card in deck.candidates] == ["History::Rome", *["History"] * 4]
    assert deck.candidates[0].prompt.tags == ("web", "net")
    assert deck.candidates[4].prompt.hint == "year"
    assert deck.candidates[4].place.excerpt.text == "see Gibbon"
    assert [card.key.direction for card in deck.candidates[1:4]] == [
        Direction.FORWARD,
        Direction.REVERSE,
        Direction.CLOZE,
    ]
    assert deck.candidates[3].note == deck.candidates[4].note


def test_an_id_in_the_file_keeps_a_card_whatever_is_edited(tmp_path: Path) -> None:
    before = read(tmp_path, ANKI + "aB3\tBasic\tD\tOld front\tOld back\t\n", "export.txt").candidates[0]
    after = read(tmp_path, ANKI + "aB3\tBasic\tD\tNew front\tNew back\t\n", "export.txt").candidates[0]

    assert before.id == after.id is not None
    assert before.prompt != after.prompt


def test_html_is_left_alone_where_the_head_says_so_or_nothing_looks_like_it(tmp_path: Path) -> None:
    assert asked(read(tmp_path, "#separator:comma\n#html:false\na <b>,x<br>y\nc,d\n")) == [
        ("a <b>", "x<br>y"),
        ("c", "d"),
    ]
    assert asked(read(tmp_path, "What does <b> do?,bold\nWhat does <i> do?,italic\n"))[0][0] == "What does <b> do?"
    assert asked(read(tmp_path, "a,one<br>two\nc,d\n"))[0] == ("a", "one\ntwo")


def test_typing_and_optional_reverse_follow_the_note_type(tmp_path: Path) -> None:
    rows = (
        "1\tBasic (type in the answer)\tD\ta\tb\t\t\n"
        "2\tBasic (optional reversed card)\tD\tc\td\ty\t\n"
        "3\tBasic (optional reversed card)\tD\te\tf\t\t\n"
    )
    deck = read(tmp_path, ANKI.replace("column:6", "column:7") + rows, "export.txt")

    assert [card.prompt.grading for card in deck.candidates] == [Grading.TYPED, *[Grading.SELF] * 3]
    assert asked(deck) == [("a", "b"), ("c", "d"), ("d", "c"), ("e", "f")]


def test_columns_are_asked_for_only_where_nobody_can_tell_them(tmp_path: Path) -> None:
    text = "Land,Flag,City\nFrance,tricolour,Paris\nSpain,rojigualda,Madrid\n"
    with pytest.raises(ColumnsError, match="3 columns and no header") as caught:
        read(tmp_path, text)

    assert caught.value.guess == ("front", "back", "-")
    assert caught.value.sample[0] == ("Land", "Flag", "City")
    assert asked(read(tmp_path, text, columns=("front", "-", "back")))[1] == ("France", "Paris")
    assert asked(read(tmp_path, text, columns=("front=land", "back=City"))) == [
        ("France", "Paris"),
        ("Spain", "Madrid"),
    ]


@pytest.mark.parametrize(
    ("columns", "said_of_it"),
    [
        (("front",), "must be the back"),
        (("front", "front", "back"), "only one"),
        (("front", "back", "-", "-"), "4 columns are named"),
        (("front", "nonsense"), "nothing that a column can hold"),
        (("front=Nowhere", "back=City"), "no column “Nowhere”"),
    ],
)
def test_columns_that_make_no_sense_get_a_sentence(tmp_path: Path, columns: tuple[str, ...], said_of_it: str) -> None:
    with pytest.raises(FileError, match=said_of_it):
        read(tmp_path, "Land,Flag,City\nFrance,tricolour,Paris\n", columns=columns)


def test_a_header_tells_tags_decks_hints_and_lines_of_the_back(tmp_path: Path) -> None:
    deck = read(tmp_path, 'Question,Answer,Tags,Deck,Hint,Colour\na,b,"x, y z",Sub,one letter,red\n')
    (card,) = deck.candidates

    assert (card.prompt.tags, card.deck, card.prompt.hint) == (("x", "y z"), "Sub", "one letter")


@pytest.mark.parametrize("text", ["", "\n\n", "just a line\n", "one\ntwo\nthree\n", "," * 300, "\ufeff"])
def test_what_is_no_table_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileError):
        read(tmp_path, text)


def test_equal_fronts_with_other_backs_are_cards_of_their_own(tmp_path: Path) -> None:
    first, second = read(tmp_path, "bank,money\nbank,river\n").candidates

    assert (first.key.count, second.key.count) == (0, 1)
    assert first.note != second.note


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(st.sampled_from('ab,\t;|"\n\r\0#:{}c1=-é '), max_size=120).map(str.encode),
        st.text(st.sampled_from('ab\t"\n{}c1:<>&;br/ '), max_size=80).map(lambda text: (ANKI + text).encode("utf-16")),
    )
)
def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    for name in ("deck.csv", "deck.txt"):
        try:
            deck = read(tmp_path, content, name)
        except FileError as error:
            assert str(tmp_path) in str(error)
            continue
        assert all(card.prompt.question.strip() and card.prompt.answers for card in deck.candidates)


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(
    lambda text: text.strip() and "{{c" not in text
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cards=st.lists(st.tuples(CELL, CELL), min_size=3, max_size=6, unique_by=lambda pair: " ".join(pair[0].split())))
def test_what_a_spreadsheet_writes_is_read(tmp_path: Path, cards: list[tuple[str, str]]) -> None:
    quoted = "".join(
        f'"{front.replace(chr(34), chr(34) * 2)}","{back.replace(chr(34), chr(34) * 2)}"\r\n' for front, back in cards
    )
    deck = read(tmp_path, f"#separator:comma\n#html:false\n{quoted}")

    assert asked(deck) == [(front.strip(), back.strip()) for front, back in cards]
