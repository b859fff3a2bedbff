//! `StatementKind`: the kinds of statements that Athena runs.

use crate::Grammar;

/// The kind of a statement.
///
/// There is one kind for every statement of the Athena user guide ("SQL reference for Athena": DML queries, DDL
/// statements). The kinds are as fine as the `SubstatementType` of `GetQueryExecution`; the `StatementType` of the
/// service, which has three values, is not modelled here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatementKind {
    /// Only white space, comments and semicolons.
    Empty,
    /// `SELECT`, also behind `WITH` or in parentheses.
    Select,
    /// `VALUES (1), (2)`.
    Values,
    /// `TABLE name`: all of a table.
    Table,
    /// `USING EXTERNAL FUNCTION ... SELECT`: a query that calls a Lambda function.
    SelectUsingFunction,
    /// `INSERT INTO`.
    Insert,
    /// `UPDATE`, on Iceberg tables.
    Update,
    /// `DELETE FROM`, on Iceberg tables.
    Delete,
    /// `MERGE INTO`, on Iceberg tables.
    Merge,
    /// `UNLOAD (query) TO 's3://...'`.
    Unload,
    /// `CREATE TABLE ... AS query`.
    CreateTableAsSelect,
    /// `CREATE [EXTERNAL] TABLE` without a query.
    CreateTable,
    /// `CREATE [OR REPLACE] [PROTECTED MULTI DIALECT] VIEW`.
    CreateView,
    /// `CREATE DATABASE` or `CREATE SCHEMA`.
    CreateDatabase,
    /// `DROP TABLE`.
    DropTable,
    /// `DROP VIEW`.
    DropView,
    /// `DROP DATABASE` or `DROP SCHEMA`.
    DropDatabase,
    /// `ALTER DATABASE` or `ALTER SCHEMA`.
    AlterDatabase,
    /// `ALTER VIEW ... DIALECT`.
    AlterView,
    /// `ALTER TABLE ... ADD COLUMNS`.
    AlterTableAddColumns,
    /// `ALTER TABLE ... REPLACE COLUMNS`.
    AlterTableReplaceColumns,
    /// `ALTER TABLE ... DROP COLUMN`.
    AlterTableDropColumn,
    /// `ALTER TABLE ... CHANGE COLUMN`.
    AlterTableChangeColumn,
    /// `ALTER TABLE ... ADD PARTITION`.
    AlterTableAddPartition,
    /// `ALTER TABLE ... DROP PARTITION`.
    AlterTableDropPartition,
    /// `ALTER TABLE ... PARTITION (...) RENAME TO PARTITION (...)`.
    AlterTableRenamePartition,
    /// `ALTER TABLE ... RENAME TO`.
    AlterTableRename,
    /// `ALTER TABLE ... SET LOCATION`, also of one partition.
    AlterTableSetLocation,
    /// `ALTER TABLE ... SET TBLPROPERTIES` or `UNSET TBLPROPERTIES`.
    AlterTableProperties,
    /// `ALTER TABLE` with a clause that is not known here.
    AlterTableOther,
    /// `MSCK REPAIR TABLE`.
    MsckRepair,
    /// `SHOW TABLES`.
    ShowTables,
    /// `SHOW DATABASES` or `SHOW SCHEMAS`.
    ShowDatabases,
    /// `SHOW COLUMNS`.
    ShowColumns,
    /// `SHOW PARTITIONS`.
    ShowPartitions,
    /// `SHOW TBLPROPERTIES`.
    ShowTableProperties,
    /// `SHOW VIEWS`.
    ShowViews,
    /// `SHOW CREATE TABLE`.
    ShowCreateTable,
    /// `SHOW CREATE VIEW`.
    ShowCreateView,
    /// `SHOW FUNCTIONS`.
    ShowFunctions,
    /// `SHOW` with a word that is not known here.
    ShowOther,
    /// `DESCRIBE` or `DESC`, of a table or a view.
    Describe,
    /// `EXPLAIN`: a plan; the query does not run.
    Explain,
    /// `EXPLAIN ANALYZE`: the query runs and is billed.
    ExplainAnalyze,
    /// `PREPARE name FROM ...`.
    Prepare,
    /// `EXECUTE name`: the prepared statement, not the text, tells what it does.
    Execute,
    /// `DEALLOCATE PREPARE name`.
    Deallocate,
    /// `OPTIMIZE ... REWRITE DATA`, on Iceberg tables.
    Optimize,
    /// `VACUUM`, on Iceberg tables.
    Vacuum,
    /// Any other statement. It is treated with the most caution: it may write, and it cannot be wrapped in `UNLOAD`.
    Unknown,
}

