"""Tells pyarrow's S3 file system where S3 is.

PyAthena's Arrow cursors make one without naming an endpoint, and pyarrow looks at no `AWS_ENDPOINT_URL`. This is what a
user with another S3 has to do, too; import it before a cursor is made.
"""

import os

from pyarrow import fs


class S3FileSystem(fs.S3FileSystem):
    def __init__(self, *args, **options):
        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ["AWS_ENDPOINT_URL"]
        options.setdefault("endpoint_override", endpoint)
        super().__init__(*args, **options)


fs.S3FileSystem = S3FileSystem
