"""Checks raw responses against the output shapes of the service models that botocore ships.

botocore's own parsers leave out what they do not know and take `None` for what is not there, so a client's success says
little about a response. Here nothing is left out: members that the model lacks, members of another type, values outside
of an enum, a pattern or a length, required members that are missing, and errors that the operation does not have.
"""

import base64
import binascii
import email.utils
import json
import re
import threading
from collections import Counter
from datetime import datetime
from xml.etree import ElementTree

import botocore.handlers

# What the real service sends though its model does not have it: `(shape, member)`.
UNDOCUMENTED = {
    ("ResultSet", "ColumnInfos"),
    ("ResultSet", "ResultRows"),
    ("WorkGroupConfiguration", "QuerySchedulingType"),
    ("EngineVersion", "Category"),
}

# Errors that any operation of a service with a JSON protocol or the query protocol may have.
COMMON_ERRORS = {
    "AccessDeniedException",
    "ExpiredTokenException",
    "SerializationException",
    "ThrottlingException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationException",
    "AccessDenied",
    "ExpiredToken",
    "InvalidAction",
    "InvalidClientTokenId",
    "MissingParameter",
    "ValidationError",
}

# The model of S3 names few of its errors; these are the ones that its reference lists for the operations here.
S3_ERRORS = {
    "AccessDenied",
    "AuthorizationQueryParametersError",
    "BadDigest",
    "BadRequest",
    "BucketAlreadyExists",
    "BucketAlreadyOwnedByYou",
    "BucketNotEmpty",
    "EntityTooLarge",
    "EntityTooSmall",
    "IncompleteBody",
    "InternalError",
    "InvalidArgument",
    "InvalidBucketName",
    "InvalidDigest",
    "InvalidObjectState",
    "InvalidPart",
    "InvalidPartNumber",
    "InvalidPartOrder",
    "InvalidPolicyDocument",
    "InvalidRange",
    "InvalidRequest",
    "InvalidStorageClass",
    "InvalidTag",
    "KeyTooLongError",
    "MalformedTrailerError",
    "MalformedXML",
    "MetadataTooLarge",
    "MethodNotAllowed",
    "NoSuchBucket",
    "NoSuchBucketPolicy",
    "NoSuchKey",
    "NoSuchPublicAccessBlockConfiguration",
    "NoSuchTagSet",
    "NoSuchUpload",
    "NotImplemented",
    "PreconditionFailed",
    "SlowDown",
}

# Headers of HTTP itself, and those of S3 that are in no model.
PLAIN_HEADERS = re.compile(
    r"(?i)^(date|server|connection|transfer-encoding|content-length|content-type|vary|x-amz-request-id|x-amz-id-2"
    r"|x-amzn-requestid)$"
)


class Problems(list):
    """What is wrong with one response, each with the path to it."""

    def add(self, path, what):
        self.append(f"{path}: {what}")


def describe(value):
    text = repr(value)
    return text if len(text) < 80 else text[:77] + "..."


def limits(shape, size, path, problems):
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least or most is not None and size > most:
        problems.add(path, f"{size} is outside of {least}..{most} ({shape.name})")


def check_text(shape, text, path, problems):
    enum = shape.metadata.get("enum")
    if enum and text not in enum:
        problems.add(path, f"{text!r} is not one of {enum}")
    limits(shape, len(text), path, problems)
    pattern = shape.metadata.get("pattern")
    if pattern:
        # A pattern holds of the whole text. Characters beyond 16 bits are pairs in Java.
        pattern = pattern.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
        try:
            matches = re.fullmatch(pattern, text, re.S)
        except re.error:
            # Patterns are Java's; Python does not know its named classes.
            return
        if not matches:
            problems.add(path, f"{text!r} does not match {pattern}")


