"""Reads CSV files of Athena's dialect, as `pyarrow` or `polars` does, and prints their cells as JSON.

    csv_cells.py pyarrow|polars FOLDER

For every `*.csv` in the folder: a list of rows, each a list of cells; NULL is null.
"""

import json
import pathlib
import sys


def by_pyarrow(path, width):
    import pyarrow as pa
    from pyarrow import csv

    table = csv.read_csv(
        path,
        parse_options=csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=csv.ConvertOptions(
            column_types={f"c{column}": pa.string() for column in range(width)},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    return [column.to_pylist() for column in table.columns]


def by_polars(path, width):
    import polars

    frame = polars.read_csv(
        path,
        schema={f"c{column}": polars.String for column in range(width)},
        empty_string_is_null=True,
    )
    return [column.to_list() for column in frame.get_columns()]


def main():
    read = {"pyarrow": by_pyarrow, "polars": by_polars}[sys.argv[1]]
    cells = {}
    for path in sorted(pathlib.Path(sys.argv[2]).glob("*.csv")):
        with open(path, "rb") as file:
            width = file.readline().count(b",") + 1
        cells[path.name] = [list(row) for row in zip(*read(path, width))]
    json.dump(cells, sys.stdout)


main()
