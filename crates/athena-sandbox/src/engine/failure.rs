//! Errors in Athena's form `ERROR_NAME: message`, with the type numbers of its error reference.

use std::collections::HashSet;
use std::ops::ControlFlow;

use datafusion::arrow::error::ArrowError;
use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, ObjectName, Query, TableFactor, Value, Visit,
    Visitor,
};
use datafusion::sql::sqlparser::tokenizer::Span;

use super::catalog::{CATALOG, Catalog};
use super::contract::{Failure, Session};
use super::functions::registry;

/// Error names and their type numbers. All are user errors.
const TYPES: [(&str, i32); 41] = [
    ("TABLE_NOT_FOUND", 1301),
    ("SCHEMA_NOT_FOUND", 1301),
    ("COLUMN_NOT_FOUND", 1006),
    ("CATALOG_NOT_FOUND", 1006),
    ("AMBIGUOUS_NAME", 1006),
    ("MISSING_COLUMN_NAME", 1006),
    ("DUPLICATE_COLUMN_NAME", 1006),
    ("COLUMN_TYPE_UNKNOWN", 1006),
    ("INVALID_TABLE_PROPERTY", 1103),
    ("CONSTRAINT_VIOLATION", 1009),
    ("HIVE_PATH_ALREADY_EXISTS", 1009),
    ("HIVE_FILESYSTEM_ERROR", 401),
    ("HIVE_BAD_DATA", 1002),
    ("HIVE_CURSOR_ERROR", 1002),
    ("HIVE_COLUMN_ORDER_MISMATCH", 1103),
    ("HIVE_TOO_MANY_OPEN_PARTITIONS", 1009),
    ("ICEBERG_TOO_MANY_OPEN_PARTITIONS", 1009),
    ("ICEBERG_COMMIT_ERROR", 233),
    ("ICEBERG_MISSING_METADATA", 233),
    ("INVALID_ARGUMENTS", 1100),
    ("INVALID_PATH", 1006),
    ("EXPRESSION_NOT_CONSTANT", 1006),
    ("MERGE_TARGET_ROW_MULTIPLE_MATCHES", 1009),
    ("SYNTAX_ERROR", 1006),
    ("TYPE_MISMATCH", 1002),
    ("TYPE_NOT_FOUND", 1002),
    ("FUNCTION_NOT_FOUND", 1303),
    ("MISSING_OVER", 1006),
    ("JSON_INPUT_CONVERSION_ERROR", 1001),
    ("JSON_VALUE_RESULT_ERROR", 1001),
    ("DIVISION_BY_ZERO", 1001),
    ("NUMERIC_VALUE_OUT_OF_RANGE", 1001),
    ("INVALID_CAST_ARGUMENT", 1100),
    ("INVALID_LITERAL", 1100),
    ("INVALID_FUNCTION_ARGUMENT", 1106),
    ("NOT_SUPPORTED", 1200),
    ("TABLE_ALREADY_EXISTS", 1110),
    ("SCHEMA_ALREADY_EXISTS", 1110),
    ("SCHEMA_NOT_EMPTY", 1003),
    ("INVALID_VIEW", 1107),
    ("EXCEEDED_MEMORY_LIMIT", 1),
];

pub(crate) fn user(name: &str, message: &str) -> Failure {
    let error_type = TYPES.iter().find(|(known, _)| *known == name).map_or(1000, |(_, number)| *number);
    Failure { reason: format!("{name}: {message}"), category: 2, error_type, retryable: false }
}

pub(crate) fn not_supported(message: &str) -> Failure {
    user("NOT_SUPPORTED", message)
}

pub(crate) fn internal(message: &str) -> Failure {
    Failure { reason: format!("GENERIC_INTERNAL_ERROR: {message}"), category: 1, error_type: 100, retryable: false }
}

/// Reports catalogs, databases and tables that do not exist, with their position.
pub(crate) fn missing_names(catalog: &Catalog, query: &Query, session: &Session) -> Result<(), Failure> {
    let mut names = Names::default();
    let _ = query.visit(&mut names);
    for name in names.relations {
        let parts: Vec<_> = name.0.iter().filter_map(|part| part.as_ident()).collect();
        let Some(first) = parts.first() else { continue };
        let at = position(first.span);
        let lower = |i: usize| parts.get(i).map_or_else(String::new, |part| part.value.to_lowercase());
        let (catalog_name, database, table) = match parts.len() {
            1 if names.ctes.contains(&lower(0)) => continue,
            1 => (session.catalog.to_lowercase(), session.database.to_lowercase(), lower(0)),
            2 => (session.catalog.to_lowercase(), lower(0), lower(1)),
            _ => (lower(0), lower(1), lower(2)),
        };
        if !catalog_name.eq_ignore_ascii_case(CATALOG) {
            if let Some(kind) = catalog.others().foreign.get(&catalog_name) {
                let message = format!("{at}the sandbox cannot query the data catalog '{catalog_name}' of type {kind}");
                return Err(not_supported(&message));
            }
            return Err(user("CATALOG_NOT_FOUND", &format!("{at}Catalog '{catalog_name}' does not exist")));
        }
        if !catalog.has_database(&database) {
            return Err(user("SCHEMA_NOT_FOUND", &format!("{at}Schema '{database}' does not exist")));
        }
        if !catalog.has_table(&database, &table) {
            let message = format!("{at}Table '{catalog_name}.{database}.{table}' does not exist");
            return Err(user("TABLE_NOT_FOUND", &message));
        }
    }
    Ok(())
}

