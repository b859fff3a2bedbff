//! Rewrites of Trino's aggregates: to an aggregate of DataFusion, or to a function over an array of all values.

#![allow(clippy::result_large_err, reason = "the Err variant returns the unchanged call")]

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArguments, Ident,
    ObjectName,
};

use super::translations::case;
use crate::engine::sql::build::{arguments, call, lambda, null, number, order, text};

/// Returns the rewritten call, or the unchanged call if no rewrite applies.
pub(super) fn rewrite(name: &str, mut function: Function) -> Result<Expr, Function> {
    let count = arguments(&function).map_or(0, |args| args.len());
    match (name, count) {
        ("sum" | "avg", 1) => return Ok(call(&format!("${name}"), vec![Expr::Function(function)])),
        ("arbitrary" | "any_value", 1) => {
            skip_null_rows(&mut function);
            rename(&mut function, "first_value");
            return Ok(Expr::Function(function));
        }
        ("max_by" | "min_by", 2) => {
            first_by(&mut function, name == "max_by");
            return Ok(Expr::Function(function));
        }
        ("listagg", _) => return Ok(listagg(function)),
        ("count_if", 1) => {
            map_argument(&mut function, |e| case(e, number("1"), None));
            rename(&mut function, "count");
            return Ok(Expr::Function(function));
        }
        ("geometric_mean", 1) => {
            map_argument(&mut function, |e| call("ln", vec![e]));
            rename(&mut function, "avg");
            return Ok(call("exp", vec![Expr::Function(function)]));
        }
        ("approx_distinct", 2) => {
            arguments_of(&mut function, |mut args| {
                args.truncate(1);
                args
            });
            return Err(function);
        }
        ("approx_percentile", 2 | 3) => return approx_percentile(function, count),
        _ => {}
    }
    let outer = match (name, count) {
        ("map_agg", 2) => "$map_agg",
        ("multimap_agg", 2) => "multimap_from_entries",
        ("histogram", 1) => "$histogram",
        ("map_union", 1) => "$map_union",
        ("kurtosis", 1) => "$kurtosis",
        ("skewness", 1) => "$skewness",
        ("entropy", 1) => "$entropy",
        ("bitwise_xor_agg", 1) => "$xor",
        ("checksum", 1) => {
            rename(&mut function, "array_agg");
            return Ok(call("$checksum", vec![Expr::Function(function)]));
        }
        ("set_agg", 1) => {
            rename(&mut function, "array_agg");
            return Ok(call("array_distinct", vec![Expr::Function(function)]));
        }
        ("set_union", 1) => {
            let flat = call("flatten", vec![array_of_values(function)]);
            return Ok(call("array_distinct", vec![flat]));
        }
        ("reduce_agg", 4) => return reduce_agg(function),
        ("approx_most_frequent", 3) => return Ok(most_frequent(function)),
        ("numeric_histogram", 2 | 3) => return Ok(numeric_histogram(function, count)),
        ("max" | "min", 2) => return Ok(first_n(function, name == "max")),
        ("max_by" | "min_by", 3) => return Ok(first_n_by(function, name == "max_by")),
        _ => return Err(function),
    };
    if count == 2 {
        arguments_of(&mut function, |args| vec![call("$row", args)]);
    }
    Ok(call(outer, vec![array_of_values(function)]))
}

fn rename(function: &mut Function, name: &str) {
    let span = function.name.0.first().and_then(|part| part.as_ident()).map(|ident| ident.span);
    let ident =
        Ident::with_quote_and_span('"', span.unwrap_or_else(datafusion::sql::sqlparser::tokenizer::Span::empty), name);
    function.name = ObjectName::from(ident);
}

fn arguments_of(function: &mut Function, make: impl FnOnce(Vec<Expr>) -> Vec<Expr>) {
    if let Some(args) = arguments(function)
        && let FunctionArguments::List(list) = &mut function.args
    {
        list.args = make(args).into_iter().map(|e| FunctionArg::Unnamed(FunctionArgExpr::Expr(e))).collect();
    }
}

fn map_argument(function: &mut Function, make: impl Fn(Expr) -> Expr) {
    arguments_of(function, |args| args.into_iter().map(make).collect());
}

fn add_filter(function: &mut Function, condition: Expr) {
    function.filter = Some(Box::new(match function.filter.take() {
        Some(filter) => {
            Expr::BinaryOp { left: Box::new(Expr::Nested(filter)), op: BinaryOperator::And, right: Box::new(condition) }
        }
        None => condition,
    }));
}

/// Skips the rows whose first argument is NULL. A row value is never NULL itself, so its first field is tested.
fn skip_null_rows(function: &mut Function) {
    let Some(first) = arguments(function).and_then(|args| args.into_iter().next()) else { return };
    let looked_at = match &first {
        Expr::Function(row) if row.name.to_string() == "\"$row\"" => {
            arguments(row).and_then(|args| args.into_iter().next()).unwrap_or(first)
        }
        _ => first,
    };
    add_filter(function, Expr::IsNotNull(Box::new(looked_at)));
}

