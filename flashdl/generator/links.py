"""Links: the sentence around one is a question whose answer is the link; a name with its acronym asks for either."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from flashdl.generator.draft import DOUBTED, Draft, Found, Nothing
from flashdl.generator.language import Language
from flashdl.generator.page import Name, Page, is_acronym_of
from flashdl.generator.sentences import Sentence
from flashdl.generator.text import LINK, STEM, Span, Text, contains, normal, one_line, stems, without_parenthesis, words
from flashdl.model import BLANK, Direction, Excerpt

if TYPE_CHECKING:
    # Names only: the collection itself reads notes by way of this room.
    from flashdl.generator.collection import Collection

_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|pdf|mp[34]|canvas|base|excalidraw|csv|py|ipynb|js)$", re.IGNORECASE)
# The ending of a plural: `viruses`, `classes`, `boxes`, `policies`, `networks`.
_SINGULAR = re.compile(r"(?<=[^aeiou])ies$|(?<=[^aeo]us)es$|(?<=ss)es$|(?<=x)es$|(?<=sh)es$|(?<=tch)es$|(?<![siu])s$")
_LONG_AND_SHORT = re.compile(r"(?<![\w-])((?:[^\W_][\w’'-]* ){1,7})\(([A-Z][\w-]*[A-Z0-9]s?)\)")
_COMPARED = re.compile(r"\bv(?:s|ersus)\b|\band\b", re.IGNORECASE)
_PATH = re.compile(r"[\w-]+(?:\.[\w-]+){2,}")
LONGEST_NAME = 5
"""Words of a link's label that can be a name."""
SMALL = 3
"""Letters of a word that joins others."""
LEAST_LEFT = 5
"""Words that must stand beside a gap for a question to be made of them."""


def leads_to_file(target: str) -> bool:
    """Whether a link leads to a picture, a document or the like, not to a note."""
    return _FILE.search(target) is not None


def is_bare(text: Text) -> bool:
    """Whether a text is links and next to nothing beside them."""
    rest, linked = text.plain, 0
    for span in sorted(text.of(LINK), key=lambda span: -span.start):
        rest = rest[: span.start] + " " + rest[span.end :]
        linked += 1
    return linked > 0 and len(words(rest)) <= 2


def clozes(
    sentence: Sentence, section: tuple[str, ...], page: Page, collection: Collection, *, item: bool
) -> Iterator[Found]:
    """A draft for each link of a sentence that can be asked for, and what speaks against the others.

    Args:
        item: the sentence stands in a list.
    """
    for span in sentence.text.of(LINK):
        label = one_line(sentence.text.at(span))
        reason = _unfit(sentence, span, page, collection)
        if reason:
            yield Nothing(sentence.line, f"[[{label}]]", reason)
            continue
        spellings, end = _spellings(label, span, collection), span.end
        behind = re.match(r"\s*\(([^()]{2,80})\)", sentence.text.plain[end:])
        if behind and (is_acronym_of(behind.group(1), label) or is_acronym_of(label, behind.group(1))):
            # Its other form right behind a gap would spell the answer out.
            spellings, end = (*spellings, behind.group(1)), end + behind.end()
        yield Draft(
            kind="cloze",
            subject=span.target,
            attribute="",
            direction=Direction.CLOZE,
            question=gap(sentence, span.start, end, page.language),
            answers=tuple(dict.fromkeys(spellings)),
            line=sentence.line,
            section=section,
            worth=_worth(sentence, span, page, has_note=collection.target(span.target) is not None, item=item),
            excerpt=Excerpt(text=sentence.plain),
            fact=f"sentence:{normal(sentence.plain)[:60]}",
            group=f"prose:{sentence.line}",
        )


def gap(sentence: Sentence, start: int, end: int, language: Language) -> str:
    """The sentence with a gap in place of a part, without what sends a reader elsewhere: `(see Heart Failure)`."""
    before, after = (
        language.without("reference", part) for part in (sentence.text.plain[:start], sentence.text.plain[end:])
    )
    return one_line(before + BLANK + after)


