"""The SQLAlchemy dialects of PyAthena: five for asyncio, and the five that wait."""

import os
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote

import arrow_endpoint  # noqa: F401
import cursors
from queries import unique
from trials import gap, main, trial

from sqlalchemy import (
    BigInteger, Boolean, Column, Date, DateTime, Double, Integer, MetaData, Numeric, String, Table, create_engine, delete,
    func, insert, inspect, select, text, types, update,
)
from sqlalchemy.exc import NoSuchTableError, OperationalError
from sqlalchemy.ext.asyncio import create_async_engine

STAGING = os.environ["AWS_ATHENA_S3_STAGING_DIR"]
ASYNC = ("aiorest", "aiopandas", "aioarrow", "aiopolars", "aios3fs")
SYNC = ("rest", "pandas", "arrow", "polars", "s3fs")

# The only thing of the URL that is not a name: where new tables go.
OPTIONS = f"s3_staging_dir={quote(STAGING, safe='')}&poll_interval=0.02"


def url(dialect, schema, options=""):
    # The host says the region; the endpoint comes from the environment.
    return f"awsathena+{dialect}://:@athena.us-east-1.amazonaws.com:443/{schema}?{OPTIONS}{options}"


def tables(metadata, schema):
    return Table(
        "people", metadata,
        Column("id", Integer, comment="Its number"),
        Column("name", String),
        Column("big", BigInteger),
        Column("price", Numeric(10, 2)),
        Column("weight", Double),
        Column("here", Boolean),
        Column("born", Date),
        Column("seen", DateTime),
        Column("country", String, awsathena_partition=True),
        schema=schema,
        awsathena_location=f"{STAGING}{schema}/people/",
        awsathena_file_format="PARQUET",
        awsathena_compression="SNAPPY",
        comment="People: 人々",
    )


ROWS = [
    {
        "id": 1, "name": "Zoë \"the\" 🦀, 'x' 100%", "big": 1 << 53, "price": Decimal("12.50"), "weight": 1.5, "here": True,
        "born": date(2024, 2, 29), "seen": datetime(2024, 2, 29, 1, 2, 3, 4000), "country": "日本",
    },
    {
        "id": 2, "name": "", "big": -1, "price": Decimal("-0.01"), "weight": -0.25, "here": False,
        "born": date(1969, 12, 31), "seen": datetime(1969, 12, 31, 23, 59, 59), "country": "de",
    },
]  # fmt: skip


def asked(connection, schema):
    """Queries of the tables of TPC-H."""
    assert connection.execute(text("SELECT 1 AS one")).scalar() == 1
    nation = Table("nation", MetaData(), autoload_with=connection, schema="tpch")
    rows = connection.execute(
        select(nation.c.n_name).where(nation.c.n_name.in_(["CHINA", "PERU"])).order_by(nation.c.n_name).limit(2)
    ).scalars().all()
    assert rows == ["CHINA", "PERU"], rows
    orders = Table("orders", MetaData(), autoload_with=connection, schema="tpch")
    count = connection.execute(select(func.count()).select_from(orders).where(orders.c.o_orderdate >= date(1998, 1, 1))).scalar()
    assert 0 < count < 15000, count
    fruits = "é🦀'\"%日本"
    assert connection.execute(select(text(":fruits AS fruits")).params(fruits=fruits)).scalar() == fruits
    assert connection.execute(text("SELECT 1 AS \"名前 x\"")).keys()._keys == ["名前 x"]
    try:
        connection.execute(text("SELECT * FROM tpch.nothing"))
    except OperationalError as error:
        assert "TABLE_NOT_FOUND" in str(error), error
    else:
        raise AssertionError("a table that is not there was read")


def reflected(connection, schema):
    inspector = inspect(connection)
    assert "tpch" in inspector.get_schema_names()
    names = "customer lineitem nation orders part partsupp region supplier".split()
    assert sorted(inspector.get_table_names("tpch")) == names
    assert inspector.has_table("nation", "tpch") and not inspector.has_table("nothing", "tpch")
    columns = inspector.get_columns("orders", "tpch")
    found = {column["name"]: column["type"] for column in columns}
    assert isinstance(found["o_orderkey"], types.BigInteger), found
    assert isinstance(found["o_orderdate"], types.Date), found
    assert isinstance(found["o_totalprice"], types.Numeric), found
    assert inspector.get_pk_constraint("orders", "tpch")["constrained_columns"] == []
    try:
        inspector.get_columns("nothing", "tpch")
    except NoSuchTableError:
        pass
    else:
        raise AssertionError("a table that is not there was reflected")


