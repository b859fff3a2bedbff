//! Constructors for common syntax tree nodes.

use datafusion::sql::sqlparser::ast::{
    CastKind, DataType, DateTimeField, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentList,
    FunctionArguments, Ident, LambdaFunction, LambdaFunctionParameter, LambdaSyntax, ObjectName, OneOrManyWithParens,
    OrderByExpr, OrderByOptions, UnaryOperator, Value,
};
use datafusion::sql::sqlparser::tokenizer::Span;

pub(crate) fn text(value: &str) -> Expr {
    Expr::Value(Value::SingleQuotedString(value.to_owned()).with_empty_span())
}

pub(crate) fn null() -> Expr {
    Expr::Value(Value::Null.with_empty_span())
}

pub(crate) fn number(value: &str) -> Expr {
    Expr::Value(Value::Number(value.to_owned(), false).with_empty_span())
}

pub(crate) fn ident(name: &str) -> Ident {
    Ident::with_quote('"', name)
}

pub(crate) fn function(name: &str, args: Vec<Expr>, span: Span) -> Function {
    let args = args.into_iter().map(|e| FunctionArg::Unnamed(FunctionArgExpr::Expr(e))).collect();
    Function {
        name: ObjectName::from(Ident::with_quote_and_span('"', span, name)),
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: FunctionArguments::List(FunctionArgumentList { duplicate_treatment: None, args, clauses: Vec::new() }),
        filter: None,
        null_treatment: None,
        over: None,
        within_group: Vec::new(),
    }
}

pub(crate) fn call(name: &str, args: Vec<Expr>) -> Expr {
    Expr::Function(function(name, args, Span::empty()))
}

pub(crate) fn not(e: Expr) -> Expr {
    Expr::UnaryOp { op: UnaryOperator::Not, expr: Box::new(Expr::Nested(Box::new(e))) }
}

/// `parameter -> body`
pub(crate) fn lambda(parameter: &str, body: Expr) -> Expr {
    let parameter = LambdaFunctionParameter { name: ident(parameter), data_type: None };
    Expr::Lambda(LambdaFunction {
        params: OneOrManyWithParens::One(parameter),
        body: Box::new(body),
        syntax: LambdaSyntax::Arrow,
    })
}

/// `CAST(e AS ty)` with Athena's rules, as a call of the engine's cast function.
pub(crate) fn cast(e: Expr, ty: &str) -> Expr {
    call("$cast", vec![e, text(ty)])
}

/// Marks an integer literal with a form of cast that the parser itself never produces (see `rewrite`).
pub(crate) fn integer(e: Expr) -> Expr {
    Expr::Cast { kind: CastKind::Cast, expr: Box::new(e), data_type: DataType::Int(None), array: false, format: None }
}

pub(crate) fn order(expr: Expr, ascending: bool) -> OrderByExpr {
    OrderByExpr { expr, options: OrderByOptions { asc: Some(ascending), nulls_first: Some(false) }, with_fill: None }
}

/// The arguments of a plain call; `None` if the call has clauses, or arguments that are not expressions.
pub(crate) fn arguments(function: &Function) -> Option<Vec<Expr>> {
    match &function.args {
        FunctionArguments::None => Some(Vec::new()),
        FunctionArguments::List(list) => list
            .args
            .iter()
            .map(|arg| match arg {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(e)) => Some(e.clone()),
                _ => None,
            })
            .collect(),
        FunctionArguments::Subquery(_) => None,
    }
}

/// The value of an integer literal, whether marked or not.
pub(crate) fn integer_value(e: &Expr) -> Option<i64> {
    match e {
        Expr::Value(value) => match &value.value {
            Value::Number(text, _) => text.parse().ok(),
            _ => None,
        },
        Expr::Cast { expr, data_type: DataType::Int(None), .. } | Expr::Nested(expr) => integer_value(expr),
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => integer_value(expr)?.checked_neg(),
        _ => None,
    }
}

/// `EXTRACT(field FROM e)`. A field that Trino does not have is left for the planner to refuse.
pub(crate) fn extract(field: &DateTimeField, e: Expr) -> Expr {
    let name = field.to_string().to_lowercase();
    match name.as_str() {
        "timezone_hour" | "timezone_minute" => call(&name, vec![e]),
        _ => {
            let unit = match name.as_str() {
                "dow" => "day_of_week",
                "doy" => "day_of_year",
                "yow" => "year_of_week",
                "day_of_month" => "day",
                other => other,
            };
            call("$part", vec![text(unit), e])
        }
    }
}
