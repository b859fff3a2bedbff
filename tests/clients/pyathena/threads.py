"""The cursors of PyAthena that give futures, from a pool of threads."""

import arrow_endpoint  # noqa: F401
import cursors
from trials import main, trial

from pyathena import OperationalError, connect
from pyathena.arrow.async_cursor import AsyncArrowCursor
from pyathena.async_cursor import AsyncCursor, AsyncDictCursor
from pyathena.pandas.async_cursor import AsyncPandasCursor
from pyathena.polars.async_cursor import AsyncPolarsCursor
from pyathena.s3fs.async_cursor import AsyncS3FSCursor

STYLES = {
    "default": (AsyncCursor, {}),
    "dict": (AsyncDictCursor, {}),
    "s3fs": (AsyncS3FSCursor, {}),
    "pandas_csv": (AsyncPandasCursor, {}),
    "pandas_unload": (AsyncPandasCursor, {"unload": True}),
    "arrow_csv": (AsyncArrowCursor, {}),
    "arrow_unload": (AsyncArrowCursor, {"unload": True}),
    "polars_csv": (AsyncPolarsCursor, {}),
    "polars_unload": (AsyncPolarsCursor, {"unload": True}),
}


def each_style(name, cursor_class, options):
    def rows():
        with connect(poll_interval=0.02, schema_name="tpch") as connected:
            with connected.cursor(cursor_class, max_workers=4, **options) as cursor:
                # All at once.
                futures = [cursor.execute(sql)[1] for sql in (cursors.TYPES, cursors.NULLS, cursors.MANY, cursors.NONE)]
                types, nulls, many, none = (future.result() for future in futures)
                cursors.check_types(types.description, types.fetchall())
                cursors.check_nulls(nulls.fetchall())
                cursors.check_many(many.fetchall())
                cursors.check_none(none.description, none.fetchall(), bool(options))

    def failures():
        with connect(poll_interval=0.02, schema_name="tpch") as connected:
            with connected.cursor(cursor_class, **options) as cursor:
                query_id, future = cursor.execute("SELECT 1 / n_nationkey AS one FROM nation")
                try:
                    result = future.result()
                except OperationalError as error:
                    assert "Division by zero" in str(error), error
                else:
                    assert result.state == "FAILED" and "Division by zero" in result.state_change_reason, result
                assert cursor.query_execution(query_id).result().state == "FAILED"

    def cancelled():
        sql = "SELECT count(*) AS n FROM lineitem a CROSS JOIN lineitem b CROSS JOIN lineitem c WHERE a.l_comment < b.l_comment"
        with connect(poll_interval=0.02, schema_name="tpch") as connected:
            with connected.cursor(cursor_class, **options) as cursor:
                query_id, future = cursor.execute(sql)
                cursor.cancel(query_id).result()
                try:
                    assert future.result().state == "CANCELLED"
                except OperationalError:
                    pass
                assert cursor.query_execution(query_id).result().state == "CANCELLED"

    for function in (rows, failures, cancelled):
        function.__name__ = f"{name}_{function.__name__}"
        trial(function)


for style, (cursor_class, options) in STYLES.items():
    each_style(style, cursor_class, options)

main()