def written(connection, schema):
    """DDL, inserts and what comes back."""
    metadata = MetaData()
    people = tables(metadata, schema)
    connection.execute(text(f"CREATE DATABASE {schema}"))
    metadata.create_all(connection)
    connection.execute(insert(people), ROWS)
    connection.execute(insert(people).values(id=3, country="de"))
    rows = connection.execute(select(people).order_by(people.c.id)).all()
    found = [{name: cursors.plain(cell) for name, cell in row._mapping.items()} for row in rows]
    expected = [dict(row) for row in ROWS]
    if "pandas" in connection.dialect.driver:
        # pandas reads nothing as NaN, whether it is NULL or empty.
        expected[1]["name"] = None
    assert found[:2] == expected, found
    assert found[2]["price"] is None and found[2]["born"] is None, found[2]
    counted = connection.execute(select(people.c.country, func.count()).group_by(people.c.country).order_by(people.c.country)).all()
    assert [tuple(row) for row in counted] == [("de", 2), ("日本", 1)], counted

    inspector = inspect(connection)
    columns = {column["name"]: column for column in inspector.get_columns("people", schema)}
    assert list(columns) == [column.name for column in people.columns]
    assert columns["id"]["comment"] == "Its number"
    assert columns["country"]["dialect_options"]["awsathena_partition"] is True
    assert inspector.get_table_comment("people", schema)["text"] == "People: 人々"
    options = inspector.get_table_options("people", schema)
    assert options["awsathena_location"].rstrip("/") == f"{STAGING}{schema}/people", options
    connection.execute(text(f"CREATE VIEW {schema}.names AS SELECT name FROM {schema}.people"))
    inspector.clear_cache()
    assert inspector.get_view_names(schema) == ["names"]
    assert inspector.get_table_names(schema) == ["people"]
    assert "SELECT" in inspector.get_view_definition("names", schema).upper()
    connection.execute(text(f"DROP VIEW {schema}.names"))
    metadata.drop_all(connection)
    assert inspect(connection).get_table_names(schema) == []
    connection.execute(text(f"DROP DATABASE {schema}"))


def iceberg(metadata, schema):
    return Table(
        "things", metadata,
        Column("id", Integer),
        Column("name", String),
        schema=schema,
        awsathena_location=f"{STAGING}{schema}/things/",
        awsathena_tblproperties={"table_type": "ICEBERG"},
    )


def changed(connection, schema):
    metadata = MetaData()
    things = iceberg(metadata, schema)
    connection.execute(text(f"CREATE DATABASE {schema}"))
    metadata.create_all(connection)
    connection.execute(insert(things), [{"id": 1, "name": "one"}, {"id": 2, "name": "two"}])
    # `update()` does not get as far as a statement: see below.
    connection.execute(text(f"UPDATE {schema}.things SET name = :name WHERE id = 1"), {"name": "ün"})
    connection.execute(delete(things).where(things.c.id == 2))
    assert connection.execute(select(things.c.name)).scalars().all() == ["ün"]
    metadata.drop_all(connection)
    connection.execute(text(f"DROP DATABASE {schema}"))


def each_dialect(dialect, work):
    if dialect in ASYNC:

        async def function():
            engine = create_async_engine(url(dialect, "tpch"))
            async with engine.connect() as connection:
                await connection.run_sync(work, unique(work.__name__))
            await engine.dispose()

    else:

        def function():
            engine = create_engine(url(dialect, "tpch"))
            with engine.connect() as connection:
                work(connection, unique(work.__name__))
            engine.dispose()

    function.__name__ = f"{dialect}_{work.__name__}"
    trial(function)


for dialect in (*ASYNC, *SYNC):
    for work in (asked, reflected, written, changed):
        each_dialect(dialect, work)


@trial
@gap("PyAthena 4.2.1 cannot compile update() on SQLAlchemy 2.1", error=(TypeError, AttributeError))
def updates():
    things = iceberg(MetaData(), "x")
    engine = create_engine(url("rest", "tpch"))
    update(things).values(name="x").where(things.c.id == 1).compile(engine)


@trial
async def results_by_unload():
    for dialect in ("aiopandas", "aioarrow", "aiopolars"):
        engine = create_async_engine(url(dialect, "tpch", "&unload=true"))
        async with engine.connect() as connection:
            rows = (await connection.execute(text("SELECT * FROM nation ORDER BY n_nationkey"))).all()
            assert len(rows) == 25 and rows[0][1] == "ALGERIA", rows
        await engine.dispose()


main()
