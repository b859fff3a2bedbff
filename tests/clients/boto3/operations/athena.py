"""Athena."""

import uuid

from queries import STAGING, athena, equal, refused, rows, run, s3, start, unique, wait
from trials import trial

CATALOG = "AwsDataCatalog"


def object_of(uri):
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return s3.get_object(Bucket=bucket, Key=key)["Body"].read()


@trial
def query():
    execution = run("SELECT n_nationkey, n_name FROM nation WHERE n_nationkey < 2 ORDER BY 1")
    equal(execution["StatementType"], "DML")
    equal(execution["SubstatementType"], "SELECT")
    equal(execution["WorkGroup"], "primary")
    location = execution["ResultConfiguration"]["OutputLocation"]
    equal(location, f"{STAGING}{execution['QueryExecutionId']}.csv")
    equal(object_of(location), b'"n_nationkey","n_name"\n"0","ALGERIA"\n"1","ARGENTINA"\n')
    result = athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])["ResultSet"]
    equal([column["Type"] for column in result["ResultSetMetadata"]["ColumnInfo"]], ["bigint", "varchar"])
    equal(len(result["Rows"]), 3)
    statistics = athena.get_query_runtime_statistics(QueryExecutionId=execution["QueryExecutionId"])
    assert statistics["QueryRuntimeStatistics"]["Timeline"]["TotalExecutionTimeInMillis"] >= 0


@trial
def pages():
    query_id = run("SELECT n_name FROM nation ORDER BY 1")["QueryExecutionId"]
    paginator = athena.get_paginator("get_query_results")
    found = list(paginator.paginate(QueryExecutionId=query_id, PaginationConfig={"PageSize": 10}))
    equal([len(page["ResultSet"]["Rows"]) for page in found], [10, 10, 6])


@trial
def every_type():
    sql = """SELECT true b, TINYINT '1' i8, SMALLINT '2' i16, 3 i32, BIGINT '4' i64, REAL '1.5' f32, DOUBLE '2.5' f64,
        DECIMAL '1.23' d, 'é🦀' s, CHAR 'c' c, X'0102' bin, DATE '2024-02-29' day, TIMESTAMP '2024-02-29 01:02:03.004' ts,
        TIMESTAMP '2024-02-29 01:02:03.004 UTC' tz, TIME '01:02:03' t, ARRAY[1, 2] a, MAP(ARRAY['k'], ARRAY[1]) m,
        CAST(ROW(1, 'x') AS ROW(p integer, q varchar)) r, JSON '{"a": 1}' j, INTERVAL '3' DAY iv, NULL u"""
    query_id = run(sql)["QueryExecutionId"]
    result = athena.get_query_results(QueryExecutionId=query_id)["ResultSet"]
    cells = [cell.get("VarCharValue") for cell in result["Rows"][1]["Data"]]
    equal(cells[:10], ["true", "1", "2", "3", "4", "1.5", "2.5", "1.23", "é🦀", "c"])
    equal(cells[15:18], ["[1, 2]", "{k=1}", "{p=1, q=x}"])
    equal(cells[-1], None)


@trial
def parameters():
    equal(rows("SELECT ? a, ? b", ExecutionParameters=["1", "'it''s'"]), [("1", "it's")])


@trial
def statements_of_every_kind():
    location = f"{STAGING}kinds-{uuid.uuid4()}/"
    database = unique("kinds")
    run(f"CREATE DATABASE {database}")
    context = {"QueryExecutionContext": {"Database": database}}
    statements = [
        (f"CREATE EXTERNAL TABLE t (a int, s string) PARTITIONED BY (d string) STORED AS PARQUET LOCATION '{location}t/'", "DDL", "CREATE_TABLE"),
        ("INSERT INTO t VALUES (1, 'x', 'p')", "DML", "INSERT"),
        ("SHOW PARTITIONS t", "UTILITY", "SHOW_PARTITIONS"),
        ("DESCRIBE t", "UTILITY", "DESCRIBE_TABLE"),
        ("SHOW CREATE TABLE t", "UTILITY", "SHOW_CREATE_TABLE"),
        ("SHOW TABLES", "UTILITY", "SHOW_TABLES"),
        ("CREATE VIEW v AS SELECT a FROM t", "DDL", "CREATE_VIEW"),
        (f"CREATE TABLE c WITH (external_location = '{location}c/') AS SELECT a, s FROM t", "DDL", "CREATE_TABLE_AS_SELECT"),
        (f"UNLOAD (SELECT a FROM t) TO '{location}u/' WITH (format = 'PARQUET')", "DML", "UNLOAD"),
        ("EXPLAIN SELECT a FROM t", "DML", "EXPLAIN"),
        ("DROP VIEW v", "DDL", "DROP_VIEW"),
        ("DROP TABLE c", "DDL", "DROP_TABLE"),
        ("DROP TABLE t", "DDL", "DROP_TABLE"),
        (f"DROP DATABASE {database}", "DDL", "DROP_DATABASE"),
    ]
    for sql, kind, substatement in statements:
        execution = run(sql, **context)
        equal((sql, execution["StatementType"], execution["SubstatementType"]), (sql, kind, substatement))
        athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])
        athena.get_query_runtime_statistics(QueryExecutionId=execution["QueryExecutionId"])


