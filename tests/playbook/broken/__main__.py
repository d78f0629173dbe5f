"""`python -m tests.playbook.broken [--write] [NAME …]`: what changed in what is printed, and taking it for good."""

import difflib
import sys

from tests.playbook.broken import FOLDER, cases, expected, printed


def main(arguments: list[str]) -> int:
    """Print the difference of every case; with `--write`, make what is printed now the expectation."""
    wanted = {argument for argument in arguments if argument != "--write"}
    changed = 0
    for name in cases():
        if wanted and not any(one in name for one in wanted):
            continue
        before, now = expected(name), printed(name)
        changed += before != now
        sys.stdout.writelines(
            difflib.unified_diff(before.splitlines(True), now.splitlines(True), f"{name}.txt", "printed now", n=1)
        )
        if "--write" in arguments and before != now:
            (FOLDER / f"{name}.txt").write_text(now, encoding="utf-8", newline="\n")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
