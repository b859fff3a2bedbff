//! Rewrite of Trino's syntax tree into one that DataFusion plans with Trino's semantics.
//!
//! * An integer literal has type `integer` (DataFusion: bigint), except where only a plain number is allowed.
//! * Functions are renamed or rebuilt by the table in `functions`.
//! * Every unnamed or repeated output column gets an alias with a mark in it, because DataFusion requires distinct
//!   names and Athena does not. [`Names`] removes the marks.
//! * `TABLE t` and bare `VALUES` are converted to forms that DataFusion supports.

use std::collections::HashSet;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    Expr, FunctionArg, FunctionArgExpr, GroupByExpr, Ident, LimitClause, ObjectName, OrderByKind, Query, Select,
    SelectItem, SetExpr, TableAlias, TableAliasColumnDef, TableFactor, TableFunctionArgs, UnaryOperator, Value, Values,
    VisitMut, VisitorMut, WindowFrameBound, WindowType,
};
use datafusion::sql::sqlparser::tokenizer::Location;

use super::{access, build, unnest, values};
use crate::engine::functions;
use crate::engine::types::UNNAMED;

/// The names of the result's columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// One name per column; `None` is printed as `_col` and the position.
    Written(Vec<Option<String>>),
    /// The query has a `*`: names are taken from the plan, without the marks.
    FromPlan,
}

impl Names {
    pub(crate) fn name(&self, position: usize, planned: &str) -> String {
        self.explicit_name(position, planned).unwrap_or_else(|| format!("_col{position}"))
    }

    /// The name that the query gives a column, if any.
    pub(crate) fn explicit_name(&self, position: usize, planned: &str) -> Option<String> {
        match self {
            Self::Written(names) => names.get(position).cloned().flatten(),
            Self::FromPlan => planned.split(UNNAMED).next().filter(|name| !name.is_empty()).map(str::to_owned),
        }
    }
}

pub(crate) fn rewrite(query: &mut Query, spelling: &[(Location, String)]) -> Names {
    let names = output_names(&query.body, spelling);
    let _: ControlFlow<()> = query.visit(&mut Rewriter);
    names
}

fn output_names(body: &SetExpr, spelling: &[(Location, String)]) -> Names {
    let written = |ident: &Ident| {
        let found = spelling.iter().find(|(at, _)| *at == ident.span.start);
        found.map_or_else(|| ident.value.clone(), |(_, text)| text.clone())
    };
    match body {
        SetExpr::Select(select) => select
            .projection
            .iter()
            .map(|item| match item {
                SelectItem::ExprWithAlias { alias, .. } => Some(Some(written(alias))),
                SelectItem::UnnamedExpr(Expr::Identifier(ident)) => Some(Some(written(ident))),
                SelectItem::UnnamedExpr(Expr::CompoundIdentifier(parts)) => Some(parts.last().map(written)),
                SelectItem::UnnamedExpr(_) => Some(None),
                _ => None,
            })
            .collect::<Option<_>>()
            .map_or(Names::FromPlan, Names::Written),
        SetExpr::Query(query) => output_names(&query.body, spelling),
        SetExpr::SetOperation { left, .. } => output_names(left, spelling),
        SetExpr::Values(_) => Names::Written(Vec::new()),
        _ => Names::FromPlan,
    }
}

struct Rewriter;

impl VisitorMut for Rewriter {
    type Break = ();

    fn post_visit_expr(&mut self, e: &mut Expr) -> ControlFlow<()> {
        let taken = std::mem::replace(e, build::null());
        *e = expression(taken);
        ControlFlow::Continue(())
    }

    fn post_visit_select(&mut self, select: &mut Select) -> ControlFlow<()> {
        alias_items(select);
        unnest::group(&mut select.from);
        if let GroupByExpr::Expressions(exprs, _) = &mut select.group_by {
            exprs.iter_mut().for_each(plain_number);
        }
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
        if let Some(order_by) = &mut query.order_by
            && let OrderByKind::Expressions(exprs) = &mut order_by.kind
        {
            exprs.iter_mut().for_each(|item| plain_number(&mut item.expr));
        }
        match &mut query.limit_clause {
            Some(LimitClause::LimitOffset { limit, offset, .. }) => {
                limit.iter_mut().for_each(plain_number);
                offset.iter_mut().for_each(|offset| plain_number(&mut offset.value));
            }
            Some(LimitClause::OffsetCommaLimit { offset, limit }) => {
                plain_number(offset);
                plain_number(limit);
            }
            None => {}
        }
        // FETCH FIRST is another spelling of LIMIT. WITH TIES is not, and is left for DataFusion to refuse.
        if let Some(mut fetch) = query.fetch.take_if(|fetch| !fetch.with_ties && !fetch.percent) {
            fetch.quantity.iter_mut().for_each(plain_number);
            let first = Some(fetch.quantity.unwrap_or_else(|| build::number("1")));
            match &mut query.limit_clause {
                Some(LimitClause::LimitOffset { limit, .. }) => *limit = first,
                _ => {
                    query.limit_clause =
                        Some(LimitClause::LimitOffset { limit: first, offset: None, limit_by: Vec::new() })
                }
            }
        }
        set_expression(&mut query.body);
        ControlFlow::Continue(())
    }

