//! `Renderer`: writer of statements, which records unsupported constructs.
//!
//! sea-query's traits write text and cannot return errors. So a [`Renderer`] does all writing and records the
//! constructs that it could not write. [`AthenaQueryBuilder`](super::AthenaQueryBuilder) creates one per call;
//! [`AthenaStatement`](super::AthenaStatement) returns its first recorded error.

mod expression;
mod forward;
mod function;
mod hooks;
mod join;
mod parts;
mod precedence;
mod quote;
mod statement;
mod table;
mod type_name;
mod value;

use std::cell::RefCell;

use sea_query::SqlWriter;

use super::UnsupportedError;

pub(super) use forward::{as_renderer, forward};

/// Writer of statements; see the module documentation.
#[derive(Debug, Default)]
pub(super) struct Renderer {
    refused: RefCell<Vec<UnsupportedError>>,
}

impl Renderer {
    /// An error with the first construct that could not be written, if there is one.
    pub(super) fn finish(self) -> Result<(), UnsupportedError> {
        match self.refused.into_inner().into_iter().next() {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Records the error, and writes a brace that closes nothing in place of the construct. No statement can contain
    /// such a brace, so Athena refuses the text and cannot take it for another statement.
    pub(super) fn refuse(&self, error: UnsupportedError, sql: &mut (impl std::fmt::Write + ?Sized)) {
        let plain = |c: &char| c.is_ascii_alphanumeric() || *c == ' ';
        let name: String = error.construct().chars().filter(plain).collect();
        put(sql, " }unsupported ");
        put(sql, &name);
        put(sql, "{ ");
        self.refused.borrow_mut().push(error);
    }

    pub(super) fn refuse_named(&self, construct: &'static str, hint: &'static str, sql: &mut impl SqlWriter) {
        self.refuse(UnsupportedError::new(construct, hint), sql);
    }
}

/// Writes text to a writer of SQL. All these writers write to memory and cannot fail.
pub(super) fn put(sql: &mut (impl std::fmt::Write + ?Sized), text: &str) {
    sql.write_str(text).expect("writing to memory does not fail");
}
