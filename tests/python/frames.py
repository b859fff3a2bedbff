"""Reads files as a user of pandas does, and prints the data frames as JSON.

    frames.py FOLDER

For every file in the folder: the names and dtypes of the columns, the index, and the cells of each column as text, a
missing one as null.
"""

import json
import pathlib
import sys

import numpy
import pandas
import pyarrow

READERS = {
    ".feather": pandas.read_feather,
    ".parquet": pandas.read_parquet,
    ".arrows": lambda path: pyarrow.ipc.open_stream(path).read_pandas(),
}


def plain(value):
    if isinstance(value, numpy.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, (list, tuple)):
        return type(value)(plain(item) for item in value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value.item() if isinstance(value, numpy.generic) else value


def text(value):
    # A float32 has fewer digits as itself than as a float.
    return str(value) if isinstance(value, numpy.generic) else repr(plain(value))


def dtype(series):
    # `string` and `str` look the same but for what is missing.
    return repr(series.dtype) if isinstance(series.dtype, pandas.StringDtype) else str(series.dtype)


def described(frame):
    index = frame.index
    series = [frame.iloc[:, column] for column in range(frame.shape[1])]
    return {
        "columns": list(frame.columns),
        "dtypes": [dtype(column) for column in series],
        "index": [type(index).__name__, index.start, index.stop, index.step],
        "cells": [
            [None if missing else text(value) for value, missing in zip(column, column.isna())] for column in series
        ],
    }


def main():
    files = sorted(pathlib.Path(sys.argv[1]).iterdir())
    json.dump({file.name: described(READERS[file.suffix](file)) for file in files}, sys.stdout)


main()
