"""Hostile decks that are text: tables, YAML, JSON, Markdown, Org."""

from __future__ import annotations

import json

from tests.hostile import Case, text

ESC = "\x1b]52;c;ZXZpbA==\x07\x1b[2J"
SQL = "x'); DROP TABLE event; --"
LAUGHS = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 10))

# fmt: off
TABLES = [
    Case("table-empty", text("a.csv", ""), 1, "there is no row in this table."),
    Case("table-of-spaces", text("a.csv", lambda n: " \n" * 5_000 * n), 1, "there is no row in this table."),
    Case("table-nul", text("a.csv", "front,back\na\0b,c\n"), 0, "1 new."),
    Case("table-nul-only", text("a.csv", b"\0" * 4_000), 1, "this is no text file."),
    Case("table-utf16", text("a.csv", "front,back\nä,ö\n".encode("utf-16")), 0, "1 new."),
    Case("table-utf16-cut", text("a.csv", "front,back\nä,ö\n".encode("utf-16")[:-1]), 1, "this is not UTF-16 text; save the file as UTF-8."),
    Case("table-utf32", text("a.csv", "front,back\nä,ö\n".encode("utf-32")), 0, "1 new."),
    Case("table-latin1", text("a.csv", "front,back\nä,ö\n".encode("latin-1")), 1, "this file is not UTF-8; it was read as Western European"),
    Case("table-not-utf8", text("a.csv", b"front,back\n\xff\xfe\xfd,\x80\n"), 1, "this file is not UTF-8; it was read as Western European"),
    Case("table-surrogates", text("a.csv", b"front,back\n\xed\xa0\x80,b\n"), 1, "this file is not UTF-8; it was read as Western European"),
    Case("table-bom-inside", text("a.csv", "\ufefffront,back\n\ufeffa,\ufeffb\n"), 0, "1 new."),
    Case("table-binary", text("a.csv", bytes(range(256)) * 40), 1, "this table has one column; a card needs a front and a back."),
    Case("table-open-quote", text("a.csv", lambda n: 'front,back\n"a,b\n' + "c,d\n" * 500 * n), 1, "no sign parts front and back the same way in most lines; put a"),
    Case("table-quotes-only", text("a.csv", lambda n: '"' * 50_001 * n), 1, "no sign parts front and back the same way in most lines; put a"),
    Case("table-commas-only", text("a.csv", lambda n: "," * 50_000 * n), 1, "no sign parts front and back the same way in most lines; put a"),
    Case("table-newlines-in-cells", text("a.csv", lambda n: 'front,back\n"' + "\n" * 20_000 * n + 'a",b\n'), 0, "1 new."),
    Case("table-huge-cell", text("a.csv", lambda n: "front,back\n" + "x" * 1_000_000 * n + ",b\n"), 1, "this card is longer than 100,000 characters; it was left"),
    Case("table-5000-columns", text("a.csv", lambda n: ",".join(map(str, range(5_000))) + "\n" + ",".join("x" * 5_000) + "\n"), 1, "this table has 5,000 columns; a deck has a few."),
    Case("table-ragged", text("a.csv", "front,back\n" + "".join("," * n + "x\n" for n in range(200))), 1, "no sign parts front and back the same way in most lines; put a"),
    Case("table-header-only", text("a.csv", "front,back\n"), 0, "no card."),
    Case("table-twins", text("a.csv", lambda n: "front,back\n" + "a,b\n" * 500 * n), 1, "the same card stands on line 2; this one was left"),
    Case("table-many", text("a.csv", lambda n: "front,back\n" + "".join(f"q{i},a{i}\n" for i in range(500 * n))), 0, "500 new."),
    Case("table-escapes", text("a.csv", f"front,back\na{ESC},b{ESC}\n"), 0, "1 new."),
    Case("table-bidi", text("a.csv", "front,back\na\u202eb\u2066,c\u200bd\n"), 0, "1 new."),
    Case("table-formulas", text("a.csv", "front,back\n\"=cmd|' /C calc'!A0\",+1+1\n@SUM(A1),-2\n"), 0, "2 new."),
    Case("table-sql", text("a.csv", f"front,back,deck,tags\na,b,\"{SQL}\",\"{SQL}\"\n"), 0, "1 new."),
    Case("table-cr-only", text("a.csv", "front,back\ra,b\rc,d\r"), 0, "2 new."),
    Case("table-odd-line-ends", text("a.csv", "front,back\na\u2028b,c\x85d\x0be\x0cf\n"), 0, "1 new."),
    Case("table-column-0", text("a.txt", "#separator:tab\n#guid column:0\na\tb\n"), 0, "1 new."),
    Case("table-column-huge", text("a.txt", "#separator:tab\n#deck column:99999999999999999999\na\tb\n"), 0, "1 new."),
    Case("table-column-negative", text("a.txt", "#separator:tab\n#tags column:-1\na\tb\n"), 0, "1 new."),
    Case("table-columns-many", text("a.txt", lambda n: "#columns:" + "x\t" * 5_000 + "\n#separator:tab\na\tb\n"), 0, "1 new."),
    Case("table-separator-odd", text("a.txt", "#separator:\\x00\na\tb\n"), 1, "this row has no back; write one, or take the row"),
    Case("table-headers-many", text("a.txt", lambda n: "#separator:tab\n" * 5_000 * n + "a\tb\n"), 0, "1 new."),
    Case("html-script", text("a.txt", "#separator:tab\n#html:true\n<script>alert(1)</script>q\t<iframe src=x></iframe>a\n"), 0, "1 new."),
    Case("html-nested", text("a.txt", lambda n: "#separator:tab\n#html:true\n" + "<div><b>" * 20_000 * n + "q\ta\n"), 0, "1 new."),
    Case("html-closing", text("a.txt", lambda n: "#separator:tab\n#html:true\nq" + "</div>" * 20_000 * n + "\ta\n"), 0, "1 new."),
    Case("html-lists-nested", text("a.txt", lambda n: "#separator:tab\n#html:true\nq" + "<ul><li>" * 10_000 * n + "x\ta\n"), 0, "1 new."),
    Case("html-tables-nested", text("a.txt", lambda n: "#separator:tab\n#html:true\nq" + "<table><tr><td>" * 5_000 * n + "x\ta\n"), 0, "1 new."),
    Case("html-open-tag", text("a.txt", lambda n: "#separator:tab\n#html:true\nq" + "<a " * 50_000 * n + "\ta\n"), 1, "this card is longer than 100,000 characters; it was left"),
    Case("html-open-comment", text("a.txt", lambda n: "#separator:tab\n#html:true\nq" + "<!--" * 50_000 * n + "\ta\n"), 0, "no card."),
    Case("html-entities", text("a.txt", "#separator:tab\n#html:true\nq&#0;&#xD800;&#99999999999;&#27;]52;c;eA==&#7;&#x9b;6n\ta&#x202e;b\n"), 0, "1 new."),
    Case("html-entities-many", text("a.txt", lambda n: "#separator:tab\n#html:true\nq" + "&amp" * 50_000 * n + "\ta\n"), 0, "1 new."),
    Case("html-attributes", text("a.txt", lambda n: "#separator:tab\n#html:true\n<p " + "a=b " * 20_000 * n + ">q\ta\n"), 0, "1 new."),
    Case("html-only-tags", text("a.txt", "#separator:tab\n#html:true\n<b></b>\t<i></i>\n"), 1, "this row has no front; write one, or take the row"),
    Case("html-media-paths", text("a.txt", "#separator:tab\n#html:true\nq<img src=\"../../../etc/passwd\">\t[sound:/etc/shadow]<img src='javascript:x'>\n"), 0, "1 new."),
    Case("html-cdata-and-instructions", text("a.txt", "#separator:tab\n#html:true\n<![CDATA[x]]><?php x?><!DOCTYPE a [<!ENTITY b \"c\">]>q&b;\ta\n"), 0, "1 new."),
]

