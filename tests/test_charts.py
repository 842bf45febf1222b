"""The figures as lines: what is said is said whole, whatever the width."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flashdl.charts import charts
from flashdl.stats import INTERVAL_NAMES, Day, Deck, Share, Stats
from flashdl.terminal import cells
from tests.build import TODAY

SHARE = Share(9, 10)
DAY = Day(answers=14, new=3, young=SHARE, mature=SHARE, milliseconds=60_000)
DECKS = (
    "Deep Learning::1 First steps",
    "Deep Learning::8 People and papers",
    "Notes on engineering::Backend::Folders::Basics",
)
STATS = Stats(
    today=TODAY,
    days={TODAY - timedelta(days=ago): DAY for ago in range(9)},
    cards=1_074,
    new=1_062,
    young=12,
    mature=3,
    suspended=4,
    intervals=(3, *[0] * (len(INTERVAL_NAMES) - 1)),
    forecast=(3, *[0] * 29),
    recall_ahead=(0.94, 0.75, 0.54),
    hours=(),
    decks=tuple(Deck(name, 83, 2, SHARE) for name in DECKS),
)


def lines(stats: Stats, width: int) -> list[str]:
    return ["".join(piece.text for piece in line) for chart in charts(stats, width) for line in chart.lines]


@pytest.mark.parametrize("width", [35, 45, 60, 78])
def test_sentences_go_on_below_where_there_is_no_room(width: int) -> None:
    drawn = lines(STATS, width)
    said = " ".join(" ".join(drawn).split())

    assert "about 94 % of the cards begun; without a review 75 % in a week, 54 % in a month" in said
    assert "1,074 1,062 new 12 young 3 mature 4 suspended" in said
    assert max(map(cells, drawn)) <= width


@pytest.mark.parametrize("width", [35, 45, 60, 78])
def test_each_deck_is_known_by_its_last_level_and_has_its_share_recalled(width: int) -> None:
    drawn = lines(STATS, width)

    for name in DECKS:
        (line,) = (line for line in drawn if name.rsplit("::", 1)[-1][:10] in line)
        assert line.endswith("90 %")


def test_before_the_first_repeat_the_reason_is_said_whole() -> None:
    fresh = Day(answers=3, new=3, young=Share(0, 0), mature=Share(0, 0), milliseconds=0)
    drawn = lines(replace(STATS, days={TODAY: fresh}), 35)

    assert "a card's second day is its first review" in " ".join(" ".join(drawn).split())


def test_a_small_mean_is_not_nothing() -> None:
    assert "3 in all, 0.1 a day" in " ".join(lines(STATS, 60))
