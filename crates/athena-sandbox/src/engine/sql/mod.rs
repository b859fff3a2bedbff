//! From the text of a statement to something that DataFusion plans.
//!
//! `dialect` teaches the parser Trino's literals and casts, `parse` knows the statement kinds, `utility` the `SHOW` and
//! `DESCRIBE` family, `hive` and `alter` the tables of Hive, `change` the statements that write rows, `control` PREPARE and its kin, `parameters` the `?`
//! marks, `relations` what is wrong with a FROM, `spelling` the case of names, `versions` time travel, and `rewrite` turns Trino's tree into one that DataFusion understands.

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
pub(crate) use parse::{Body, parse, pieces, query_of};
pub(crate) use rewrite::{Names, rewrite};
pub(crate) use unload::Property;
pub(crate) use utility::{Detail, Name, Utility};
pub(crate) use versions::AsOf;