def _spellings(label: str, span: Span, collection: Collection) -> tuple[str, ...]:
    """What may stand in the gap: the label, and the names of its note that are names of the same thing."""
    page = collection.target(span.target)
    title = page.names[0] if page else span.target
    # A label of its own (`Cosine distance` for a note on two distances) is another thing than the note's name.
    same = not page or any(normal(label) == normal(name) for name in page.names) or _alike(label, normal(title))
    names = collection.spellings(span.target) if same and not _COMPARED.search(normal(title)) else ()
    if not _is_spelling(title, label):
        # A note has its kindred among its aliases too: `positive-definite` in the one on definite matrices, `singular`
        # in the one on inverses. Initials are names of the thing itself.
        names = tuple(name for name in names if _is_spelling(name, label) or _is_short(name, label))
    # A dotted path is what a note's file is called, not its thing.
    names = tuple(name for name in names if not _PATH.fullmatch(name))
    return tuple(dict.fromkeys((label, *Name(label).spellings, *names)))


def _is_short(name: str, label: str) -> bool:
    """Whether a name is initials, or what initials stand for: `USA` and `United States of America`."""
    return name.isupper() or is_acronym_of(label, name)


def _is_spelling(name: str, label: str) -> bool:
    """Whether one name is another's spelling, and not the name of a kindred thing."""
    left, right = ([word[:STEM] for word in words(normal(without_parenthesis(text)))] for text in (name, label))
    return left == right or "".join(words(normal(name))) == "".join(words(normal(label)))


def _unfit(sentence: Sentence, span: Span, page: Page, collection: Collection) -> str:
    """Why a link is not asked for by its sentence; empty where it may be."""
    label = one_line(sentence.text.at(span))
    if page.language.says("vague_answers", normal(label)):
        return "the link's name is an everyday word; much else would be as right"
    target = collection.target(span.target)
    if not span.target or (target and target.file == page.file) or span.target in page.names:
        return "the link leads to this note itself"
    if leads_to_file(span.target) or not re.search(r"\w", label):
        return "the link leads to a file, not to a note"
    before, after = sentence.text.plain[: span.start], sentence.text.plain[span.end :]
    if len(words(before + after)) < LEAST_LEFT:
        return "nothing is said of the link here; its own note can be asked"
    if before.rstrip().endswith("(") and after.lstrip().startswith(")"):
        return "the link stands alone in parentheses; what is before them says the same"
    if re.match(r"[^\w.]{0,3}(?::|[–—]\s|-\s)", after) or ":" in after[:60].split(".")[0]:
        return "the link stands in a heading of its own line, before a colon; no sentence is left around it"
    if any(contains(f"{before} {after}", spelling) for spelling in _spellings(label, span, collection)):
        return "the rest of the sentence names the link again and would give it away"
    return _unfit_label(label, span.target) or unfit_gap(label, before, after, page)


def _unfit_label(label: str, target: str) -> str:
    """Why what a link is called here is no answer."""
    names = Name(target).spellings
    if normal(label) in map(normal, names):
        return ""
    if not any(_alike(label, name) for name in names):
        return "the link's label is a part of the sentence, not the name of its note"
    if len(words(label)) > LONGEST_NAME:
        return "the link is a clause of the sentence, not a name"
    is_beginning = len(words(label)) == 1 < len(words(target)) and normal(target).startswith(normal(label)[:5])
    if label.islower() and is_beginning:
        return "the link's label is only the beginning of its note's name"
    return ""


def unfit_gap(label: str, before: str, after: str, page: Page) -> str:
    """Why a gap could not be filled for sure, or fills itself; empty where it may be asked.

    Args:
        label: what stood in the gap.
        before, after: the rest of the sentence.
    """
    language = page.language
    if re.match(r"\s*\$[^$]{1,40}\$", after) and not re.search(r"\$", label):
        return "a formula right behind the gap tells what stands in it"
    if re.match(r"[(（\[_*]", label):
        return "what stands in the gap is an aside, or has a mark left in it"
    if re.fullmatch(r"[^\W\d_]+\.?\s*\d+(?:\.\d+)+", label):
        return "the gap asks for the number of a place in a text"
    first = next((word for word in words(normal(label)) if len(word) > 2), "")[:5]
    if len(first) >= 4 and first in stems(f"{before} {after} {page.title}"):
        return "the rest of the sentence, or the title, has the answer's own word in it"
    if stems(label, least=5, letters=6) & stems(page.title, least=5, letters=6):
        return "the note's title has a word of the answer, which would tell it"
    if re.match(rf"\s*{language.one_of('pages')}", after, re.IGNORECASE):
        return "the sentence points to a page"
    named = stems(" ".join(page.names), least=4)
    if not re.search(r"\w", before) and not named & stems(after):
        return "the gap is all that the sentence speaks of, and nothing in it tells the note's subject"
    return _unfixed(before, after, language)


