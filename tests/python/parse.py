"""Reads statements as sqlglot's Athena dialect does.

    parse.py FILE

The file is a JSON object of names and statements. Prints an object of names and what came of them: "parsed", "command"
where sqlglot keeps all but the first word as text, or {"refused": "why"}.
"""

import json
import logging
import sys

import sqlglot
from sqlglot import exp


def reading(sql):
    try:
        parsed = sqlglot.parse(sql, dialect="athena", error_level=sqlglot.ErrorLevel.RAISE)
    except sqlglot.errors.SqlglotError as error:
        return {"refused": str(error)}
    if len(parsed) != 1 or parsed[0] is None:
        return {"refused": f"it is {len(parsed)} statements"}
    return "command" if isinstance(parsed[0], exp.Command) else "parsed"


if __name__ == "__main__":
    # It says by a warning, too, what it keeps as text.
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    with open(sys.argv[1]) as file:
        statements = json.load(file)
    json.dump({name: reading(sql) for name, sql in statements.items()}, sys.stdout)
