"""The cursors of PyAthena that wait."""

from decimal import Decimal

import arrow_endpoint  # noqa: F401
import cursors
from listed import trial_of
from trials import main, trial

import pyathena
from pyathena import OperationalError, connect
from pyathena.arrow.cursor import ArrowCursor
from pyathena.cursor import Cursor, DictCursor
from pyathena.pandas.cursor import PandasCursor
from pyathena.polars.cursor import PolarsCursor
from pyathena.s3fs.cursor import S3FSCursor

# Each cursor with the ways that it reads results.
STYLES = {
    "default": (Cursor, {}),
    "dict": (DictCursor, {}),
    "s3fs": (S3FSCursor, {}),
    "pandas_csv": (PandasCursor, {}),
    "pandas_unload": (PandasCursor, {"unload": True}),
    "arrow_csv": (ArrowCursor, {}),
    "arrow_unload": (ArrowCursor, {"unload": True}),
    "polars_csv": (PolarsCursor, {}),
    "polars_unload": (PolarsCursor, {"unload": True}),
}


def connection(**options):
    # The region, the keys, the endpoint and the staging folder come from the environment.
    return connect(poll_interval=0.02, schema_name="tpch", **options)


def each_style(name, cursor_class, options):
    def types():
        with connection() as connected, connected.cursor(cursor_class, **options) as cursor:
            cursor.execute(cursors.TYPES)
            cursors.check_types(cursor.description, cursor.fetchall())

    def rows():
        with connection() as connected, connected.cursor(cursor_class, **options) as cursor:
            cursors.check_nulls(cursor.execute(cursors.NULLS).fetchall())
            cursors.check_many(cursor.execute(cursors.MANY).fetchall())
            cursor.execute(cursors.MANY)
            assert len(cursor.fetchmany(10)) == 10 and cursor.fetchone() is not None
            cursor.execute(cursors.NONE)
            cursors.check_none(cursor.description, cursor.fetchall(), bool(options))

    def parameters():
        sql = "SELECT n_name FROM nation WHERE n_name = %(name)s OR n_nationkey IN %(keys)s ORDER BY 1"
        with connection() as connected, connected.cursor(cursor_class, **options) as cursor:
            cursor.execute(sql, {"name": "CHINA", "keys": (0, 1)})
            assert [cursors.row(r) for r in cursor.fetchall()] == [("ALGERIA",), ("ARGENTINA",), ("CHINA",)]
            cursor.execute("SELECT n_name FROM nation WHERE n_name = ?", ["'CHINA'"], paramstyle="qmark")
            assert [cursors.row(r) for r in cursor.fetchall()] == [("CHINA",)]

    def failures():
        with connection() as connected, connected.cursor(cursor_class, **options) as cursor:
            try:
                cursor.execute("SELECT 1 / n_nationkey AS one FROM nation")
            except OperationalError as error:
                assert "Division by zero" in str(error), error
            else:
                raise AssertionError("a division by zero succeeded")

    for function in (types, rows, parameters, failures):
        function.__name__ = f"{name}_{function.__name__}"
        trial(function)


for style, (cursor_class, options) in STYLES.items():
    each_style(style, cursor_class, options)


@trial
def frames_of_a_table():
    sql = "SELECT * FROM orders WHERE o_orderkey < 1000"
    with connection() as connected:
        for unload in (False, True):
            frame = connected.cursor(PandasCursor, unload=unload).execute(sql).as_pandas()
            table = connected.cursor(ArrowCursor, unload=unload).execute(sql).as_arrow()
            polars = connected.cursor(PolarsCursor, unload=unload).execute(sql).as_polars()
            assert len(frame) == table.num_rows == polars.height > 0
            assert list(frame.columns) == table.column_names == polars.columns
            # By CSV, the Arrow cursor leaves decimals as text.
            prices = [Decimal(price) for price in table["o_totalprice"].to_pylist()]
            assert sum(frame["o_totalprice"]) == sum(prices) == sum(polars["o_totalprice"].to_list())


@trial
def frames_in_chunks():
    with connection() as connected:
        for unload in (False, True):
            cursor = connected.cursor(PandasCursor, unload=unload)
            chunks = list(cursor.execute(cursors.MANY, chunksize=1000).iter_chunks())
            assert sum(len(chunk) for chunk in chunks) == 3000 and len(chunks) > 1, len(chunks)


