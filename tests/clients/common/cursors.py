"""What every cursor of PyAthena is asked, whatever its style, and the answers."""

import datetime
import math
from decimal import Decimal

# The same cells by each cursor, but for what a format cannot tell apart.
COLUMNS = """
    true AS b, TINYINT '-1' AS i8, SMALLINT '2' AS i16, INTEGER '3' AS i32, BIGINT '9007199254740993' AS i64,
    CAST(1.5 AS REAL) AS f32, DOUBLE '2.25' AS f64, DECIMAL '1234567890.123' AS d, 'é🦀 "x", y' AS s,
    DATE '2024-02-29' AS day, TIMESTAMP '2024-02-29 01:02:03.004' AS ts
"""
TYPES = f"SELECT {COLUMNS}"
EXPECTED = (
    True,
    -1,
    2,
    3,
    9007199254740993,
    1.5,
    2.25,
    Decimal("1234567890.123"),
    'é🦀 "x", y',
    datetime.date(2024, 2, 29),
    datetime.datetime(2024, 2, 29, 1, 2, 3, 4000),
)
NAMES = ["b", "i8", "i16", "i32", "i64", "f32", "f64", "d", "s", "day", "ts"]

NULLS = """SELECT * FROM (VALUES (1, 'a', DOUBLE '1.5', DATE '2024-01-01'),
    (2, CAST(NULL AS varchar), CAST(NULL AS double), CAST(NULL AS date))) AS t (n, s, f, d) ORDER BY n"""

# More than one page of GetQueryResults.
MANY = "SELECT o_orderkey, o_totalprice, o_comment FROM tpch.orders WHERE o_orderkey <= 12000 ORDER BY o_orderkey"

NONE = "SELECT n_nationkey, n_name FROM tpch.nation WHERE n_nationkey < 0"


def plain(value):
    """A cell as plain Python has it: NumPy's and pandas' scalars, and what stands for nothing."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime()
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and math.isnan(value) else value


def row(values):
    return tuple(plain(value) for value in (values.values() if isinstance(values, dict) else values))


def check_types(description, rows):
    assert [column[0] for column in description] == NAMES, description
    assert len(rows) == 1, rows
    found = row(rows[0])
    for name, cell, expected in zip(NAMES, found, EXPECTED):
        # A date of pandas is a moment.
        if name == "day" and isinstance(cell, datetime.datetime):
            cell = cell.date()
        assert cell == expected, f"{name}: {cell!r} instead of {expected!r}"


def check_nulls(rows):
    first, second = sorted(row(r) for r in rows)
    assert first[:3] == (1, "a", 1.5), first
    # By CSV, pandas and pyarrow do not tell NULL from the empty string.
    assert second[0] == 2 and second[1] in (None, "") and second[2:] == (None, None), second


def check_many(rows):
    found = sorted(row(r) for r in rows)
    assert len(found) == 3000, len(found)
    assert [r[0] for r in found[:4]] == [1, 2, 3, 4], found[:4]
    assert all(isinstance(r[1], Decimal) for r in found), found[0]


def check_none(description, rows, unload=False):
    # An UNLOAD without rows writes no file, and the file is where PyAthena has the columns of an UNLOAD from.
    expected = [] if unload else ["n_nationkey", "n_name"]
    assert [column[0] for column in description] == expected, description
    assert list(rows) == [], rows
