//! `SubstatementType` of `GetQueryExecution`, as statement kinds.

use super::StatementKind::{self, *};

/// Observed values of `SubstatementType`; the API reference calls it a free string.
const NAMES: &[(&str, StatementKind)] = &[
    ("SELECT", Select),
    ("INSERT", Insert),
    ("UPDATE", Update),
    ("DELETE", Delete),
    ("MERGE", Merge),
    ("UNLOAD", Unload),
    ("CREATE_TABLE_AS_SELECT", CreateTableAsSelect),
    ("CREATE_TABLE", CreateTable),
    ("CREATE_VIEW", CreateView),
    ("CREATE_DATABASE", CreateDatabase),
    ("DROP_TABLE", DropTable),
    ("DROP_DATABASE", DropDatabase),
    ("ALTER_TABLE_ADD_COLUMN", AlterTableAddColumns),
    ("ALTER_TABLE_REPLACE_COLUMN", AlterTableReplaceColumns),
    ("ALTER_TABLE_DROP_COLUMN", AlterTableDropColumn),
    ("ALTER_TABLE_CHANGE_COLUMN", AlterTableChangeColumn),
    ("ALTER_TABLE_ADD_PARTITION", AlterTableAddPartition),
    ("ALTER_TABLE_DROP_PARTITION", AlterTableDropPartition),
    ("ALTER_TABLE_RENAME", AlterTableRename),
    ("ALTER_TABLE_SET_LOCATION", AlterTableSetLocation),
    ("ALTER_TABLE_PROPERTIES", AlterTableProperties),
    ("MSCK_REPAIR", MsckRepair),
    ("SHOW_TABLES", ShowTables),
    ("SHOW_DATABASES", ShowDatabases),
    ("SHOW_COLUMNS", ShowColumns),
    ("SHOW_PARTITIONS", ShowPartitions),
    ("SHOW_TABLE_PROPERTIES", ShowTableProperties),
    ("SHOW_CREATE_TABLE", ShowCreateTable),
    ("SHOW_CREATE_VIEW", ShowCreateView),
    ("SHOW_FUNCTIONS", ShowFunctions),
    ("DESCRIBE_TABLE", Describe),
    ("DESC_VIEW", Describe),
    ("EXPLAIN", Explain),
    ("VACUUM_TABLE", Vacuum),
];

impl StatementKind {
    /// The kind for a `SubstatementType` of `GetQueryExecution`; `None` for an unknown name.
    ///
    /// Prefer it to [`classify`](crate::classify) for `EXECUTE`, whose text does not tell which statement runs. The
    /// service may report `VALUES` and `TABLE` statements as `SELECT`, and `EXPLAIN ANALYZE` as `EXPLAIN`.
    ///
    /// ```
    /// use athena_sql::StatementKind;
    ///
    /// assert_eq!(StatementKind::from_substatement_type("DESC_VIEW"), Some(StatementKind::Describe));
    /// ```
    pub fn from_substatement_type(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|&(_, kind)| kind)
    }
}
