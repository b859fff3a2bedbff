"""dbt: a project with each kind of model, built, changed and built again."""

import json
import os
import shutil
import tempfile
from pathlib import Path

from queries import equal, rows, unique
from trials import main, trial

from dbt.cli.main import dbtRunner

SCHEMA = unique("dbt")
os.environ["TRIAL_SCHEMA"] = SCHEMA
os.environ["DO_NOT_TRACK"] = "1"

# dbt writes into the folder of the project.
PROJECT = Path(tempfile.mkdtemp()) / "project"
shutil.copytree(Path(__file__).parent / "project", PROJECT)


def dbt(*arguments):
    """What became of each node, by its name."""
    folders = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    done = dbtRunner().invoke(["--quiet", "--no-use-colors", *arguments, *folders])
    if done.exception:
        raise done.exception
    results = getattr(done.result, "results", None) or []
    bad = [f"{result.node.name}: {result.message}" for result in results if result.status in ("error", "fail", "skipped")]
    assert done.success and not bad, bad
    return {result.node.name: str(result.status) for result in results}


def counts():
    tables = ("nations", "orders_hive", "orders_iceberg", "regions_appended", "regions_overwritten", "nations_merged")
    return [int(rows(f"SELECT count(*) FROM {SCHEMA}.{table}")[0][0]) for table in tables]


@trial
def first_build():
    done = dbt("build")
    equal(len(done), 12)
    equal(counts(), [25, 255, 255, 5, 5, 25])
    equal(
        rows(f"SELECT id, name, born FROM {SCHEMA}.people ORDER BY id"),
        [("1", "Ann", "2001-02-03"), ("2", "Bob, é🦀", "1999-12-31"), ("3", None, "2010-01-01")],
    )
    equal(rows(f"SELECT DISTINCT run FROM {SCHEMA}.nations_merged"), [("first",)])


@trial
def second_build():
    seed = PROJECT / "seeds" / "people.csv"
    seed.write_text(seed.read_text(encoding="utf-8").replace("Ann", "Anna"), encoding="utf-8")
    dbt("build")
    equal(counts(), [25, 255, 255, 10, 5, 25])
    equal(
        rows(f"SELECT run, count(*) FROM {SCHEMA}.nations_merged GROUP BY 1 ORDER BY 1"),
        [("first", "20"), ("second", "5")],
    )
    equal(
        rows(f"SELECT name, dbt_valid_to IS NULL FROM {SCHEMA}.people_history WHERE id = 1 ORDER BY name"),
        [("Ann", "false"), ("Anna", "true")],
    )


@trial
def full_refresh():
    dbt("run", "--full-refresh")
    equal(counts(), [25, 255, 255, 5, 5, 25])


@trial
def catalog():
    dbt("docs", "generate")
    nodes = json.loads((PROJECT / "target" / "catalog.json").read_text(encoding="utf-8"))["nodes"]
    orders = nodes["model.trial.orders_iceberg"]
    equal([(column["name"], column["type"]) for column in orders["columns"].values()], [
        ("o_orderkey", "bigint"),
        ("o_totalprice", "decimal(15,2)"),
        ("o_orderdate", "timestamp"),
        ("o_orderstatus", "string"),
    ])
    equal(orders["columns"]["o_orderkey"]["comment"], "the key of an order")


main()
