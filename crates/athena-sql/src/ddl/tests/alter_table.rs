use super::*;

fn alter() -> AlterTable {
    AlterTable::new("t")
}

fn day(text: &str) -> Partition {
    Partition::from([("d", text)])
}

#[test]
fn columns_are_added_replaced_changed_and_dropped() {
    check(
        AlterTable::new(("s", "t"))
            .add_columns([ColumnDef::of::<i32>("a").with_comment("it's"), ColumnDef::of::<str>("_b")])
            .to_sql(),
        "ALTER TABLE s.t ADD COLUMNS (\n\ta int COMMENT 'it\\'s',\n\t`_b` string\n)",
    );
    check(
        alter().of_partition(day("1")).add_columns([("a", STRING)]).to_sql(),
        "ALTER TABLE t PARTITION (d = '1') ADD COLUMNS (\n\ta string\n)",
    );
    check(
        alter().replace_columns([("a", STRING), ("b", AthenaType::Date)]).to_sql(),
        "ALTER TABLE t REPLACE COLUMNS (\n\ta string,\n\tb date\n)",
    );
    check(alter().change_column("a", ("b", AthenaType::BigInt)).to_sql(), "ALTER TABLE t CHANGE COLUMN a b bigint");
    check(
        alter().move_column("A", ColumnDef::of::<str>("a").with_comment("x"), ColumnPosition::First).to_sql(),
        "ALTER TABLE t CHANGE COLUMN `A` a string COMMENT 'x' FIRST",
    );
    check(
        alter().move_column("a", ("a", STRING), ColumnPosition::After("date".to_owned())).to_sql(),
        "ALTER TABLE t CHANGE COLUMN a a string AFTER `date`",
    );
    check(alter().drop_column("a").to_sql(), "ALTER TABLE t DROP COLUMN a");
}

#[test]
fn properties_location_and_name_are_changed() {
    check(
        alter().set_properties([("a", "1"), ("b", "it's")]).to_sql(),
        "ALTER TABLE t SET TBLPROPERTIES (\n\t'a' = '1',\n\t'b' = 'it\\'s'\n)",
    );
    check(alter().unset_properties(["a", "b"]).to_sql(), "ALTER TABLE t UNSET TBLPROPERTIES (\n\t'a',\n\t'b'\n)");
    check(alter().set_location("s3://b/u").to_sql(), "ALTER TABLE t SET LOCATION 's3://b/u/'");
    check(
        alter().of_partition(day("1").with_value("h", 7)).set_location("s3://b/u/").to_sql(),
        "ALTER TABLE t PARTITION (d = '1', h = 7) SET LOCATION 's3://b/u/'",
    );
    check(alter().rename_to("u").to_sql(), "ALTER TABLE t RENAME TO u");
    check(AlterTable::new(("a", "t")).rename_to(("b", "date")).to_sql(), "ALTER TABLE a.t RENAME TO b.`date`");
}

#[test]
fn partitions_are_added_dropped_and_renamed() {
    check(alter().add_partitions([day("1")]).to_sql(), "ALTER TABLE t ADD\n\tPARTITION (d = '1')");
    check(
        alter()
            .add_partitions_if_not_exists([
                day("it's").with_location("s3://b/1"),
                Partition::new().with_value("d", "2").with_value("n", -3),
            ])
            .to_sql(),
        "ALTER TABLE t ADD IF NOT EXISTS\n\tPARTITION (d = 'it\\'s') LOCATION 's3://b/1/'\n\tPARTITION (d = '2', n = \
         -3)",
    );
    check(
        alter().drop_partitions([day("1"), day("2")]).to_sql(),
        "ALTER TABLE t DROP\n\tPARTITION (d = '1'),\n\tPARTITION (d = '2')",
    );
    check(
        alter().drop_partitions_if_exist([[("date", "1")]]).to_sql(),
        "ALTER TABLE t DROP IF EXISTS\n\tPARTITION (`date` = '1')",
    );
    check(
        alter().rename_partition([("d", "1")], [("d", "2")]).to_sql(),
        "ALTER TABLE t PARTITION (d = '1') RENAME TO PARTITION (d = '2')",
    );
}

#[test]
fn changes_that_athena_refuses_are_errors() {
    let nothing = "in table `t`: the change is empty; give at least one column, property or partition";
    check_error(alter().add_columns(Vec::<ColumnDef>::new()).to_sql(), nothing);
    check_error(alter().set_properties(Properties::new()).to_sql(), nothing);
    check_error(alter().unset_properties(Vec::<String>::new()).to_sql(), nothing);
    check_error(alter().add_partitions(Vec::<Partition>::new()).to_sql(), nothing);
    check_error(alter().drop_partitions(Vec::<Partition>::new()).to_sql(), nothing);
    check_error(
        alter().add_columns([("a", AthenaType::Uuid)]).to_sql(),
        "in table `t`, column `a`: hive has no type `uuid`; use `string`",
    );
    check_error(
        alter().add_columns([("a", STRING), ("A", STRING)]).to_sql(),
        "in table `t`, column `A`: the column appears twice; remove or rename one",
    );
    check_error(
        alter().drop_column("").to_sql(),
        "in table `t`, column ``: a name needs at least one character (byte 0)",
    );
    check_error(
        alter().of_partition(day("1")).drop_column("a").to_sql(),
        "in table `t`: this change cannot apply to one partition; remove `of_partition`",
    );
    check_error(
        alter().add_partitions([Partition::new()]).to_sql(),
        "in table `t`: a partition needs a value for at least one column",
    );
    check_error(
        alter().add_partitions([day("1").with_value("D", "2")]).to_sql(),
        "in table `t`, column `D`: the partition has two values for the column; remove one",
    );
    check_error(
        alter().drop_partitions([day("1").with_location("s3://b/1")]).to_sql(),
        "in table `t`: only ADD PARTITION accepts the location of a partition; remove it",
    );
    check_error(
        alter().set_location("b/t").to_sql(),
        "in table `t`: a location has the form `s3://bucket/folder/`: `b/t/`",
    );
    check_error(
        alter().unset_properties([""]).to_sql(),
        "in table `t`: the key of a property needs at least one character",
    );
}
