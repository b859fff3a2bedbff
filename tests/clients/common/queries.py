"""Queries by boto3, which several programs ask for."""

import time
import uuid
from contextlib import contextmanager

import boto3
import trials  # noqa: F401 - its checker has to be there before the first client
from botocore.exceptions import ClientError

STAGING = "s3://sandbox-results/"
BUCKET = "sandbox-results"

athena = boto3.client("athena")
s3 = boto3.client("s3")

FINAL = ("SUCCEEDED", "FAILED", "CANCELLED")


def start(sql, **arguments):
    arguments.setdefault("QueryExecutionContext", {"Database": "tpch"})
    if "WorkGroup" not in arguments:
        arguments.setdefault("ResultConfiguration", {"OutputLocation": STAGING})
    return athena.start_query_execution(QueryString=sql, **arguments)["QueryExecutionId"]


def wait(query_id):
    while True:
        execution = athena.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]
        if execution["Status"]["State"] in FINAL:
            return execution
        time.sleep(0.02)


def run(sql, **arguments):
    execution = wait(start(sql, **arguments))
    status = execution["Status"]
    assert status["State"] == "SUCCEEDED", f"{sql}: {status}"
    return execution


def rows(sql, **arguments):
    """The rows of a query by GetQueryResults, without the header."""
    query_id = run(sql, **arguments)["QueryExecutionId"]
    pages = athena.get_paginator("get_query_results").paginate(QueryExecutionId=query_id)
    all_rows = [row["Data"] for page in pages for row in page["ResultSet"]["Rows"]]
    return [tuple(cell.get("VarCharValue") for cell in row) for row in all_rows[1:]]


@contextmanager
def refused(code, *words):
    """What is done inside has to be refused, with this code and these words."""
    try:
        yield
    except ClientError as error:
        found, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
        assert found == code, f"{found} instead of {code}: {message}"
        for word in words:
            assert word in message, f"{word!r} is not in {message!r}"
        return
    raise AssertionError(f"{code} was not raised")


def unique(name):
    """A name for a database or a folder that nobody else has, however often the program runs."""
    return f"{name}_{uuid.uuid4().hex[:12]}"


def equal(found, expected):
    assert found == expected, f"\n   found {found!r}\nexpected {expected!r}"