/// Reports calls of unknown functions, or with a number of arguments that no signature accepts.
pub(crate) fn missing_functions(query: &Query) -> Result<(), Failure> {
    let mut names = Names::default();
    let _ = query.visit(&mut names);
    for call in &names.calls {
        let at = position(call.span);
        if let Some(message) = registry::call_error(&call.name, &call.arguments) {
            // Trino's error names for these two functions.
            let name = if call.name == "concat" && !message.starts_with("Unexpected") {
                "INVALID_FUNCTION_ARGUMENT"
            } else {
                "FUNCTION_NOT_FOUND"
            };
            return Err(user(name, &format!("{at}{message}")));
        }
        if !call.windowed && registry::is_window(&call.name) {
            let message = format!("{at}Window function {} requires an OVER clause", call.name);
            return Err(user("MISSING_OVER", &message));
        }
    }
    Ok(())
}

/// A function call as written.
struct Call {
    name: String,
    span: Span,
    /// The types of the arguments, as far as the syntax determines them.
    arguments: Vec<String>,
    windowed: bool,
}

fn call_of(function: &Function) -> Option<Call> {
    let [part] = function.name.0.as_slice() else {
        let span = function.name.0.first().and_then(|part| part.as_ident()).map_or(Span::empty(), |ident| ident.span);
        let windowed = function.over.is_some();
        return Some(Call { name: function.name.to_string().to_lowercase(), span, arguments: Vec::new(), windowed });
    };
    let ident = part.as_ident()?;
    let name = ident.value.to_lowercase();
    // Internal functions of the parser for casts and literals.
    if name.starts_with('$') {
        return None;
    }
    let arguments = match &function.args {
        FunctionArguments::List(list) => list.args.iter().map(type_text).collect(),
        FunctionArguments::None | FunctionArguments::Subquery(_) => Vec::new(),
    };
    Some(Call { name, span: ident.span, arguments, windowed: function.over.is_some() })
}

fn type_text(argument: &FunctionArg) -> String {
    let FunctionArg::Unnamed(FunctionArgExpr::Expr(e)) = argument else { return "unknown".to_owned() };
    match e {
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) if digits.contains(['.', 'e', 'E']) => "double".to_owned(),
            Value::Number(digits, _) if digits.parse::<i32>().is_ok() => "integer".to_owned(),
            Value::Number(..) => "bigint".to_owned(),
            Value::SingleQuotedString(text) => format!("varchar({})", text.chars().count()),
            Value::Boolean(_) => "boolean".to_owned(),
            _ => "unknown".to_owned(),
        },
        _ => "unknown".to_owned(),
    }
}

#[derive(Default)]
struct Names {
    relations: Vec<ObjectName>,
    ctes: HashSet<String>,
    columns: Vec<(String, Span)>,
    functions: Vec<(String, Span)>,
    calls: Vec<Call>,
}

