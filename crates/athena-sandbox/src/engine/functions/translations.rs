//! Translation table from Trino's functions to DataFusion's. A function without an entry keeps its name; `aggregates`
//! rewrites the aggregates.

use datafusion::sql::sqlparser::ast::helpers::attached_token::AttachedToken;
use datafusion::sql::sqlparser::ast::{BinaryOperator, CaseWhen, Expr, Function, Ident, ObjectName, Value};

use super::aggregates;
use crate::engine::sql::build::{arguments, call, cast, integer_value, lambda, not, null, number, text};

enum Rule {
    /// Another function name.
    Name(&'static str),
    /// Another function name, and a cast of the result to Trino's type.
    Typed(&'static str, &'static str),
    /// A new expression built from the arguments; `None` leaves the call unchanged.
    Build(fn(Vec<Expr>) -> Option<Expr>),
    /// `date_part` with this unit.
    Part(&'static str),
}

use Rule::{Build, Name, Part, Typed};

const TRANSLATIONS: &[(&str, Rule)] = &[
    // Conditional and conversion functions.
    ("if", Build(conditional)),
    ("try", Build(|args| Some(call("$try", vec![lambda("\u{1}row", args.into_iter().next()?)])))),
    // DataFusion finds no common type of NULL and some other types.
    (
        "coalesce",
        Build(|args| {
            let known: Vec<_> = args.into_iter().filter(|e| *e != null()).collect();
            (!known.is_empty()).then(|| call("coalesce", known))
        }),
    ),
    ("greatest", Build(|args| Some(null_if_any_null("greatest", args)))),
    ("least", Build(|args| Some(null_if_any_null("least", args)))),
    ("typeof", Build(type_of)),
    ("row", Name("$row")),
    ("nan", Build(|_| Some(call("$literal", vec![text("double"), text("NaN")])))),
    ("infinity", Build(|_| Some(call("$literal", vec![text("double"), text("Infinity")])))),
    ("is_nan", Name("is_nan")),
    // String and binary functions.
    ("length", Name("$length")),
    ("substring", Name("substr")),
    ("index", Name("strpos")),
    ("position", Name("strpos")),
    ("levenshtein_distance", Typed("levenshtein", "bigint")),
    ("concat", Build(|args| fold(args, BinaryOperator::StringConcat))),
    ("replace", Name("$replace")),
    ("to_utf8", Build(|args| Some(cast(args.into_iter().next()?, "varbinary")))),
    ("from_utf8", Name("$from_utf8")),
    ("uuid", Build(|_| Some(cast(call("uuid", vec![]), "uuid")))),
    ("regexp_replace", Build(regexp_replace)),
    ("json_parse", Build(|args| Some(call("json_extract", vec![args.into_iter().next()?, text("$")])))),
    ("json_format", Build(|args| Some(call("$json_format", args)))),
    ("normalize", Build(normalize)),
    // Array and map functions.
    ("sequence", Name("$sequence")),
    ("transform", Name("array_transform")),
    ("filter", Name("array_filter")),
    ("any_match", Name("$any_match")),
    ("all_match", Build(|args| Some(not(call("$any_match", with_negated_lambda(args)?))))),
    ("none_match", Build(|args| Some(not(call("$any_match", args))))),
    ("array_histogram", Name("$histogram")),
    ("array_sort", Build(|args| Some(call(if args.len() == 2 { "$array_sort" } else { "$array_order" }, args)))),
    ("map", Name("$map")),
    ("repeat", Name("$repeat")),
    // Aggregate functions.
    ("approx_distinct", Typed("approx_distinct", "bigint")),
    ("bitwise_or_agg", Typed("bit_or", "bigint")),
    ("bitwise_and_agg", Typed("bit_and", "bigint")),
    ("every", Name("bool_and")),
    ("variance", Name("var_samp")),
    // Date and time functions.
    ("year", Part("year")),
    ("quarter", Part("quarter")),
    ("month", Part("month")),
    ("week", Part("week")),
    ("week_of_year", Part("week")),
    ("day", Part("day")),
    ("day_of_month", Part("day")),
    ("day_of_week", Part("day_of_week")),
    ("dow", Part("day_of_week")),
    ("day_of_year", Part("day_of_year")),
    ("doy", Part("day_of_year")),
    ("hour", Part("hour")),
    ("minute", Part("minute")),
    ("second", Part("second")),
    ("millisecond", Part("millisecond")),
    ("year_of_week", Part("year_of_week")),
    ("yow", Part("year_of_week")),
    ("date", Build(|args| Some(cast(args.into_iter().next()?, "date")))),
    (
        "date_trunc",
        Build(|args| {
            let value = args.get(1)?.clone();
            Some(call("$same_type", vec![call("date_trunc", args), value]))
        }),
    ),
    // DataFusion has another function of this name.
    ("date_format", Name("$date_format")),
    ("now", Build(|_| Some(cast(call("now", vec![]), "timestamp(3) with time zone")))),
    ("current_timestamp", Build(|args| current_time_as(args, "timestamp", " with time zone"))),
    ("localtimestamp", Build(|args| current_time_as(args, "timestamp", ""))),
    (
        "localtime",
        Build(|args| Some(cast(current_time_as(vec![], "timestamp", "")?, &format!("time({})", digits(&args))))),
    ),
    (
        "current_time",
        Build(|args| {
            let local =
                cast(cast(current_time_as(vec![], "timestamp", "")?, &format!("time({})", digits(&args))), "varchar");
            let zoned = fold(vec![local, text("+00:00")], BinaryOperator::StringConcat)?;
            Some(cast(zoned, &format!("time({}) with time zone", digits(&args))))
        }),
    ),
    ("current_timezone", Build(|_| Some(text("UTC")))),
    ("from_unixtime", Build(from_unixtime)),
    ("from_iso8601_timestamp", Build(|args| iso(args, "$from_iso8601", 3))),
    ("from_iso8601_timestamp_nanos", Build(|args| iso(args, "$from_iso8601_nanos", 9))),
    // DataFusion has other functions of these names.
    ("to_char", Name("$to_char")),
    ("to_timestamp", Name("$to_timestamp")),
    ("to_date", Build(|args| Some(cast(call("$to_timestamp", args), "date")))),
    // Mathematical functions.
    ("ceiling", Name("ceil")),
    ("pow", Name("power")),
    ("random", Build(|args| (!args.is_empty()).then(|| call("$random", args)))),
    ("rand", Build(|args| Some(call(if args.is_empty() { "random" } else { "$random" }, args)))),
    ("e", Build(|_| Some(call("exp", vec![number("1")])))),
    ("mod", Build(|args| fold(args, BinaryOperator::Modulo))),
];

/// Applies the table to one call.
pub(crate) fn rewrite(function: Function) -> Expr {
    let [part] = function.name.0.as_slice() else {
        return Expr::Function(function);
    };
    let Some(ident) = part.as_ident() else {
        return Expr::Function(function);
    };
    let (name, span) = (ident.value.to_lowercase(), ident.span);
    let mut function = match aggregates::rewrite(&name, function) {
        Ok(done) => return done,
        Err(function) => function,
    };
    let rename = |function: &mut Function, name: &str| {
        function.name = ObjectName::from(Ident::with_quote_and_span('"', span, name));
    };
    if matches!(name.as_str(), "json_extract" | "json_extract_scalar" | "ceil" | "floor") {
        rename(&mut function, &name);
    }
    let Some((_, rule)) = TRANSLATIONS.iter().find(|(known, _)| *known == name) else {
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
                call("$part", args)
            }
            _ => Expr::Function(function),
        },
    }
}

