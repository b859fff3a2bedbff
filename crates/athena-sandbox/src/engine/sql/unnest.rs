//! Grouping of a relation and the UNNESTs joined to it in parentheses, so that `planner` sees them together.

use datafusion::sql::sqlparser::ast::{Join, JoinConstraint, JoinOperator, TableFactor, TableWithJoins};

pub(super) fn group(from: &mut Vec<TableWithJoins>) {
    let mut grouped: Vec<TableWithJoins> = Vec::with_capacity(from.len());
    for tables in from.drain(..) {
        // In `FROM t, UNNEST(t.a)`, UNNEST can read all relations before the comma.
        if matches!(tables.relation, TableFactor::UNNEST { .. }) && !grouped.is_empty() {
            let mut before = grouped.drain(..);
            let Some(mut all) = before.next() else { continue };
            let cross = |relation| {
                let join_operator = JoinOperator::CrossJoin(JoinConstraint::None);
                Join { relation, global: false, join_operator }
            };
            all.joins.extend(before.map(|tables| cross(nested(tables))));
            all.joins.push(cross(tables.relation));
            all.joins.extend(tables.joins);
            grouped.push(all);
        } else {
            grouped.push(tables);
        }
    }
    for tables in &mut grouped {
        if tables.joins.iter().any(|join| matches!(join.relation, TableFactor::UNNEST { .. })) {
            let all = std::mem::replace(tables, TableWithJoins { relation: placeholder(), joins: Vec::new() });
            tables.relation = nested(all);
        }
    }
    *from = grouped;
}

fn nested(tables: TableWithJoins) -> TableFactor {
    if tables.joins.is_empty() {
        return tables.relation;
    }
    TableFactor::NestedJoin { table_with_joins: Box::new(tables), alias: None }
}

/// A placeholder while the real relation is moved.
fn placeholder() -> TableFactor {
    TableFactor::UNNEST {
        alias: None,
        array_exprs: Vec::new(),
        with_offset: false,
        with_offset_alias: None,
        with_ordinality: false,
    }
}
