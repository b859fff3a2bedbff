"""AWS Glue."""

import boto3
from queries import equal, refused
from trials import trial

glue = boto3.client("glue")


@trial
def databases_and_tables():
    pages = glue.get_paginator("get_databases").paginate(PaginationConfig={"PageSize": 1})
    assert "tpch" in [database["Name"] for page in pages for database in page["DatabaseList"]]
    equal(glue.get_database(Name="tpch")["Database"]["Name"], "tpch")
    pages = glue.get_paginator("get_tables").paginate(DatabaseName="tpch", PaginationConfig={"PageSize": 3})
    names = [table["Name"] for page in pages for table in page["TableList"]]
    equal(sorted(names), sorted("customer lineitem nation orders part partsupp region supplier".split()))
    table = glue.get_table(DatabaseName="tpch", Name="region")["Table"]
    equal([c["Name"] for c in table["StorageDescriptor"]["Columns"]], ["r_regionkey", "r_name", "r_comment"])


@trial
def entities_that_are_not_there():
    with refused("EntityNotFoundException", "nothing"):
        glue.get_database(Name="nothing")
    with refused("EntityNotFoundException", "nothing"):
        glue.get_tables(DatabaseName="nothing")
    with refused("EntityNotFoundException"):
        glue.get_table(DatabaseName="tpch", Name="nothing")