/// The normal form is a keyword, not an expression.
fn normalize(mut args: Vec<Expr>) -> Option<Expr> {
    let form = match args.get(1)? {
        Expr::Identifier(ident) if ident.quote_style.is_none() => text(&ident.value.to_uppercase()),
        _ => return None,
    };
    args.truncate(1);
    args.push(form);
    Some(call("normalize", args))
}

/// A constant offset becomes part of the result type.
fn from_unixtime(args: Vec<Expr>) -> Option<Expr> {
    let [seconds, hours, minutes] = args.as_slice() else { return None };
    let offset = integer_value(hours).zip(integer_value(minutes)).and_then(|(h, m)| super::datetime::zone_of(h, m));
    Some(match offset {
        Some(zone) => call("from_unixtime", vec![seconds.clone(), text(&zone)]),
        None => call("$from_unixtime_at", args),
    })
}

/// The length of a literal is part of its type.
fn type_of(args: Vec<Expr>) -> Option<Expr> {
    if let [Expr::Value(value)] = args.as_slice()
        && let Value::SingleQuotedString(literal) = &value.value
    {
        return Some(text(&format!("varchar({})", literal.chars().count())));
    }
    Some(call("$typeof", args))
}

/// The requested number of fraction digits; three by default.
fn digits(args: &[Expr]) -> u8 {
    args.first().and_then(integer_value).and_then(|digits| u8::try_from(digits).ok()).unwrap_or(3).min(12)
}

fn current_time_as(args: Vec<Expr>, kind: &str, zone: &str) -> Option<Expr> {
    Some(cast(call("now", vec![]), &format!("{kind}({}){zone}", digits(&args))))
}

/// A constant shows its zone at planning, so the result type can hold it.
fn iso(args: Vec<Expr>, name: &str, digits: u8) -> Option<Expr> {
    if let [Expr::Value(value)] = args.as_slice()
        && let Value::SingleQuotedString(literal) = &value.value
        && let Some(instant) = super::datetime::iso_instant(literal)
    {
        return Some(cast(text(&instant), &format!("timestamp({digits}) with time zone")));
    }
    Some(call(name, args))
}

pub(super) fn case(condition: Expr, result: Expr, otherwise: Option<Expr>) -> Expr {
    Expr::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions: vec![CaseWhen { condition, result }],
        else_result: otherwise.map(Box::new),
    }
}

/// Returns NULL if any argument is NULL; DataFusion would ignore NULLs.
fn null_if_any_null(name: &str, args: Vec<Expr>) -> Expr {
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
    if matches!(args.last(), Some(Expr::Lambda(_))) {
        return Some(call("$regexp_replace", args));
    }
    if args.len() == 2 {
        args.push(text(""));
    }
    args.push(text("g"));
    Some(call("regexp_replace", args))
}

/// Negates the result of the lambda: all items match if no item fails to match.
fn with_negated_lambda(mut args: Vec<Expr>) -> Option<Vec<Expr>> {
    match args.last_mut() {
        Some(Expr::Lambda(lambda)) => {
            let body = std::mem::replace(lambda.body.as_mut(), null());
            *lambda.body = not(body);
            Some(args)
        }
        _ => None,
    }
}
