//! Statements of `awsathena query`, with their parameters.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use awsathena::sql::parameters::markers;
use awsathena::sql::{self, ParamStyle};
use awsathena::value::Decimal;
use awsathena::{Parameter, Statement};

use crate::args::QueryArguments;
use crate::exit::{Failure, Result};

/// The text of a command line, and the values of its parameters.
pub(crate) struct Script {
    text: String,
    values: Values,
}

/// Values of `-p`, by their key: the name of a marker, or the number of a `?`.
type Values = BTreeMap<String, Parameter>;

impl Script {
    /// Reads the text and the values.
    pub(crate) fn read(arguments: &QueryArguments) -> Result<Self> {
        let text = text(arguments)?;
        if sql::split(&text).next().is_none() {
            return Err(Failure::Usage("there is no statement to run: give SQL".to_owned()));
        }
        let mut values = Values::new();
        for argument in &arguments.params {
            let (key, value) = parameter(argument)?;
            if values.insert(key.clone(), value).is_some() {
                return Err(Failure::Usage(format!("`-p {key}=...` is given twice: give each parameter one value")));
            }
        }
        Ok(Self { text, values })
    }

    /// The statements in order, with bound values. Values by name are for the markers of `style`, and those by number
    /// for the `?` of the text.
    pub(crate) fn statements(&self, style: ParamStyle) -> Result<Vec<Statement>> {
        let mut unused: BTreeSet<&str> = self.values.keys().map(String::as_str).collect();
        let has_numbers = self.values.keys().any(|key| is_number(key));
        let mut question_marks = 0;
        let mut statements = Vec::new();
        for part in sql::split(&self.text) {
            let mut statement = Statement::new(part.text);
            let grammar = sql::classify(part.text).grammar();
            let mut names = BTreeSet::new();
            for marker in markers(part.text, style, grammar).filter(|_| style != ParamStyle::Qmark) {
                let Some(name) = marker.name().filter(|name| names.insert(*name)) else { continue };
                let value = self.value(name, marker.text(), &mut unused)?;
                statement = statement.bind(name, value);
            }
            // Without values it is the pattern `?`, or for PREPARE to take.
            for _ in markers(part.text, ParamStyle::Qmark, grammar).filter(|_| has_numbers) {
                question_marks += 1;
                let number = question_marks.to_string();
                statement = statement.bind_next(self.value(&number, "?", &mut unused)?);
            }
            statements.push(statement);
        }
        match unused.first() {
            None => Ok(statements),
            Some(number) if is_number(number) => {
                let message = format!("`-p {number}=...` is for `?` number {number}, and the SQL has {question_marks}");
                Err(Failure::Usage(message))
            }
            Some(name) => Err(Failure::Usage(match style {
                ParamStyle::Qmark => {
                    format!("`-p {name}=...` has a name, and with paramstyle=qmark values have numbers: `-p 1=VALUE`")
                }
                ParamStyle::Pyformat => format!("no statement has a parameter `%({name})s`"),
                _ => format!("no statement has a parameter `:{name}`"),
            })),
        }
    }

    /// The value for a marker.
    fn value(&self, key: &str, marker: &str, unused: &mut BTreeSet<&str>) -> Result<Parameter> {
        unused.remove(key);
        self.values.get(key).cloned().ok_or_else(|| {
            Failure::Usage(format!("the parameter `{marker}` has no value: give one with `-p {key}=VALUE`"))
        })
    }
}

/// Whether a key is the number of a `?`. No name of a marker begins with a digit.
fn is_number(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}

fn text(arguments: &QueryArguments) -> Result<String> {
    match (&arguments.file, arguments.sql.as_deref()) {
        (Some(path), _) => std::fs::read_to_string(path)
            .map_err(|error| Failure::Usage(format!("could not read {}: {error}", path.display()))),
        (None, Some("-")) => {
            let mut text = String::new();
            std::io::stdin()
                .read_to_string(&mut text)
                .map_err(|error| Failure::Usage(format!("could not read standard input: {error}")))?;
            Ok(text)
        }
        (None, sql) => Ok(sql.unwrap_or_default().to_owned()),
    }
}

