"""Athena: work groups, prepared statements, named queries, catalogs, tags and capacity, which are kept."""

import uuid

from listed import trial_of
from queries import BUCKET, athena, equal, refused, rows, run, unique


@trial_of("athena", "CreateWorkGroup", "UpdateWorkGroup", "DeleteWorkGroup")
def work_groups():
    name = unique("group")
    location = f"s3://{BUCKET}/{name}/"
    athena.create_work_group(
        Name=name,
        Description="of a test",
        Configuration={"ResultConfiguration": {"OutputLocation": location}, "EnforceWorkGroupConfiguration": True},
        Tags=[{"Key": "team", "Value": "data"}],
    )
    group = athena.get_work_group(WorkGroup=name)["WorkGroup"]
    equal((group["Description"], group["State"]), ("of a test", "ENABLED"))
    equal(group["Configuration"]["ResultConfiguration"]["OutputLocation"], location)
    execution = run("SELECT 1 AS one", WorkGroup=name)
    assert execution["ResultConfiguration"]["OutputLocation"].startswith(location), execution
    with refused("InvalidRequestException"):
        athena.create_work_group(Name=name)
    athena.update_work_group(WorkGroup=name, Description="another", State="DISABLED")
    group = athena.get_work_group(WorkGroup=name)["WorkGroup"]
    equal((group["Description"], group["State"]), ("another", "DISABLED"))
    with refused("InvalidRequestException"):
        run("SELECT 1", WorkGroup=name)
    assert name in [group["Name"] for group in athena.list_work_groups()["WorkGroups"]]
    athena.delete_work_group(WorkGroup=name, RecursiveDeleteOption=True)
    with refused("InvalidRequestException"):
        athena.get_work_group(WorkGroup=name)


@trial_of("athena", "CreatePreparedStatement")
def prepared_statements():
    name = unique("statement")
    named = {"StatementName": name, "WorkGroup": "primary"}
    athena.create_prepared_statement(
        **named, QueryStatement="SELECT n_name FROM nation WHERE n_nationkey = ?", Description="by key"
    )
    equal(rows(f"EXECUTE {name} USING 0"), [("ALGERIA",)])
    equal(athena.get_prepared_statement(**named)["PreparedStatement"]["Description"], "by key")
    athena.update_prepared_statement(**named, QueryStatement="SELECT n_nationkey FROM nation WHERE n_name = ?")
    equal(rows(f"EXECUTE {name}", ExecutionParameters=["'ARGENTINA'"]), [("1",)])
    found = athena.list_prepared_statements(WorkGroup="primary")["PreparedStatements"]
    assert name in [statement["StatementName"] for statement in found]
    found = athena.batch_get_prepared_statement(WorkGroup="primary", PreparedStatementNames=[name, "nothing"])
    equal([statement["StatementName"] for statement in found["PreparedStatements"]], [name])
    equal([statement["StatementName"] for statement in found["UnprocessedPreparedStatementNames"]], ["nothing"])
    athena.delete_prepared_statement(**named)
    with refused("ResourceNotFoundException"):
        athena.get_prepared_statement(**named)


@trial_of("athena", "CreateNamedQuery")
def named_queries():
    query = {"Name": "counts", "QueryString": "SELECT count(*) FROM nation"}
    query_id = athena.create_named_query(**query, Database="tpch", Description="of a test")["NamedQueryId"]
    found = athena.get_named_query(NamedQueryId=query_id)["NamedQuery"]
    equal((found["Name"], found["QueryString"], found["WorkGroup"]), ("counts", query["QueryString"], "primary"))
    athena.update_named_query(NamedQueryId=query_id, Name="more", QueryString="SELECT 2")
    pages = athena.get_paginator("list_named_queries").paginate()
    assert query_id in [found for page in pages for found in page["NamedQueryIds"]]
    missing = str(uuid.uuid4())
    found = athena.batch_get_named_query(NamedQueryIds=[query_id, missing])
    equal([query["QueryString"] for query in found["NamedQueries"]], ["SELECT 2"])
    equal([query["NamedQueryId"] for query in found["UnprocessedNamedQueryIds"]], [missing])
    athena.delete_named_query(NamedQueryId=query_id)
    with refused("InvalidRequestException"):
        athena.get_named_query(NamedQueryId=query_id)


@trial_of("athena", "CreateDataCatalog")
def data_catalogs():
    name = unique("catalog")
    athena.create_data_catalog(Name=name, Type="GLUE", Description="of a test", Parameters={"catalog-id": "000000000000"})
    equal(athena.get_data_catalog(Name=name)["DataCatalog"]["Description"], "of a test")
    athena.update_data_catalog(Name=name, Type="GLUE", Description="another", Parameters={"catalog-id": "000000000000"})
    equal(athena.get_data_catalog(Name=name)["DataCatalog"]["Description"], "another")
    athena.delete_data_catalog(Name=name)
    with refused("InvalidRequestException"):
        athena.get_data_catalog(Name=name)


@trial_of("athena", "TagResource", "UntagResource", "ListTagsForResource")
def tags():
    name = unique("tagged")
    athena.create_work_group(Name=name)
    arn = f"arn:aws:athena:us-east-1:000000000000:workgroup/{name}"
    athena.tag_resource(ResourceARN=arn, Tags=[{"Key": "team", "Value": "data"}, {"Key": "cost", "Value": "1"}])
    athena.untag_resource(ResourceARN=arn, TagKeys=["cost"])
    equal(athena.list_tags_for_resource(ResourceARN=arn)["Tags"], [{"Key": "team", "Value": "data"}])
    athena.delete_work_group(WorkGroup=name)


@trial_of("athena", "ListEngineVersions")
def engine_versions():
    versions = [version["EffectiveEngineVersion"] for version in athena.list_engine_versions()["EngineVersions"]]
    assert "Athena engine version 3" in versions, versions


@trial_of("athena", "ListApplicationDPUSizes")
def application_sizes():
    athena.list_application_dpu_sizes()


@trial_of("athena", "CreateCapacityReservation")
def capacity():
    name, group = unique("reserved"), unique("group")
    athena.create_work_group(Name=group)
    athena.create_capacity_reservation(Name=name, TargetDpus=24)
    found = athena.get_capacity_reservation(Name=name)["CapacityReservation"]
    equal((found["Name"], found["TargetDpus"]), (name, 24))
    assert name in [r["Name"] for r in athena.list_capacity_reservations()["CapacityReservations"]]
    athena.update_capacity_reservation(Name=name, TargetDpus=48)
    equal(athena.get_capacity_reservation(Name=name)["CapacityReservation"]["TargetDpus"], 48)
    assignments = [{"WorkGroupNames": [group]}]
    athena.put_capacity_assignment_configuration(CapacityReservationName=name, CapacityAssignments=assignments)
    kept = athena.get_capacity_assignment_configuration(CapacityReservationName=name)["CapacityAssignmentConfiguration"]
    equal(kept["CapacityAssignments"], assignments)
    athena.put_capacity_assignment_configuration(CapacityReservationName=name, CapacityAssignments=[])
    athena.cancel_capacity_reservation(Name=name)
    athena.delete_capacity_reservation(Name=name)
    with refused("InvalidRequestException"):
        athena.get_capacity_reservation(Name=name)
    athena.delete_work_group(WorkGroup=group)
