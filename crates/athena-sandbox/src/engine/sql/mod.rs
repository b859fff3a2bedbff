//! SQL front end: from the text of a statement to a syntax tree that DataFusion plans.
//!
//! ```text
//! parse.rs       statement kinds and syntax errors        dialect.rs     Trino's literals and casts
//! utility.rs     SHOW, DESCRIBE, small DDL                hive.rs        Hive's CREATE TABLE
//! alter.rs       ALTER TABLE                              change.rs      statements that write rows
//! control.rs     PREPARE, EXECUTE, DEALLOCATE             parameters.rs  values for `?`
//! unload.rs      UNLOAD                                   explain.rs     EXPLAIN
//! relations.rs   syntax checks of FROM                    spelling.rs    case of identifiers
//! versions.rs    time travel clauses                      rewrite.rs     Trino's tree to DataFusion's
//! json.rs        JSON function clauses                    access.rs      fields and subscripts
//! unnest.rs      UNNEST joins                             values.rs      timestamps in VALUES
//! depth.rs       nesting limits                           reader.rs      token reader
//! build.rs       syntax tree constructors
//! ```

mod access;
mod alter;
pub(crate) mod build;
mod change;
mod control;
mod depth;
mod dialect;
mod explain;
mod hive;
mod json;
mod parameters;
mod parse;
mod reader;
mod relations;
mod rewrite;
mod spelling;
mod unload;
mod unnest;
mod utility;
mod values;
mod versions;

pub(crate) use alter::{Change, PartitionSpec};
pub(crate) use build::number;
pub(crate) use change::{ChangeRows, CreateAs, Merge, MergeAction, MergeClause, Tokens};
pub(crate) use control::{Control, Execute, execute, normalized};
pub(crate) use explain::{Explain, PlanFormat, PlanType};
pub(crate) use hive::{CreateTable, Partitioning, RowFormat, StoredAs, TableStatement};
pub(crate) use parse::{Body, parse, query_of, tokenize};
pub(crate) use rewrite::{Names, rewrite};
pub(crate) use unload::Property;
pub(crate) use utility::{Detail, Name, Utility};
pub(crate) use versions::AsOf;
