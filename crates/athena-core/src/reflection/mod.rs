//! What is there: catalogs, schemas, tables, views, and what they are made of.
//!
//! ```
//! use std::sync::Arc;
//!
//! use athena_core::driver::api::{TableColumn, TableMetadata};
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
//! # Where things are
//!
//! | file | holds |
//! |---|---|
//! | `inspector` | [`Inspector`]: what can be asked, in one file for each kind of question |
//! | `scope` | the catalog and the schema that are looked at, and how names are spelled in them |
//! | `cache` | what an inspector keeps that is told to |
//! | `listing` | all pages of a listing |
//! | `lookup` | one table, by whichever call can name it |
//! | `missing` | what is said of something that is not there |
//! | `ask`, `information_schema` | questions that only a statement answers |
//! | `table`, `column`, `table_options`, `constraints` | what comes back |
//! | `definition` | the statement that makes such a table |

mod ask;
mod cache;
mod column;
mod constraints;
mod definition;
mod information_schema;
mod inspector;
mod listing;
mod lookup;
mod missing;
mod scope;
mod table;
mod table_options;

pub use self::column::ReflectedColumn;
pub use self::constraints::{ForeignKey, Index, PrimaryKey, UniqueConstraint};
pub use self::inspector::Inspector;
pub use self::table::{Table, TableKind};
pub use self::table_options::TableOptions;
