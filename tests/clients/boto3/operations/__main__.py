"""boto3 calls every operation that the sandbox says it has, and some that have to fail.

    python operations [WORD ...]      all trials, or those whose name has one of the words

A newly listed operation of `docs/sandbox.md` that nothing here calls is a failure.
"""

# isort: skip_file
from trials import CHECKER, main  # first: it looks at the clients that the others make

import athena  # noqa: F401 - registers its trials, as do the others
import glue  # noqa: F401
import glue_writes  # noqa: F401
import kept  # noqa: F401
import s3  # noqa: F401
import s3_limits  # noqa: F401
import s3_settings  # noqa: F401
import sts  # noqa: F401
from listed import listed_operations


# Those that succeed only with what the sandbox never has, and the error that they give.
ONLY_REFUSED = {
    ("glue", "GetUserDefinedFunction"): "EntityNotFoundException",
    ("s3", "GetBucketPolicy"): "NoSuchBucketPolicy",
}


def every_listed_operation_was_seen():
    listed = listed_operations()
    for service, names in listed.items():
        print(f"  docs/sandbox.md lists {len(names)} operations of {service}")
    seen = set(CHECKER.seen)
    seen.update(name for name, code in ONLY_REFUSED.items() if CHECKER.errors[(*name, code)])
    missing = sorted(f"{service} {name}" for service, names in listed.items() for name in names if (service, name) not in seen)
    assert not missing, f"docs/sandbox.md lists what no trial has called with success: {missing}"
    unlisted = sorted(f"{s} {name}" for s, name in seen if name not in listed.get(s, ()))
    assert not unlisted, f"the sandbox answers what docs/sandbox.md does not list: {unlisted}"


main(every_listed_operation_was_seen)