@trial
def nested_values():
    sql = """SELECT ARRAY[1, 2] AS a, MAP(ARRAY['k'], ARRAY[1]) AS m,
        CAST(ROW(1, 'x') AS ROW(p integer, q varchar)) AS r, CAST(JSON '{"a": [1]}' AS JSON) AS j"""
    with connection() as connected:
        found = connected.cursor().execute(sql, result_set_type_hints={"r": "row(p integer, q varchar)"}).fetchone()
        assert found[2] == {"p": 1, "q": "x"} and found[3] == {"a": [1]}, found
        nested = "SELECT ARRAY[1, 2] AS a, CAST(ROW(1, 'x') AS ROW(p integer, q varchar)) AS r"
        table = connected.cursor(ArrowCursor, unload=True).execute(nested).as_arrow()
        assert table.to_pylist() == [{"a": [1, 2], "r": {"p": 1, "q": "x"}}], table.to_pylist()


@trial
def statements_without_rows():
    from queries import unique

    database = unique("pyathena")
    with connection() as connected, connected.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {database}")
        cursor.execute(f"CREATE TABLE {database}.t WITH (format = 'PARQUET') AS SELECT 1 AS a, 'é' AS s")
        cursor.execute(f"INSERT INTO {database}.t VALUES (2, 'ü')")
        assert cursor.rowcount == 1, cursor.rowcount
        assert cursor.execute(f"SELECT * FROM {database}.t ORDER BY a").fetchall() == [(1, "é"), (2, "ü")]
        assert cursor.execute(f"SHOW TABLES IN {database}").fetchall() == [("t",)]
        cursor.execute(f"DESCRIBE {database}.t")
        found = cursor.fetchall()
        assert [line[0].split() for line in found] == [["a", "int"], ["s", "varchar(1)"]], found
        metadata = cursor.get_table_metadata("t", schema_name=database)
        assert [column.name for column in metadata.columns] == ["a", "s"]
        assert [table.name for table in cursor.list_table_metadata(schema_name=database)] == ["t"]
        assert database in [found.name for found in cursor.list_databases("AwsDataCatalog")]
        cursor.execute(f"DROP TABLE {database}.t")
        cursor.execute(f"DROP DATABASE {database}")


@trial
def reused_queries():
    sql = "SELECT count(*) AS reused_by_the_cache FROM nation"
    with connection() as connected, connected.cursor() as cursor:
        first = cursor.execute(sql).query_id
        assert cursor.execute(sql, cache_size=50).query_id == first
        cursor.execute(sql, result_reuse_enable=True, result_reuse_minutes=60)
        assert cursor.fetchall() == [(25,)]


@trial
def managed_results():
    with connection(s3_staging_dir="", work_group="managed") as connected:
        for cursor_class in (Cursor, PandasCursor, ArrowCursor, PolarsCursor):
            rows = connected.cursor(cursor_class).execute("SELECT n_name FROM nation ORDER BY 1 LIMIT 2").fetchall()
            assert [cursors.row(r) for r in rows] == [("ALGERIA",), ("ARGENTINA",)], (cursor_class, rows)


@trial
def work_group_with_a_location_of_its_own():
    with connection(s3_staging_dir="", work_group="enforced") as connected:
        cursor = connected.cursor(PandasCursor)
        assert len(cursor.execute("SELECT * FROM nation").as_pandas()) == 25
        assert cursor.output_location.startswith("s3://sandbox-enforced/"), cursor.output_location


@trial
def frames_written_as_tables():
    import pandas
    from pyathena.pandas.util import to_sql
    from queries import unique

    database = unique("frames")
    frame = pandas.DataFrame({"a": [1, 2, 3], "s": ["é", "b", None], "day": ["x", "x", "y"]})
    with connection() as connected, connected.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {database}")
        to_sql(
            frame, "t", connected, f"s3://sandbox-results/{database}/", schema=database, partitions=["day"],
            if_exists="replace", compression="SNAPPY",
        )
        rows = cursor.execute(f"SELECT a, s, day FROM {database}.t ORDER BY a").fetchall()
        assert rows == [(1, "é", "x"), (2, "b", "x"), (3, None, "y")], rows
        cursor.execute(f"DROP TABLE {database}.t")
        cursor.execute(f"DROP DATABASE {database}")


@trial_of("sts", "AssumeRole")
def assumed_role():
    """By STS, whose credentials are taken then."""
    with connection(role_arn="arn:aws:iam::000000000000:role/reader") as connected:
        assert connected.cursor().execute("SELECT 1 AS one").fetchall() == [(1,)]


assert pyathena.__version__ == "4.2.1"
main()