/// `array_agg` of the non-NULL values.
fn array_of_values(mut function: Function) -> Expr {
    skip_null_rows(&mut function);
    rename(&mut function, "array_agg");
    Expr::Function(function)
}

fn order_by(function: &mut Function, key: Expr, ascending: bool) {
    if let FunctionArguments::List(list) = &mut function.args {
        list.clauses.push(FunctionArgumentClause::OrderBy(vec![order(key, ascending)]));
    }
}

/// `max_by(x, y)` becomes the first `x` in descending order of `y`.
fn first_by(function: &mut Function, descending: bool) {
    let Some(key) = arguments(function).and_then(|mut args| args.pop()) else { return };
    arguments_of(function, |mut args| {
        args.truncate(1);
        args
    });
    add_filter(function, Expr::IsNotNull(Box::new(key.clone())));
    order_by(function, key, !descending);
    rename(function, "first_value");
}

fn first_n(mut function: Function, descending: bool) -> Expr {
    let Some(mut args) = arguments(&function).filter(|args| args.len() == 2) else {
        return Expr::Function(function);
    };
    let (count, value) = (args.pop().unwrap_or_else(null), args.pop().unwrap_or_else(null));
    arguments_of(&mut function, |_| vec![value.clone()]);
    order_by(&mut function, value, !descending);
    call("$first_n", vec![array_of_values(function), count])
}

fn first_n_by(mut function: Function, descending: bool) -> Expr {
    let Some(mut args) = arguments(&function).filter(|args| args.len() == 3) else {
        return Expr::Function(function);
    };
    let (count, key) = (args.pop().unwrap_or_else(null), args.pop().unwrap_or_else(null));
    arguments_of(&mut function, |_| args);
    add_filter(&mut function, Expr::IsNotNull(Box::new(key.clone())));
    order_by(&mut function, key, !descending);
    rename(&mut function, "array_agg");
    call("$first_n", vec![Expr::Function(function), count])
}

fn most_frequent(mut function: Function) -> Expr {
    let buckets = arguments(&function).and_then(|args| args.into_iter().next()).unwrap_or_else(null);
    arguments_of(&mut function, |args| args.into_iter().skip(1).take(1).collect());
    call("$most_frequent", vec![array_of_values(function), buckets])
}

fn numeric_histogram(mut function: Function, count: usize) -> Expr {
    let buckets = arguments(&function).and_then(|args| args.into_iter().next()).unwrap_or_else(null);
    arguments_of(&mut function, |args| {
        let mut pair: Vec<_> = args.into_iter().skip(1).collect();
        if count == 2 {
            pair.push(number("1"));
        }
        vec![call("$row", pair)]
    });
    call("$numeric_histogram", vec![array_of_values(function), buckets])
}

/// Folds all values of a group with the input lambda. The combine lambda is unused: it only matters across machines.
fn reduce_agg(mut function: Function) -> Result<Expr, Function> {
    let Some(args) = arguments(&function) else { return Err(function) };
    let [_, start, step, _] = args.as_slice() else { return Err(function) };
    let (start, step) = (start.clone(), step.clone());
    arguments_of(&mut function, |args| args.into_iter().take(1).collect());
    let state = Expr::Identifier(Ident::with_quote('"', "\u{1}state"));
    Ok(call("reduce", vec![array_of_values(function), start, step, lambda("\u{1}state", state)]))
}

fn approx_percentile(mut function: Function, count: usize) -> Result<Expr, Function> {
    let Some(args) = arguments(&function) else { return Err(function) };
    let (Some(value), Some(fraction)) = (args.first().cloned(), args.last().cloned()) else { return Err(function) };
    if matches!(fraction, Expr::Array(_)) && count == 2 {
        arguments_of(&mut function, |args| args.into_iter().take(1).collect());
        return Ok(call("$percentiles", vec![array_of_values(function), fraction]));
    }
    let mut like = function.clone();
    arguments_of(&mut like, |_| vec![value]);
    rename(&mut like, "first_value");
    rename(&mut function, if count == 3 { "approx_percentile_cont_with_weight" } else { "approx_percentile_cont" });
    Ok(call("$rounded", vec![Expr::Function(function), Expr::Function(like)]))
}

/// `WITHIN GROUP` becomes an `ORDER BY`. The length of the result is not limited, so `ON OVERFLOW` never applies.
fn listagg(mut function: Function) -> Expr {
    let by = std::mem::take(&mut function.within_group);
    if let FunctionArguments::List(list) = &mut function.args {
        list.clauses.retain(|clause| !matches!(clause, FunctionArgumentClause::OnOverflow(_)));
        if list.args.len() == 1 {
            list.args.push(FunctionArg::Unnamed(FunctionArgExpr::Expr(text(""))));
        }
        if !by.is_empty() {
            list.clauses.push(FunctionArgumentClause::OrderBy(by));
        }
    }
    rename(&mut function, "string_agg");
    Expr::Function(function)
}