impl Visitor for Names {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        if let Some(with) = &query.with {
            self.ctes.extend(with.cte_tables.iter().map(|cte| cte.alias.name.value.to_lowercase()));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        self.relations.push(relation.clone());
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        // UNNEST is the only supported table function.
        if let TableFactor::Table { name, args: Some(args), .. } = factor {
            let span = name.0.first().and_then(|part| part.as_ident()).map_or(Span::empty(), |ident| ident.span);
            let name = format!("{}()", name.to_string().to_lowercase());
            self.calls.push(Call { name, span, arguments: args.args.iter().map(type_text).collect(), windowed: false });
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, e: &Expr) -> ControlFlow<()> {
        match e {
            Expr::Identifier(ident) => self.columns.push((ident.value.to_lowercase(), ident.span)),
            Expr::CompoundIdentifier(parts) => {
                if let (Some(first), Some(last)) = (parts.first(), parts.last()) {
                    self.columns.push((last.value.to_lowercase(), first.span));
                }
            }
            Expr::Function(function) => {
                self.calls.extend(call_of(function));
                if let Some(ident) = function.name.0.first().and_then(|part| part.as_ident()) {
                    self.functions.push((ident.value.to_lowercase(), ident.span));
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

/// `line 1:8: `, or an empty text if the position is unknown.
pub(crate) fn position(span: Span) -> String {
    match span.start.line {
        0 => String::new(),
        line => format!("line {line}:{}: ", span.start.column),
    }
}

fn find(names: &[(String, Span)], wanted: &str) -> String {
    names
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
        .map_or_else(String::new, |(_, span)| position(*span))
}

/// Converts a planning error; `query` supplies the positions of names.
pub(crate) fn of_planning(error: &DataFusionError, query: &Query) -> Failure {
    let mut names = Names::default();
    let _ = query.visit(&mut names);
    let root = error.find_root();
    if let DataFusionError::SchemaError(schema, _) = root {
        match schema.as_ref() {
            SchemaError::FieldNotFound { field, .. } => {
                let at = find(&names.columns, &field.name);
                let name = field
                    .relation
                    .as_ref()
                    .map_or_else(|| field.name.clone(), |r| format!("{}.{}", r.table(), field.name));
                return user("COLUMN_NOT_FOUND", &format!("{at}Column '{name}' cannot be resolved"));
            }
            SchemaError::AmbiguousReference { field } => {
                let at = find(&names.columns, &field.name);
                return user("AMBIGUOUS_NAME", &format!("{at}Column '{}' is ambiguous", field.name));
            }
            _ => {}
        }
    }
    if let DataFusionError::Plan(message) = root
        && let Some((name, _)) = message.split_once("Invalid function '").and_then(|(_, rest)| rest.split_once('\''))
    {
        let at = find(&names.functions, name);
        return user("FUNCTION_NOT_FOUND", &format!("{at}Function '{name}' not registered"));
    }
    let failure = of_running(error);
    // A call with arguments of the wrong types has a position.
    if let Some((_, rest)) = failure.reason.split_once(") for function ")
        && let Some(name) = failure
            .reason
            .starts_with("FUNCTION_NOT_FOUND: Unexpected")
            .then(|| rest.split(['.', ' ']).next())
            .flatten()
    {
        let at = find(&names.functions, name);
        return Failure { reason: failure.reason.replacen(": ", &format!(": {at}"), 1), ..failure };
    }
    failure
}

/// Converts an error at run time or during constant folding.
pub(crate) fn of_running(error: &DataFusionError) -> Failure {
    let root = error.find_root();
    let text = root.strip_backtrace();
    match root {
        DataFusionError::Execution(message) | DataFusionError::Plan(message) if service_error(message).is_some() => {
            let (name, message) = service_error(message).unwrap_or(("", ""));
            user(name, message)
        }
        DataFusionError::ArrowError(arrow, _) => of_arrow(arrow),
        DataFusionError::NotImplemented(message) => not_supported(message),
        DataFusionError::ResourcesExhausted(message) => user("EXCEEDED_MEMORY_LIMIT", message),
        DataFusionError::Plan(message) => of_plan_text(message),
        DataFusionError::SchemaError(..) => user("SYNTAX_ERROR", &text),
        DataFusionError::Execution(message)
            if message.contains("Divide by zero") || message.contains("divide by zero") =>
        {
            user("DIVISION_BY_ZERO", "Division by zero")
        }
        DataFusionError::Execution(message) => user("INVALID_FUNCTION_ARGUMENT", message),
        _ => internal(&text),
    }
}

fn of_plan_text(message: &str) -> Failure {
    let first = message.lines().next().unwrap_or(message);
    let lower = first.to_lowercase();
    let mismatch =
        ["coerc", "signature", "cannot infer common", "no function matches", "incompatible", "data type", "expects"];
    if mismatch.iter().any(|hint| lower.contains(hint)) {
        user("TYPE_MISMATCH", first)
    } else {
        user("SYNTAX_ERROR", first)
    }
}

fn of_arrow(error: &ArrowError) -> Failure {
    match error {
        ArrowError::DivideByZero => user("DIVISION_BY_ZERO", "Division by zero"),
        ArrowError::ArithmeticOverflow(message) => user("NUMERIC_VALUE_OUT_OF_RANGE", message),
        ArrowError::CastError(message) | ArrowError::ParseError(message) => user("INVALID_CAST_ARGUMENT", message),
        ArrowError::InvalidArgumentError(message) | ArrowError::ComputeError(message) => {
            user("INVALID_FUNCTION_ARGUMENT", message)
        }
        ArrowError::ExternalError(inner) => match inner.downcast_ref::<DataFusionError>() {
            Some(error) => of_running(error),
            None => internal(&inner.to_string()),
        },
        other => internal(&other.to_string()),
    }
}

/// Splits a message that starts with an error name of the service.
fn service_error(message: &str) -> Option<(&str, &str)> {
    let (name, rest) = message.split_once(": ")?;
    TYPES.iter().any(|(known, _)| *known == name).then_some((name, rest))
}
