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
    // Of NULL alone DataFusion finds no common type with some others.
    (
        "coalesce",
        Build(|args| {
            let known: Vec<_> = args.into_iter().filter(|e| *e != null()).collect();
            (!known.is_empty()).then(|| call("coalesce", known))
        }),
    ),
    ("greatest", Build(|args| Some(strict("greatest", args)))),
    ("least", Build(|args| Some(strict("least", args)))),
    ("typeof", Name("$typeof")),
    ("row", Name("$row")),
    ("nan", Build(|_| Some(call("$literal", vec![text("double"), text("NaN")])))),
    ("infinity", Build(|_| Some(call("$literal", vec![text("double"), text("Infinity")])))),
    ("is_nan", Name("is_nan")),
    // Strings and binary.
    ("length", Typed("character_length", "bigint")),
    ("levenshtein_distance", Typed("levenshtein", "bigint")),
    ("concat", Build(|args| fold(args, BinaryOperator::StringConcat))),
    ("replace", Name("$replace")),
    ("codepoint", Typed("ascii", "integer")),
    ("to_utf8", Build(|args| Some(cast(args.into_iter().next()?, "varbinary")))),
    ("from_utf8", Build(|args| Some(cast(args.into_iter().next()?, "varchar")))),
    ("to_hex", Build(|args| Some(call("upper", vec![call("encode", vec![args.into_iter().next()?, text("hex")])])))),
    ("from_hex", Build(|args| Some(call("decode", vec![args.into_iter().next()?, text("hex")])))),
    ("to_base64", Build(|args| Some(call("encode", vec![args.into_iter().next()?, text("base64")])))),
    ("from_base64", Build(|args| Some(call("decode", vec![args.into_iter().next()?, text("base64")])))),
    ("md5", Build(|args| Some(call("digest", vec![args.into_iter().next()?, text("md5")])))),
    ("sha256", Build(|args| Some(call("digest", vec![args.into_iter().next()?, text("sha256")])))),
    ("sha512", Build(|args| Some(call("digest", vec![args.into_iter().next()?, text("sha512")])))),
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
    ("repeat", Name("$repeat")),
    // Aggregates.
    ("approx_distinct", Typed("approx_distinct", "bigint")),
    ("bitwise_or_agg", Typed("bit_or", "bigint")),
    ("bitwise_and_agg", Typed("bit_and", "bigint")),
    (
        "approx_percentile",
        Build(|args| {
            let value = args.first()?.clone();
            Some(call("$rounded", vec![call("approx_percentile_cont", args), call("first_value", vec![value])]))
        }),
    ),
    ("geometric_mean", Build(|args| Some(call("exp", vec![call("avg", vec![call("ln", args)])])))),
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
    ("second", Part("second")),
    (
        "millisecond",
        Build(|mut args| {
            args.insert(0, text("millisecond"));
            fold(vec![cast(call("date_part", args), "bigint"), number("1000")], BinaryOperator::Modulo)
        }),
    ),
    ("yow", Name("year_of_week")),
    (
        "from_iso8601_timestamp",
        Build(|args| {
            let separated = call("$replace", vec![args.into_iter().next()?, text("T"), text(" ")]);
            Some(cast(separated, "timestamp(3) with time zone"))
        }),
    ),
    // Numbers.
    ("ceiling", Name("ceil")),
    ("pow", Name("power")),
    ("random", Build(|args| (!args.is_empty()).then(|| call("$random", args)))),
    ("rand", Build(|args| Some(call(if args.is_empty() { "random" } else { "$random" }, args)))),
    ("e", Build(|_| Some(call("exp", vec![number("1")])))),
    ("mod", Build(|args| fold(args, BinaryOperator::Modulo))),
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
        "map_agg" | "multimap_agg" | "histogram" | "map_union" if function.over.is_none() => {
            return over_array(function, &name, &rename);
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

/// An aggregate over maps: `array_agg`, and a function of the array.
fn over_array(mut function: Function, name: &str, rename: &dyn Fn(&mut Function, &str)) -> Expr {
    let Some(args) = arguments(&function) else {
        return Expr::Function(function);
    };
    let Some(key) = args.first().cloned() else {
        return Expr::Function(function);
    };
    let item = if args.len() == 1 { key.clone() } else { call("$row", args) };
    if let FunctionArguments::List(list) = &mut function.args {
        list.args = vec![FunctionArg::Unnamed(FunctionArgExpr::Expr(item))];
    }
    let present = Expr::IsNotNull(Box::new(key));
    function.filter = Some(Box::new(match function.filter.take() {
        Some(filter) => {
            Expr::BinaryOp { left: Box::new(Expr::Nested(filter)), op: BinaryOperator::And, right: Box::new(present) }
        }
        None => present,
    }));
    rename(&mut function, "array_agg");
    let outer = match name {
        "map_agg" => "$map_agg",
        "multimap_agg" => "multimap_from_entries",
        "histogram" => "$histogram",
        _ => "$map_union",
    };
    call(outer, vec![Expr::Function(function)])
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

/// NULL when one of the arguments is; DataFusion passes over it.
fn strict(name: &str, args: Vec<Expr>) -> Expr {
    let missing = args.iter().map(|e| Expr::IsNull(Box::new(e.clone()))).reduce(|left, right| Expr::BinaryOp {
        left: Box::new(left),
        op: BinaryOperator::Or,
        right: Box::new(right),
    });
    let value = call(name, args);
    match missing {
        Some(missing) => case(missing, null(), Some(value)),
        None => value,
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
