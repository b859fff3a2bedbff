//! The text of statements, and a note of what has none.
//!
//! sea-query's traits write text and cannot fail. So all writing is done by a [`Renderer`], which keeps what it could
//! not write; [`AthenaQueryBuilder`](super::AthenaQueryBuilder) makes one for each call, and
//! [`AthenaStatement`](super::AthenaStatement) asks it at the end.

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

/// Writes statements; see the module.
#[derive(Debug, Default)]
pub(super) struct Renderer {
    refused: RefCell<Vec<UnsupportedError>>,
}

impl Renderer {
    /// What could not be written, if there was something: the first of it.
    pub(super) fn finish(self) -> Result<(), UnsupportedError> {
        match self.refused.into_inner().into_iter().next() {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Notes what cannot be written, and writes in its place what no statement can have: a brace that closes nothing.
    /// So the text of the statement cannot run, and so cannot mean something else.
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

/// Writes to a writer of SQL, all of which write to memory.
pub(super) fn put(sql: &mut (impl std::fmt::Write + ?Sized), text: &str) {
    sql.write_str(text).expect("writing to memory does not fail");
}