/// Parses `NAME=VALUE`.
fn parameter(text: &str) -> Result<(String, Parameter)> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => {
            let name = name.trim_start_matches(':');
            let value = value_of(value).map_err(|why| Failure::Usage(format!("`-p {text}`: {why}")))?;
            Ok((name.to_owned(), value))
        }
        _ => Err(Failure::Usage(format!("`-p {text}` does not have the form NAME=VALUE"))),
    }
}

/// The value of a text: numbers, `true`, `false` and `null` as such unless they are quoted, anything else as text. A
/// number with an exponent is a double, any other one is exact.
fn value_of(text: &str) -> std::result::Result<Parameter, &'static str> {
    if let Some(inner) = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return Ok(Parameter::from(inner.replace("''", "'")));
    }
    match text {
        "null" | "NULL" => return Ok(Parameter::null()),
        "true" | "TRUE" => return Ok(Parameter::from(true)),
        "false" | "FALSE" => return Ok(Parameter::from(false)),
        _ => {}
    }
    match Number::of(text) {
        None => Ok(Parameter::from(text.to_owned())),
        Some(Number::Exact) => match (text.parse::<i64>(), decimal(text)) {
            (Ok(number), _) => Ok(Parameter::from(number)),
            (_, Some(number)) => Ok(Parameter::from(number)),
            _ => Err("the number has more than 38 digits: quote it, as in 'VALUE', to bind it as text"),
        },
        Some(Number::Double) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Parameter::from(number)),
            _ => Err("the number is too large for a double: quote it, as in 'VALUE', to bind it as text"),
        },
    }
}

/// The decimal of a number, which may have no digit before or behind its point.
fn decimal(text: &str) -> Option<Decimal> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let zero = if digits.starts_with('.') { "0" } else { "" };
    format!("{sign}{zero}{}", digits.trim_end_matches('.')).parse().ok()
}

/// Kinds of numbers.
enum Number {
    /// An integer or a decimal.
    Exact,
    /// A number with an exponent.
    Double,
}

