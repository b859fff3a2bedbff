"""AWS Glue: what changes the catalog."""

import boto3
from listed import trial_of
from queries import BUCKET, equal, refused, rows, run, unique

glue = boto3.client("glue")

PARQUET = {
    "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe", "Parameters": {}},
}


def descriptor(location, columns=(("a", "int"), ("s", "string"))):
    return {"Columns": [{"Name": name, "Type": kind} for name, kind in columns], "Location": location, **PARQUET}


def table(name, location, columns=(("a", "int"), ("s", "string"))):
    return {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"EXTERNAL": "TRUE", "classification": "parquet"},
        "PartitionKeys": [{"Name": "day", "Type": "string"}],
        "StorageDescriptor": descriptor(location, columns),
    }


class Database:
    """A database that is there for one trial."""

    def __enter__(self):
        self.name = unique("glue")
        self.location = f"s3://{BUCKET}/{self.name}/"
        glue.create_database(DatabaseInput={"Name": self.name, "Description": "of a test", "LocationUri": self.location})
        return self

    def __exit__(self, *_):
        glue.delete_database(Name=self.name)


@trial_of("glue", "CreateDatabase")
def databases():
    with Database() as database:
        found = glue.get_database(Name=database.name)["Database"]
        equal((found["Description"], found["LocationUri"]), ("of a test", database.location))
        glue.update_database(Name=database.name, DatabaseInput={"Name": database.name, "Description": "another"})
        equal(glue.get_database(Name=database.name)["Database"]["Description"], "another")
        with refused("AlreadyExistsException"):
            glue.create_database(DatabaseInput={"Name": database.name})
    with refused("EntityNotFoundException"):
        glue.delete_database(Name=database.name)


@trial_of("glue", "CreateTable")
def tables():
    with Database() as database:
        named = {"DatabaseName": database.name, "Name": "t"}
        glue.create_table(DatabaseName=database.name, TableInput=table("t", f"{database.location}t/"))
        with refused("AlreadyExistsException"):
            glue.create_table(DatabaseName=database.name, TableInput=table("t", f"{database.location}t/"))
        run("INSERT INTO t VALUES (1, 'x', 'monday')", QueryExecutionContext={"Database": database.name})
        equal(rows(f"SELECT * FROM {database.name}.t"), [("1", "x", "monday")])
        wider = table("t", f"{database.location}t/", (("a", "int"), ("s", "string"), ("more", "double")))
        glue.update_table(DatabaseName=database.name, TableInput=wider)
        equal(rows(f"SELECT a, more FROM {database.name}.t"), [("1", None)])
        equal([c["Name"] for c in glue.get_table(**named)["Table"]["StorageDescriptor"]["Columns"]], ["a", "s", "more"])
        glue.delete_table(**named)
        with refused("EntityNotFoundException"):
            glue.get_table(**named)
        with refused("EntityNotFoundException"):
            glue.delete_table(**named)


@trial_of("glue", "SearchTables")
def searches():
    found = glue.search_tables(SearchText="lineitem")["TableList"]
    assert "lineitem" in [found["Name"] for found in found], found


@trial_of("glue", "BatchDeleteTable")
def many_tables():
    with Database() as database:
        for name in ("one", "two"):
            glue.create_table(DatabaseName=database.name, TableInput=table(name, f"{database.location}{name}/"))
        failed = glue.batch_delete_table(DatabaseName=database.name, TablesToDelete=["one", "two", "three"])
        equal([error["TableName"] for error in failed["Errors"]], ["three"])


@trial_of("glue", "GetTableVersions")
def versions():
    with Database() as database:
        named = {"DatabaseName": database.name, "TableName": "t"}
        for change in (glue.create_table, glue.update_table, glue.update_table, glue.update_table):
            change(DatabaseName=database.name, TableInput=table("t", f"{database.location}t/"))
        found = [version["VersionId"] for version in glue.get_table_versions(**named)["TableVersions"]]
        equal(len(found), 4)
        equal(glue.get_table_version(**named, VersionId=found[1])["TableVersion"]["VersionId"], found[1])
        glue.delete_table_version(**named, VersionId=found[1])
        glue.batch_delete_table_version(**named, VersionIds=[found[2]])
        equal(len(glue.get_table_versions(**named)["TableVersions"]), 2)
        glue.delete_table(DatabaseName=database.name, Name="t")


