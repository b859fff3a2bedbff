"""S3, as far as users of Athena call it."""

import base64
import hashlib
import io
import uuid
import zlib
from datetime import datetime, timezone

import boto3
from boto3.s3.transfer import TransferConfig
from queries import equal, refused
from queries import s3 as client
from trials import trial

MIB = 1 << 20


def new_bucket():
    name = f"boto3-{uuid.uuid4()}"
    client.create_bucket(Bucket=name)
    return name


@trial
def buckets():
    name = new_bucket()
    client.head_bucket(Bucket=name)
    assert name in [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]
    # us-east-1 is the region that has no name here.
    equal(client.get_bucket_location(Bucket=name)["LocationConstraint"], None)
    client.put_object(Bucket=name, Key="a", Body=b"1")
    with refused("BucketNotEmpty"):
        client.delete_bucket(Bucket=name)
    client.delete_object(Bucket=name, Key="a")
    client.delete_bucket(Bucket=name)
    with refused("404"):
        client.head_bucket(Bucket=name)
    with refused("NoSuchBucket"):
        client.list_objects_v2(Bucket=name)


@trial
def objects():
    bucket, key = new_bucket(), "a folder/é+🦀 & <b>.txt"
    put = client.put_object(Bucket=bucket, Key=key, Body=b"0123456789", ContentType="text/plain", Metadata={"who": "me"})
    head = client.head_object(Bucket=bucket, Key=key)
    equal((head["ContentLength"], head["ETag"], head["ContentType"]), (10, put["ETag"], "text/plain"))
    equal(head["Metadata"], {"who": "me"})
    got = client.get_object(Bucket=bucket, Key=key)
    equal(got["Body"].read(), b"0123456789")
    part = client.get_object(Bucket=bucket, Key=key, Range="bytes=2-4")
    equal((part["Body"].read(), part["ContentRange"]), (b"234", "bytes 2-4/10"))
    equal(client.get_object(Bucket=bucket, Key=key, Range="bytes=-3")["Body"].read(), b"789")
    with refused("InvalidRange"):
        client.get_object(Bucket=bucket, Key=key, Range="bytes=20-")
    with refused("PreconditionFailed"):
        client.get_object(Bucket=bucket, Key=key, IfMatch='"other"')
    with refused("304"):
        client.get_object(Bucket=bucket, Key=key, IfNoneMatch=put["ETag"])
    with refused("PreconditionFailed"):
        client.put_object(Bucket=bucket, Key=key, Body=b"x", IfNoneMatch="*")
    with refused("NoSuchKey"):
        client.get_object(Bucket=bucket, Key="nothing")
    with refused("404"):
        client.head_object(Bucket=bucket, Key="nothing")
    copied = client.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": key})
    equal(copied["CopyObjectResult"]["ETag"], put["ETag"])
    client.delete_object(Bucket=bucket, Key=key)
    deleted = client.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "copy"}, {"Key": "nothing"}]})
    equal(sorted(item["Key"] for item in deleted["Deleted"]), ["copy", "nothing"])
    client.delete_bucket(Bucket=bucket)


@trial
def listings():
    bucket = new_bucket()
    keys = sorted(["a/1", "a/2", "b/1", "c", "é +%/x", "d\u0001e"])
    for key in keys:
        client.put_object(Bucket=bucket, Key=key, Body=key.encode())
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})
    equal([item["Key"] for page in pages for item in page["Contents"]], keys)
    pages = client.get_paginator("list_objects").paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})
    equal([item["Key"] for page in pages for item in page["Contents"]], keys)
    folders = client.list_objects_v2(Bucket=bucket, Delimiter="/")
    equal([item["Prefix"] for item in folders["CommonPrefixes"]], ["a/", "b/", "é +%/"])
    equal([item["Key"] for item in folders["Contents"]], ["c", "d\u0001e"])
    found = client.list_objects_v2(Bucket=bucket, Prefix="a/", StartAfter="a/1", FetchOwner=True)
    equal([item["Key"] for item in found["Contents"]], ["a/2"])
    equal(client.list_objects_v2(Bucket=bucket, Prefix="nothing")["KeyCount"], 0)
    client.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True})
    client.delete_bucket(Bucket=bucket)


