"""The 22 queries of TPC-H: what the sandbox answers is what DuckDB answers, over the same rows.

Each table is unloaded to Parquet, and DuckDB reads the files. Both run the texts of `tests/clients/tpch/`.
"""

import json
import tempfile
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
from queries import athena, equal, run, s3, unique
from trials import main, trial

TEXTS = Path(__file__).resolve().parents[1] / "tpch"
TABLES = {"customer": 1500, "lineitem": 60175, "nation": 25, "orders": 15000, "part": 2000, "partsupp": 8000, "region": 5, "supplier": 100}

duck = duckdb.connect()
folder = tempfile.TemporaryDirectory()


def load(table):
    """One table, from the sandbox into DuckDB."""
    name = unique("tpch")
    to = f"s3://sandbox-results/{name}/"
    execution = run(f"UNLOAD (SELECT * FROM {table}) TO '{to}' WITH (format = 'PARQUET')")
    manifest = execution["Statistics"]["DataManifestLocation"]
    files = []
    for uri in object_of(manifest).decode().splitlines():
        path = Path(folder.name) / f"{table}-{len(files)}.parquet"
        path.write_bytes(object_of(uri))
        files.append(str(path))
    duck.execute(f"CREATE TABLE {table} AS SELECT * FROM read_parquet({files!r})")
    equal(duck.execute(f"SELECT count(*) FROM {table}").fetchone()[0], TABLES[table])


def object_of(uri):
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return s3.get_object(Bucket=bucket, Key=key)["Body"].read()


def answer(sql):
    """The columns of Athena's answer, and its rows as text."""
    query_id = run(sql)["QueryExecutionId"]
    pages = list(athena.get_paginator("get_query_results").paginate(QueryExecutionId=query_id))
    columns = pages[0]["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
    rows = [row["Data"] for page in pages for row in page["ResultSet"]["Rows"]]
    return columns, [[cell.get("VarCharValue") for cell in row] for row in rows[1:]]


def same(column, ours, theirs):
    """Whether a text of Athena is a value of DuckDB."""
    if ours is None or theirs is None:
        return ours is None and theirs is None
    kind = column["Type"]
    if kind in ("double", "real") or not isinstance(theirs, float):
        if kind in ("double", "real"):
            return abs(float(ours) - float(theirs)) <= 1e-9 * max(abs(float(ours)), abs(float(theirs)))
        if kind == "decimal":
            return Decimal(ours) == Decimal(theirs)
        return ours == str(theirs)
    # DuckDB divides decimals, and takes their averages, as doubles; Trino rounds them to the scale of the result.
    step = Decimal(1).scaleb(-column["Scale"])
    return kind == "decimal" and Decimal(ours) == Decimal(repr(theirs)).quantize(step, ROUND_HALF_UP)


def compare(name):
    sql = (TEXTS / name).read_text(encoding="utf-8")
    columns, ours = answer(sql)
    result = duck.execute(sql)
    names, theirs = [column[0] for column in result.description], result.fetchall()
    equal(len(ours), len(theirs))
    assert ours, "no rows"
    for column, other in zip(columns, names):
        # Of an expression without a name, each makes its own.
        assert column["Name"] == other or column["Name"].startswith("_col"), (column["Name"], other)
    for number, (row, other) in enumerate(zip(ours, theirs)):
        equal(len(row), len(other))
        for column, cell, value in zip(columns, row, other):
            assert same(column, cell, value), (
                f"row {number}, column {json.dumps(column['Name'])} ({column['Type']}): {cell!r} here, {value!r} by DuckDB"
            )


for table in TABLES:

    def loads(table=table):
        load(table)

    loads.__name__ = f"load_{table}"
    trial(loads)

for path in sorted(TEXTS.glob("q*.sql")):

    def compares(name=path.name):
        compare(name)

    compares.__name__ = path.stem
    trial(compares)


@trial
def all_of_them():
    equal([path.stem for path in sorted(TEXTS.glob("q*.sql"))], [f"q{number:02}" for number in range(1, 23)])


main()
