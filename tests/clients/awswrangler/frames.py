"""awswrangler: frames from queries, by each of its three ways, and frames to tables."""

import datetime
from decimal import Decimal

import awswrangler as wr
import pandas as pd
from listed import trial_of
from queries import BUCKET, equal, unique
from trials import main, trial

# CREATE TABLE AS, UNLOAD, and the CSV file.
WAYS = {
    "ctas": {"ctas_approach": True, "unload_approach": False},
    "unload": {"ctas_approach": False, "unload_approach": True},
    "csv": {"ctas_approach": False, "unload_approach": False},
}

TYPES = """SELECT true AS b, TINYINT '-1' AS i8, SMALLINT '2' AS i16, INTEGER '3' AS i32, BIGINT '9007199254740993' AS i64,
    CAST(1.5 AS REAL) AS f32, DOUBLE '2.25' AS f64, DECIMAL '12.50' AS d, 'é🦀 "x", y' AS s, DATE '2024-02-29' AS day,
    TIMESTAMP '2024-02-29 01:02:03.004' AS ts
    UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL ORDER BY 1"""


def read(sql, way, database="tpch", **options):
    arguments = dict(WAYS[way])
    if arguments["unload_approach"]:
        arguments["s3_output"] = f"s3://{BUCKET}/{unique('wrangler')}/"
    else:
        arguments["s3_output"] = f"s3://{BUCKET}/"
    return wr.athena.read_sql_query(sql, database=database, athena_query_wait_polling_delay=0.02, **arguments, **options)


def each_way(way):
    def whole_table():
        frame = read("SELECT * FROM orders WHERE o_orderkey < 1000", way)
        assert len(frame) > 100, len(frame)
        equal(len(frame.columns), 9)
        equal(str(frame["o_orderkey"].dtype), "Int64")
        assert all(isinstance(price, Decimal) for price in frame["o_totalprice"])

    def every_type():
        frame = read(TYPES, way).sort_values("i8").reset_index(drop=True)
        row = frame.iloc[0]
        equal((bool(row["b"]), int(row["i8"]), int(row["i16"]), int(row["i32"])), (True, -1, 2, 3))
        equal((int(row["i64"]), float(row["f32"]), float(row["f64"])), (9007199254740993, 1.5, 2.25))
        equal((row["d"], row["s"], row["day"]), (Decimal("12.50"), 'é🦀 "x", y', datetime.date(2024, 2, 29)))
        equal(row["ts"].to_pydatetime(), datetime.datetime(2024, 2, 29, 1, 2, 3, 4000))
        assert all(pd.isna(cell) for cell in frame.iloc[1]), frame.iloc[1]

    def chunks():
        sizes = [len(chunk) for chunk in read("SELECT * FROM customer", way, chunksize=400)]
        equal((sum(sizes), max(sizes)), (1500, 400))

    def parameters():
        frame = read("SELECT n_name FROM nation WHERE n_name = :name", way, params={"name": "CHINA"})
        equal(list(frame["n_name"]), ["CHINA"])

    def no_rows():
        sql = "SELECT n_nationkey, n_name FROM nation WHERE n_nationkey < 0"
        try:
            frame = read(sql, way)
        except wr.exceptions.EmptyDataFrame:
            # An UNLOAD without rows writes no file, from which awswrangler takes the columns.
            equal(way, "unload")
        else:
            # A CREATE TABLE AS without rows has no manifest, and awswrangler gives an empty frame.
            equal((len(frame), list(frame.columns)), (0, [] if way == "ctas" else ["n_nationkey", "n_name"]))

    for function in (whole_table, every_type, chunks, parameters, no_rows):
        function.__name__ = f"{way}_{function.__name__}"
        # What it creates, it deletes by Glue.
        (trial_of("glue", "DeleteTable") if way == "ctas" else trial)(function)


for way in WAYS:
    each_way(way)


@trial
def failing_query():
    try:
        read("SELECT 1 / n_nationkey AS one FROM nation", "csv")
    except wr.exceptions.QueryFailed as error:
        assert "Division by zero" in str(error), error
    else:
        raise AssertionError("a division by zero succeeded")