    fn post_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<()> {
        if let Some(series) = series(factor) {
            *factor = series;
        }
        // The columns of a bare VALUES have no names; DataFusion would add its own.
        if let TableFactor::Derived { subquery, alias, .. } = factor
            && let SetExpr::Values(values) = subquery.body.as_ref()
            && alias.as_ref().is_none_or(|alias| alias.columns.is_empty())
        {
            let width = values.rows.first().map_or(0, |row| row.content.len());
            let columns = (0..width)
                .map(|i| TableAliasColumnDef { name: build::ident(&format!("{UNNAMED}{i}")), data_type: None })
                .collect();
            let name = alias.take().map_or_else(|| build::ident(&format!("{UNNAMED}values")), |alias| alias.name);
            *alias = Some(TableAlias { explicit: true, name, columns, at: None });
        }
        ControlFlow::Continue(())
    }
}

/// Replaces `UNNEST(sequence(1, 1000000)) AS t(n)` by a table function that generates its rows lazily. The array would
/// be a single batch, and so would every result computed from it.
fn series(factor: &TableFactor) -> Option<TableFactor> {
    let TableFactor::UNNEST { alias: Some(alias), array_exprs, with_offset: false, with_ordinality: false, .. } =
        factor
    else {
        return None;
    };
    let ([Expr::Function(function)], [_]) = (array_exprs.as_slice(), alias.columns.as_slice()) else {
        return None;
    };
    if function.name.to_string() != "\"$sequence\"" {
        return None;
    }
    let bounds: Vec<i64> = build::arguments(function)?.iter().map(build::integer_value).collect::<Option<_>>()?;
    let (start, stop, step) = match bounds.as_slice() {
        // Trino counts down by default if the start is larger than the stop.
        [start, stop] => (start, stop, if start > stop { -1 } else { 1 }),
        [start, stop, step] if *step != 0 => (start, stop, *step),
        _ => return None,
    };
    let args =
        [*start, *stop, step].map(|n| FunctionArg::Unnamed(FunctionArgExpr::Expr(build::number(&n.to_string()))));
    Some(TableFactor::Table {
        // DataFusion looks up a table function by its printed name.
        name: ObjectName::from(Ident::new("generate_series")),
        alias: Some(alias.clone()),
        args: Some(TableFunctionArgs { args: args.into(), settings: None }),
        with_hints: Vec::new(),
        version: None,
        with_ordinality: false,
        partitions: Vec::new(),
        json_path: None,
        sample: None,
        index_hints: Vec::new(),
    })
}

/// Removes the mark of an integer literal where DataFusion accepts only a number.
fn plain_number(e: &mut Expr) {
    if let Expr::Cast { expr, .. } = e {
        *e = std::mem::replace(expr, build::null());
    }
}

fn expression(e: Expr) -> Expr {
    match e {
        Expr::Value(value) => match &value.value {
            Value::Number(text, _) if text.parse::<i32>().is_ok() => build::integer(Expr::Value(value)),
            Value::UnicodeStringLiteral(text) => build::text(text),
            _ => Expr::Value(value),
        },
        Expr::Ceil { expr, .. } => build::call("ceil", vec![*expr]),
        Expr::Floor { expr, .. } => build::call("floor", vec![*expr]),
        Expr::Tuple(items) => build::call("$row", items),
        // The smallest integer: its digits without the sign exceed the range.
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } if is_number(&expr, "2147483648") => {
            build::integer(Expr::UnaryOp { op: UnaryOperator::Minus, expr })
        }
        Expr::AtTimeZone { timestamp, time_zone } => build::call("at_timezone", vec![*timestamp, *time_zone]),
        Expr::CompoundFieldAccess { root, access_chain } => access::chain(*root, access_chain),
        Expr::Lambda(lambda) => Expr::Lambda(access::of_parameters(lambda)),
        Expr::Extract { field, expr, .. } => build::extract(&field, *expr),
        Expr::Substring { expr, substring_from, substring_for, .. } => {
            let args = std::iter::once(*expr).chain(substring_from.map(|e| *e)).chain(substring_for.map(|e| *e));
            build::call("substr", args.collect())
        }
        Expr::Position { expr, r#in } => build::call("strpos", vec![*r#in, *expr]),
        Expr::Function(mut function) => {
            if let Some(WindowType::WindowSpec(spec)) = &mut function.over
                && let Some(frame) = &mut spec.window_frame
            {
                frame_bound(&mut frame.start_bound);
                frame.end_bound.iter_mut().for_each(frame_bound);
            }
            functions::rewrite(function)
        }
        other => other,
    }
}

