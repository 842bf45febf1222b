"""Lists asked as one card: under a line or heading that says what they are, or within a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flashdl.generator.draft import Draft
from flashdl.generator.language import Language
from flashdl.generator.markdown import Block, Heading, Item, Paragraph
from flashdl.generator.page import Page
from flashdl.generator.sentences import Sentence, sentences
from flashdl.generator.text import BOLD, LINK, Text, contains, is_telling, normal, one_line, words
from flashdl.generator.values import MANY, is_address
from flashdl.model import BLANK, Direction, Excerpt

REACH = 24
"""Blocks behind a line among which the whole list below it must stand."""
FEWEST = 3
"""Members under a heading; under a line that counts them, two are enough."""
LONGEST_MEMBER = 6
"""Words of a member that a person can be asked to name."""
LONGEST_LEAD = 22
_BORDER = re.compile(r"\s*(?::|\s[–—-])\s|:$")


def listed(block: Block, following: Sequence[Block], section: tuple[str, ...], page: Page) -> Iterator[Draft]:
    """A card that asks for all members of the list right below a block.

    Args:
        following: the blocks after it, as many as a list of `MANY` needs and some more.
        section: the headings above the block.
    """
    content = block.content
    if not page.language.grammar.get("of_what") or not isinstance(content, Heading | Paragraph):
        return
    items = _items(following)
    members = [_member(item, page.language) for item in items]
    fewest = FEWEST if isinstance(content, Heading) else 2
    told_apart = {re.sub(r"\d+", "", normal(member)) for member in members}
    if not fewest <= len(members) <= MANY or not all(members) or len(told_apart) < len(members):
        return
    lead = one_line(content.text.plain)
    if isinstance(content, Heading):
        asked = _by_heading(lead, page, len(members))
        path = (*section, lead)
    else:
        said = [sentence.plain for sentence in sentences(content.text, content.line, page.language)]
        asked, path = _by_lead(said[-1] if said else "", page, len(members)), section
    if not asked or any(contains(asked, member) or page.language.says("labels", member) for member in members):
        return
    ordered = all(item.ordered for item in items) and page.language.finds("ordered", asked)
    kind = "sequence" if ordered else "enumeration"
    yield Draft(
        kind=kind,
        subject=lead,
        attribute="list",
        direction=Direction.LIST,
        question=page.language.ask(
            kind, count=page.language.count(len(members)), all=page.language.all(len(members)), sentence=asked
        ),
        answers=((" → " if ordered else ", ").join(members),),
        line=content.line,
        section=path,
        # Under `Key components` it is the title alone that says of what.
        worth=0.7 if isinstance(content, Paragraph) or page.language.holds("of_what", lead) else 0.54,
        excerpt=Excerpt(text=f"{lead.rstrip(' :')}: {'; '.join(members)}"),
        items=tuple(members),
        ordered=ordered,
        fact=f"list:{normal(lead)[:60]}",
        group=f"list:{content.line}",
    )


def _items(following: Sequence[Block]) -> list[Item]:
    """The outermost items of the list that begins with the first block; none where the list goes on beyond them."""
    first = following[0].content if following else None
    if not isinstance(first, Item) or first.depth or first.task or following[0].skip:
        return []
    found: list[Item] = []
    for content in (block.content for block in following):
        if not isinstance(content, Item) or (content.depth == 0 and content.list != first.list):
            break
        if content.depth == 0:
            found.append(content)
    else:
        # Either the note ends here, or the list goes on beyond what was looked at.
        return found if len(following) < REACH else []
    return found


def _member(item: Item, language: Language) -> str:
    """What an item names: its bold words, its link, what stands before a colon, or all of it; empty where too long."""
    name = re.sub(r"^[^\w(`$]+", "", one_line(_named(item.text))).strip(" :.,;–—-")
    if item.task or not 1 <= len(words(name)) <= LONGEST_MEMBER or is_address(name):
        return ""
    if language.holds("reader_question", name):
        return ""
    return name if re.search(r"[^\W\d_]", name) else ""


def _named(text: Text) -> str:
    for kind in (BOLD, LINK):
        first = next((span for span in text.of(kind) if not text.plain[: span.start].strip()), None)
        if first and (kind == BOLD or _BORDER.match(text.plain[first.end :]) or text.only(LINK)):
            return text.at(first)
    border = _BORDER.search(text.plain)
    return text.plain[: border.start()] if border else text.plain


def _by_heading(lead: str, page: Page, size: int) -> str:
    """`Types of joins`: a heading that names a whole, with the note's title where it does not say of what."""
    found = words(lead.casefold())
    if len(found) > 8 or not any(page.language.says("wholes", word) for word in found[:4]):
        return ""
    number = next((word for word in found if word.isdigit() or word in page.language.words["counts"]), None)
    if number is not None and number not in (str(size), page.language.count(size)):
        return ""
    shown = re.sub(r"^[\W\d_]+", "", lead).rstrip(" :")
    is_whole = page.language.holds("of_what", lead) or page.title == lead
    return f"{shown}: {BLANK}" if is_whole else f"{page.title} – {shown}: {BLANK}"


