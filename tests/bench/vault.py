"""A vault to measure on: the same notes each time, of tables, prose, lists and links."""

from __future__ import annotations

from pathlib import Path

NOTES = 6_571
TOPICS = ("Memory", "Harbour", "Orchard", "Signal", "Glacier", "Copper", "Lantern", "Meadow", "Compass", "Ferry")


def write(folder: Path, notes: int = NOTES) -> None:
    """Notes in folders of a hundred."""
    for number in range(notes):
        path = folder / f"part {number // 100:02}" / f"{_name(number)}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_note(number, notes), encoding="utf-8")


def _name(number: int) -> str:
    return f"{TOPICS[number % len(TOPICS)]} {number}"


def _note(number: int, notes: int) -> str:
    linked = [_name((number * step + step) % notes) for step in (3, 7, 11, 13)]
    topics = [TOPICS[(number + step) % len(TOPICS)].casefold() for step in range(10)]
    table = f"""
| Kind | Year | Use |
|---|---|---|
| {topics[1]} of type {number} | {1900 + number % 120} | holds `{number}` kinds of {topics[2]} |
| {topics[3]} of type {number} | {1800 + number % 90} | is kept with [[{linked[3]}]] |
"""
    told = " ".join(
        f"In a {first} there is often more {second} than the {number % 9 + 2} that were said to be enough for it,"
        f" so that *nobody* who saw [{first}](https://example.org/{first}/{number}) would speak of **{second}** alone."
        for first, second in zip(topics, reversed(topics), strict=True)
    )
    return f"""---
tags: [part-{number % 7}, notes]
aliases: ["{_name(number)} (N{number})"]
---
# {_name(number)}

{_name(number)} is a kind of [[{linked[0]}]] that was described in 19{number % 90 + 10} by its makers. It follows from
[[{linked[1]}|what came before]], and **much** of it rests on *[[{linked[2]}]]* as well.
{table if number % 6 == 0 else ""}
## More

{told}

- See [[{linked[3]}]]
- [[{linked[0]}]]
- a {topics[4]} that `holds` one {topics[5]}

```python
print({number})
```

> {told[: number % 400 + 40]}
"""
