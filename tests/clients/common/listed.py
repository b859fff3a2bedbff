"""The operations that the sandbox's documentation lists."""

import re
from functools import cache
from pathlib import Path

from trials import trial

import boto3

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "sandbox.md"

# Titles of the document, and boto3's names.
SERVICES = {"Athena": "athena", "AWS Glue": "glue", "S3": "s3", "STS": "sts"}


@cache
def listed_operations():
    """By service: the names of the operations that the tables list, but for those that are said to be missing."""
    text = DOCUMENT.read_text(encoding="utf-8")
    section = re.search(r"^# Operations\n(.*?)^# ", text, re.M | re.S)
    assert section, "docs/sandbox.md has no section `# Operations`"
    listed = {}
    for title, service in SERVICES.items():
        table = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", section[1], re.M | re.S)
        assert table, f"docs/sandbox.md has no section `## {title}`"
        known = set(boto3.client(service).meta.service_model.operation_names)
        names = set()
        for line in table[1].splitlines():
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if not line.startswith("|") or len(cells) < 2 or cells[-1].lower().startswith("missing"):
                continue
            named = re.findall(r"\b[A-Z][A-Za-z0-9]+\b", cells[0])
            names.update(name for name in named if name in known)
        listed[service] = names
    empty = [service for service in ("athena", "glue", "s3") if not listed[service]]
    assert not empty, f"no operations are found in the tables of {empty}"
    return listed


def trial_of(service, *operations):
    """A trial of operations that are in the documentation; what it does not promise is not asked for.

    It cannot hide anything: whatever the documentation lists has to be called in the end.
    """

    def mark(function):
        if set(operations) <= listed_operations()[service]:
            trial(function)
        return function

    return mark
