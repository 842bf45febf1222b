"""The logs of all cards at once, in a tenth of the memory and the time that a value for each row would take.

A replay asks an event for its day, kind, rating and scheduler, and of these few differ: rows that agree in them share
one value. That is enough where a card's rows stand in the log in the order in which they count, and none speaks of
another; of other cards `log.by_card` tells.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import Connection

from flashdl.model import Event, EventKind, Moment, Rating
from flashdl.store.text import read
from flashdl.swift import without_collector

# Most rows are answers under the scheduler and of the device of the last one; of these, little need be read.
_LAST = "SELECT device, scheduler, version, parameters FROM event WHERE rating IS NOT NULL ORDER BY rowid DESC LIMIT 1"
_ROWS = """
SELECT card, day, sequence, CASE device WHEN :device THEN '' ELSE device END, CASE
    WHEN scheduler = :scheduler AND version = :version AND parameters = :parameters AND payload = '{}' AND rating > 0
    THEN kind || rating ELSE json_array(kind, rating, scheduler, version, parameters, payload) END
FROM event NOT INDEXED ORDER BY rowid
"""
_USUAL = ("device", "scheduler", "version", "parameters")


class Told(NamedTuple):
    logs: dict[str, list[Event]]
    """By card, in the order of the log; no event knows its id, device, sequence or time."""
    odd: set[str]
    """Cards whose logs are not in the order in which they count, or have rows that speak of others."""


def told(connection: Connection) -> Told:
    """All logs.

    Raises:
        ValueError: a row makes no sense.
    """
    logs: defaultdict[str, list[Event]] = defaultdict(list)
    odd: set[str] = set()
    shared: dict[tuple[str, str], Event] = {}
    places: defaultdict[str, int] = defaultdict(int)
    devices: dict[str, str] = {}
    last = dict(zip(_USUAL, connection.exec_driver_sql(_LAST).first() or ("", "", 0, ""), strict=True))
    rows: Any = connection.exec_driver_sql(_ROWS, last).cursor
    with without_collector():
        for card, day, sequence, device, text in rows:
            log = logs[card]
            event = shared.get((day, text))
            if event is None:
                event = _event(day, text, last)
                if event.kind is EventKind.VOID or event.kind is EventKind.CHANGE:
                    odd.add(card)
                elif event.payload == "{}":
                    shared[day, text] = event
            if sequence > places[device]:
                places[device] = sequence
            else:
                odd.add(card)
            if device or (devices and card in devices):
                if log and not _goes_on(log, event, is_same_device=devices.get(card, "") == device):
                    odd.add(card)
                devices[card] = device
            log.append(event)
    return Told(logs, odd)


def _goes_on(log: list[Event], event: Event, *, is_same_device: bool) -> bool:
    """Whether an event that comes last in the log does so, too, where the rows of several devices are put in order."""
    in_order = all(one.day <= other.day for one, other in pairwise((*log, event)))
    return in_order and (is_same_device or log[-1].day < event.day)


def _event(day: str, text: str, last: Mapping[str, Any]) -> Event:
    if text.startswith("["):
        kind, rating, scheduler, version, parameters, payload = json.loads(text)
    else:
        kind, rating, payload = text[:-1], int(text[-1]), "{}"
        scheduler, version, parameters = last["scheduler"], last["version"], last["parameters"]
    return Event(
        "", "", 0, "", Moment(0, 0), 0, date.fromisoformat(day), EventKind(kind),
        None if rating is None else Rating(rating),
        scheduler=scheduler, version=version, parameters=parameters, payload=read(payload),
    )  # fmt: skip
