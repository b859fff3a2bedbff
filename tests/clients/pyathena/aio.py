"""The cursors of PyAthena for asyncio."""

import asyncio

import arrow_endpoint  # noqa: F401
import cursors
from trials import main, trial

from pyathena import OperationalError, aio_connect
from pyathena.aio.arrow.cursor import AioArrowCursor
from pyathena.aio.cursor import AioCursor, AioDictCursor
from pyathena.aio.pandas.cursor import AioPandasCursor
from pyathena.aio.polars.cursor import AioPolarsCursor
from pyathena.aio.s3fs.cursor import AioS3FSCursor

STYLES = {
    "default": (AioCursor, {}),
    "dict": (AioDictCursor, {}),
    "s3fs": (AioS3FSCursor, {}),
    "pandas_csv": (AioPandasCursor, {}),
    "pandas_unload": (AioPandasCursor, {"unload": True}),
    "arrow_csv": (AioArrowCursor, {}),
    "arrow_unload": (AioArrowCursor, {"unload": True}),
    "polars_csv": (AioPolarsCursor, {}),
    "polars_unload": (AioPolarsCursor, {"unload": True}),
}


async def all_of(cursor):
    return [row async for row in cursor]


def each_style(name, cursor_class, options):
    async def rows():
        async with await aio_connect(poll_interval=0.02, schema_name="tpch") as connected:
            async with connected.cursor(cursor_class, **options) as cursor:
                await cursor.execute(cursors.TYPES)
                cursors.check_types(cursor.description, await all_of(cursor))
                await cursor.execute(cursors.NULLS)
                cursors.check_nulls(await all_of(cursor))
                await cursor.execute(cursors.MANY)
                cursors.check_many(await all_of(cursor))
                await cursor.execute(cursors.NONE)
                cursors.check_none(cursor.description, await all_of(cursor), bool(options))
                sql = "SELECT n_name FROM nation WHERE n_name = %(name)s"
                await cursor.execute(sql, {"name": "CHINA"})
                assert [cursors.row(row) for row in await all_of(cursor)] == [("CHINA",)]

    async def failures():
        async with await aio_connect(poll_interval=0.02, schema_name="tpch") as connected:
            async with connected.cursor(cursor_class, **options) as cursor:
                try:
                    await cursor.execute("SELECT 1 / n_nationkey AS one FROM nation")
                except OperationalError as error:
                    assert "Division by zero" in str(error), error
                else:
                    raise AssertionError("a division by zero succeeded")

    for function in (rows, failures):
        function.__name__ = f"{name}_{function.__name__}"
        trial(function)


for style, (cursor_class, options) in STYLES.items():
    each_style(style, cursor_class, options)


@trial
async def many_at_once():
    async with await aio_connect(poll_interval=0.02, schema_name="tpch") as connected:

        async def count(key):
            async with connected.cursor() as cursor:
                await cursor.execute(f"SELECT count(*) AS n FROM customer WHERE c_nationkey = {key}")
                return (await all_of(cursor))[0][0]

        assert sum(await asyncio.gather(*(count(key) for key in range(25)))) == 1500


@trial
async def a_task_that_is_cancelled_stops_its_query():
    sql = "SELECT count(*) AS n FROM lineitem a CROSS JOIN lineitem b CROSS JOIN lineitem c WHERE a.l_comment < b.l_comment"
    async with await aio_connect(poll_interval=0.02, schema_name="tpch") as connected:
        started = asyncio.Event()
        ids = []

        def on_start(query_id):
            ids.append(query_id)
            loop.call_soon_threadsafe(started.set)

        loop = asyncio.get_running_loop()
        cursor = connected.cursor()
        task = asyncio.create_task(cursor.execute(sql, on_start_query_execution=on_start))
        await started.wait()
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            pass
        execution = await asyncio.to_thread(connected.client.get_query_execution, QueryExecutionId=ids[0])
        assert execution["QueryExecution"]["Status"]["State"] == "CANCELLED", execution


main()