def _unfixed(before: str, after: str, language: Language) -> str:
    """Why something else could stand in a gap as well; empty where its place is its own."""
    if re.search(rf"{language.one_of('unfixed')}\s*(?:{language.one_of('articles')}\s+)?$", before, re.IGNORECASE):
        return "much else could stand there"
    if re.search(rf"{language.one_of('pointers')}\s*(?:{language.one_of('articles')}\s+)?$", before, re.IGNORECASE):
        return "the sentence sends the reader to the link; it states nothing of it"
    if re.match(rf"\s*\((?:{language.one_of('open_ended')}|{language.one_of('for_instance')})", after, re.IGNORECASE):
        return "examples behind the gap tell what stands in it"
    if is_open(before, language) or re.match(rf"\s*{language.one_of('open_after')}", after, re.IGNORECASE):
        return "it is one of several examples, so others would be as right"
    if _is_listed(before, after, language):
        return "it is one of a row of equals, so the gap could not be filled for sure"
    if re.search(rf"{language.one_of('instance_of')}", after[:60], re.IGNORECASE) and not re.search(r"\w", before):
        return "it is one of several examples, so others would be as right"
    if _is_alternative(before, after, language):
        return "it is one of two that are as right"
    if re.match(rf"\s*(?:,\s*)?{language.one_of('navigation')}\s*,", after, re.IGNORECASE):
        return "it concludes from what was said before, so it could not be understood alone"
    return ""


def is_open(before: str, language: Language) -> bool:
    """Whether a gap stands after `such as` or the like."""
    return language.finds("open_ended", before)


def _is_listed(before: str, after: str, language: Language) -> bool:
    """Whether a gap is a member of a row of three or more: commas about it and an `and`."""
    if re.search(r"、\s*$", before) or re.match(r"\s*、", after):
        return True
    before, after = (re.sub(r"\s*\([^()]*\)", "", part).replace("،", ",") for part in (before, after))
    goes_on = re.search(r"(?<!\w)etc(?!\w)|\.\.\.|…", after)
    if goes_on and (re.search(r",\s*$", before) or "," in after[: goes_on.start()]):
        return True
    conjunction = language.one_of("and")
    last = re.search(rf",\s*(?:(?:{conjunction})\s+)?(?:\w+\s+){{0,1}}$", before)
    first = re.match(rf"[^,.;:]{{0,25}},[^.;:]{{1,60}}(?<!\w)(?:{conjunction})(?!\w)", after)
    closing = re.search(rf",[^,.;:]{{1,40}},?\s+(?:{conjunction})\s+$", before)
    return bool(
        (last and (first or "," in before[: last.start()] or re.search(conjunction, last.group()))) or closing
    ) or bool(
        first
        and re.search(r"(?:^|\s)$", before)
        and re.match(rf"\s*,\s*\S+(?:\s\S+){{0,3}},?\s+(?:{conjunction})\s", after)
    )


def _is_alternative(before: str, after: str, language: Language) -> bool:
    """Whether an `or` joins a gap to what stands beside it."""
    either = language.one_of("or")
    article = rf"(?:{language.one_of('articles')}\s+)?"
    return bool(
        re.search(rf"{either}\s*{article}$", before, re.IGNORECASE)
        or re.match(rf"\s*(?:\([^()]*\)\s*)?{either}", after, re.IGNORECASE)
    )


def _alike(label: str, name: str) -> bool:
    """One is the other's beginning, or both share a word's stem: `neural nets` and `Neural Networks`."""
    left, right = normal(label), normal(name)
    if left.startswith(right[:6]) or right.startswith(left[:6]):
        return True
    return bool(stems(right, least=4) & stems(left))


def _worth(sentence: Sentence, span: Span, page: Page, *, has_note: bool, item: bool) -> float:
    """A sentence about the note's own subject is a fact of it; lists hold asides more often than paragraphs do."""
    worth = 0.55 if item else 0.62
    if has_note:
        worth += 0.04
    plain = re.sub(r"^(?:an?|the)\s", "", normal(sentence.plain))
    if any(plain.startswith(normal(name)) for name in page.names):
        worth += 0.12
    if sentence.size > 28:
        worth -= 0.06
    # Of 84 such cards read by strangers, of 10 that say what can be 3 were kept, of 10 with the gap before all else 4.
    if page.language.finds("hedges", sentence.plain) or not re.search(r"\w{4}", sentence.text.plain[: span.start]):
        worth -= 0.2
    label = one_line(sentence.text.at(span))
    # A link that goes by other, small words is often a part of the sentence rather than a name.
    if label[:1].islower() and normal(label) not in map(normal, Name(span.target).spellings):
        worth -= 0.08
    return worth