YAML = [
    Case("yaml-empty", text("a.yaml", ""), 1, "this is no deck; a deck has `name:` and `cards:`."),
    Case("yaml-nul", text("a.yaml", "cards:\n- front: a\0\n  back: b\n"), 1, "the character U+0000 cannot stand in YAML; take it out."),
    Case("yaml-utf16", text("a.yaml", "cards:\n- front: ä\n  back: b\n".encode("utf-16")), 0, "1 new."),
    Case("yaml-binary", text("a.yaml", bytes(range(256)) * 40), 1, "this is not UTF-16 text; save the file as UTF-8."),
    Case("yaml-laughs", text("a.yaml", "l0: &l0 [lol]\n" + LAUGHS + "cards: *l9\n"), 1, "this is no deck; under `cards:` stands a list of cards."),
    Case("yaml-alias-in-card", text("a.yaml", "cards:\n- &c {front: a, back: b}\n- *c\n"), 1, "YAML does not read text that begins with `&` as text; put"),
    Case("yaml-alias-of-itself", text("a.yaml", "cards: &a\n- *a\n"), 1, "this is no deck; under `cards:` stands a list of cards."),
    Case("yaml-many-anchors", text("a.yaml", lambda n: "cards:\n" + "".join(f"- &a{i} {{front: q{i}, back: b}}\n" for i in range(500 * n))), 1, "YAML does not read text that begins with `&` as text; put"),
    Case("yaml-merge-keys", text("a.yaml", "base: &b {back: x}\ncards:\n- <<: *b\n  front: a\n"), 1, "`base` is not a key that flashdl knows; known are name,"),
    Case("yaml-deep-flow", text("a.yaml", lambda n: "cards: " + "[" * 20_000 * n), 1, "lists stand in lists more than 32 deep."),
    Case("yaml-deep-mapping", text("a.yaml", lambda n: "a: {" * 5_000 * n), 1, "lists stand in lists more than 32 deep."),
    Case("yaml-deep-block", text("a.yaml", "".join("  " * d + "a:\n" for d in range(2_000))), 1, "lists stand in lists more than 32 deep."),
    Case("yaml-deep-keys", text("a.yaml", lambda n: "? " * 5_000 * n), 1, "lists stand in lists more than 32 deep."),
    Case("yaml-twin-keys", text("a.yaml", "cards:\n- front: a\n  front: b\n  back: c\n"), 1, "the key `front` stands here a second time; take one"),
    Case("yaml-twin-top-keys", text("a.yaml", "name: a\nname: b\ncards:\n- front: a\n  back: c\n"), 1, "the key `name` stands here a second time; take one out."),
    Case("yaml-python", text("a.yaml", "cards:\n- front: !!python/object/apply:os.system ['touch pwned']\n  back: b\n"), 1, "`front`: YAML does not read text that begins with `!` as"),
    Case("yaml-python-name", text("a.yaml", "!!python/name:os.system\ncards: []\n"), 1, "YAML does not read text that begins with `!` as text; put"),
    Case("yaml-binary-tag", text("a.yaml", "cards:\n- front: !!binary aGk=\n  back: b\n"), 1, "`front`: YAML does not read text that begins with `!` as"),
    Case("yaml-own-tag", text("a.yaml", "--- !<tag:evil,2026:x>\ncards:\n- front: a\n  back: b\n"), 1, "YAML does not read text that begins with `!` as text; put"),
    Case("yaml-version", text("a.yaml", "%YAML 9.9\n---\ncards:\n- front: a\n  back: b\n"), 1, "this is not valid YAML at column 1 (found incompatible YAML"),
    Case("yaml-two-documents", text("a.yaml", "cards:\n- front: a\n  back: b\n---\ncards:\n- front: c\n  back: d\n"), 1, "a second document begins here; a file holds one."),
    Case("yaml-tabs", text("a.yaml", "cards:\n\t- front: a\n\t  back: b\n"), 1, "this is not valid YAML at column 1 (found character that cannot"),
    Case("yaml-types", text("a.yaml", "cards:\n- front: no\n  back: 012\n- front: 1:30\n  back: 2026-01-01\n- front: 1.10\n  back: ~\n"), 0, "3 new."),
    Case("yaml-cards-number", text("a.yaml", "cards: 5\n"), 1, "this is no deck; under `cards:` stands a list of cards."),
    Case("yaml-cards-nothing", text("a.yaml", "cards:\n"), 0, "no card."),
    Case("yaml-cards-mapping", text("a.yaml", "cards: {a: {b: c}}\n"), 1, "YAML reads `back` as a mapping, not as text; put quotes"),
    Case("yaml-list-keys", text("a.yaml", "? [a, b]\n: c\n"), 1, "a key here is not text; text that begins with a mark such as ["),
    Case("yaml-front-list", text("a.yaml", "cards:\n- front: [a, b]\n  back: c\n"), 1, "YAML reads `front` as a list, not as text; put quotes"),
    Case("yaml-back-mapping", text("a.yaml", "cards:\n- front: a\n  back: {b: c}\n"), 1, "YAML reads `back` as a mapping, not as text; put quotes"),
    Case("yaml-blank-sides", text("a.yaml", "cards:\n- front: '  '\n  back: ''\n"), 1, "this card has no `front`; write `front:` and its"),
    Case("yaml-twin-ids", text("a.yaml", "cards:\n- {front: a, back: b, id: x}\n- {front: c, back: d, id: x}\n"), 1, "the card on line 2 has the id `x` too; this one was left"),
    Case("yaml-odd-id", text("a.yaml", f"cards:\n- {{front: a, back: b, id: \"{SQL}\\e[2J\"}}\n"), 0, "1 new."),
    Case("yaml-odd-name", text("a.yaml", "name: \"::::\\e]0;x\\a::\"\ncards:\n- {front: a, back: b}\n"), 0, "1 new."),
    Case("yaml-name-of-many-levels", text("a.yaml", lambda n: f"name: {'a::' * 2_000}a\ncards:\n- {{front: a, back: b}}\n"), 0, "1 new."),
    Case("yaml-sql-name", text("a.yaml", f"name: \"{SQL}\"\ncards:\n- {{front: a, back: b}}\n"), 0, "1 new."),
    Case("yaml-escapes", text("a.yaml", "cards:\n- front: \"\\e]52;c;eA==\\a\\x9b6n\\u202e\"\n  back: \"\\0\\e[2J\"\n"), 0, "1 new."),
    Case("yaml-surrogates", text("a.yaml", "cards:\n- front: \"\\ud800\"\n  back: b\n"), 1, "this is not valid YAML at column 13 (found invalid Unicode"),
    Case("yaml-huge-text", text("a.yaml", lambda n: "cards:\n- front: a\n  back: " + "x" * 500_000 * n + "\n"), 1, "this card is longer than 100,000 characters; it was left"),
    Case("yaml-many-choices", text("a.yaml", lambda n: "cards:\n- front: a\n  back: b\n  choices: [" + ", ".join(f"c{i}" for i in range(2_000 * n)) + "]\n"), 0, "1 new."),
    Case("yaml-many-tags", text("a.yaml", lambda n: "cards:\n- front: a\n  back: b\n  tags: [" + ", ".join(f"t{i}" for i in range(2_000 * n)) + "]\n"), 0, "1 new."),
    Case("yaml-gap-open", text("a.yaml", "cards:\n- cloze: 'a {{c1::b'\n"), 1, "the gap at “{{c1::b” is not closed; write }} behind what it"),
    Case("yaml-gaps-nested", text("a.yaml", lambda n: "cards:\n- cloze: '" + "{{c1::" * 2_000 * n + "x" + "}}" * 2_000 * n + "'\n"), 1, "gaps stand in gaps, 8 deep or more, at"),
    Case("yaml-gap-number", text("a.yaml", "cards:\n- cloze: 'a {{c99999999999999999999::b}} {{c0::d}}'\n"), 0, "1 new."),
    Case("yaml-gaps-many", text("a.yaml", lambda n: "cards:\n- cloze: '" + " ".join(f"{{{{c{i}::x}}}}" for i in range(1, 500 * n)) + "'\n"), 0, "499 new."),
    Case("yaml-gaps-too-many", text("a.yaml", lambda n: "cards:\n- cloze: '" + " ".join(f"{{{{c{i}::x}}}}" for i in range(1, 502)) + "'\n"), 1, "this text has more than 500 gaps; cut it into several."),
    Case("cards-highlights-too-many", text("a.md", lambda n: "#flashcards\n" + "==a" * 1_002 + "\n"), 1, "this text has more than 500 gaps"),
    Case("yaml-unclosed-quote", text("a.yaml", "cards:\n- front: \"a\n  back: b\n"), 1, "this is not valid YAML at column 10 (found unexpected end of"),
    Case("yaml-media-path", text("a.yaml", "cards:\n- front: '![x](../../../etc/passwd)'\n  back: '![[/etc/shadow]]'\n"), 0, "1 new."),
]

