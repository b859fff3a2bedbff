"""The checker of responses finds what is wrong with a response, and nothing where nothing is."""

import json

import boto3
from shapes import Problems, check_json_response, check_query_response, check_rest_xml_response
from trials import CHECKER, main, trial

JSON = {"content-type": "application/x-amz-json-1.1", "x-amzn-RequestId": "1"}
XML = {"content-type": "application/xml", "x-amz-request-id": "1"}
QUERY = {"content-type": "text/xml", "x-amzn-RequestId": "1"}
STS = "https://sts.amazonaws.com/doc/2011-06-15/"


def expect(check, service, operation, body, headers, *words, status=200):
    """Each problem that is found has one of the words, in their order."""
    model = boto3.client(service).meta.service_model.operation_model(operation)
    body = body if isinstance(body, str) else json.dumps(body)
    problems = Problems()
    check(model, {"status_code": status, "headers": headers, "body": body.encode()}, problems)
    assert len(problems) == len(words), f"{problems} instead of {words}"
    for problem, word in zip(problems, words):
        assert word in problem, f"{word!r} is not in {problem!r}"


def athena(operation, body, *words, status=200):
    expect(check_json_response, "athena", operation, body, JSON, *words, status=status)


@trial
def json_bodies():
    athena("ListWorkGroups", {"WorkGroups": [{"Name": "primary", "State": "ENABLED", "CreationTime": 1.5}]})
    athena("ListWorkGroups", {"WorkGroups": {}}, "is not a list")
    athena("ListWorkGroups", {"WorkGroups": [{"State": "OFF"}]}, "'OFF' is not one of")
    athena("ListWorkGroups", {"WorkGroups": [{"Name": "a b"}]}, "does not match")
    athena("ListWorkGroups", {"WorkGroups": [{"Colour": "red"}]}, "Colour: is not a member of WorkGroupSummary")
    athena("ListWorkGroups", {"WorkGroups": [{"CreationTime": "2024-01-01"}]}, "is not a number")
    athena("GetWorkGroup", {"WorkGroup": {}}, "Name: is missing")
    athena("GetWorkGroup", {"WorkGroup": {"Name": None}}, "Name: is null")
    athena("GetQueryResults", {"UpdateCount": True}, "is not an integer")
    athena("GetQueryResults", {"ResultSet": {"ResultRows": [], "ColumnInfos": []}})
    expect(check_json_response, "athena", "ListWorkGroups", "<x/>", JSON, "is not JSON")
    expect(check_json_response, "athena", "ListWorkGroups", {}, {}, "x-amzn-RequestId", "content-type")


@trial
def json_errors():
    error = {"__type": "InvalidRequestException", "AthenaErrorCode": "A", "ErrorCode": "A", "Message": "no"}
    athena("GetQueryResults", error, status=400)
    athena("GetQueryResults", {**error, "Reason": "x"}, "Reason: is not a member", status=400)
    athena("GetQueryResults", {"__type": "EntityNotFoundException"}, "is not an error of the operation", status=400)
    athena("GetQueryResults", {}, "has no __type", status=400)


@trial
def xml_bodies():
    def s3(operation, body, *words, headers=XML, status=200):
        expect(check_rest_xml_response, "s3", operation, body, headers, *words, status=status)

    listing = "<ListBucketResult><Name>b</Name>{}</ListBucketResult>"
    item = "<Contents><Key>k</Key><LastModified>2024-01-01T00:00:00.000Z</LastModified><Size>1</Size></Contents>"
    s3("ListObjectsV2", listing.format(item * 2))
    s3("ListObjectsV2", listing.format("<Colour/>"), "Colour: is not a member")
    s3("ListObjectsV2", listing.format("<KeyCount>x</KeyCount>"), "is not an integer")
    s3("ListObjectsV2", listing.format("<Name>b</Name>"), "is there twice")
    s3("ListObjectsV2", listing.format(item.replace("Z<", "<")), "is not a timestamp")
    s3("HeadObject", "", headers={**XML, "ETag": '"1"', "Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"})
    s3("HeadObject", "", "is not a timestamp", headers={**XML, "Last-Modified": "2024"})
    s3("HeadObject", "", "is in no member", headers={**XML, "x-amz-colour": "red"})
    s3("GetObject", "<Error><Code>NoSuchKey</Code><Message>no</Message></Error>", status=404)
    s3("GetObject", "<Error><Code>Odd</Code><Message>no</Message></Error>", "Odd is not an error", status=404)
    s3("HeadObject", "<Error/>", "with a body", status=404)


@trial
def query_bodies():
    def sts(body, *words, status=200):
        expect(check_query_response, "sts", "GetCallerIdentity", body, QUERY, *words, status=status)

    result = "<GetCallerIdentityResult>{}</GetCallerIdentityResult>"
    metadata = "<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>"
    whole = f'<GetCallerIdentityResponse xmlns="{STS}">{{}}</GetCallerIdentityResponse>'
    account = "<Account>000000000000</Account>"
    sts(whole.format(result.format(account) + metadata))
    sts(whole.format(result.format(account)), "is not GetCallerIdentityResponse of")
    sts(whole.format(result.format("<Colour/>") + metadata), "Colour: is not a member")
    error = "<Error><Type>Sender</Type><Code>{}</Code><Message>no</Message></Error><RequestId>1</RequestId>"
    failed = f'<ErrorResponse xmlns="{STS}">{error}</ErrorResponse>'
    sts(failed.format("ExpiredToken"), status=403)
    sts(failed.format("Odd"), "Odd is not an error", status=403)


@trial
def a_response_of_the_sandbox():
    boto3.client("athena").list_work_groups()
    assert CHECKER.seen["athena", "ListWorkGroups"] == 1, CHECKER.seen


main()