def acronyms(sentence: Sentence, section: tuple[str, ...], page: Page) -> Iterator[Draft]:
    """What a link's label, or `Long Form (ABC)` in running text, says an acronym stands for."""
    yield from label_acronyms(sentence.text, sentence.line, section, page)
    linked = [(span.start, span.end) for span in sentence.text.of(LINK)]
    found: dict[str, str] = {}
    for match in _LONG_AND_SHORT.finditer(sentence.text.plain) if "(" in sentence.text.plain else ():
        long = _long_form(match.group(1).split(), match.group(2))
        in_link = any(start <= match.start(2) < end for start, end in linked)
        if long and not in_link:
            found.setdefault(match.group(2), long)
    for short, long in found.items():
        yield acronym(short, long, sentence.line, section, page, sentence.plain)


def label_acronyms(text: Text, line: int, section: tuple[str, ...], page: Page) -> Iterator[Draft]:
    """The acronyms in the names of the notes that a text links to."""
    for span in text.of(LINK):
        both = Name(one_line(span.target)).parts
        if both:
            yield acronym(both[1], both[0], line, section, page, one_line(text.plain))


def acronym(short: str, long: str, line: int, section: tuple[str, ...], page: Page, told: str) -> Draft:
    answers: tuple[str, ...] = (long,)
    if short.endswith("s") and short[-2:-1].isupper():
        # `CNNs` is asked as `CNN`; either number is right.
        short, answers = short[:-1], tuple(dict.fromkeys((_SINGULAR.sub(_of_one, long), long)))
    return Draft(
        kind="acronym",
        subject=short,
        attribute="stands for",
        direction=Direction.FORWARD,
        question=page.language.ask("acronym", short=short, long=long),
        answers=answers,
        line=line,
        section=section,
        worth=DOUBTED if _is_known(short, page) or _is_mostly_told(long, (page.title, *section)) else 0.74,
        excerpt=Excerpt(text=told),
        fact=f"acronym:{short}",
        group="acronyms",
    )


def _is_known(short: str, page: Page) -> bool:
    """Whether everybody knows an acronym: `USA`."""
    return page.language.has_value("known_acronyms", short)


def _is_mostly_told(long: str, above: tuple[str, ...]) -> bool:
    """Whether the title and headings have most of a long form's words; where one has all of them it is not shown."""
    named = {word[:STEM] for word in words(normal(long)) if len(word) > 2}
    told = [named & {word[:STEM] for word in words(normal(part))} for part in above]
    partly = set().union(*(found for found in told if found != named))
    # `Hepatitis E` above the Hepatitis E virus.
    is_short_of_a_word = any(1 < len(words(part)) == len(words(long)) - 1 and contains(long, part) for part in above)
    return 2 * len(partly) > len(named) or is_short_of_a_word


def _of_one(end: re.Match[str]) -> str:
    return "y" if end[0] == "ies" else ""


def _initials(names: Iterable[str]) -> str:
    return "".join(re.findall(r"\b\w", " ".join(names))).casefold()


def _joins(word: str) -> bool:
    """Whether a word is no name's, `of`."""
    return word.islower() and len(word) <= SMALL


def _long_form(before: list[str], short: str) -> str:
    """The run of words just before the parenthesis that the letters spell out.

    The one with a letter to each word where there is one (`memory management unit (MMU)` holds `management unit`, which
    spells it too), else the longest with no more words than letters (`electrically erasable programmable ROM`), else
    the shortest. Small words of three letters and less only join: none opens a name but as one of the letters.
    """
    runs = [
        before[-size:]
        for size in range(1, len(before) + 1)
        if before[-size][0].casefold() == short[0].casefold()
        and (size > 1 or "-" in before[-1])
        and is_acronym_of(short, " ".join(before[-size:]))
    ]
    letters = re.sub(r"[\W_]|s$", "", short).casefold()
    spelled = [run for run in runs if letters in (_initials(run), _initials(word for word in run if not _joins(word)))]
    named = [run for run in runs if len(run[0]) > SMALL or not run[0].islower()]
    fitting = [run for run in named if len(run) <= len(letters)]
    long = next(iter((*spelled, *reversed(fitting), *named)), [])
    # `ASN` as “AS Number” leaves what one would ask for as it is.
    told = len(long) == 2 and long[0].isupper() and len(long[0]) > 1 and short.startswith(long[0])
    return "" if told else " ".join(long).strip("’'")