@trial
def executions():
    good = run("SELECT 1")["QueryExecutionId"]
    bad = wait(start("SELECT 1 / 0"))
    status = bad["Status"]
    equal(status["State"], "FAILED")
    assert "Division by zero" in status["StateChangeReason"], status
    equal(status["AthenaError"]["ErrorCategory"], 2)
    missing = str(uuid.uuid4())
    batch = athena.batch_get_query_execution(QueryExecutionIds=[good, bad["QueryExecutionId"], missing])
    equal([e["QueryExecutionId"] for e in batch["QueryExecutions"]], [good, bad["QueryExecutionId"]])
    equal([e["QueryExecutionId"] for e in batch["UnprocessedQueryExecutionIds"]], [missing])
    pages = athena.get_paginator("list_query_executions").paginate(PaginationConfig={"PageSize": 5})
    listed = [query_id for page in pages for query_id in page["QueryExecutionIds"]]
    assert {good, bad["QueryExecutionId"]} <= set(listed)
    with refused("InvalidRequestException", "FAILED"):
        athena.get_query_results(QueryExecutionId=bad["QueryExecutionId"])


@trial
def stop():
    sql = "SELECT count(*) FROM lineitem a CROSS JOIN lineitem b CROSS JOIN lineitem c WHERE a.l_comment < b.l_comment"
    query_id = start(sql)
    athena.stop_query_execution(QueryExecutionId=query_id)
    equal(wait(query_id)["Status"]["State"], "CANCELLED")


@trial
def the_same_token_is_the_same_query():
    token = str(uuid.uuid4())
    first = start("SELECT 1", ClientRequestToken=token)
    equal(start("SELECT 1", ClientRequestToken=token), first)
    with refused("InvalidRequestException", "Idempotent parameters do not match"):
        start("SELECT 2", ClientRequestToken=token)


@trial
def requests_that_are_refused():
    with refused("InvalidRequestException", "mismatched input"):
        start("SELEC 1")
    with refused("InvalidRequestException", "QueryExecution"):
        athena.get_query_execution(QueryExecutionId=str(uuid.uuid4()))
    with refused("InvalidRequestException", "WorkGroup is not found"):
        start("SELECT 1", WorkGroup="nowhere")
    with refused("InvalidRequestException", "No output location"):
        athena.start_query_execution(QueryString="SELECT 1")
    with refused("MetadataException", "Entity Not Found"):
        athena.get_table_metadata(CatalogName=CATALOG, DatabaseName="tpch", TableName="nothing")
    with refused("MetadataException"):
        athena.get_database(CatalogName=CATALOG, DatabaseName="nothing")


@trial
def catalog():
    catalogs = athena.get_paginator("list_data_catalogs").paginate()
    names = [catalog["CatalogName"] for page in catalogs for catalog in page["DataCatalogsSummary"]]
    assert CATALOG in names, names
    equal(athena.get_data_catalog(Name=CATALOG)["DataCatalog"]["Type"], "GLUE")
    databases = athena.get_paginator("list_databases").paginate(CatalogName=CATALOG)
    assert "tpch" in [database["Name"] for page in databases for database in page["DatabaseList"]]
    equal(athena.get_database(CatalogName=CATALOG, DatabaseName="tpch")["Database"]["Name"], "tpch")
    tables = athena.get_paginator("list_table_metadata").paginate(
        CatalogName=CATALOG, DatabaseName="tpch", Expression=".*s", PaginationConfig={"PageSize": 1}
    )
    names = [table["Name"] for page in tables for table in page["TableMetadataList"]]
    equal(names, ["orders"])
    table = athena.get_table_metadata(CatalogName=CATALOG, DatabaseName="tpch", TableName="region")["TableMetadata"]
    equal([column["Name"] for column in table["Columns"]], ["r_regionkey", "r_name", "r_comment"])


@trial
def work_groups_that_are_there():
    names = [group["Name"] for group in athena.list_work_groups()["WorkGroups"]]
    for name in ("enforced", "managed", "primary"):
        assert name in names, names
        equal(athena.get_work_group(WorkGroup=name)["WorkGroup"]["State"], "ENABLED")
    execution = run("SELECT 1", WorkGroup="enforced")
    assert execution["ResultConfiguration"]["OutputLocation"].startswith("s3://sandbox-enforced/")
    execution = run("SELECT 1 AS one", WorkGroup="managed")
    equal(execution["ManagedQueryResultsConfiguration"]["Enabled"], True)
    equal(rows("SELECT 1 AS one", WorkGroup="managed"), [("1",)])
