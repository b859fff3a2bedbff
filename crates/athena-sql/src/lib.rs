#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod ddl;
pub mod grammar;
pub mod identifier;
pub mod lexer;
pub mod literal;
pub mod parameters;
#[cfg(feature = "sea-query")]
pub mod query_builder;
pub mod script;
pub mod statement;
pub mod types;

mod reserved;

pub use grammar::Grammar;
pub use lexer::{Token, TokenKind, Tokens, tokenize, tokenize_as};
pub use literal::{Literal, LiteralError};
pub use parameters::{ParamStyle, ParameterError};
pub use script::{ScriptStatement, ScriptStatements, split};
#[cfg(feature = "sea-query")]
pub use sea_query;
pub use statement::{Classification, MAX_STATEMENT_BYTES, StatementKind, classify, trim_statement};
pub use types::{AthenaType, DbApiType, NoHiveSpelling, RowField, SqlType, TypeParseError};
