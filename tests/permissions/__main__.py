"""`python -m tests.permissions` adds a row for each new route and drops those of routes that are gone.

What it adds is what the grants say today. Read every added row before it is committed: the tests hold the product to it.
"""

import csv

from tests.permissions.table import FOLDER, HEAD, doors, proposed, rows


def main() -> None:
    known, packages = rows(), {}
    for door in sorted(set(doors()), key=lambda each: (each.path, each.method)):
        row = known.get((door.method, door.path))
        if row is None:
            row = proposed(door)
            print("to review:", ", ".join(row.values()))
        packages.setdefault(door.package, []).append(row)
    for package, lines in packages.items():
        with (FOLDER / f"{package}.csv").open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, HEAD, lineterminator="\n")
            table.writeheader()
            table.writerows(lines)


if __name__ == "__main__":
    main()