def _by_lead(last: str, page: Page, size: int) -> str:
    """`There are three kinds of joins:`; empty where the line does not say how many, or speaks to the reader."""
    last = re.sub(r"^\d{1,2}[.)]\s+", "", last)  # a number before it counts the lines, not what they list
    found = words(last)
    if not last.endswith(":") or not 4 <= len(found) <= LONGEST_LEAD or page.language.holds("reader_question", last):
        return ""
    if page.language.says("pronouns", found[0]) and not page.language.says("there", found[0]):
        return ""
    if page.language.finds("pointing", last) or page.language.finds("passing", last):
        return ""  # `the above code has three parts`; `currently there are four plans`
    if not any(word.casefold() in (str(size), page.language.count(size)) for word in found):
        return ""
    return f"{last[:-1]}: {BLANK}"


def sequence(sentence: Sentence, section: tuple[str, ...], page: Page) -> Iterator[Draft]:
    """`from A to B to C`: three or more steps in an order of their own."""
    if not page.language.words.get("sequence"):
        return
    opening, to = page.language.words["sequence"]
    (end,) = page.language.grammar["sequence_end"]
    step = r"[\w’'-]+(?: [\w’'-]+)??"
    for found in re.finditer(rf"\b{opening} ({step}(?: {to} {step}){{2,4}}){end}", sentence.plain):
        steps = tuple(found.group(1).split(f" {to} "))
        question = sentence.plain[: found.start(1)] + BLANK + sentence.plain[found.end(1) :]
        yield _listed("sequence", steps, question, sentence, section, page, ordered=True)


def enumeration(sentence: Sentence, section: tuple[str, ...], page: Page) -> Iterator[Draft]:
    """`The three As are B, C and D.`: a whole enumeration of at most five."""
    language = page.language
    definite, verb = language.one_of("definite"), language.one_of("enumerated")
    lead = rf"^(?P<lead>(?:{definite})\s[^,.;:]{{3,60}}?\s(?:{verb}))\s(?P<rest>[^;:]+?)\.?$"
    found = re.match(lead, sentence.plain, re.IGNORECASE)
    if not found:
        return
    # `The most common are` goes on with what the sentence before speaks of.
    if not any(is_telling(word) and not language.says("evaluative", word.casefold()) for word in words(found["lead"])):
        return
    both = language.one_of("both")
    rest = found["rest"]
    # With a comma before the last `and`, any other `and` belongs to a member.
    border = rf",\s+(?:{both}\s+)?" if re.search(rf",\s+{both}\s", rest) else rf",\s+|\s+{both}\s+(?=[^,]*$)"
    parts = [part for part in re.split(border, rest) if part] if "," in rest else []
    if not 3 <= len(parts) <= MANY or any(not 1 <= len(words(part)) <= 9 for part in parts):
        return
    if re.search(rf"\s{both}\s", parts[-1]) and not language.finds("open_ended", parts[-1]):
        return  # `lung, breast, and kidney cancers and melanoma` are four; `methods such as radar and gravimetry` one
    # A member that is a clause of its own shows that the commas were not an enumeration's.
    if any(language.holds("no_member", part) or part.count("(") != part.count(")") for part in parts):
        return
    yield _listed("enumeration", tuple(parts), f"{found['lead']} {BLANK}.", sentence, section, page, ordered=False)


def _listed(
    kind: str,
    items: tuple[str, ...],
    question: str,
    sentence: Sentence,
    section: tuple[str, ...],
    page: Page,
    *,
    ordered: bool,
) -> Draft:
    count = page.language.count(len(items))
    return Draft(
        kind=kind,
        subject=page.title,
        attribute=kind,
        direction=Direction.LIST,
        question=page.language.ask(kind, count=count, all=page.language.all(len(items)), sentence=question),
        answers=((" → " if ordered else ", ").join(items),),
        line=sentence.line,
        section=section,
        worth=0.68,
        excerpt=Excerpt(text=sentence.plain),
        items=items,
        ordered=ordered,
        fact=f"{kind}:{normal(items[0])}",
        group=f"prose:{sentence.line}",
    )
