use proptest::prelude::*;

use super::StatementKind::{self, *};
use super::{classify, trim_statement};
use crate::Grammar;

fn check(kind: StatementKind, statements: &[&str]) {
    for sql in statements {
        assert_eq!(classify(sql).kind, kind, "{sql}");
    }
}

#[test]
fn queries_are_recognised_by_select_values_and_table() {
    check(
        Select,
        &[
            "SELECT 1",
            "select*from t",
            "  \n-- c\n/* SHOW */ Select 1",
            "(SELECT 1)",
            "( /* x */ (SELECT 1) UNION (SELECT 2))",
            "WITH t AS (SELECT 1) SELECT * FROM t",
            "with recursive t(n) as (select 1), u as (select ')') select * from t",
            "WITH recursive AS (SELECT 1) SELECT 1",
            "WITH \"a b\" AS (SELECT 1) (SELECT 2)",
            "(WITH t AS (SELECT 1) SELECT 2)",
            "WITH t AS (SELECT 1) (WITH u AS (SELECT 2) SELECT 3)",
            "; SELECT 1",
            "\u{feff}SELECT 1",
        ],
    );
    check(Values, &["VALUES 1, 2", "(values (1))", "WITH t AS (SELECT 1) VALUES 1"]);
    check(Table, &["TABLE orders", "(TABLE orders)"]);
    check(SelectUsingFunction, &["USING EXTERNAL FUNCTION f(x INT) RETURNS INT LAMBDA 'select' SELECT f(1)"]);
    check(
        Unknown,
        &[
            "SELECTED",
            "SELECT_1",
            "\"SELECT\" 1",
            "'SELECT'",
            "/* SELECT 1",
            "(INSERT INTO t SELECT 1)",
            "WITH t AS SELECT 1",
            "WITH t AS (SELECT 1",
            "WITH t AS (SELECT 1) SHOW TABLES",
            "WITH t AS (SELECT 1) WITH u AS (SELECT 2) SELECT 3",
            "USING EXTERNAL FUNCTION f(x INT) RETURNS INT LAMBDA 'f' INSERT INTO t SELECT f(1)",
            "COMMIT",
            "1",
            "(",
        ],
    );
    check(Empty, &["", " \n", "-- only a comment", "/* a */ -- b", ";;"]);
}

#[test]
fn other_statements_are_recognised_by_their_first_word() {
    check(
        Insert,
        &["INSERT INTO t WITH u AS (SELECT 1) SELECT * FROM u", "WITH t AS (SELECT 1) INSERT INTO u TABLE t"],
    );
    check(Update, &["UPDATE t SET a = 1"]);
    check(Delete, &["DELETE FROM t"]);
    check(Merge, &["MERGE INTO t USING u ON a = b WHEN MATCHED THEN DELETE"]);
    check(Unload, &["UNLOAD (SELECT 1) TO 's3://b/' WITH (format = 'PARQUET')"]);
    check(Optimize, &["OPTIMIZE t REWRITE DATA USING BIN_PACK"]);
    check(Vacuum, &["VACUUM t"]);
    check(Prepare, &["PREPARE p FROM SELECT ?"]);
    check(Execute, &["EXECUTE p USING 1"]);
    check(Deallocate, &["DEALLOCATE PREPARE p"]);
    check(Explain, &["EXPLAIN SELECT 1", "EXPLAIN (FORMAT JSON) SELECT 1"]);
    check(ExplainAnalyze, &["EXPLAIN /* x */ ANALYZE SELECT 1"]);
}

#[test]
fn create_table_is_distinguished_from_create_table_as() {
    check(
        CreateTableAsSelect,
        &[
            "CREATE TABLE t AS SELECT 1",
            "create table if not exists \"a\".\"as\" as select 1",
            "CREATE TABLE stored AS SELECT 1",
            "CREATE TABLE t WITH (format = 'PARQUET', field_delimiter = '\\') AS SELECT 'x'",
            "CREATE TABLE t/* x */AS(SELECT 1)",
            "CREATE TABLE t STORED AS PARQUET AS SELECT 1",
            "CREATE TABLE t (a, b) AS SELECT 1, 2",
            "CREATE TABLE :name AS SELECT 1",
            r#"CREATE TABLE "\" AS SELECT 1"#,
        ],
    );
    check(
        CreateTable,
        &[
            "CREATE EXTERNAL TABLE t (a int) STORED AS PARQUET LOCATION 's3://b/'",
            "CREATE TABLE t (a int COMMENT 'same AS b') COMMENT 'x AS y' LOCATION 's3://b/'",
            r"CREATE TABLE t (a int COMMENT 'it\'s AS') COMMENT 'it\'s AS y' LOCATION 's3://b/'",
            "CREATE TABLE t (`as` int) -- AS\n/* AS */ TBLPROPERTIES ('table_type' = 'ICEBERG')",
            "CREATE EXTERNAL TABLE t (a int) ROW FORMAT DELIMITED NULL DEFINED AS '' STORED AS INPUTFORMAT 'a' \
             OUTPUTFORMAT 'b'",
            "CREATE EXTERNAL TABLE t (a int) ROW FORMAT SERDE 'x' WITH SERDEPROPERTIES (\"a\" = \"b AS c\") STORED AS \
             ORC",
            "CREATE TABLE db.as (a int)",
            "CREATE TABLE t (a int); SELECT 1 AS b",
            "CREATE TABLE",
        ],
    );
}

