"""The door: `due` goes by the short way, everything else to the commands."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run a command line; its exit code: 0 done, 1 problems found, 2 wrong usage, 3 the database cannot be used."""
    arguments = sys.argv[1:]
    try:
        if arguments[:1] == ["due"]:
            from flashdl import due

            # A prompt waits for this: no command framework is loaded for it.
            code = due.run(arguments[1:], os.environ)
            if code is not None:
                return code
        from flashdl import cli

        return cli.run(arguments)
    except BrokenPipeError:
        # The reader of a pipe has seen enough. What Python still holds must not be written when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        sys.stderr.write("flashdl: stopped.\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