@trial
def pieces():
    """The operations below read_sql_query."""
    query_id = wr.athena.start_query_execution("SELECT 1 AS one", database="tpch", s3_output=f"s3://{BUCKET}/")
    execution = wr.athena.wait_query(query_id, athena_query_wait_polling_delay=0.02)
    equal(execution["Status"]["State"], "SUCCEEDED")
    equal(wr.athena.get_query_execution(query_id)["QueryExecutionId"], query_id)
    equal(list(wr.athena.get_query_results(query_id)["one"]), [1])
    equal(wr.athena.get_query_columns_types(query_id), {"one": "integer"})
    assert query_id in wr.athena.list_query_executions()
    executions = wr.athena.get_query_executions([query_id])
    equal(list(executions["QueryExecutionId"]), [query_id])
    equal(wr.athena.get_work_group("primary")["WorkGroup"]["Name"], "primary")


@trial
def catalog_of_tpch():
    databases = wr.catalog.databases(limit=1000)
    assert "tpch" in list(databases["Database"]), databases
    tables = wr.catalog.tables(database="tpch")
    assert {"nation", "region"} <= set(tables["Table"]), tables
    equal(wr.catalog.get_table_types("tpch", "region"), {"r_regionkey": "bigint", "r_name": "string", "r_comment": "string"})
    assert wr.catalog.does_table_exist("tpch", "region") and not wr.catalog.does_table_exist("tpch", "nothing")
    equal(list(wr.catalog.table("tpch", "region")["Column Name"]), ["r_regionkey", "r_name", "r_comment"])


@trial_of("glue", "CreateDatabase")
def tables_by_parts_of_their_names():
    """Its expressions have `*` for any text, as Hive's have."""

    def names(**options):
        return sorted(table["Name"] for table in wr.catalog.get_tables(database="tpch", **options))

    equal(names(name_contains="ation"), ["nation"])
    equal(names(name_prefix="part"), ["part", "partsupp"])
    equal(names(name_suffix="part"), ["part"])


FRAME = pd.DataFrame(
    {
        "id": pd.array([1, 2, 3], dtype="Int64"),
        "name": ["é🦀", None, "c"],
        "price": [Decimal("1.50"), None, Decimal("-2.25")],
        "born": [datetime.date(2024, 2, 29), None, datetime.date(1969, 12, 31)],
        "seen": pd.to_datetime(["2024-02-29 01:02:03.004", None, "1969-12-31 23:59:59.000"]),
        "day": ["2024-01-01", "2024-01-01", "2024-01-02"],
    }
)


@trial_of("glue", "CreateDatabase")
def frames_to_partitioned_parquet():
    database = unique("wrangled")
    path = f"s3://{BUCKET}/{database}/t/"
    wr.catalog.create_database(database, description="Made by a test")
    written = wr.s3.to_parquet(
        FRAME, path=path, dataset=True, database=database, table="t", partition_cols=["day"], mode="overwrite",
        glue_table_settings={"description": "frames", "columns_comments": {"id": "Its number"}},
    )
    equal(len(written["paths"]), 2)
    types = wr.catalog.get_table_types(database, "t")
    equal(types, {"id": "bigint", "name": "string", "price": "decimal(3,2)", "born": "date", "seen": "timestamp", "day": "string"})
    partitions = wr.catalog.get_partitions(database, "t")
    equal(partitions, {f"{path}day=2024-01-01/": ["2024-01-01"], f"{path}day=2024-01-02/": ["2024-01-02"]})
    equal(wr.catalog.get_partitions(database, "t", expression="day = '2024-01-02'"), {f"{path}day=2024-01-02/": ["2024-01-02"]})
    frame = read("SELECT * FROM t ORDER BY id", "csv", database)
    equal(list(frame["id"]), [1, 2, 3])
    equal(list(frame["day"]), ["2024-01-01", "2024-01-01", "2024-01-02"])
    equal(frame["name"][0], "é🦀")

    equal(sorted(wr.s3.read_parquet_table(table="t", database=database)["id"]), [1, 2, 3])

    more = FRAME.assign(id=FRAME["id"] + 3, day="2024-01-03")
    wr.s3.to_parquet(more, path=path, dataset=True, database=database, table="t", partition_cols=["day"], mode="append")
    equal(int(read("SELECT count(*) AS n FROM t", "csv", database)["n"][0]), 6)
    equal(int(read("SELECT count(*) AS n FROM t WHERE day = '2024-01-03'", "unload", database)["n"][0]), 3)

    again = FRAME.head(1).assign(day="2024-01-03")
    wr.s3.to_parquet(
        again, path=path, dataset=True, database=database, table="t", partition_cols=["day"], mode="overwrite_partitions"
    )
    equal(int(read("SELECT count(*) AS n FROM t", "csv", database)["n"][0]), 4)
    equal(wr.catalog.get_table_description(database, "t"), "frames")
    equal(wr.catalog.get_columns_comments(database, "t")["id"], "Its number")
    equal(wr.catalog.get_table_location(database, "t").rstrip("/"), path.rstrip("/"))
    assert wr.catalog.get_table_parameters(database, "t")["classification"] == "parquet"
    assert wr.catalog.delete_table_if_exists(database, "t")
    wr.catalog.delete_database(database)
    assert database not in list(wr.catalog.databases(limit=1000)["Database"])