NESTED_CHILDREN = '{"__type__":"Deck","name":"a","notes":[],"children":['


def crowd(**parts: object) -> str:
    model = {"__type__": "NoteModel", "crowdanki_uuid": "m", "flds": [{"name": "F"}, {"name": "B"}], "tmpls": [{"name": "1", "qfmt": "{{F}}", "afmt": "{{B}}"}], "type": 0}
    note = {"__type__": "Note", "fields": ["q", "a"], "guid": "g", "note_model_uuid": "m", "tags": []}
    deck = {"__type__": "Deck", "crowdanki_uuid": "d", "name": "Crowd", "children": [], "note_models": [model], "notes": [note], "media_files": []}
    return json.dumps({**deck, **parts})


def with_template(front: str, field: str = "q") -> str:
    model = {"crowdanki_uuid": "m", "flds": [{"name": "F"}, {"name": "B"}], "tmpls": [{"name": "1", "qfmt": front, "afmt": "{{B}}"}], "type": 0}
    return crowd(note_models=[model], notes=[{"fields": [field, "a"], "guid": "g", "note_model_uuid": "m", "tags": []}])


JSON = [
    Case("json-empty", text("a.json", ""), 1, "this is not valid JSON (expecting value)."),
    Case("json-cut", text("a.json", crowd()[:-9]), 1, "this is not valid JSON (unterminated string starting at)."),
    Case("json-deep", text("a.json", lambda n: "[" * 50_000 * n), 1, "this is no JSON that a deck needs."),
    Case("json-deep-objects", text("a.json", lambda n: '{"a":' * 20_000 * n), 1, "this is no JSON that a deck needs."),
    Case("json-number-huge", text("a.json", '{"notes": ' + "9" * 10_000 + "}"), 1, "this is no JSON that a deck needs."),
    Case("json-nan", text("a.json", '{"a": NaN, "b": Infinity}'), 1, "this is no deck; under `cards:` stands a list of cards."),
    Case("json-twin-keys", text("a.json", '{"cards": [{"front": "a", "front": "b", "back": "c"}]}'), 1, "the key `front` stands here a second time; take one"),
    Case("crowd-plain", text("deck.json", crowd()), 0, "1 new."),
    Case("crowd-children-nested", text("deck.json", lambda n: NESTED_CHILDREN * 2_000 * n), 1, "this is no JSON that a deck needs."),
    Case("crowd-children-deep", text("deck.json", crowd(children=[json.loads(NESTED_CHILDREN * 60 + "]}" * 60)])), 0, "1 new."),
    Case("crowd-no-model", text("deck.json", crowd(note_models=[])), 1, "the model of this note is not in the file; export the deck"),
    Case("crowd-odd-types", text("deck.json", crowd(notes=[5, None, "x", {"fields": 3}, {"fields": [1, 2], "guid": {}, "note_model_uuid": []}])), 1, "the model of this note is not in the file; export the deck"),
    Case("crowd-guids-twin", text("deck.json", crowd(notes=[{"fields": ["q", "a"], "guid": "g", "note_model_uuid": "m"}] * 2)), 1, "the same card stands on line 1; this one was left"),
    Case("crowd-guid-odd", text("deck.json", crowd(notes=[{"fields": ["q", "a"], "guid": f"{SQL}{ESC}\ud800", "note_model_uuid": "m"}])), 0, "1 new."),
    Case("crowd-surrogates", text("deck.json", crowd(notes=[{"fields": ["q\ud800", "a\udfff"], "guid": "g", "note_model_uuid": "m"}])), 0, "1 new."),
    Case("template-conditionals-nested", text("deck.json", lambda n: with_template("{{#F}}" * 50_000 + "{{F}}" + "{{/F}}" * 50_000)), 0, "1 new."),
    Case("template-conditionals-open", text("deck.json", lambda n: with_template("{{F}}" + "{{#F}}{{^B}}" * 5_000 * n)), 0, "1 new."),
    Case("template-braces", text("deck.json", lambda n: with_template("{{F}}" + "{{" * 50_000 * n)), 1, "this card is longer than 100,000 characters; it was left"),
    Case("template-field-often", text("deck.json", lambda n: with_template("{{F}}" * 2_000 * n, "q" * 2_000)), 1, "this card is longer than 100,000 characters; it was left"),
    Case("template-front-side", text("deck.json", with_template("{{FrontSide}}{{FrontSide}}{{F}}")), 0, "1 new."),
    Case("template-field-in-field", text("deck.json", with_template("{{F}}", "{{F}}{{B}}{{#F}}q")), 0, "1 new."),
    Case("template-script", text("deck.json", with_template("<script>{{F}}</script><style>x</style>{{F}}")), 0, "1 new."),
    Case("template-script-open", text("deck.json", lambda n: with_template("{{F}}" + "<script>" * 5_000 * n)), 0, "1 new."),
    Case("template-comment-open", text("deck.json", lambda n: with_template("{{F}}" + "<!--" * 20_000 * n)), 0, "1 new."),
    Case("template-tex", text("deck.json", with_template("[latex]\\input{/etc/passwd}\\write18{touch pwned}[/latex]{{F}}")), 0, "1 new."),
    Case("whole-cut", text("a.json", '{"flashdl": "collection", "version": 4,\n"card": ['), 1, "this is no sound JSON; the file may have been cut off."),
    Case("whole-newer", text("a.json", '{"flashdl": "collection", "version": 999, "card": []}'), 3, "The file was written by a newer flashdl; install the newer"),
    Case("whole-version-odd", text("a.json", '{"flashdl": "collection", "version": "x", "card": []}'), 1, "this is no collection that flashdl wrote."),
    Case("whole-rows-odd", text("a.json", '{"flashdl": "collection", "version": 4, "card": [5], "event": [null]}'), 1, "this is no collection that flashdl wrote."),
    Case("whole-table-odd", text("a.json", '{"flashdl": "collection", "version": 4, "card": {"a": 1}, "event; DROP TABLE card": []}'), 1, "this is no collection that flashdl wrote."),
    Case("whole-event-odd", text("a.json", '{"flashdl": "collection", "version": 4, "event": [{"id": 1, "device": [], "sequence": "x"}]}'), 3, "The file holds a row that makes no sense; nothing of it was"),
    Case("whole-deep", text("a.json", lambda n: '{"flashdl": ' + "[" * 50_000 * n), 1, "this is no sound JSON; the file may have been cut off."),
    Case("whole-numbers", text("a.json", '{"flashdl": "collection", "version": 4, "event": [{"id": "a", "device": "b", "sequence": ' + "9" * 30 + "}]}"), 3, "The file holds a row that makes no sense; nothing of it was"),
]

