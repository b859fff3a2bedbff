//! The table: what each of Trino's functions becomes. A function that is not here keeps its name.

use datafusion::sql::sqlparser::ast::helpers::attached_token::AttachedToken;
use datafusion::sql::sqlparser::ast::{
    BinaryOperator, CaseWhen, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArguments,
    Ident, ObjectName,
};

use crate::engine::sql::build::{arguments, call, cast, lambda, not, null, number, order, text};

enum Rule {
    /// Another name.
    Name(&'static str),
    /// Another name, and a result that Trino types otherwise.
    Typed(&'static str, &'static str),
    /// Built anew from the arguments; `None` leaves the call as it is.
    Build(fn(Vec<Expr>) -> Option<Expr>),
    /// `date_part` of this unit.
    Part(&'static str),
}

use Rule::{Build, Name, Part, Typed};

const TABLE: &[(&str, Rule)] = &[
    // Conditional and conversion.
    ("if", Build(conditional)),
    ("try", Build(|args| Some(call("$try", vec![lambda("\u{1}row", args.into_iter().next()?)])))),
    ("typeof", Name("$typeof")),
    ("row", Name("$row")),
    ("nan", Build(|_| Some(call("$literal", vec![text("double"), text("NaN")])))),
    ("infinity", Build(|_| Some(call("$literal", vec![text("double"), text("Infinity")])))),
    ("is_nan", Name("is_nan")),
    // Strings and binary.
    ("length", Typed("character_length", "bigint")),
    ("strpos", Typed("strpos", "bigint")),
    ("codepoint", Name("ascii")),
    ("levenshtein_distance", Typed("levenshtein", "bigint")),
    ("concat", Build(|args| fold(args, BinaryOperator::StringConcat))),
    ("split", Name("string_to_array")),
    ("to_utf8", Build(|args| Some(cast(args.into_iter().next()?, "varbinary")))),
    ("from_utf8", Build(|args| Some(cast(args.into_iter().next()?, "varchar")))),
    ("to_hex", Build(|args| Some(call("upper", vec![call("encode", vec![args.into_iter().next()?, text("hex")])])))),
    ("from_hex", Build(|args| Some(call("decode", vec![args.into_iter().next()?, text("hex")])))),
    ("to_base64", Build(|args| Some(call("encode", vec![args.into_iter().next()?, text("base64")])))),
    ("from_base64", Build(|args| Some(call("decode", vec![args.into_iter().next()?, text("base64")])))),
    ("md5", Build(|args| Some(call("digest", vec![args.into_iter().next()?, text("md5")])))),
    ("uuid", Build(|_| Some(cast(call("uuid", vec![]), "uuid")))),
    ("regexp_replace", Build(regexp_replace)),
    ("json_parse", Build(|args| Some(call("json_extract", vec![args.into_iter().next()?, text("$")])))),
    ("json_format", Build(|args| Some(call("$json_format", args)))),
    // Arrays and maps.
    ("sequence", Name("generate_series")),
    ("transform", Name("array_transform")),
    ("filter", Name("array_filter")),
    ("any_match", Name("$any_match")),
    ("all_match", Build(|args| Some(not(call("$any_match", refuted(args)?))))),
    ("none_match", Build(|args| Some(not(call("$any_match", args))))),
    ("array_sort", Build(|args| Some(call(if args.len() == 2 { "$array_sort" } else { "$array_order" }, args)))),
    ("map", Name("$map")),
    // Aggregates.
    ("approx_distinct", Typed("approx_distinct", "bigint")),
    ("approx_percentile", Name("approx_percentile_cont")),
    ("every", Name("bool_and")),
    ("variance", Name("var_samp")),
    ("count_if", Build(|args| Some(call("count", vec![case(args.into_iter().next()?, number("1"), None)])))),
    // Dates and times.
    ("year", Part("year")),
    ("quarter", Part("quarter")),
    ("month", Part("month")),
    ("week", Part("week")),
    ("week_of_year", Part("week")),
    ("day", Part("day")),
    ("day_of_month", Part("day")),
    ("day_of_year", Part("doy")),
    ("doy", Part("doy")),
    ("hour", Part("hour")),
    ("minute", Part("minute")),
    ("day_of_week", Build(day_of_week)),
    ("dow", Build(day_of_week)),
    ("date", Build(|args| Some(cast(args.into_iter().next()?, "date")))),
    ("from_iso8601_date", Build(|args| Some(cast(args.into_iter().next()?, "date")))),
    (
        "date_trunc",
        Build(|args| {
            let value = args.get(1)?.clone();
            Some(call("$same_type", vec![call("date_trunc", args), value]))
        }),
    ),
    // DataFusion knows the name as another function.
    ("date_format", Name("$date_format")),
    ("now", Build(|_| Some(cast(call("now", vec![]), "timestamp(3) with time zone")))),
    ("current_timestamp", Build(|_| Some(cast(call("now", vec![]), "timestamp(3) with time zone")))),
    ("localtimestamp", Build(|_| Some(cast(call("now", vec![]), "timestamp(3)")))),
    ("from_unixtime", Build(|args| Some(cast(call("from_unixtime", args), "timestamp(3) with time zone")))),
    // Numbers.
    ("ceiling", Name("ceil")),
    ("pow", Name("power")),
    ("rand", Name("random")),
    ("mod", Build(|args| fold(args, BinaryOperator::Modulo))),
    ("bitwise_and", Build(|args| fold(args, BinaryOperator::BitwiseAnd))),
    ("bitwise_or", Build(|args| fold(args, BinaryOperator::BitwiseOr))),
    ("bitwise_xor", Build(|args| fold(args, BinaryOperator::BitwiseXor))),
];

/// Applies the table to one call.
pub(crate) fn rewrite(mut function: Function) -> Expr {
    let [part] = function.name.0.as_slice() else {
        return Expr::Function(function);
    };
    let Some(ident) = part.as_ident() else {
        return Expr::Function(function);
    };
    let (name, span) = (ident.value.to_lowercase(), ident.span);
    let rename = |function: &mut Function, name: &str| {
        function.name = ObjectName::from(Ident::with_quote_and_span('"', span, name));
    };
    match name.as_str() {
        "sum" | "avg" if function.over.is_none() => {
            return call(if name == "sum" { "$sum" } else { "$avg" }, vec![Expr::Function(function)]);
        }
        "arbitrary" | "any_value" => rename(&mut function, "first_value"),
        "max_by" | "min_by" => first_by(&mut function, name == "max_by", &rename),
        "listagg" => {
            let by = std::mem::take(&mut function.within_group);
            if let FunctionArguments::List(list) = &mut function.args
                && !by.is_empty()
            {
                list.clauses.push(FunctionArgumentClause::OrderBy(by));
            }
            rename(&mut function, "string_agg");
        }
        "json_extract" | "json_extract_scalar" | "ceil" | "floor" => rename(&mut function, &name),
        _ => {}
    }
    let Some((_, rule)) = TABLE.iter().find(|(known, _)| *known == name) else {
        return Expr::Function(function);
    };
    match rule {
        Name(new) => {
            rename(&mut function, new);
            Expr::Function(function)
        }
        Typed(new, ty) => {
            rename(&mut function, new);
            cast(Expr::Function(function), ty)
        }
        Build(build) => arguments(&function).and_then(build).unwrap_or(Expr::Function(function)),
        Part(unit) => match arguments(&function) {
            Some(mut args) if args.len() == 1 => {
                args.insert(0, text(unit));
                cast(call("date_part", args), "bigint")
            }
            _ => Expr::Function(function),
        },
    }
}

/// `max_by(x, y)` is the first `x` in descending order of `y`.
fn first_by(function: &mut Function, descending: bool, rename: &dyn Fn(&mut Function, &str)) {
    if let FunctionArguments::List(list) = &mut function.args
        && list.args.len() == 2
        && let Some(FunctionArg::Unnamed(FunctionArgExpr::Expr(key))) = list.args.pop()
    {
        list.clauses.push(FunctionArgumentClause::OrderBy(vec![order(key, !descending)]));
        rename(function, "first_value");
    }
}

fn case(condition: Expr, result: Expr, otherwise: Option<Expr>) -> Expr {
    Expr::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions: vec![CaseWhen { condition, result }],
        else_result: otherwise.map(Box::new),
    }
}

fn conditional(args: Vec<Expr>) -> Option<Expr> {
    let mut args = args.into_iter();
    let (condition, result) = (args.next()?, args.next()?);
    Some(case(condition, result, Some(args.next().unwrap_or_else(null))))
}

fn fold(args: Vec<Expr>, op: BinaryOperator) -> Option<Expr> {
    if args.len() < 2 {
        return None;
    }
    let joined = args.into_iter().reduce(|left, right| Expr::BinaryOp {
        left: Box::new(left),
        op: op.clone(),
        right: Box::new(right),
    })?;
    Some(Expr::Nested(Box::new(joined)))
}

fn regexp_replace(mut args: Vec<Expr>) -> Option<Expr> {
    if args.len() == 2 {
        args.push(text(""));
    }
    args.push(text("g"));
    Some(call("regexp_replace", args))
}

/// The lambda with its answer turned round: all match when none fails.
fn refuted(mut args: Vec<Expr>) -> Option<Vec<Expr>> {
    match args.last_mut() {
        Some(Expr::Lambda(lambda)) => {
            let body = std::mem::replace(lambda.body.as_mut(), null());
            *lambda.body = not(body);
            Some(args)
        }
        _ => None,
    }
}

/// Trino counts from Monday as 1, DataFusion from Sunday as 0.
fn day_of_week(args: Vec<Expr>) -> Option<Expr> {
    let mut args = args;
    args.insert(0, text("dow"));
    let shifted = fold(vec![call("date_part", args), number("6")], BinaryOperator::Plus)?;
    let wrapped = fold(vec![shifted, number("7")], BinaryOperator::Modulo)?;
    Some(cast(fold(vec![wrapped, number("1")], BinaryOperator::Plus)?, "bigint"))
}