fn is_number(e: &Expr, digits: &str) -> bool {
    matches!(e, Expr::Value(value) if matches!(&value.value, Value::Number(text, _) if text == digits))
}

fn frame_bound(bound: &mut WindowFrameBound) {
    if let WindowFrameBound::Preceding(Some(e)) | WindowFrameBound::Following(Some(e)) = bound {
        plain_number(e);
    }
}

fn alias_items(select: &mut Select) {
    let wildcard = select
        .projection
        .iter()
        .any(|item| matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..)));
    let mut seen = HashSet::new();
    for (position, item) in select.projection.iter_mut().enumerate() {
        let name = match item {
            SelectItem::ExprWithAlias { alias, .. } => Some(alias.value.to_lowercase()),
            SelectItem::UnnamedExpr(Expr::Identifier(ident)) => Some(ident.value.to_lowercase()),
            SelectItem::UnnamedExpr(Expr::CompoundIdentifier(parts)) => parts.last().map(|p| p.value.to_lowercase()),
            SelectItem::UnnamedExpr(_) => None,
            _ => continue,
        };
        let bare = matches!(item, SelectItem::UnnamedExpr(_));
        let new = match name {
            None => format!("{UNNAMED}{position}"),
            Some(name) if seen.insert(name.clone()) && !(wildcard && bare) => continue,
            Some(name) => format!("{name}{UNNAMED}{position}"),
        };
        if let SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } = item {
            let expr = std::mem::replace(expr, build::null());
            *item = SelectItem::ExprWithAlias { expr, alias: build::ident(&new) };
        }
    }
}

fn set_expression(body: &mut SetExpr) {
    match body {
        SetExpr::SetOperation { left, right, .. } => {
            set_expression(left);
            set_expression(right);
        }
        SetExpr::Values(values) => {
            align_lengths(values);
            values::align_instants(values);
        }
        SetExpr::Table(table) => {
            let parts = [table.schema_name.as_ref(), table.table_name.as_ref()];
            let idents: Vec<_> = parts.into_iter().flatten().map(|part| Ident::new(part.as_str())).collect();
            let name = ObjectName::from(idents).to_string();
            let dialect = super::dialect::Athena::PLAIN;
            let parsed =
                datafusion::sql::sqlparser::parser::Parser::parse_sql(&dialect, &format!("SELECT * FROM {name}"));
            if let Ok(mut statements) = parsed
                && let Some(datafusion::sql::sqlparser::ast::Statement::Query(query)) = statements.pop()
            {
                *body = *query.body;
            }
        }
        _ => {}
    }
}

/// DataFusion requires the same metadata in every row of VALUES, and the length of a varchar or char is metadata.
fn align_lengths(values: &mut Values) {
    let width = values.rows.first().map_or(0, |row| row.content.len());
    for column in 0..width {
        let lengths: HashSet<_> =
            values.rows.iter().filter_map(|row| row.content.get(column).and_then(declared_length)).collect();
        let target = match lengths.len() {
            0 => continue,
            1 => lengths.into_iter().next().unwrap_or_default(),
            _ => "varchar".to_owned(),
        };
        for cell in values.rows.iter_mut().filter_map(|row| row.content.get_mut(column)) {
            if declared_length(cell).as_ref() != Some(&target) {
                let taken = std::mem::replace(cell, build::null());
                *cell = build::cast(taken, &target);
            }
        }
    }
}

fn declared_length(e: &Expr) -> Option<String> {
    let Expr::Function(function) = e else {
        return None;
    };
    let args = build::arguments(function)?;
    match function.name.to_string().as_str() {
        "\"$cast\"" | "\"$try_cast\"" => {}
        _ => return None,
    }
    match args.get(1) {
        Some(Expr::Value(value)) => {
            let text = value.value.clone().into_string()?;
            (text.starts_with("varchar(") || text.starts_with("char(")).then_some(text)
        }
        _ => None,
    }
}
