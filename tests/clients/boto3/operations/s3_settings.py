"""S3: tags, attributes, versions, and what is asked of buckets before they are used."""

import boto3
from queries import equal, refused
from queries import s3 as client
from s3 import MIB, new_bucket
from trials import trial


def remove(bucket):
    boto3.resource("s3").Bucket(bucket).objects.all().delete()
    client.delete_bucket(Bucket=bucket)


def pairs(tags):
    return [{"Key": key, "Value": value} for key, value in tags.items()]


@trial
def tags_of_objects():
    bucket = new_bucket()
    named = {"Bucket": bucket, "Key": "a b"}
    client.put_object(**named, Body=b"1", Tagging="who=me&what=a%20thing")
    equal(client.get_object_tagging(**named)["TagSet"], pairs({"who": "me", "what": "a thing"}))
    equal((client.get_object(**named)["TagCount"], client.head_object(**named)["TagCount"]), (2, 2))
    client.put_object_tagging(**named, Tagging={"TagSet": pairs({"é": "+-=._:/@"})})
    equal(client.get_object_tagging(**named)["TagSet"], pairs({"é": "+-=._:/@"}))
    client.copy_object(Bucket=bucket, Key="copy", CopySource=named)
    equal(client.get_object_tagging(Bucket=bucket, Key="copy")["TagSet"], pairs({"é": "+-=._:/@"}))
    with refused("InvalidTag"):
        client.put_object_tagging(**named, Tagging={"TagSet": pairs({"aws:a": "1"})})
    with refused("NoSuchKey"):
        client.get_object_tagging(Bucket=bucket, Key="none")
    client.delete_object_tagging(**named)
    equal(client.get_object_tagging(**named)["TagSet"], [])
    remove(bucket)


@trial
def tags_of_buckets():
    bucket = new_bucket()
    with refused("NoSuchTagSet"):
        client.get_bucket_tagging(Bucket=bucket)
    client.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": pairs({"who": "me"})})
    equal(client.get_bucket_tagging(Bucket=bucket)["TagSet"], pairs({"who": "me"}))
    client.delete_bucket_tagging(Bucket=bucket)
    with refused("NoSuchTagSet"):
        client.get_bucket_tagging(Bucket=bucket)
    remove(bucket)


@trial
def attributes_of_objects():
    bucket = new_bucket()
    everything = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"]
    client.put_object(Bucket=bucket, Key="a", Body=b"hello", ChecksumAlgorithm="SHA256")
    got = client.get_object_attributes(Bucket=bucket, Key="a", ObjectAttributes=everything)
    equal((got["ObjectSize"], got["StorageClass"], got["Checksum"]["ChecksumType"]), (5, "STANDARD", "FULL_OBJECT"))
    assert "ObjectParts" not in got and got["Checksum"]["ChecksumSHA256"] and got["LastModified"], got
    upload = client.create_multipart_upload(Bucket=bucket, Key="b")["UploadId"]
    parts = []
    for number, body in ((1, b"a" * (5 * MIB)), (2, b"b")):
        part = client.upload_part(Bucket=bucket, Key="b", UploadId=upload, PartNumber=number, Body=body)
        parts.append({"PartNumber": number, "ETag": part["ETag"], "ChecksumCRC32": part["ChecksumCRC32"]})
    client.complete_multipart_upload(Bucket=bucket, Key="b", UploadId=upload, MultipartUpload={"Parts": parts})
    got = client.get_object_attributes(Bucket=bucket, Key="b", ObjectAttributes=everything, MaxParts=1)
    listed = got["ObjectParts"]
    equal((listed["TotalPartsCount"], listed["IsTruncated"], listed["Parts"][0]["Size"]), (2, True, 5 * MIB))
    with refused("NoSuchKey"):
        client.get_object_attributes(Bucket=bucket, Key="none", ObjectAttributes=["ETag"])
    remove(bucket)


@trial
def versions_of_objects():
    bucket = new_bucket()
    assert "Status" not in client.get_bucket_versioning(Bucket=bucket)
    keys = ["a", "b/1", "b/2", "c d"]
    for key in keys:
        client.put_object(Bucket=bucket, Key=key, Body=b"1")
    pages = client.get_paginator("list_object_versions").paginate(Bucket=bucket, PaginationConfig={"PageSize": 3})
    versions = [version for page in pages for version in page["Versions"]]
    equal([(version["Key"], version["VersionId"], version["IsLatest"]) for version in versions],
          [(key, "null", True) for key in keys])
    folders = client.list_object_versions(Bucket=bucket, Delimiter="/")
    equal([item["Prefix"] for item in folders["CommonPrefixes"]], ["b/"])
    client.get_object(Bucket=bucket, Key="a", VersionId="null")
    with refused("InvalidArgument"):
        client.get_object(Bucket=bucket, Key="a", VersionId="other")
    boto3.resource("s3").Bucket(bucket).object_versions.all().delete()
    assert "Versions" not in client.list_object_versions(Bucket=bucket)
    client.delete_bucket(Bucket=bucket)


@trial
def settings_of_buckets():
    bucket = new_bucket()
    client.put_object(Bucket=bucket, Key="a", Body=b"1")
    for acl in (client.get_bucket_acl(Bucket=bucket), client.get_object_acl(Bucket=bucket, Key="a")):
        (grant,) = acl["Grants"]
        equal((grant["Permission"], grant["Grantee"]["Type"]), ("FULL_CONTROL", "CanonicalUser"))
        equal(grant["Grantee"]["ID"], acl["Owner"]["ID"])
    (rule,) = client.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    equal(rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256")
    block = client.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert len(block) == 4 and all(block.values()), block
    with refused("NoSuchBucketPolicy"):
        client.get_bucket_policy(Bucket=bucket)
    remove(bucket)
