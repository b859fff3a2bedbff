use super::*;

#[test]
fn a_database_is_created_with_all_clauses() {
    check(CreateDatabase::new("d").to_sql(), "CREATE DATABASE d");
    check(
        CreateDatabase::new("date")
            .if_not_exists()
            .comment("it's ours")
            .location("s3://b/d")
            .properties([("owner", "me"), ("since", "2026")])
            .to_sql(),
        "CREATE DATABASE IF NOT EXISTS `date`\nCOMMENT 'it\\'s ours'\nLOCATION 's3://b/d/'\n\
         WITH DBPROPERTIES (\n\t'owner' = 'me',\n\t'since' = '2026'\n)",
    );
    check_error(
        CreateDatabase::new("a.b").to_sql(),
        "in database `a.b`: the name of a database cannot contain a dot; give the schema separately, with `in_schema`",
    );
    check_error(
        CreateDatabase::new("d").comment("x".repeat(2049)).to_sql(),
        "in database `d`: the comment has 2049 characters, Glue accepts 2048",
    );
    check_error(
        CreateDatabase::new("d").location("hdfs://x").to_sql(),
        "in database `d`: a location has the form `s3://bucket/folder/`: `hdfs://x/`",
    );
}

#[test]
fn properties_of_a_database_are_set() {
    check(
        AlterDatabase::set_properties("d", [("owner", "you")]).to_sql(),
        "ALTER DATABASE d SET DBPROPERTIES (\n\t'owner' = 'you'\n)",
    );
    check_error(
        AlterDatabase::set_properties("d", Properties::new()).to_sql(),
        "in database `d`: there is no property to set; add one",
    );
}

#[test]
fn a_database_is_dropped_with_its_behaviour() {
    check(DropDatabase::new("d").to_sql(), "DROP DATABASE d");
    check(DropDatabase::new("d").restrict().to_sql(), "DROP DATABASE d RESTRICT");
    check(DropDatabase::new("d").if_exists().cascade().to_sql(), "DROP DATABASE IF EXISTS d CASCADE");
    check_error(DropDatabase::new("").to_sql(), "in database ``: a name needs at least one character (byte 0)");
}

#[test]
fn other_statements_name_one_table() {
    check(DropTable::new("t").to_sql(), "DROP TABLE t");
    check(DropTable::new(("s", "date")).if_exists().to_sql(), "DROP TABLE IF EXISTS s.`date`");
    check_error(DropTable::new("").to_sql(), "in table ``: a name needs at least one character (byte 0)");
    check(DropView::new("v").to_sql(), "DROP VIEW v");
    check(DropView::new("V").in_schema("s").if_exists().to_sql(), "DROP VIEW IF EXISTS s.\"V\"");
    check(RepairTable::new(("s", "t")).to_sql(), "MSCK REPAIR TABLE s.t");
    check(Optimize::new(("s", "t")).to_sql(), "OPTIMIZE s.t REWRITE DATA USING BIN_PACK");
    check(
        Optimize::new("t").condition("d = ';' AND (k IN ('a', 'b')) -- old").to_sql(),
        "OPTIMIZE t REWRITE DATA USING BIN_PACK\nWHERE d = ';' AND (k IN ('a', 'b'))",
    );
    check(Vacuum::new("Events").to_sql(), "VACUUM \"Events\"");
    check(Show::create_table("t").to_sql(), "SHOW CREATE TABLE t");
    check(Show::create_view(("s", "V")).to_sql(), "SHOW CREATE VIEW s.\"V\"");
    check(Show::partitions("t").in_schema("s").to_sql(), "SHOW PARTITIONS s.t");
    check(Show::columns("t").to_sql(), "SHOW COLUMNS IN t");
    check(Show::properties("t").to_sql(), "SHOW TBLPROPERTIES t");
    check(Describe::new("t").to_sql(), "DESCRIBE t");
    check(Describe::new("t").extended().to_sql(), "DESCRIBE EXTENDED t");
    check(
        Describe::new("t").formatted().of_partition([("d", "2026-01-31")]).to_sql(),
        "DESCRIBE FORMATTED t PARTITION (d = '2026-01-31')",
    );
}

#[test]
fn a_view_needs_one_query() {
    check(CreateView::new("v", "SELECT 1").to_sql(), "CREATE VIEW v AS\nSELECT 1");
    check(
        CreateView::new("date", "/* x */ WITH t AS (SELECT ';') SELECT * FROM t;").in_schema("s").or_replace().to_sql(),
        "CREATE OR REPLACE VIEW s.date AS\nWITH t AS (SELECT ';') SELECT * FROM t",
    );
    check_error(CreateView::new("v", " ; ").to_sql(), "in view `v`: the query is empty");
    check_error(
        CreateView::new("v", "DROP TABLE t").to_sql(),
        "in view `v`: the query is not a SELECT, VALUES or TABLE",
    );
    check_error(
        CreateView::new("v", "SELECT 1; SELECT 2").to_sql(),
        "in view `v`: the query is more than one statement (byte 8)",
    );
    check_error(
        CreateView::new("v", "SELECT 'a").to_sql(),
        "in view `v`: the query has a quote or comment that is not closed (byte 7)",
    );
    check_error(
        CreateView::new("v", "SELECT (1").to_sql(),
        "in view `v`: the query does not close its parentheses (byte 9)",
    );
    check_error(
        Optimize::new("t").condition("1 = 1) OR (1 = 1").to_sql(),
        "in table `t`: the condition closes a parenthesis that it did not open (byte 5)",
    );
    check_error(
        Optimize::new("t").condition("-- nothing").to_sql(),
        "in table `t`: the condition is empty; leave out the call of `condition`",
    );
}