impl StatementKind {
    /// Whether the statement is `SELECT`, `VALUES` or `TABLE`, with or without `WITH`, or a query that calls a Lambda
    /// function.
    pub fn is_query(self) -> bool {
        matches!(self, Self::Select | Self::Values | Self::Table | Self::SelectUsingFunction)
    }

    /// Whether the query can be written as `UNLOAD (<query>) TO ...`: `SELECT`, `VALUES`, `TABLE`, also behind `WITH`
    /// or in parentheses, but not `EXPLAIN` or `USING EXTERNAL FUNCTION` (user guide, "UNLOAD").
    pub fn can_unload(self) -> bool {
        matches!(self, Self::Select | Self::Values | Self::Table)
    }

    /// Whether the statement changes no data, no table and no catalog. `false` for `EXECUTE` and unknown statements,
    /// which may write, and for `EXPLAIN ANALYZE`, which runs the statement that it explains.
    pub fn is_read_only(self) -> bool {
        self.is_query() || self.is_show() || matches!(self, Self::Empty | Self::Describe | Self::Explain)
    }

    /// Whether a cursor has rows to read after the statement. Row counts of writing statements are not rows. `true` for
    /// `EXECUTE`, which may run a query, and for `MSCK REPAIR TABLE`, which prints the partitions that it found.
    pub fn returns_rows(self) -> bool {
        self.is_query() || self.is_utility() || matches!(self, Self::ShowFunctions | Self::Execute)
    }

    /// Whether the result is a `.txt` object: `SHOW` (except `SHOW FUNCTIONS`, whose result is a CSV), `DESCRIBE`,
    /// `EXPLAIN`, `MSCK REPAIR TABLE`. Tabs and line ends in such an object are not escaped, so read the result with
    /// `GetQueryResults`. Source: user guide, "Work with query results".
    pub fn is_utility(self) -> bool {
        (self.is_show() && self != Self::ShowFunctions)
            || matches!(self, Self::Describe | Self::Explain | Self::ExplainAnalyze | Self::MsckRepair)
    }

    /// Whether the first row of the first `GetQueryResults` page repeats the column names: `true` for queries,
    /// `EXPLAIN`, `SHOW FUNCTIONS` and `EXECUTE`, which may run a query; `false` for the other `SHOW` statements and
    /// `DESCRIBE`.
    pub fn has_header_row(self) -> bool {
        self.is_query() || matches!(self, Self::Explain | Self::ExplainAnalyze | Self::ShowFunctions | Self::Execute)
    }

    /// The grammar by which Athena reads the statement, which decides how strings and names are quoted.
    ///
    /// Hive: `CREATE`, `ALTER` and `DROP` of databases and tables, `MSCK`, `SHOW`, `DESCRIBE`. Trino: everything else,
    /// including `CREATE TABLE AS`, all statements about views (also `SHOW CREATE VIEW`), and unknown statements.
    pub fn grammar(self) -> Grammar {
        let hive = (self.is_show() && self != Self::ShowCreateView)
            || self.is_alter_table()
            || matches!(
                self,
                Self::CreateTable
                    | Self::CreateDatabase
                    | Self::DropTable
                    | Self::DropDatabase
                    | Self::AlterDatabase
                    | Self::MsckRepair
                    | Self::Describe
            );
        if hive { Grammar::Hive } else { Grammar::Trino }
    }

    fn is_show(self) -> bool {
        matches!(
            self,
            Self::ShowTables
                | Self::ShowDatabases
                | Self::ShowColumns
                | Self::ShowPartitions
                | Self::ShowTableProperties
                | Self::ShowViews
                | Self::ShowCreateTable
                | Self::ShowCreateView
                | Self::ShowFunctions
                | Self::ShowOther
        )
    }

    fn is_alter_table(self) -> bool {
        matches!(
            self,
            Self::AlterTableAddColumns
                | Self::AlterTableReplaceColumns
                | Self::AlterTableDropColumn
                | Self::AlterTableChangeColumn
                | Self::AlterTableAddPartition
                | Self::AlterTableDropPartition
                | Self::AlterTableRenamePartition
                | Self::AlterTableRename
                | Self::AlterTableSetLocation
                | Self::AlterTableProperties
                | Self::AlterTableOther
        )
    }
}