def check_json(shape, value, path, problems):
    """`value` as JSON has it."""
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            return problems.add(path, f"{describe(value)} is not a structure ({shape.name})")
        members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        for name, inner in value.items():
            if name in members:
                if inner is not None:
                    check_json(members[name], inner, f"{path}.{name}", problems)
                elif name in shape.required_members:
                    problems.add(f"{path}.{name}", "is null, and required")
            elif (shape.name, name) not in UNDOCUMENTED:
                problems.add(f"{path}.{name}", f"is not a member of {shape.name}")
        for name in shape.required_members:
            if name not in value:
                problems.add(f"{path}.{name}", f"is missing, and required in {shape.name}")
    elif kind == "list":
        if not isinstance(value, list):
            return problems.add(path, f"{describe(value)} is not a list ({shape.name})")
        limits(shape, len(value), path, problems)
        for index, inner in enumerate(value):
            check_json(shape.member, inner, f"{path}[{index}]", problems)
    elif kind == "map":
        if not isinstance(value, dict):
            return problems.add(path, f"{describe(value)} is not a map ({shape.name})")
        for name, inner in value.items():
            check_json(shape.key, name, f"{path} (key)", problems)
            check_json(shape.value, inner, f"{path}[{name!r}]", problems)
    elif kind in ("string", "character"):
        if not isinstance(value, str):
            return problems.add(path, f"{describe(value)} is not a string ({shape.name})")
        check_text(shape, value, path, problems)
    elif kind == "boolean":
        if not isinstance(value, bool):
            problems.add(path, f"{describe(value)} is not a boolean ({shape.name})")
    elif kind in ("integer", "long"):
        if not isinstance(value, int) or isinstance(value, bool):
            return problems.add(path, f"{describe(value)} is not an integer ({shape.name})")
        limits(shape, value, path, problems)
        bits = 31 if kind == "integer" else 63
        if not -(1 << bits) <= value < 1 << bits:
            problems.add(path, f"{value} does not fit {kind}")
    elif kind in ("float", "double", "timestamp"):
        # Timestamps of this protocol are seconds with a fraction.
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            problems.add(path, f"{describe(value)} is not a number ({shape.name}, {kind})")
    elif kind == "blob":
        try:
            base64.b64decode(value, validate=True)
        except (TypeError, binascii.Error):
            problems.add(path, f"{describe(value)} is not base64 ({shape.name})")
    else:
        problems.add(path, f"the checker does not know {kind}")


def check_scalar(shape, text, path, problems):
    """`text` of an XML element or a header."""
    kind = shape.type_name
    if kind in ("string", "character"):
        check_text(shape, text, path, problems)
    elif kind == "boolean":
        if text not in ("true", "false"):
            problems.add(path, f"{text!r} is not a boolean ({shape.name})")
    elif kind in ("integer", "long"):
        if not re.fullmatch(r"-?[0-9]+", text):
            return problems.add(path, f"{text!r} is not an integer ({shape.name})")
        limits(shape, int(text), path, problems)
    elif kind in ("float", "double"):
        try:
            float(text)
        except ValueError:
            problems.add(path, f"{text!r} is not a number ({shape.name})")
    elif kind == "timestamp":
        in_header = shape.serialization.get("location") == "header"
        form = shape.serialization.get("timestampFormat") or ("rfc822" if in_header else "iso8601")
        try:
            if form == "iso8601":
                if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", text):
                    raise ValueError(text)
                datetime.fromisoformat(text.replace("Z", "+00:00"))
            elif form == "rfc822":
                email.utils.parsedate_to_datetime(text)
            else:
                float(text)
        except (ValueError, TypeError):
            problems.add(path, f"{text!r} is not a timestamp by {form} ({shape.name})")
    elif kind == "blob":
        try:
            base64.b64decode(text, validate=True)
        except binascii.Error:
            problems.add(path, f"{text!r} is not base64 ({shape.name})")
    else:
        problems.add(path, f"the checker does not know {kind} here")


def local(tag):
    return tag.rpartition("}")[2]


def check_xml(shape, element, path, problems):
    """The contents of `element`."""
    kind = shape.type_name
    if kind == "structure":
        body = {
            name: member
            for name, member in shape.members.items()
            if member.serialization.get("location") not in ("header", "headers", "statusCode")
        }
        known, lists, attributes = {}, {}, set()
        for name, member in body.items():
            if member.serialization.get("xmlAttribute"):
                attributes.add(member.serialization.get("name", name).rpartition(":")[2])
            elif member.type_name == "list" and member.serialization.get("flattened"):
                # Its items stand where the list would.
                tag = member.serialization.get("name") or member.member.serialization.get("name") or name
                lists[tag] = (name, member)
            else:
                known[member.serialization.get("name", name)] = (name, member)
        seen, counts = set(), Counter()
        for child in element:
            tag = local(child.tag)
            if tag in lists:
                name, member = lists[tag]
                check_xml(member.member, child, f"{path}.{tag}[{counts[tag]}]", problems)
            elif tag in known:
                name, member = known[tag]
                if counts[tag]:
                    problems.add(f"{path}.{tag}", "is there twice")
                check_xml(member, child, f"{path}.{tag}", problems)
            else:
                problems.add(f"{path}.{tag}", f"is not a member of {shape.name}")
                continue
            counts[tag] += 1
            seen.add(name)
        for attribute in element.attrib:
            if local(attribute) not in attributes:
                problems.add(f"{path}@{local(attribute)}", f"is not an attribute of {shape.name}")
        for name in shape.required_members:
            member = shape.members[name]
            if name in body and not member.serialization.get("xmlAttribute") and name not in seen:
                problems.add(f"{path}.{name}", f"is missing, and required in {shape.name}")
        if not len(element) and (element.text or "").strip():
            problems.add(path, f"has the text {element.text!r}, and is a structure ({shape.name})")
    elif kind == "list":
        tag = shape.member.serialization.get("name", "member")
        limits(shape, len(element), path, problems)
        for index, child in enumerate(element):
            if local(child.tag) != tag:
                problems.add(f"{path}[{index}]", f"is called {local(child.tag)}, not {tag}")
            check_xml(shape.member, child, f"{path}[{index}]", problems)
    elif kind == "map":
        problems.add(path, "the checker does not know maps in XML")
    else:
        if len(element):
            problems.add(path, f"has children, and is a {kind} ({shape.name})")
        check_scalar(shape, element.text or "", path, problems)


