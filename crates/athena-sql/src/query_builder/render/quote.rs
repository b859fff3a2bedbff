//! Quoting of names and strings, the only places where a caller's text is put in quotes.

use std::fmt::Write;

use sea_query::{
    BinOper, DynIden, EscapeBuilder, Expr, Oper, OperLeftAssocDecider, PrecedenceDecider, Quote, QuotedBuilder,
    SqlWriter, TableRefBuilder,
};

use super::{Renderer, precedence, put};
use crate::query_builder::UnsupportedError;
use crate::{Grammar, identifier};

impl QuotedBuilder for Renderer {
    fn quote(&self) -> Quote {
        Quote::new(b'"')
    }

    // Names are always quoted: so no reserved word is forgotten, and Athena folds quoted names to lower case, too.
    // sea-query escapes quotes only in names that are made at run time; here they are escaped in all names.
    fn prepare_iden(&self, name: &DynIden, sql: &mut impl SqlWriter) {
        let text = name.inner();
        put(sql, &identifier::quote(&text, Grammar::Trino));
        if text.is_empty() {
            self.refuse(UnsupportedError::new("name without characters", "give the table or column a name"), sql);
        } else if text.contains('\0') {
            self.refuse(UnsupportedError::new("name with a NUL character", "remove it"), sql);
        }
    }
}

impl EscapeBuilder for Renderer {
    fn needs_escape(&self, text: &str) -> bool {
        text.contains('\'')
    }

    fn write_escaped(&self, sql: &mut impl Write, text: &str) {
        put(sql, &text.replace('\'', "''"));
    }

    fn unescape_string(&self, text: &str) -> String {
        text.replace("''", "'")
    }
}

impl TableRefBuilder for Renderer {}

impl PrecedenceDecider for Renderer {
    fn inner_expr_well_known_greater_precedence(&self, inner: &Expr, outer: &Oper) -> bool {
        precedence::binds_tighter(inner, outer)
    }
}

impl OperLeftAssocDecider for Renderer {
    fn well_known_left_associative(&self, operator: &BinOper) -> bool {
        precedence::is_left_associative(*operator)
    }
}