@trial
def multipart_uploads():
    bucket = new_bucket()
    upload = client.create_multipart_upload(Bucket=bucket, Key="big")["UploadId"]
    named = {"Bucket": bucket, "Key": "big", "UploadId": upload}
    parts = []
    for number, body in ((1, b"a" * (5 * MIB)), (2, b"b")):
        part = client.upload_part(**named, PartNumber=number, Body=body)
        parts.append({"PartNumber": number, "ETag": part["ETag"]})
    equal([part["Size"] for part in client.list_parts(**named)["Parts"]], [5 * MIB, 1])
    done = client.complete_multipart_upload(**named, MultipartUpload={"Parts": parts})
    assert done["ETag"].endswith('-2"'), done
    with refused("NoSuchUpload"):
        client.list_parts(**named)
    other = client.create_multipart_upload(Bucket=bucket, Key="other")["UploadId"]
    client.abort_multipart_upload(Bucket=bucket, Key="other", UploadId=other)
    client.delete_object(Bucket=bucket, Key="big")
    client.delete_bucket(Bucket=bucket)


@trial
def headers_of_objects():
    bucket = new_bucket()
    kept = {
        "CacheControl": "max-age=60",
        "ContentDisposition": "attachment",
        "ContentEncoding": "gzip",
        "ContentLanguage": "de",
        "ContentType": "text/plain",
        "Expires": datetime(2033, 12, 1, 16, tzinfo=timezone.utc),
        "Metadata": {"who": "me"},
        "StorageClass": "STANDARD_IA",
    }
    client.put_object(Bucket=bucket, Key="a", Body=b"0123456789", **kept)
    got = client.get_object(Bucket=bucket, Key="a")
    equal({name: got[name] for name in kept}, kept)
    other = client.get_object(Bucket=bucket, Key="a", ResponseContentType="text/csv", ResponseCacheControl="no-cache")
    equal((other["ContentType"], other["CacheControl"]), ("text/csv", "no-cache"))
    with refused("304"):
        client.get_object(Bucket=bucket, Key="a", IfModifiedSince=got["LastModified"])
    with refused("PreconditionFailed"):
        client.get_object(Bucket=bucket, Key="a", IfUnmodifiedSince=datetime(2000, 1, 1))
    equal(client.head_object(Bucket=bucket, Key="a", PartNumber=1)["ContentLength"], 10)
    source = {"Bucket": bucket, "Key": "a"}
    with refused("InvalidRequest"):
        client.copy_object(Bucket=bucket, Key="a", CopySource=source)
    client.copy_object(Bucket=bucket, Key="b", CopySource=source, MetadataDirective="REPLACE", ContentType="text/csv")
    head = client.head_object(Bucket=bucket, Key="b")
    equal((head["ContentType"], head["Metadata"], head.get("StorageClass")), ("text/csv", {}, None))
    with refused("PreconditionFailed"):
        client.copy_object(Bucket=bucket, Key="b", CopySource=source, CopySourceIfModifiedSince=got["LastModified"])
    boto3.resource("s3").Bucket(bucket).objects.all().delete()
    client.delete_bucket(Bucket=bucket)


def checksum_of(algorithm, data):
    digest = zlib.crc32(data).to_bytes(4) if algorithm == "CRC32" else hashlib.new(algorithm.lower(), data).digest()
    return base64.b64encode(digest).decode()


@trial
def checksums():
    bucket = new_bucket()
    client.put_object(Bucket=bucket, Key="default", Body=b"hello")
    head = client.head_object(Bucket=bucket, Key="default", ChecksumMode="ENABLED")
    equal((head["ChecksumCRC32"], head["ChecksumType"]), (checksum_of("CRC32", b"hello"), "FULL_OBJECT"))
    for algorithm in ("CRC32", "SHA1", "SHA256"):
        name, checksum = f"Checksum{algorithm}", checksum_of(algorithm, b"hello")
        put = client.put_object(Bucket=bucket, Key="k", Body=b"hello", ChecksumAlgorithm=algorithm)
        equal(put[name], checksum)
        got = client.get_object(Bucket=bucket, Key="k")
        equal((got["Body"].read(), got[name]), (b"hello", checksum))
        with refused("BadDigest"):
            client.put_object(Bucket=bucket, Key="k", Body=b"other", **{name: checksum})
    with refused("BadDigest"):
        client.put_object(Bucket=bucket, Key="k", Body=b"other", ContentMD5=checksum_of("MD5", b"hello"))
    with refused("InvalidDigest"):
        client.put_object(Bucket=bucket, Key="k", Body=b"other", ContentMD5="AAAA")
    boto3.resource("s3").Bucket(bucket).objects.all().delete()
    client.delete_bucket(Bucket=bucket)


