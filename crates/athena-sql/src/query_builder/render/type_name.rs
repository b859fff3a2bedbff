//! Rendering of types in casts, which sea-query has as text.

use sea_query::{SqlWriter, TypeRef};

use super::{Renderer, put};
use crate::query_builder::UnsupportedError;
use crate::{AthenaType, TokenKind, tokenize};

/// Types of Trino that [`AthenaType`] has as [`AthenaType::Other`].
const OTHERS: &[&str] = &[
    "bingtile",
    "color",
    "geometry",
    "hyperloglog",
    "kdbtree",
    "p4hyperloglog",
    "qdigest",
    "setdigest",
    "sphericalgeography",
    "tdigest",
    "unknown",
];

impl Renderer {
    /// Writes the type in Trino's spelling, even if it is given in Hive's. A text that is not a type is refused, so a
    /// cast cannot inject SQL.
    pub(super) fn type_name(&self, text: &str, sql: &mut impl SqlWriter) {
        match AthenaType::parse(text) {
            Ok(data_type) if is_known(&data_type) && is_plain(&data_type) => put(sql, &data_type.to_string()),
            _ => {
                let error = UnsupportedError::new(format!("type `{text}`"), "use a type of Trino or Hive");
                self.refuse(error, sql);
            }
        }
    }

    pub(super) fn type_ref(&self, name: &TypeRef, sql: &mut impl SqlWriter) {
        let TypeRef(schema, name) = name;
        if schema.is_some() {
            self.refuse_named("type in a schema", "use a type of Trino", sql);
        }
        self.type_name(&name.inner(), sql);
    }
}

fn is_known(data_type: &AthenaType) -> bool {
    match data_type {
        AthenaType::Array(element) => is_known(element),
        AthenaType::Map(key, value) => is_known(key) && is_known(value),
        AthenaType::Row(fields) => fields.iter().all(|field| is_known(&field.data_type)),
        AthenaType::Other(text) => {
            let name = text.split('(').next().unwrap_or_default().trim();
            OTHERS.contains(&name.to_ascii_lowercase().as_str())
        }
        AthenaType::UntypedArray | AthenaType::UntypedMap | AthenaType::UntypedRow => false,
        _ => true,
    }
}

/// Whether the text has only tokens that types consist of: the parameters of an [`AthenaType::Other`] can be any text.
fn is_plain(data_type: &AthenaType) -> bool {
    use TokenKind as Kind;
    tokenize(&data_type.to_string()).all(|token| {
        let fits = matches!(
            token.kind,
            Kind::Word | Kind::QuotedIdentifier | Kind::Number | Kind::Comma | Kind::LeftParen | Kind::RightParen
        );
        (fits || token.kind == Kind::Whitespace) && !token.unterminated
    })
}