impl Number {
    /// The kind of a number: digits with an optional minus, point and exponent.
    fn of(text: &str) -> Option<Self> {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (unsigned, None),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        // Leading zeros, as in `007`, belong to an identifier, not to a number.
        let is_identifier = whole.len() > 1 && whole.starts_with('0');
        if is_identifier || whole.len() + fraction.len() == 0 || !digits(whole) || !digits(fraction) {
            return None;
        }
        match exponent.map(|exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent)) {
            None => Some(Self::Exact),
            Some(exponent) if !exponent.is_empty() && digits(exponent) => Some(Self::Double),
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use awsathena::sql::Grammar;

    use super::*;

    #[test]
    fn numbers_and_keywords_are_typed_unless_they_are_quoted() {
        let check = |text: &str, expected: &str| {
            let value = value_of(text).expect("the value can be bound");
            let literal = value.literal().and_then(|literal| Ok(literal.to_sql(Grammar::Trino)?));
            assert_eq!(literal.expect("the value can be written"), expected, "{text}");
        };
        check("42", "42");
        check("-9223372036854775808", "-9223372036854775808");
        check("9223372036854775808", "DECIMAL '9223372036854775808'");
        check("123456789012345678901234567890", "DECIMAL '123456789012345678901234567890'");
        check("12345678901234567.89", "DECIMAL '12345678901234567.89'");
        check("-1.50", "DECIMAL '-1.50'");
        check(".5", "DECIMAL '0.5'");
        check("-.5", "DECIMAL '-0.5'");
        check("5.", "DECIMAL '5'");
        check("1.5e0", "DOUBLE '1.5'");
        check("1E3", "DOUBLE '1000.0'");
        for (text, keyword) in [("true", "true"), ("TRUE", "true"), ("false", "false"), ("FALSE", "false")] {
            check(text, keyword);
        }
        check("null", "NULL");
        check("NULL", "NULL");
        check("'42'", "'42'");
        check("'it''s'", "'it''s'");
        for text in ["", "open", "nan", "inf", "007", "-007", "2026-11-22", "1e", "e5", ".", "-", "1.2.3", "1e+", "5x"]
        {
            check(text, &format!("'{text}'"));
        }
    }

    #[test]
    fn numbers_that_do_not_fit_are_refused() {
        assert!(value_of(&"9".repeat(38)).is_ok());
        for text in [&"9".repeat(39), "1e400", "-1e400", &format!("0.{}", "1".repeat(39))] {
            let error = value_of(text).expect_err(text);
            assert!(error.contains("quote it"), "{error}");
        }
    }

    #[test]
    fn parameters_need_a_name_and_a_value() {
        assert!(parameter("a=b=c").is_ok_and(|(name, value)| name == "a" && value == Parameter::from("b=c")));
        assert!(parameter("a").is_err());
        assert!(parameter("=a").is_err());
    }

    #[test]
    fn values_reach_the_markers_of_each_style() {
        let check = |style: ParamStyle, text: &str, params: &[&str], expected: &[&str]| {
            let values = params.iter().map(|param| parameter(param).expect("the parameter is valid")).collect();
            let script = Script { text: text.to_owned(), values };
            let statements = script.statements(style).expect("every marker has a value");
            let style = awsathena::StatementOptions::new().with_paramstyle(style);
            let sent = |statement: Statement| statement.with_options(style.clone()).to_inlined_sql();
            let sent: Vec<String> = statements.into_iter().map(|s| sent(s).expect("values are bound")).collect();
            assert_eq!(sent, expected, "{text}");
        };
        check(ParamStyle::Named, "SELECT :a, ':b'; SELECT :a", &["a=1"], &["SELECT 1, ':b'", "SELECT 1"]);
        check(ParamStyle::Named, "SELECT ?, :a; SELECT ?", &["a=1", "1=2", "2=x"], &["SELECT 2, 1", "SELECT 'x'"]);
        check(ParamStyle::Qmark, "SELECT ?, '?'", &["1=1.5"], &["SELECT DECIMAL '1.5', '?'"]);
        check(ParamStyle::Pyformat, "SELECT %(w)s, '%(v)s', 7 % 2", &["w=cat"], &["SELECT 'cat', '%(v)s', 7 % 2"]);
        check(ParamStyle::Pyformat, "SELECT ':x'", &[], &["SELECT ':x'"]);
    }

    #[test]
    fn values_and_markers_that_have_no_counterpart_are_refused() {
        let check = |style: ParamStyle, text: &str, params: &[&str], expected: &str| {
            let values = params.iter().map(|param| parameter(param).expect("the parameter is valid")).collect();
            let script = Script { text: text.to_owned(), values };
            let failure = script.statements(style).map(|statements| statements.len()).expect_err(text).to_string();
            assert!(failure.contains(expected), "{failure}");
        };
        check(ParamStyle::Named, "SELECT 1", &["n=1"], "no statement has a parameter `:n`");
        check(ParamStyle::Pyformat, "SELECT :x", &["x=1"], "no statement has a parameter `%(x)s`");
        check(ParamStyle::Pyformat, "SELECT %(x)s", &[], "`%(x)s` has no value: give one with `-p x=VALUE`");
        check(ParamStyle::Qmark, "SELECT ?", &["x=1"], "values have numbers");
        check(ParamStyle::Named, "SELECT ?, ?", &["1=1"], "give one with `-p 2=VALUE`");
        check(ParamStyle::Named, "SELECT ?", &["1=1", "2=1"], "the SQL has 1");
    }
}
