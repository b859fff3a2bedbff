//! From the text of a statement to something that DataFusion plans.
//!
//! `dialect` teaches the parser Trino's literals and casts, `parse` knows the statement kinds, `utility` the `SHOW` and
//! `DESCRIBE` family, `parameters` the `?` marks, and `rewrite` turns Trino's tree into one that DataFusion understands.

pub(crate) mod build;
mod dialect;
mod parameters;
mod parse;
mod reader;
mod rewrite;
mod unload;
mod utility;
mod values;

pub(crate) use parse::{Body, parse};
pub(crate) use rewrite::{Names, rewrite};
pub(crate) use unload::Property;
pub(crate) use utility::Utility;