MARKED = [
    Case("cards-brackets", text("a.md", lambda n: "Q: " + "[" * 50_000 * n + "\nA: b\n"), 1, "no cards were found in it: neither `Q:` and `A:`, nor `::` or"),
    Case("cards-gaps-nested", text("a.md", lambda n: "C: " + "[" * 20_000 * n + "]" * 20_000 * n + "\n"), 1, "no cards were found in it: neither `Q:` and `A:`, nor `::` or"),
    Case("cards-highlights", text("a.md", lambda n: "#flashcards\n" + "==a" * 1_000 * n + "\n"), 0, "500 new."),
    Case("cards-clozes-open", text("a.md", lambda n: "#flashcards\n" + "{{c1::" * 20_000 * n + "\n"), 1, "no cards were found in it: neither `Q:` and `A:`, nor `::` or"),
    Case("cards-schedule-odd", text("a.md", "#flashcards\na::b <!--SR:!9999-99-99,-5,99999999999999999999-->\n"), 0, "1 new."),
    Case("cards-schedules-many", text("a.md", lambda n: "#flashcards\na::b " + "<!--SR:!2026-01-01,3,250" * 5_000 * n + "\n"), 1, "no cards were found in it: neither `Q:` and `A:`, nor `::` or"),
    Case("cards-outline-deep", text("a.md", "".join(f"{' ' * d}- x #card\n" for d in range(500))), 1, "this card has no answer; write one below it, a level"),
    Case("cards-backticks", text("a.md", lambda n: "`" * 20_000 * n + "\n#flashcards a::b\n"), 1, "no cards were found in it: neither `Q:` and `A:`, nor `::` or"),
    Case("cards-separators", text("a.md", lambda n: "#flashcards\n" + "::" * 20_000 * n + "\n"), 1, "no cards were found in it: neither `Q:` and `A:`, nor `::` or"),
    Case("org-stars", text("a.org", lambda n: "* :drill:\n" * 2_000 * n), 1, "this card has no question; write one as its heading or"),
    Case("org-links", text("a.org", lambda n: "* A :drill:\n" + "[[" * 20_000 * n + "\n"), 0, "1 new."),
    Case("org-drawers-open", text("a.org", lambda n: "* A :drill:\n" + ":PROPERTIES:\n" * 5_000 * n), 1, "this card has no answer; write one under a heading below"),
    Case("org-escapes", text("a.org", f"* A{ESC} :drill:\nB{ESC}\n"), 0, "1 new."),
    Case("org-tables", text("a.org", lambda n: "* A :fc:\n:REVIEW_DATA:\n" + "| a | b |\n" * 5_000 * n), 1, "this card has no answer; write one under a heading below"),
    Case("unknown-ending", text("a.exe", b"MZ\0\0"), 1, "flashdl found no cards in it; it knows .yaml, .yml, .json, .md,"),
    Case("pickle", text("a.mem", b"\x80\x04cos\nsystem\n(S'touch pwned'\ntR."), 1, "which only a program may open, for it could start others"),
]
# fmt: on
CASES = (*TABLES, *YAML, *JSON, *MARKED)
