//! Hash over the definitions of a query's tables, to detect a changed definition.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{Query, visit_relations};

use super::{Catalog, Table};
use crate::engine::contract::Session;
use crate::engine::sql;

/// Maximum nesting of views that is followed.
const MAX_VIEW_DEPTH: usize = 15;

impl Catalog {
    /// A hash that changes with the columns, the location or the SQL text of any table or view that the query reads. It
    /// does not depend on the rows.
    pub(crate) fn definitions(&self, query: &Query, session: &Session) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.add_definitions(query, &session.database, &mut hasher, 0);
        hasher.finish()
    }

    fn add_definitions(&self, query: &Query, database: &str, hasher: &mut DefaultHasher, depth: usize) {
        let _: ControlFlow<()> = visit_relations(query, |relation| {
            let parts: Vec<&str> =
                relation.0.iter().filter_map(|part| part.as_ident()).map(|ident| ident.value.as_str()).collect();
            let (database, table) = match parts.as_slice() {
                [.., database, table] => (*database, *table),
                [table] => (database, *table),
                [] => return ControlFlow::Continue(()),
            };
            (database.to_lowercase(), table.to_lowercase()).hash(hasher);
            match self.entry(database, table) {
                Some(Table::View(view)) => {
                    view.sql.hash(hasher);
                    if depth < MAX_VIEW_DEPTH
                        && let Ok(parsed) = sql::parse(&view.sql, &[], &self.others().aliases)
                        && let sql::Body::Query(inner) = parsed.body
                    {
                        self.add_definitions(&inner, &view.database, hasher, depth + 1);
                    }
                }
                Some(Table::Stored(stored)) => {
                    format!("{:?} {:?} {:?}", stored.columns, stored.partition_keys, stored.classes).hash(hasher);
                    (&stored.location, stored.created.to_bits()).hash(hasher);
                }
                Some(Table::Data(data)) => format!("{:?}", data.provider.schema()).hash(hasher),
                None => 0_u8.hash(hasher),
            }
            ControlFlow::Continue(())
        });
    }
}
