"""S3: URLs and forms that are signed for others, and what is too long, too small or too much."""

import uuid
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from botocore.exceptions import ParamValidationError
from queries import equal, refused
from queries import s3 as client
from s3 import MIB, new_bucket
from trials import trial


@trial
def signed_urls():
    bucket = new_bucket()
    named = {"Bucket": bucket, "Key": "a b"}
    url = client.generate_presigned_url("put_object", Params={**named, "ContentType": "text/plain"}, ExpiresIn=60)
    request = Request(url, data=b"signed", method="PUT", headers={"Content-Type": "text/plain"})
    with urlopen(request) as response:
        equal(response.status, 200)
    url = client.generate_presigned_url("get_object", Params={**named, "ResponseContentType": "text/csv"})
    with urlopen(url) as response:
        equal((response.read(), response.headers["Content-Type"]), (b"signed", "text/csv"))
    equal(client.head_object(**named)["ContentType"], "text/plain")
    client.delete_object(**named)
    client.delete_bucket(Bucket=bucket)


def send_form(form, key, body):
    boundary = uuid.uuid4().hex
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
             for name, value in {**form["fields"], "key": key}.items()]
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n{body}\r\n')
    data = ("".join(parts) + f"--{boundary}--\r\n").encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    try:
        with urlopen(Request(form["url"], data=data, headers=headers)) as response:
            return response.status
    except HTTPError as error:
        return error.code


@trial
def signed_forms():
    bucket = new_bucket()
    form = client.generate_presigned_post(bucket, "in/${filename}", Conditions=[["content-length-range", 1, 5]])
    equal(send_form(form, "in/a", "hello"), 204)
    equal(client.get_object(Bucket=bucket, Key="in/a")["Body"].read(), b"hello")
    assert send_form(form, "in/b", "hello!") in (400, 403)
    assert send_form(form, "out/b", "hello") in (400, 403)
    equal([item["Key"] for item in client.list_objects_v2(Bucket=bucket)["Contents"]], ["in/a"])
    client.delete_object(Bucket=bucket, Key="in/a")
    client.delete_bucket(Bucket=bucket)


@trial
def limits_of_names():
    bucket = new_bucket()
    client.put_object(Bucket=bucket, Key="é" * 512, Body=b"1")
    with refused("KeyTooLongError"):
        client.put_object(Bucket=bucket, Key="é" * 512 + "a", Body=b"1")
    client.delete_object(Bucket=bucket, Key="é" * 512)
    client.delete_bucket(Bucket=bucket)
    for name in ("192.168.1.1", "a..b", "UPPER"):
        try:
            with refused("InvalidBucketName"):
                client.create_bucket(Bucket=name)
        except ParamValidationError:
            pass  # The client knows it, too.


@trial
def limits_of_parts():
    bucket = new_bucket()
    named = {"Bucket": bucket, "Key": "big"}
    named["UploadId"] = client.create_multipart_upload(**named)["UploadId"]
    parts = []
    for number, body in ((1, b"a" * (5 * MIB)), (2, b"small"), (3, b"tail")):
        part = client.upload_part(**named, PartNumber=number, Body=body)
        parts.append({"PartNumber": number, "ETag": part["ETag"], "ChecksumCRC32": part["ChecksumCRC32"]})
    for chosen, code in (
        ([parts[1], parts[0]], "InvalidPartOrder"),
        (parts, "EntityTooSmall"),
        ([{**parts[0], "ETag": '"other"'}], "InvalidPart"),
        ([{**parts[0], "PartNumber": 4}], "InvalidPart"),
    ):
        with refused(code):
            client.complete_multipart_upload(**named, MultipartUpload={"Parts": chosen})
    client.abort_multipart_upload(**named)
    client.delete_bucket(Bucket=bucket)


@trial
def limits_of_pages():
    bucket = new_bucket()
    client.put_object(Bucket=bucket, Key="a", Body=b"1")
    with refused("MalformedXML"):
        client.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": str(n)} for n in range(1001)]})
    mixed = client.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "a"}, {"Key": "b" * 1025}]})
    equal(([item["Key"] for item in mixed["Deleted"]], mixed["Errors"][0]["Code"]), (["a"], "KeyTooLongError"))
    equal(client.list_objects_v2(Bucket=bucket, MaxKeys=5000)["MaxKeys"], 1000)
    with refused("InvalidArgument"):
        client.list_objects_v2(Bucket=bucket, MaxKeys=-1)
    client.delete_bucket(Bucket=bucket)
