//! Schema reflection: catalogs, schemas, tables, views and their columns.
//!
//! ```
//! use std::sync::Arc;
//!
//! use athena_core::driver::api::TableMetadata;
//! use athena_core::reflection::TableColumn;
//! use athena_core::testing::{MemoryCatalog, ScriptedAthena};
//! use athena_core::driver::Session;
//! use athena_core::{AthenaType, ErrorKind};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> athena_core::Result<()> {
//! let catalog = MemoryCatalog::new();
//! let columns = vec![TableColumn::new("id", "bigint"), TableColumn::new("tags", "array<string>")];
//! catalog.put("awsdatacatalog", "sales", TableMetadata::new("orders", columns));
//! let session = Session::builder(Arc::new(ScriptedAthena::new())).catalog(Arc::new(catalog)).build()?;
//!
//! let inspector = session.inspector().with_schema("sales");
//! assert_eq!(inspector.tables().await?, ["orders"]);
//! let orders = inspector.table("Orders").await?;
//! assert_eq!(orders.columns[1].athena_type, AthenaType::array(AthenaType::Varchar(None)));
//!
//! let error = inspector.table("ordrs").await.unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::NotFound);
//! assert!(error.to_string().contains("did you mean `orders`?"));
//! # Ok(())
//! # }
//! ```
//!
//! Athena has no constraints and no indexes
//! ([unsupported DDL](https://docs.aws.amazon.com/athena/latest/ug/unsupported-ddl.html)), so there are no methods for
//! them.
//!
//! # Files
//!
//! | file | holds |
//! |---|---|
//! | `inspector` | [`Inspector`]: the public methods |
//! | `scope` | the calls to the catalog port for one catalog and schema |
//! | `fallback` | the statements that answer where no metadata call does |
//! | `cache` | the memory of a cached inspector |
//! | `missing` | errors about names that do not exist |
//! | `table` | [`Table`], [`TableColumn`], [`TableOptions`] |
//! | `definition` | [`Table::to_create_table`] |

mod cache;
mod definition;
mod fallback;
mod inspector;
mod missing;
mod scope;
mod table;

pub use self::inspector::Inspector;
pub use self::table::{Table, TableKind, TableOptions};
pub use crate::driver::api::TableColumn;