@trial_of("glue", "CreatePartition")
def partitions():
    with Database() as database:
        location = f"{database.location}t/"
        glue.create_table(DatabaseName=database.name, TableInput=table("t", location))
        named = {"DatabaseName": database.name, "TableName": "t"}

        def partition(day):
            return {"Values": [day], "StorageDescriptor": descriptor(f"{location}day={day}/"), "Parameters": {"of": day}}

        glue.create_partition(**named, PartitionInput=partition("1"))
        with refused("AlreadyExistsException"):
            glue.create_partition(**named, PartitionInput=partition("1"))
        made = glue.batch_create_partition(**named, PartitionInputList=[partition(day) for day in "1234"])
        equal([error["PartitionValues"] for error in made["Errors"]], [["1"]])
        equal(glue.get_partition(**named, PartitionValues=["2"])["Partition"]["Parameters"], {"of": "2"})
        pages = glue.get_paginator("get_partitions").paginate(**named, PaginationConfig={"PageSize": 3})
        equal(sorted(p["Values"][0] for page in pages for p in page["Partitions"]), list("1234"))
        found = glue.get_partitions(**named, Expression="day > '2' AND day <> '4'")["Partitions"]
        equal([p["Values"] for p in found], [["3"]])
        found = glue.batch_get_partition(**named, PartitionsToGet=[{"Values": ["1"]}, {"Values": ["9"]}])
        equal([p["Values"] for p in found["Partitions"]], [["1"]])
        equal(found["UnprocessedKeys"], [])
        glue.update_partition(**named, PartitionValueList=["1"], PartitionInput={**partition("1"), "Parameters": {"of": "x"}})
        equal(glue.get_partition(**named, PartitionValues=["1"])["Partition"]["Parameters"], {"of": "x"})
        entries = [{"PartitionValueList": ["2"], "PartitionInput": {**partition("2"), "Parameters": {"of": "y"}}}]
        equal(glue.batch_update_partition(**named, Entries=entries).get("Errors", []), [])
        run(f"INSERT INTO {database.name}.t VALUES (1, 'x', '3')")
        equal(rows(f"SELECT a, day FROM {database.name}.t"), [("1", "3")])
        glue.delete_partition(**named, PartitionValues=["1"])
        with refused("EntityNotFoundException"):
            glue.get_partition(**named, PartitionValues=["1"])
        failed = glue.batch_delete_partition(**named, PartitionsToDelete=[{"Values": [day]} for day in "129"])
        equal(sorted(error["PartitionValues"][0] for error in failed["Errors"]), ["1", "9"])
        glue.delete_table(DatabaseName=database.name, Name="t")


@trial_of("glue", "GetPartitionIndexes")
def indexes():
    with Database() as database:
        glue.create_table(DatabaseName=database.name, TableInput=table("t", f"{database.location}t/"))
        equal(glue.get_partition_indexes(DatabaseName=database.name, TableName="t")["PartitionIndexDescriptorList"], [])
        glue.delete_table(DatabaseName=database.name, Name="t")


@trial_of("glue", "GetColumnStatisticsForTable")
def statistics_of_tables():
    glue.get_column_statistics_for_table(DatabaseName="tpch", TableName="region", ColumnNames=["r_name"])


@trial_of("glue", "GetColumnStatisticsForPartition")
def statistics_of_partitions():
    with Database() as database:
        glue.create_table(DatabaseName=database.name, TableInput=table("t", f"{database.location}t/"))
        named = {"DatabaseName": database.name, "TableName": "t"}
        glue.create_partition(**named, PartitionInput={"Values": ["1"], "StorageDescriptor": descriptor(f"{database.location}1/")})
        glue.get_column_statistics_for_partition(**named, PartitionValues=["1"], ColumnNames=["a"])
        glue.delete_table(DatabaseName=database.name, Name="t")


@trial_of("glue", "TagResource")
def tags():
    with Database() as database:
        arn = f"arn:aws:glue:us-east-1:000000000000:database/{database.name}"
        glue.tag_resource(ResourceArn=arn, TagsToAdd={"team": "data", "cost": "1"})
        glue.untag_resource(ResourceArn=arn, TagsToRemove=["cost"])
        equal(glue.get_tags(ResourceArn=arn)["Tags"], {"team": "data"})


@trial_of("glue", "GetUserDefinedFunctions")
def functions():
    equal(glue.get_user_defined_functions(DatabaseName="tpch", Pattern="*")["UserDefinedFunctions"], [])


@trial_of("glue", "GetUserDefinedFunction")
def function():
    with refused("EntityNotFoundException"):
        glue.get_user_defined_function(DatabaseName="tpch", FunctionName="nothing")


@trial_of("glue", "GetCatalogImportStatus")
def import_status():
    glue.get_catalog_import_status()


@trial_of("glue", "GetDataCatalogEncryptionSettings")
def encryption():
    glue.get_data_catalog_encryption_settings()