#[test]
fn definitions_are_recognised_by_verb_and_object() {
    check(
        CreateView,
        &[
            "CREATE VIEW v AS SELECT 1",
            "CREATE OR REPLACE VIEW v AS SELECT 1",
            "CREATE OR REPLACE PROTECTED MULTI DIALECT VIEW v AS SELECT 1",
        ],
    );
    check(CreateDatabase, &["CREATE DATABASE IF NOT EXISTS d", "CREATE SCHEMA d"]);
    check(DropTable, &["DROP TABLE IF EXISTS t"]);
    check(DropView, &["DROP VIEW v"]);
    check(DropDatabase, &["DROP DATABASE d CASCADE", "DROP SCHEMA d"]);
    check(AlterDatabase, &["ALTER DATABASE d SET DBPROPERTIES ('a' = 'b')", "ALTER SCHEMA d SET LOCATION 'x'"]);
    check(AlterView, &["ALTER VIEW v FORCE ADD DIALECT"]);
    check(MsckRepair, &["MSCK REPAIR TABLE t"]);
    check(Unknown, &["CREATE FUNCTION f", "DROP INDEX i", "ALTER INDEX i", "MSCK t", "DROP", "CREATE"]);
}

#[test]
fn alter_table_is_recognised_by_its_clause() {
    check(
        AlterTableAddColumns,
        &["ALTER TABLE t ADD COLUMNS (a int)", "ALTER TABLE t PARTITION (d='1') ADD COLUMNS (a int)"],
    );
    check(AlterTableReplaceColumns, &["ALTER TABLE `a`.`t` REPLACE COLUMNS (a int)"]);
    check(AlterTableDropColumn, &["ALTER TABLE t DROP COLUMN a"]);
    check(AlterTableChangeColumn, &["ALTER TABLE t CHANGE COLUMN a b int", "ALTER TABLE t CHANGE a b int"]);
    check(
        AlterTableAddPartition,
        &["ALTER TABLE t ADD IF NOT EXISTS PARTITION (d='1')", "ALTER TABLE t ADD PARTITION (d='1')"],
    );
    check(AlterTableDropPartition, &["ALTER TABLE t DROP IF EXISTS PARTITION (d='1')"]);
    check(AlterTableRenamePartition, &["ALTER TABLE t PARTITION (d='1') RENAME TO PARTITION (d='2')"]);
    check(AlterTableRename, &["ALTER TABLE t RENAME TO u"]);
    check(AlterTableSetLocation, &["ALTER TABLE t PARTITION (d='1') SET LOCATION 's3://b/'"]);
    check(
        AlterTableProperties,
        &["ALTER TABLE t SET TBLPROPERTIES ('a'='b')", "ALTER TABLE t UNSET TBLPROPERTIES ('a')"],
    );
    check(AlterTableOther, &["ALTER TABLE t", "ALTER TABLE t EXECUTE optimize"]);
}

#[test]
fn show_is_recognised_by_its_subject() {
    check(ShowTables, &["SHOW TABLES IN d 'a*'"]);
    check(ShowDatabases, &["SHOW DATABASES", "SHOW SCHEMAS"]);
    check(ShowColumns, &["SHOW COLUMNS IN t"]);
    check(ShowPartitions, &["SHOW PARTITIONS t"]);
    check(ShowTableProperties, &["SHOW TBLPROPERTIES t('a')"]);
    check(ShowViews, &["SHOW VIEWS"]);
    check(ShowCreateTable, &["SHOW CREATE TABLE t"]);
    check(ShowCreateView, &["SHOW CREATE VIEW v"]);
    check(ShowFunctions, &["SHOW FUNCTIONS"]);
    check(ShowOther, &["SHOW", "SHOW SESSION", "SHOW CREATE x"]);
    check(Describe, &["DESCRIBE t", "DESC FORMATTED t", "describe extended d.t PARTITION (a='b')"]);
}

