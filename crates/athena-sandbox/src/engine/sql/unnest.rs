//! Grouping of a relation and the UNNESTs joined to it in parentheses, so that `planner` sees them together.

use datafusion::sql::sqlparser::ast::{Join, JoinConstraint, JoinOperator, TableFactor, TableWithJoins};

pub(super) fn gather(from: &mut Vec<TableWithJoins>) {
    let mut gathered: Vec<TableWithJoins> = Vec::with_capacity(from.len());
    for tables in from.drain(..) {
        // In `FROM t, UNNEST(t.a)`, UNNEST can read all relations before the comma.
        if matches!(tables.relation, TableFactor::UNNEST { .. }) && !gathered.is_empty() {
            let mut before = gathered.drain(..);
            let Some(mut all) = before.next() else { continue };
            let cross = |relation| {
                let join_operator = JoinOperator::CrossJoin(JoinConstraint::None);
                Join { relation, global: false, join_operator }
            };
            all.joins.extend(before.map(|tables| cross(nested(tables))));
            all.joins.push(cross(tables.relation));
            all.joins.extend(tables.joins);
            gathered.push(all);
        } else {
            gathered.push(tables);
        }
    }
    for tables in &mut gathered {
        if tables.joins.iter().any(|join| matches!(join.relation, TableFactor::UNNEST { .. })) {
            let all = std::mem::replace(tables, TableWithJoins { relation: nothing(), joins: Vec::new() });
            tables.relation = nested(all);
        }
    }
    *from = gathered;
}

fn nested(tables: TableWithJoins) -> TableFactor {
    if tables.joins.is_empty() {
        return tables.relation;
    }
    TableFactor::NestedJoin { table_with_joins: Box::new(tables), alias: None }
}

/// A placeholder while the real relation is moved.
fn nothing() -> TableFactor {
    TableFactor::UNNEST {
        alias: None,
        array_exprs: Vec::new(),
        with_offset: false,
        with_offset_alias: None,
        with_ordinality: false,
    }
}
