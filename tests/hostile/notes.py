"""Hostile notes: folders that do not end, names that steer, text that costs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from tests.hostile import Case, Make

ESC = "\x1b]52;c;ZXZpbA==\x07\x1b[2J"
ADD = ("add",)
GOOD = "# Nets\n\n| Net | Year |\n|---|---|\n| LSTM | 1997 |\n| GAN | 2014 |\n"


def folder_with(make: Callable[[Path, int], object]) -> Make:
    """A folder with one good note, and whatever is made in it."""

    def made(folder: Path, scale: int) -> Path:
        root = folder / "notes"
        root.mkdir()
        (root / "Nets.md").write_text(GOOD)
        make(root, scale)
        return root

    return made


def note(content: str | bytes | Callable[[int], str]) -> Make:
    def make(root: Path, scale: int) -> None:
        given = content(scale) if callable(content) else content
        (root / "odd.md").write_bytes(given.encode() if isinstance(given, str) else given)

    return folder_with(make)


def links_in_a_circle(root: Path, _: int) -> None:
    (root / "a").mkdir()
    (root / "a" / "b").symlink_to(root)
    (root / "c.md").symlink_to(root / "d.md")
    (root / "d.md").symlink_to(root / "c.md")


def links_out(root: Path, _: int) -> None:
    (root / "etc").symlink_to("/etc")
    (root / "passwd.md").symlink_to("/etc/passwd")
    (root / "gone.md").symlink_to(root / "nowhere")


def things_that_are_no_files(root: Path, _: int) -> None:
    (root / "x.md").mkdir()
    (root / "x.md" / "y.md").write_text("# Y\n")
    os.mkfifo(root / "pipe.md")
    (root / "zero.md").symlink_to("/dev/zero")
    (root / "random.md").symlink_to("/dev/urandom")


def odd_names(root: Path, _: int) -> None:
    names = [
        "a\nb",
        ESC.replace("/", ""),
        "\u202egnp",
        "-rf",
        "~",
        "$(touch pwned)",
        "`id`",
        "a'b\"c",
        "%s%n",
        "x" * 240,
        " ",
        "...",
    ]
    for number, name in enumerate(names):
        (root / f"{name}.md").write_text(f"# T{number}\n\n- **Term {number}**: a thing that is told here.\n")
    (Path(os.fsdecode(os.fsencode(root) + b"/\xff\xfe.md"))).write_text("# Bytes\n")


def deep_folders(root: Path, scale: int) -> None:
    path = root
    for number in range(50):
        path = path / f"d{number}"
        path.mkdir()
    (path / "deep.md").write_text("# Deep\n")


def many_files(root: Path, scale: int) -> None:
    for number in range(100 * scale):
        (root / f"n{number}.md").write_text("")


def obsidian_settings(root: Path, _: int) -> None:
    plugin = root / ".obsidian" / "plugins" / "obsidian-spaced-repetition"
    plugin.mkdir(parents=True)
    (plugin / "data.json").write_text(
        '{"settings": {"singleLineCardSeparator": 5, "flashcardTags": {"a": []}}}' + "[" * 5_000
    )


# fmt: off
CASES = (
    Case("notes-empty", note(""), 0, "2 new.", ADD),
    Case("notes-nul", note("# A\0\n\n- **B\0**: c\0\n"), 1, "2 new.", ADD),
    Case("notes-binary", note(bytes(range(256)) * 100), 1, "2 new.", ADD),
    Case("notes-utf16", note("# Ä\n\n- **Term**: what it is.\n".encode("utf-16")), 0, "2 new.", ADD),
    Case("notes-latin1", note("# Ä\n\n- **Öl**: schwimmt.\n".encode("latin-1")), 1, "2 new.", ADD),
    Case("notes-bom-crlf", note("\ufeff# A\r\n\r\n- **B**: c\r\n"), 0, "2 new.", ADD),
    Case("notes-escapes", note(f"# A{ESC}\n\n- **B{ESC}**: c{ESC} d e.\n| a{ESC} | b |\n|---|---|\n| c | d{ESC} |\n"), 0, "2 new.", ADD),
    Case("notes-markup", note("# [/bold]\n\n- **[@click=app.quit]x[/]**: [link=file:///etc/passwd]y.\n"), 0, "2 new.", ADD),
    Case("notes-line-long", note(lambda n: "# A\n\n" + "word " * 200_000 * n), 0, "2 new.", ADD),
    Case("notes-line-of-brackets", note(lambda n: "[" * 50_000 * n), 0, "2 new.", ADD),
    Case("notes-links-open", note(lambda n: "[[a" * 20_000 * n), 0, "2 new.", ADD),
    Case("notes-links-many", note(lambda n: "# A\n\n" + "[[Nets]] is it. " * 5_000 * n), 0, "2 new.", ADD),
    Case("notes-links-in-lines", note(lambda n: "# A\n\n" + "**a** is [[b]].\n" * 1_000 * n), 0, "2 new.", ADD),
    Case("notes-code-in-lines", note(lambda n: "# A\n\n" + "`a` is $b$.\n" * 1_000 * n), 0, "2 new.", ADD),
    Case("notes-definitions-equal", note(lambda n: "# A\n\n" + "- **Term**: a thing that is told here.\n" * 400 * n), 0, "2 new.", ADD),
    Case("notes-links-inline", note(lambda n: "[a](" * 20_000 * n), 0, "2 new.", ADD),
    Case("notes-images", note(lambda n: "![" * 20_000 * n), 0, "2 new.", ADD),
    Case("notes-stars", note(lambda n: "*a _b " * 20_000 * n), 0, "2 new.", ADD),
    Case("notes-backticks", note(lambda n: "".join("`" * i + " " for i in range(300))), 0, "2 new.", ADD),
    Case("notes-dollars", note(lambda n: "$a $$b " * 20_000 * n), 0, "2 new.", ADD),
    Case("notes-quotes-nested", note(lambda n: ">" * 5_000 * n + " a\n"), 0, "2 new.", ADD),
    Case("notes-lists-nested", note(lambda n: "".join(" " * 2 * d + "- a\n" for d in range(200))), 0, "2 new.", ADD),
    Case("notes-html-nested", note(lambda n: "<div>" * 20_000 * n), 0, "2 new.", ADD),
    Case("notes-comment-open", note(lambda n: "<!--" * 20_000 * n), 0, "2 new.", ADD),
    Case("notes-fence-open", note(lambda n: "```\n" * 2_001 * n), 0, "2 new.", ADD),
    Case("notes-headings", note(lambda n: "# A\n" * 1_000 * n), 0, "2 new.", ADD),
    Case("notes-footnotes", note(lambda n: "".join(f"[^{i}]: a [^{i + 1}]\n" for i in range(1_000 * n))), 0, "2 new.", ADD),
    Case("notes-references", note(lambda n: "".join(f"[a{i}]: b\n" for i in range(1_000 * n))), 0, "2 new.", ADD),
    Case("notes-columns-5000", note(lambda n: "|" + "a|" * 5_000 + "\n|" + "-|" * 5_000 + "\n|" + "b|" * 5_000 + "\n"), 0, "2 new.", ADD),
    Case("notes-rows-many", note(lambda n: "| a | b |\n|---|---|\n" + "".join(f"| k{i} | v{i} |\n" for i in range(1_000 * n))), 0, "2 new.", ADD),
    Case("notes-pipes", note(lambda n: "|" * 50_000 * n + "\n" + "-|" * 20_000 * n + "\n"), 0, "2 new.", ADD),
    Case("notes-front-matter-open", note("---\na: b\n# A\n"), 0, "2 new.", ADD),
    Case("notes-front-matter-laughs", note("---\nl0: &l0 [x]\n" + "".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]\n" for i in range(1, 10)) + "---\n# A\n"), 1, "2 new.", ADD),
    Case("notes-front-matter-python", note("---\na: !!python/object/apply:os.system ['touch pwned']\n---\n# A\n"), 0, "2 new.", ADD),
    Case("notes-front-matter-deep", note(lambda n: "---\na: " + "[" * 5_000 * n + "\n---\n# A\n"), 1, "2 new.", ADD),
    Case("notes-front-matter-odd", note("---\ntags: {a: [b]}\naliases: 5\nlang: [x]\nflashdl: [1]\ntitle: {}\n---\n# A\n"), 0, "2 new.", ADD),
    Case("notes-front-matter-twins", note("---\na: b\na: c\n---\n# A\n"), 0, "2 new.", ADD),
    Case("notes-transclusion", note("# A\n\n![[../../../../etc/passwd]]\n![x](/etc/shadow)\n"), 0, "2 new.", ADD),
    Case("notes-circle", folder_with(links_in_a_circle), 1, "2 new.", ADD),
    Case("notes-links-out", folder_with(links_out), 1, "2 new.", ADD),
    Case("notes-no-files", folder_with(things_that_are_no_files), 1, "2 new.", ADD),
    Case("notes-odd-names", folder_with(odd_names), 0, "2 new, 11 for the inbox.", ADD),
    Case("notes-deep-folders", folder_with(deep_folders), 0, "2 new.", ADD),
    Case("notes-many-files", folder_with(many_files), 0, "2 new.", ADD),
    Case("notes-settings-odd", folder_with(obsidian_settings), 0, "2 new.", ADD),
    Case("decks-settings-odd", folder_with(obsidian_settings), 1, "this folder holds no deck; `flashdl add` follows a folder of"),
    Case("decks-circle", folder_with(links_in_a_circle), 1, "this folder holds no deck; `flashdl add` follows a folder of"),
    Case("decks-no-files", folder_with(things_that_are_no_files), 1, "this folder holds no deck; `flashdl add` follows a folder of"),
    Case("decks-odd-names", folder_with(odd_names), 1, "this folder holds no deck; `flashdl add` follows a folder of"),
)
# fmt: on