#[test]
fn every_statement_has_the_grammar_that_athena_reads_it_by() {
    let check = |grammar: Grammar, statements: &[&str]| {
        for sql in statements {
            assert_eq!(classify(sql).grammar(), grammar, "{sql}");
            assert_eq!(classify(&sql.to_lowercase()).grammar(), grammar, "{sql}");
            assert_eq!(classify(&format!("\n-- SHOW\n/* AS */ {sql}")).grammar(), grammar, "{sql}");
        }
    };
    check(
        Grammar::Hive,
        &[
            "ALTER DATABASE d SET DBPROPERTIES ('a' = 'b')",
            "ALTER SCHEMA d SET LOCATION 'x'",
            "ALTER TABLE t SET LOCATION 'x'",
            "CREATE DATABASE d",
            "CREATE SCHEMA d COMMENT 'same AS c'",
            "CREATE TABLE t (a int COMMENT 'same AS b') TBLPROPERTIES ('table_type' = 'ICEBERG')",
            "CREATE EXTERNAL TABLE t (a int) STORED AS ORC LOCATION 'x'",
            "DROP DATABASE d",
            "DROP SCHEMA d",
            "DROP TABLE t",
            "MSCK REPAIR TABLE t",
            "SHOW TABLES",
            "SHOW CREATE TABLE t",
            "DESC t",
            "DESCRIBE t",
        ],
    );
    // Unknown statements are Trino's: in its strings no backslash can escape the closing quote.
    check(
        Grammar::Trino,
        &[
            "SELECT 1",
            "(SELECT 1)",
            "WITH t AS (SELECT 1) SELECT * FROM t",
            "VALUES 1",
            "INSERT INTO t VALUES ('x')",
            "UPDATE t SET a = 'x'",
            "DELETE FROM t WHERE a = 'x'",
            "MERGE INTO t USING u ON a = b WHEN MATCHED THEN DELETE",
            "CREATE TABLE t AS SELECT 'x'",
            "CREATE VIEW v AS SELECT 'x'",
            "ALTER VIEW v FORCE ADD DIALECT",
            "DROP VIEW v",
            "SHOW CREATE VIEW v",
            "UNLOAD (SELECT 1) TO 'x'",
            "EXPLAIN SELECT 'x'",
            "EXPLAIN ANALYZE SELECT 'x'",
            "PREPARE p FROM SELECT 'x'",
            "EXECUTE p USING 'x'",
            "OPTIMIZE t REWRITE DATA USING BIN_PACK WHERE a = 'x'",
            "VACUUM t",
            "MSCK t",
            "SHOWN",
            "x",
            "",
        ],
    );
}

#[test]
fn predicates_hold_for_their_kinds_only() {
    assert!(Select.can_unload() && Values.can_unload() && Table.can_unload());
    assert!(!Explain.can_unload() && !SelectUsingFunction.can_unload() && !Unknown.can_unload());
    assert!(Explain.is_read_only() && ShowOther.is_read_only() && Empty.is_read_only());
    assert!(!ExplainAnalyze.is_read_only() && !Execute.is_read_only() && !Unload.is_read_only());
    assert!(Describe.is_utility() && Explain.is_utility() && !ShowFunctions.is_utility() && !Select.is_utility());
    assert!(ShowFunctions.returns_rows() && Execute.returns_rows() && !Insert.returns_rows());
    assert!(Explain.has_header_row() && !ShowTables.has_header_row());
    assert_eq!(StatementKind::from_substatement_type("vacuum_table"), Some(Vacuum));
    assert_eq!(StatementKind::from_substatement_type("NEW"), None);
}

#[test]
fn trimming_removes_comments_and_semicolons_around_a_statement() {
    let check = |sql: &str, expected: &str| assert_eq!(trim_statement(sql), expected, "{sql}");
    check("SELECT 1 ; -- x", "SELECT 1");
    check("-- a\n/* b */ SELECT\n  '  x\n  y'  ;;\n", "SELECT\n  '  x\n  y'");
    check("SELECT 1 -- x\n, 2 /* y */", "SELECT 1 -- x\n, 2");
    check("SELECT 1 /* open", "SELECT 1 /* open");
    check("SELECT 'a;'", "SELECT 'a;'");
    check(r"ALTER TABLE t SET LOCATION 'it\'s;' ;", r"ALTER TABLE t SET LOCATION 'it\'s;'");
    check("; ; SELECT 1", "SELECT 1");
    check("-- only a comment", "");
    check(" ; ", "");
}

#[test]
fn deep_nesting_does_not_exhaust_the_stack() {
    check(Select, &[&format!("{}SELECT 1", "(".repeat(100_000))]);
    check(Unknown, &[&"WITH t AS (".repeat(10_000)]);
}

proptest! {
    #[test]
    fn trimming_twice_is_trimming_once(
        sql in prop_oneof![any::<String>(), "(CREATE TABLE t|SELECT 1|WITH a AS \\(b\\))?[a;'\"\\\\`\n /*()-]{0,20}"],
    ) {
        let trimmed = trim_statement(&sql);
        prop_assert_eq!(trim_statement(trimmed), trimmed);
        prop_assert_eq!(classify(trimmed).kind, classify(&sql).kind);
    }
}
