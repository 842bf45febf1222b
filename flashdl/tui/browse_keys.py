"""What a person can do with cards that were found."""

from __future__ import annotations

from flashdl.tui.commands import Command

SEARCH = Command("search", ("slash", "i"), "search", "Change what is looked for; tab completes, ⏎ goes to the list.")
MARK = Command("mark", ("space",), "mark", "Mark the card; what follows is done to all that are marked.")
MARK_ALL = Command("mark_all", ("A",), "mark all", "Mark all cards that were found, or none.", in_footer=False)
ACCEPT_IDLE = "This card does not wait in the inbox, so there is nothing to accept."
ACCEPT = Command("accept", ("a",), "accept", "Ask the cards among these that wait in the inbox.", idle=ACCEPT_IDLE)
SUSPEND = Command("suspend", ("s",), "suspend", "Ask these cards no more, or again where they are suspended.")
BURY = Command("bury", ("b",), "bury", "Leave these cards for tomorrow, or not where they are buried.", in_footer=False)
FLAG = Command("flag", ("f",), "flag", "The next flag, of seven; after the last one none.")
TAG = Command("tag", ("t",), "tag", "Give these cards tags of your own, or take them away.")
MOVE = Command("move", ("m",), "move", "Put these cards into another deck, or back into that of their note.")
REJECT = Command(
    "reject", ("x",), "reject", "Never ask these cards again (asks for one more key), or again where they are rejected."
)
RESET = Command("reset", ("n",), "new again", "Make these cards new again; their log stays.", in_footer=False)
EDIT = Command("edit", ("e",), "edit", "Open the note in your editor.", idle="No file of yours is behind this card.")
NOTE = Command("note", ("v",), "note", "Read the note around the card.")
SIBLINGS = Command("siblings", ("w",), "siblings", "Cards of the same fact, or what was found before.", in_footer=False)
EXPORT = Command("export", ("E",), "to Anki", "Export what is marked, or all that was found.", in_footer=False)
PRACTISE = Command("practise", ("p",), "practise", "Ask the marked cards, or all found ones; no schedule is touched.")
SORT = Command("sort", ("o",), "sort", "Another order: by place, due day, interval, ease, lapses, question, deck.")
LOOK = Command("look", ("enter",), "card", "Show the card, or hide it.", in_footer=False)
NEXT = Command("down", ("j", "down"), "next", "Next card.", in_footer=False)
PREVIOUS = Command("up", ("k", "up"), "previous", "Previous card.", in_footer=False)
PAGE_DOWN = Command("page_down", ("pagedown", "ctrl+d"), "page", "A page down.", in_footer=False)
PAGE_UP = Command("page_up", ("pageup", "ctrl+u"), "page", "A page up.", in_footer=False)
TOP = Command("top", ("g", "home"), "top", "The first card.", in_footer=False)
BOTTOM = Command("bottom", ("G", "end"), "end", "The last card.", in_footer=False)
HOME = Command("home", ("escape", "q"), "home", "Back to the home screen.")
UNDO = Command(
    "undo", ("u", "ctrl+z"), "undo", "Take back what was last done to cards here.", idle="Nothing to undo here."
)
CONFIRM = Command("confirm", ("y", "enter"), "yes", "Do it.")
CONFIRM_REJECT = Command("confirm_reject", ("x",), "yes", "Reject them.", in_footer=False)
KEEP = Command("keep", ("n", "escape"), "no", "Leave them as they are.")
DONE = Command("done", ("escape",), "list", "Back to the list.")
COMPLETE = Command("complete", ("tab",), "complete", "Take what is suggested.")
GIVE = Command("give", ("enter",), "do it", "Do it with these words.")

ACTS = (
    MARK,
    ACCEPT,
    SUSPEND,
    FLAG,
    TAG,
    MOVE,
    REJECT,
    EDIT,
    NOTE,
    PRACTISE,
    SORT,
    MARK_ALL,
    BURY,
    RESET,
    SIBLINGS,
    EXPORT,
)
MOVES = (LOOK, NEXT, PREVIOUS, PAGE_DOWN, PAGE_UP, TOP, BOTTOM)