def check_headers(shape, headers, path, problems):
    """Every header has a member, and each is of its type."""
    members, prefixes = {}, []
    for name, member in (shape.members if shape else {}).items():
        location = member.serialization.get("location")
        if location == "header":
            members[member.serialization.get("name", name).lower()] = member
        elif location == "headers":
            prefixes.append(member.serialization.get("name", "").lower())
    for name, value in headers.items():
        lower = name.lower()
        if lower in members:
            check_scalar(members[lower], value, f"{path} header {name}", problems)
        elif not PLAIN_HEADERS.match(name) and not any(lower.startswith(prefix) for prefix in prefixes):
            problems.add(f"{path} header {name}", "is in no member")


def request_id(headers, names, path, problems):
    if not any(name in headers for name in names):
        problems.add(path, f"has none of the headers {', '.join(names)}")


def error_codes(operation):
    """The codes of the errors that the model gives to an operation."""
    return {shape.metadata.get("error", {}).get("code", shape.name): shape for shape in operation.error_shapes}


def check_json_response(operation, response, problems):
    path, status, headers = operation.name, response["status_code"], response["headers"]
    request_id(headers, ["x-amzn-RequestId"], path, problems)
    if not headers.get("content-type", "").startswith("application/x-amz-json-"):
        problems.add(f"{path} header content-type", f"is {headers.get('content-type')!r}")
    try:
        body = json.loads(response["body"])
    except ValueError as error:
        if response["body"] or operation.output_shape.members:
            problems.add(path, f"the body is not JSON: {error}")
        return None
    if status < 300:
        if operation.output_shape is not None:
            check_json(operation.output_shape, body, path, problems)
        elif body:
            problems.add(path, f"{describe(body)}, and the operation has no output")
        return None
    code = body.get("__type")
    if not isinstance(code, str):
        problems.add(path, f"status {status}, and the body has no __type")
        return code
    modelled = error_codes(operation).get(code)
    if modelled is None:
        if code not in COMMON_ERRORS:
            problems.add(path, f"{code} is not an error of the operation: {sorted(error_codes(operation))}")
    else:
        # `ErrorCode` is what the real service sends beside `AthenaErrorCode`.
        rest = {name: value for name, value in body.items() if name not in ("__type", "ErrorCode")}
        check_json(modelled, rest, f"{path} {code}", problems)
    return code


def parse_xml(operation, body, problems):
    try:
        return ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        problems.add(operation.name, f"the body is not XML: {error}")
        return None


