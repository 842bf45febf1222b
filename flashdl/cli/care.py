"""Commands that look after flashdl itself: doctor, config."""

from __future__ import annotations

from collections.abc import Iterable

import click

from flashdl.cli.rim import Context, as_json, common, pass_context, say, say_json, tell
from flashdl.cli.schedulers import reminders


@click.command()
@click.option("--repair", is_flag=True, help="Make every schedule what the log says.")
@as_json
@common
@pass_context
def doctor(context: Context, *, repair: bool, as_json: bool) -> int:
    """Check the database: sound, and every schedule what replaying the log gives."""
    with context.store(is_doctor=True) as store:
        faults = store.check()
        mended = store.repair() if repair and faults else 0
        left = store.check() if mended else faults
        remarks = [*store.remarks(context.today()), *reminders(store)]
    if as_json:
        told = {"faults": left, "repaired": mended, "remarks": remarks}
        say_json({"database": str(context.config.database), **told})
    else:
        for remark in remarks:
            tell(remark)
        for fault in faults:
            say(fault)
        say(f"{context.config.database}: " + ("sound." if not faults else f"{mended} repaired, {len(left)} left."))
    if left and not repair:
        tell("`flashdl doctor --repair` makes every schedule what the log says.")
    return 1 if left else 0


@click.command()
@click.option("--paths", is_flag=True, help="Where flashdl keeps its files.")
@as_json
@common
@pass_context
def config(context: Context, *, paths: bool, as_json: bool) -> int:
    """The configuration in force; --paths: the files that flashdl keeps."""
    chosen = context.config
    places = {
        "database": str(chosen.database),
        "decks": str(chosen.data_folder / "decks"),
        "config": str(chosen.config_file),
        "cache": str(chosen.cache_folder),
    }
    choices = {
        "new": chosen.limits.new,
        "reviews": chosen.limits.reviews,
        "leech": chosen.leech,
        "rollover": chosen.rollover,
        "minutes": chosen.minutes,
        "repeat_hard": chosen.repeat_hard,
        "ease_on_fail": chosen.ease_on_fail,
        "theme": chosen.theme,
        "skip": list(chosen.skip),
    }
    shown = places if paths else {**places, **choices}
    if as_json:
        say_json(shown)
    else:
        for name, value in shown.items():
            say(f"{name:12}  {value}")
    return 0


COMMANDS: Iterable[click.Command] = (doctor, config)
