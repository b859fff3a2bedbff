//! The kinds of statement Athena runs.

use crate::Grammar;

/// The kind of a statement.
///
/// One kind for every statement of the Athena user guide ("SQL reference for Athena": DML queries, DDL statements), as
/// fine as the `SubstatementType` that `GetQueryExecution` reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatementKind {
    /// Nothing but white space, comments and semicolons.
    Empty,
    /// `SELECT`, also behind `WITH`, and in parentheses.
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
    /// `EXPLAIN ANALYZE`: the query runs, and costs.
    ExplainAnalyze,
    /// `PREPARE name FROM ...`.
    Prepare,
    /// `EXECUTE name`: what it does is in the prepared statement, not in the text.
    Execute,
    /// `DEALLOCATE PREPARE name`.
    Deallocate,
    /// `OPTIMIZE ... REWRITE DATA`, on Iceberg tables.
    Optimize,
    /// `VACUUM`, on Iceberg tables.
    Vacuum,
    /// Anything else. Treated as the kind that can do most: it may write, and nothing is wrapped around it.
    Unknown,
}

impl StatementKind {
    /// `SELECT`, `VALUES` or `TABLE`, with or without `WITH`, or a query that uses a Lambda function.
    pub fn is_query(self) -> bool {
        matches!(self, Self::Select | Self::Values | Self::Table | Self::SelectUsingFunction)
    }

    /// The query can be written as `UNLOAD (<query>) TO ...`: `SELECT`, `VALUES`, `TABLE`, also behind `WITH` and in
    /// parentheses. Not `EXPLAIN`, not `USING EXTERNAL FUNCTION` (user guide, "UNLOAD").
    pub fn can_unload(self) -> bool {
        matches!(self, Self::Select | Self::Values | Self::Table)
    }

    /// Changes no data, no table and no catalog. `EXECUTE` and unknown statements do not promise it, `EXPLAIN ANALYZE`
    /// neither: it runs what it explains.
    pub fn is_read_only(self) -> bool {
        self.is_query() || self.is_show() || matches!(self, Self::Empty | Self::Describe | Self::Explain)
    }

    /// A cursor has rows to read afterwards. Row counts of writing statements are not rows; `EXECUTE` counts, as it
    /// may run a query; `MSCK REPAIR TABLE` counts, as it prints what it found.
    pub fn returns_rows(self) -> bool {
        self.is_query() || self.is_utility() || matches!(self, Self::ShowFunctions | Self::Execute)
    }

    /// Its result is a `.txt` object whose tabs and line ends are not escaped, so it is to be read by
    /// `GetQueryResults`: `SHOW` (but for `SHOW FUNCTIONS`, a CSV), `DESCRIBE`, `EXPLAIN`, `MSCK REPAIR TABLE`.
    /// Source: user guide, "Work with query results".
    pub fn is_utility(self) -> bool {
        (self.is_show() && self != Self::ShowFunctions)
            || matches!(self, Self::Describe | Self::Explain | Self::ExplainAnalyze | Self::MsckRepair)
    }

    /// The first row of the first `GetQueryResults` page repeats the column names: queries, `EXPLAIN` and
    /// `SHOW FUNCTIONS`, but no other `SHOW` and no `DESCRIBE`. `EXECUTE` counts, as it may run a query.
    pub fn has_header_row(self) -> bool {
        self.is_query() || matches!(self, Self::Explain | Self::ExplainAnalyze | Self::ShowFunctions | Self::Execute)
    }

    /// The grammar Athena reads the statement by, which decides how its strings and names are quoted.
    ///
    /// Hive: `CREATE`, `ALTER` and `DROP` of databases and tables, `MSCK`, `SHOW`, `DESCRIBE`. Trino: everything else,
    /// `CREATE TABLE AS` and all of views (`SHOW CREATE VIEW`, too) included, and every statement that is not known.
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