@trial
def checksums_of_parts():
    bucket = new_bucket()
    bodies = [b"a" * (5 * MIB), b"tail"]
    digests = b"".join(hashlib.sha256(body).digest() for body in bodies)
    for algorithm, kind, expected in (
        ("SHA256", "COMPOSITE", checksum_of("SHA256", digests) + "-2"),
        ("CRC32", "FULL_OBJECT", checksum_of("CRC32", b"".join(bodies))),
    ):
        named = {"Bucket": bucket, "Key": kind}
        created = client.create_multipart_upload(**named, ChecksumAlgorithm=algorithm, ChecksumType=kind)
        equal((created["ChecksumAlgorithm"], created["ChecksumType"]), (algorithm, kind))
        named["UploadId"] = created["UploadId"]
        parts = []
        for number, body in enumerate(bodies, 1):
            part = client.upload_part(**named, PartNumber=number, Body=body, ChecksumAlgorithm=algorithm)
            member = f"Checksum{algorithm}"
            equal(part[member], checksum_of(algorithm, body))
            parts.append({"PartNumber": number, "ETag": part["ETag"], member: part[member]})
        equal([part[member] for part in client.list_parts(**named)["Parts"]], [part[member] for part in parts])
        with refused("InvalidPart"):
            client.complete_multipart_upload(
                **named, MultipartUpload={"Parts": [parts[0], {**parts[1], member: parts[0][member]}]}
            )
        done = client.complete_multipart_upload(**named, MultipartUpload={"Parts": parts})
        equal((done[member], done["ChecksumType"]), (expected, kind))
        got = client.get_object(Bucket=bucket, Key=kind)
        equal((got["Body"].read(), got[member]), (b"".join(bodies), expected))
    boto3.resource("s3").Bucket(bucket).objects.all().delete()
    client.delete_bucket(Bucket=bucket)


@trial
def copied_parts():
    bucket = new_bucket()
    client.put_object(Bucket=bucket, Key="from", Body=b"0123456789" * MIB)
    upload = client.create_multipart_upload(Bucket=bucket, Key="to")["UploadId"]
    named = {"Bucket": bucket, "Key": "to", "UploadId": upload, "CopySource": {"Bucket": bucket, "Key": "from"}}
    whole = client.upload_part_copy(**named, PartNumber=1)["CopyPartResult"]
    part = client.upload_part_copy(**named, PartNumber=2, CopySourceRange="bytes=2-4")["CopyPartResult"]
    with refused("InvalidArgument"):
        client.upload_part_copy(**named, PartNumber=3, CopySourceRange=f"bytes=0-{10 * MIB}")
    with refused("PreconditionFailed"):
        client.upload_part_copy(**named, PartNumber=3, CopySourceIfMatch='"other"')
    parts = [{**part, "PartNumber": number} for number, part in ((1, whole), (2, part))]
    for part in parts:
        del part["LastModified"]
    client.complete_multipart_upload(Bucket=bucket, Key="to", UploadId=upload, MultipartUpload={"Parts": parts})
    equal(client.get_object(Bucket=bucket, Key="to", Range="bytes=-4")["Body"].read(), b"9234")
    boto3.resource("s3").Bucket(bucket).objects.all().delete()
    client.delete_bucket(Bucket=bucket)


@trial
def open_uploads():
    bucket = new_bucket()
    keys = ["a/1", "a/2", "b", "b", "c d/e"]
    ids = [client.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"] for key in keys]
    pages = client.get_paginator("list_multipart_uploads").paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})
    equal([(item["Key"], item["UploadId"]) for page in pages for item in page["Uploads"]], list(zip(keys, ids)))
    folders = client.list_multipart_uploads(Bucket=bucket, Delimiter="/")
    equal([item["Prefix"] for item in folders["CommonPrefixes"]], ["a/", "c d/"])
    equal([item["Key"] for item in folders["Uploads"]], ["b", "b"])
    for key, upload in zip(keys, ids):
        client.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload)
    assert "Uploads" not in client.list_multipart_uploads(Bucket=bucket)
    client.delete_bucket(Bucket=bucket)


@trial
def transfers():
    """The transfer manager: parallel parts, checksums in trailers, and ranges."""
    bucket = new_bucket()
    body = bytes(range(256)) * (12 * MIB // 256)
    config = TransferConfig(multipart_threshold=8 * MIB, multipart_chunksize=5 * MIB, max_concurrency=3)
    client.upload_fileobj(io.BytesIO(body), bucket, "big", Config=config)
    sink = io.BytesIO()
    client.download_fileobj(bucket, "big", sink, Config=config)
    assert sink.getvalue() == body, "what was uploaded is not what is downloaded"
    resource = boto3.resource("s3").Bucket(bucket)
    equal([item.size for item in resource.objects.all()], [len(body)])
    resource.objects.all().delete()
    resource.delete()