def check_query_response(operation, response, problems):
    path, headers = operation.name, response["headers"]
    request_id(headers, ["x-amzn-RequestId"], path, problems)
    if not headers.get("content-type", "").startswith("text/xml"):
        problems.add(f"{path} header content-type", f"is {headers.get('content-type')!r}")
    root = parse_xml(operation, response["body"], problems)
    if root is None:
        return None
    namespace = f"{{{operation.service_model.metadata['xmlNamespace']}}}"
    if not root.tag.startswith(namespace):
        problems.add(path, f"the namespace of {root.tag} is not {namespace}")
    children = {local(child.tag): child for child in root}
    if response["status_code"] >= 300:
        error = children.get("Error")
        if local(root.tag) != "ErrorResponse" or error is None or "RequestId" not in children:
            problems.add(path, f"{local(root.tag)} of {sorted(children)} is not ErrorResponse of Error and RequestId")
            return None
        inner = {local(child.tag): child.text or "" for child in error}
        if not {"Type", "Code", "Message"} <= set(inner) or inner.get("Type") not in ("Sender", "Receiver"):
            problems.add(f"{path}.Error", f"is {inner}")
        code = inner.get("Code")
        if code not in error_codes(operation) and code not in COMMON_ERRORS:
            problems.add(path, f"{code} is not an error of the operation: {sorted(error_codes(operation))}")
        return code
    wrapper = operation.output_shape.serialization.get("resultWrapper") if operation.output_shape else None
    expected = {"ResponseMetadata"} | ({wrapper} if wrapper else set())
    if local(root.tag) != f"{operation.name}Response" or set(children) != expected:
        problems.add(path, f"{local(root.tag)} of {sorted(children)} is not {operation.name}Response of {expected}")
    if wrapper in children:
        check_xml(operation.output_shape, children[wrapper], path, problems)
    metadata = children.get("ResponseMetadata")
    if metadata is not None and [local(child.tag) for child in metadata] != ["RequestId"]:
        problems.add(f"{path}.ResponseMetadata", "has no RequestId alone")
    return None


def check_rest_xml_response(operation, response, problems):
    path, status, headers, shape = operation.name, response["status_code"], response["headers"], operation.output_shape
    request_id(headers, ["x-amz-request-id"], path, problems)
    if status >= 300:
        body = response["body"]
        if operation.http["method"] == "HEAD" or status == 304:
            if body:
                problems.add(path, f"status {status} with a body")
            return str(status)
        root = parse_xml(operation, body, problems)
        if root is None:
            return None
        inner = {local(child.tag): child.text or "" for child in root}
        if local(root.tag) != "Error" or not {"Code", "Message"} <= set(inner):
            problems.add(path, f"{local(root.tag)} of {sorted(inner)} is not Error of Code and Message")
        code = inner.get("Code")
        if code not in S3_ERRORS and code not in error_codes(operation):
            problems.add(path, f"{code} is not an error of S3")
        return code
    check_headers(shape, headers, path, problems)
    payload = shape.serialization.get("payload") if shape else None
    if payload and shape.members[payload].type_name in ("blob", "string"):
        return None
    body = response["body"]
    in_body = [m for m in (shape.members.values() if shape else []) if "location" not in m.serialization]
    if not body:
        if payload or any(name in shape.required_members for name in (shape.members if in_body else [])):
            problems.add(path, "has no body")
        return None
    if not in_body:
        problems.add(path, f"has the body {describe(body)}, and no member for it")
        return None
    root = parse_xml(operation, body, problems)
    if root is None:
        return None
    if operation.name == "GetBucketLocation":
        # The one body whose root is the value itself.
        if local(root.tag) != "LocationConstraint":
            problems.add(path, f"the root is {local(root.tag)}")
        if root.text:
            check_scalar(shape.members["LocationConstraint"], root.text, path, problems)
        return None
    inner = shape.members[payload] if payload else shape
    check_xml(inner, root, path, problems)
    return None


PROTOCOLS = {"json": check_json_response, "query": check_query_response, "rest-xml": check_rest_xml_response}


class Checker:
    """Looks at every response of every botocore client of the process."""

    def __init__(self):
        self.lock = threading.Lock()
        # By service and operation: successes, and errors by their codes.
        self.seen, self.errors, self.problems = Counter(), Counter(), Counter()

    def install(self):
        # Each session registers these when it is made, whoever makes it.
        botocore.handlers.BUILTIN_HANDLERS.append(("before-parse", self.on_response))
        return self

    def on_response(self, operation_model, response_dict, **_):
        service = operation_model.service_model
        problems = Problems()
        code = None
        check = PROTOCOLS.get(service.resolved_protocol)
        if check is None:
            problems.add(operation_model.name, f"the checker does not know the protocol {service.resolved_protocol}")
        else:
            try:
                code = check(operation_model, response_dict, problems)
            except Exception as error:  # noqa: BLE001 - an exception here would reach the client, and be retried
                problems.add(operation_model.name, f"the checker failed: {error!r}")
        name = (service.service_name, operation_model.name)
        with self.lock:
            if response_dict["status_code"] < 300:
                self.seen[name] += 1
            else:
                self.errors[(*name, code)] += 1
            # Places in lists differ from response to response; what is wrong there does not.
            self.problems.update({f"{name[0]} " + re.sub(r"\[\d+\]", "[]", problem) for problem in problems})
