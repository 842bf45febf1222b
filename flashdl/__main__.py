"""The door: `due` goes by the short way, everything else to the commands."""

from __future__ import annotations

import io
import os
import sys


def main() -> int:
    """Run a command line; its exit code: 0 done, 1 problems found, 2 wrong usage, 3 the database cannot be used."""
    arguments = sys.argv[1:]
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        if arguments[:1] == ["due"]:
            # A prompt waits for this: no command framework is loaded for it, and in the usual case no model.
            if "--prompt" in arguments:
                from flashdl import prompt

                count = prompt.number(arguments[1:], os.environ)
                if count is not None:
                    sys.stdout.write(f"{count}\n" if count else "")
                    sys.stdout.flush()
                    return 0
            from flashdl import due

            try:
                code = due.run(arguments[1:], os.environ)
            except OSError:
                raise
            except Exception:  # noqa: BLE001 - the commands meet it again, and tell of a fault
                code = None
            if code is not None:
                sys.stdout.flush()
                return code
        from flashdl import cli

        code = cli.run(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader of a pipe has seen enough. What Python still holds must not be written when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        sys.stderr.write(f"flashdl: the output cannot be written ({error.strerror}).\n")
        os._exit(1)  # what Python still holds cannot be written either, and would end in a traceback
    except KeyboardInterrupt:
        sys.stderr.write("flashdl: stopped.\n")
        return 130


def _open_what_is_closed() -> None:
    """A stream that was closed before the start is None; nothing can be read from it, and nobody hears what it says."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115


if __name__ == "__main__":
    sys.exit(main())
