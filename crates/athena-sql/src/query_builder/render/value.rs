//! Rendering of values as literals.

use std::fmt::Write;

use sea_query::Value;

use super::{Renderer, put};
use crate::query_builder::UnsupportedError;
use crate::{Grammar, Literal};

impl Renderer {
    /// Writes the value as a literal of its type.
    pub(super) fn value(&self, value: &Value, sql: &mut impl Write) {
        match Literal::try_from(value) {
            Ok(literal) => self.literal(&literal, sql),
            Err(error) => self.refuse(error, sql),
        }
    }

    fn literal(&self, literal: &Literal, sql: &mut impl Write) {
        match literal.to_sql(Grammar::Trino) {
            Ok(text) => put(sql, &text),
            Err(error) => self.refuse(UnsupportedError::new(error.to_string(), "change the value"), sql),
        }
    }
}
