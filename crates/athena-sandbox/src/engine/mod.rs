//! A few canned statements in place of a real engine.

pub(crate) mod contract;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use futures::stream;

use contract::{
    ColumnInfo, Failure, OutputKind, Rejection, RowStream, Running, Session, StatementType, TableColumn, TableInfo,
    TextBatch,
};

pub(crate) struct EngineConfig {
    pub(crate) tpch_scale: Option<f64>,
    pub(crate) data_dirs: Vec<PathBuf>,
}

pub(crate) struct DatabaseInfo {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
}

pub(crate) struct Engine;

pub(crate) struct Prepared {
    pub(crate) statement_type: StatementType,
    pub(crate) substatement_type: &'static str,
    pub(crate) output: OutputKind,
    sql: String,
}

impl Engine {
    pub(crate) async fn new(config: EngineConfig) -> Result<Self, String> {
        let _ = (config.tpch_scale, config.data_dirs);
        Ok(Self)
    }

    pub(crate) async fn prepare(&self, sql: &str, _: &Session, _: &[String]) -> Result<Prepared, Rejection> {
        let upper = sql.to_uppercase();
        let (statement_type, substatement_type, output) = if upper.starts_with("SELECT") {
            (StatementType::Dml, "SELECT", OutputKind::Csv)
        } else if upper.starts_with("SHOW DATABASES") {
            (StatementType::Utility, "SHOW_DATABASES", OutputKind::Text)
        } else if upper.starts_with("EXPLAIN") {
            (StatementType::Dml, "EXPLAIN", OutputKind::TextWithHeader)
        } else if upper.starts_with("CREATE DATABASE") {
            (StatementType::Ddl, "CREATE_DATABASE", OutputKind::Nothing)
        } else {
            return Err(Rejection {
                code: "MALFORMED_QUERY",
                message: format!(
                    "line 1:1: mismatched input '{}'. Expecting: <query>",
                    sql.split(' ').next().unwrap_or("")
                ),
            });
        };
        Ok(Prepared { statement_type, substatement_type, output, sql: sql.to_owned() })
    }

    pub(crate) async fn run(&self, prepared: &Prepared) -> Result<Running, Failure> {
        let column = |name: &str, type_name: &str| ColumnInfo {
            name: name.to_owned(),
            type_name: type_name.to_owned(),
            precision: 10,
            scale: 0,
            case_sensitive: false,
        };
        let mut batches = Vec::new();
        let columns;
        let mut update_count = Some(0);
        match prepared.sql.as_str() {
            "SELECT n FROM UNNEST(sequence(1, 2500)) AS t(n)" => {
                columns = vec![column("n", "integer")];
                for start in [1, 1001, 2001] {
                    let mut batch = TextBatch::new(1);
                    for n in start..(start + 1000).min(2501) {
                        batch.push(Some(&n.to_string()));
                    }
                    batches.push(Ok(batch));
                }
            }
            "SELECT n FROM UNNEST(sequence(1, 999)) AS t(n)" => {
                columns = vec![column("n", "integer")];
                let mut batch = TextBatch::new(1);
                for n in 1..=999 {
                    batch.push(Some(&n.to_string()));
                }
                batches.push(Ok(batch));
            }
            "SELECT 1/0" => {
                return Err(Failure {
                    reason: "DIVISION_BY_ZERO: Division by zero".to_owned(),
                    category: 2,
                    error_type: 1001,
                    retryable: false,
                });
            }
            "SELECT 'it''s' AS a, 'a\"b' AS b, NULL AS c, '' AS d" => {
                columns = ["a", "b", "c", "d"].map(|name| column(name, "varchar")).to_vec();
                let mut batch = TextBatch::new(4);
                batch.push(Some("it's"));
                batch.push_with(|text| text.push_str("a\"b"));
                batch.push(None);
                batch.push(Some(""));
                batches.push(Ok(batch));
            }
            sql if sql.starts_with("SHOW DATABASES") => {
                columns = vec![column("database_name", "string")];
                let mut batch = TextBatch::new(1);
                batch.push(Some("default"));
                batch.push(Some("tpch"));
                batches.push(Ok(batch));
            }
            sql if sql.starts_with("CREATE DATABASE") => {
                columns = Vec::new();
                update_count = None;
            }
            sql => {
                columns = vec![column(if sql.starts_with("EXPLAIN") { "Query Plan" } else { "_col0" }, "integer")];
                let mut batch = TextBatch::new(1);
                batch.push(Some("1"));
                batches.push(Ok(batch));
                if sql.starts_with("EXPLAIN") {
                    update_count = None;
                }
            }
        }
        let rows: RowStream = Box::pin(stream::iter(batches));
        Ok(Running { columns, rows, update_count, scanned: Arc::new(AtomicU64::new(0)), planning_ms: 1 })
    }

    pub(crate) fn catalogs(&self) -> Vec<String> {
        vec!["AwsDataCatalog".to_owned()]
    }

    pub(crate) fn databases(&self, catalog: &str) -> Option<Vec<DatabaseInfo>> {
        catalog.eq_ignore_ascii_case("AwsDataCatalog").then(|| {
            vec![
                DatabaseInfo { name: "default".to_owned(), description: Some("the default".to_owned()) },
                DatabaseInfo { name: "tpch".to_owned(), description: None },
            ]
        })
    }

    pub(crate) async fn tables(&self, catalog: &str, database: &str) -> Option<Vec<TableInfo>> {
        self.databases(catalog)?.into_iter().find(|known| known.name == database)?;
        if database != "tpch" {
            return Some(Vec::new());
        }
        let table = |name: &str| TableInfo {
            name: name.to_owned(),
            table_type: "EXTERNAL_TABLE",
            created: 1.5e9,
            columns: vec![TableColumn { name: "r_name".to_owned(), hive_type: "string".to_owned(), comment: None }],
            partition_keys: Vec::new(),
            parameters: vec![("EXTERNAL".to_owned(), "TRUE".to_owned())],
        };
        Some(["nation", "region"].map(table).to_vec())
    }

    pub(crate) async fn table(&self, catalog: &str, database: &str, table: &str) -> Option<TableInfo> {
        self.tables(catalog, database).await?.into_iter().find(|known| known.name == table)
    }
}
