"""The screen of figures: what was answered and recalled, and what is ahead."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker, WorkerState, get_current_worker

from flashdl import wording
from flashdl.charts import Chart, Line, Tone, charts
from flashdl.errors import FlashdlError
from flashdl.stats import Stats
from flashdl.tui.commands import HELP, PALETTE, Command, bindings
from flashdl.tui.drawing import QUIET, beside, plain
from flashdl.tui.frame import DOWN, UP, CommandScreen, Key, KeyLine, key_lines

ALL = Command("all_decks", ("d",), "all decks", "The figures of this deck alone, or of all decks.")
PAGE_DOWN = Command("page_down", ("space", "pagedown"), "next page", "The next page.")
PAGE_UP = Command("page_up", ("b", "pageup"), "page before", "The page before.", in_footer=False)
TOP = Command("top", ("g", "home"), "top", "To the beginning.", in_footer=False)
BOTTOM = Command("bottom", ("G", "end"), "end", "To the end.", in_footer=False)
HOME = Command("home", ("escape", "q", "s"), "home", "Back to the home screen.")

WIDEST = 78
"""Cells of a line; wider charts tell no more."""
_STYLES = {
    Tone.PLAIN: "",
    Tone.QUIET: QUIET,
    Tone.STRONG: "bold",
    Tone.HEAT: "$text-success",
    Tone.BAR: "$text-primary",
}


class StatsScreen(CommandScreen):
    """All figures one below the other, to scroll through."""

    OFFERS: ClassVar[tuple[Command, ...]] = (
        *(PAGE_DOWN, PAGE_UP, ALL, DOWN, UP, TOP, BOTTOM),
        *(HELP, PALETTE, HOME),
    )
    BINDINGS = bindings(OFFERS)

    def __init__(self, count: Callable[[str | None], Stats], deck: str | None) -> None:
        """
        Args:
            count: the figures of a deck, or of all; may take a while. Raises: FlashdlError.
            deck: to begin with; None for all.
        """
        super().__init__()
        self._count = count
        self._deck = deck
        self._shown = deck
        self._stats: Stats | None = None
        self._sentence = "Counting …"

    def compose(self) -> ComposeResult:
        yield Static(id="top")
        with VerticalScroll(id="figures", can_focus=False):
            yield Static()
        yield KeyLine()

    def on_mount(self) -> None:
        self._draw()
        self._load()

    def on_resize(self) -> None:
        self._draw()

    def offered(self) -> tuple[Command, ...]:
        return self.OFFERS if self._deck else tuple(command for command in self.OFFERS if command is not ALL)

    def _load(self) -> None:
        self.run_worker(
            partial(self._read, self._shown), thread=True, exclusive=True, group="stats", exit_on_error=False
        )

    def _read(self, deck: str | None) -> None:
        worker = get_current_worker()
        try:
            found = self._count(deck)
        except FlashdlError as error:
            self._tell(worker, partial(self._fail, str(error)))
            return
        self._tell(worker, partial(self._show, found))

    def _tell(self, worker: Worker[object], what: Callable[[], object]) -> None:
        if not worker.is_cancelled and self.app.is_running:
            self.app.call_from_thread(what)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            self._fail(f"Counting failed. This is a fault of flashdl: {type(error).__name__}: {error}")

    def _show(self, stats: Stats) -> None:
        self._stats, self._sentence = stats, ""
        self._draw()

    def _fail(self, sentence: str) -> None:
        self._stats, self._sentence = None, sentence
        self._draw()

    def _draw(self) -> None:
        if not self.is_mounted or not self.size.width:
            return
        width = self.size.width - 2
        name = wording.levels(self._shown) if self._shown else "All decks"
        day = wording.calendar(self._stats.today) if self._stats else ""
        title = Content.assemble(("Stats  ", "bold"), plain(name, QUIET))
        self.query_one("#top", Static).update(beside(title, Content.styled(day, QUIET), width))
        keys = [Key(command, self._label(command)) for command in self.offered() if command.in_footer]
        self.query_one("#keys", Static).update(key_lines([keys], width, 2))
        body = self.query_one("#figures Static", Static)
        if self._stats is None:
            body.update(plain(self._sentence, QUIET))
            return
        parts = [_drawn(chart) for chart in charts(self._stats, max(20, min(WIDEST, self.size.width - 5)))]
        body.update(Content("\n\n").join(parts))

    def _label(self, command: Command) -> str:
        return "this deck" if command is ALL and self._shown is None else ""

    def action_all_decks(self) -> None:
        self._shown = self._deck if self._shown is None else None
        self._load()

    def action_scroll_down(self) -> None:
        self.query_one("#figures").scroll_down(animate=False)

    def action_scroll_up(self) -> None:
        self.query_one("#figures").scroll_up(animate=False)

    def action_page_down(self) -> None:
        self.query_one("#figures").scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        self.query_one("#figures").scroll_page_up(animate=False)

    def action_top(self) -> None:
        self.query_one("#figures").scroll_home(animate=False)

    def action_bottom(self) -> None:
        self.query_one("#figures").scroll_end(animate=False)

    def action_home(self) -> None:
        self.dismiss("")


def _drawn(chart: Chart) -> Content:
    lines = [Content.styled(chart.title, "bold $text-accent"), *map(_line, chart.lines)]
    return Content("\n").join(lines)


def _line(line: Line) -> Content:
    return Content("").join(Content.styled(piece.text, _STYLES[piece.tone]) for piece in line)
