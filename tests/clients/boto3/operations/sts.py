"""STS."""

import boto3
from listed import trial_of
from queries import equal, refused

sts = boto3.client("sts")
ROLE = "arn:aws:iam::000000000000:role/reader"


def works(credentials):
    """A client with these credentials is answered."""
    session = boto3.Session(
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )
    equal(session.client("athena").get_work_group(WorkGroup="primary")["WorkGroup"]["Name"], "primary")
    return session.client("sts").get_caller_identity()["Arn"]


@trial_of("sts", "GetCallerIdentity")
def identity():
    found = sts.get_caller_identity()
    equal(found["Account"], "000000000000")
    assert found["Arn"].startswith("arn:aws:iam::000000000000:"), found


@trial_of("sts", "AssumeRole")
def assumed_role():
    found = sts.assume_role(RoleArn=ROLE, RoleSessionName="test", DurationSeconds=900)
    equal(found["AssumedRoleUser"]["Arn"], "arn:aws:sts::000000000000:assumed-role/reader/test")
    equal(works(found["Credentials"]), found["AssumedRoleUser"]["Arn"])
    with refused("ValidationError"):
        sts.assume_role(RoleArn=ROLE, RoleSessionName="test", DurationSeconds=100_000)


@trial_of("sts", "AssumeRoleWithWebIdentity")
def web_identity():
    found = sts.assume_role_with_web_identity(RoleArn=ROLE, RoleSessionName="web", WebIdentityToken="a.b.c")
    works(found["Credentials"])


@trial_of("sts", "GetSessionToken")
def session_token():
    works(sts.get_session_token()["Credentials"])


@trial_of("sts", "GetAccessKeyInfo")
def access_key():
    equal(sts.get_access_key_info(AccessKeyId="AKIA0000000000000000")["Account"], "000000000000")