@trial_of("glue", "CreateDatabase")
def frames_to_csv_and_new_columns():
    database = unique("wrangled")
    path = f"s3://{BUCKET}/{database}/"
    wr.catalog.create_database(database)
    frame = pd.DataFrame({"a": [1, 2], "s": ["x", "y"]})
    wr.s3.to_csv(frame, path=f"{path}c/", dataset=True, database=database, table="c", mode="overwrite", index=False)
    equal(list(read("SELECT s FROM c ORDER BY a", "csv", database)["s"]), ["x", "y"])
    for wider in (frame, frame.assign(more=[1.5, None])):
        wr.s3.to_parquet(wider, path=f"{path}p/", dataset=True, database=database, table="p", mode="append")
    equal(wr.catalog.get_table_types(database, "p"), {"a": "bigint", "s": "string", "more": "double"})
    found = read("SELECT count(*) AS n, count(more) AS m FROM p", "csv", database)
    equal((int(found["n"][0]), int(found["m"][0])), (4, 1))
    for table in ("c", "p"):
        wr.catalog.delete_table_if_exists(database, table)
    wr.catalog.delete_database(database)


@trial_of("glue", "CreateDatabase")
def tables_by_statements():
    database = unique("wrangled")
    wr.catalog.create_database(database)
    options = {"database": database, "s3_output": f"s3://{BUCKET}/{database}/"}
    made = wr.athena.create_ctas_table(
        "SELECT n_nationkey, n_name FROM tpch.nation", ctas_table="nations", wait=True,
        athena_query_wait_polling_delay=0.02, **options,
    )
    equal(made["ctas_table"], "nations")
    equal(len(wr.athena.read_sql_table("nations", database, ctas_approach=False, s3_output=options["s3_output"])), 25)
    assert "n_nationkey" in wr.athena.show_create_table("nations", **options)
    assert "n_name" in list(wr.athena.describe_table("nations", **options)["Column Name"])
    unloaded = wr.athena.unload(
        "SELECT * FROM tpch.region", path=f"s3://{BUCKET}/{database}/unloaded/", database=database,
        athena_query_wait_polling_delay=0.02,
    )
    equal(unloaded.raw_payload["Status"]["State"], "SUCCEEDED")
    # The manifest and the metadata of the query are there, too.
    stored = wr.s3.read_parquet(f"s3://{BUCKET}/{database}/unloaded/", path_ignore_suffix=[".csv", ".metadata"])
    equal(len(stored), 5)
    wr.catalog.delete_table_if_exists(database, "nations")
    wr.catalog.delete_database(database)


@trial
def objects():
    path = f"s3://{BUCKET}/{unique('objects')}/"
    wr.s3.to_json(pd.DataFrame({"a": [1]}), path=f"{path}a.json")
    equal(wr.s3.list_objects(path), [f"{path}a.json"])
    assert wr.s3.does_object_exist(f"{path}a.json")
    equal(list(wr.s3.size_objects(path).values())[0] > 0, True)
    wr.s3.copy_objects([f"{path}a.json"], source_path=path, target_path=f"{path}copy/")
    wr.s3.delete_objects(path)
    equal(wr.s3.list_objects(path), [])


equal(wr.__version__, "3.17.1")
main()
