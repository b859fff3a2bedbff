//! `Expression` of GetPartitions: SQL conditions on partition keys
//!
//! Values are compared by the types of their keys. A value that does not have its key's type, such as Hive's name for
//! NULL, makes every comparison unknown.

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, Value};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;
use datafusion::sql::sqlparser::tokenizer::Token;
use regex::Regex;

use crate::athena::ApiError;
use crate::comparison::Comparison;
use crate::engine::contract::TableColumn;
use crate::like;

use super::error::invalid;

/// Hive's folder name for NULL.
const NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// A condition on the values of a partition.
#[derive(Debug)]
pub(super) struct Filter(Node);

#[derive(Debug)]
enum Node {
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Not(Box<Node>),
    Compare(Key, Comparison, Datum),
    In(Key, Vec<Datum>),
    Between(Key, Datum, Datum),
    Like(Key, Regex),
    IsNull(Key),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Integer,
    Number,
    Text,
}

/// A partition key: its position, and how its values compare.
#[derive(Clone, Copy, Debug)]
struct Key {
    at: usize,
    kind: Kind,
}

#[derive(Debug, PartialEq, PartialOrd)]
enum Datum {
    Integer(i128),
    Number(f64),
    Text(String),
}

impl Filter {
    /// # Errors
    /// `InvalidInputException` if the text is not a condition on partition keys.
    pub(super) fn parse(text: &str, keys: &[TableColumn]) -> Result<Self, ApiError> {
        let refused = |why: &str| invalid(&format!("Invalid partition expression '{text}': {why}"));
        let parser = Parser::new(&GenericDialect {}).try_with_sql(text);
        let mut parser = parser.map_err(|error| refused(&error.to_string()))?;
        let expr = parser.parse_expr().map_err(|error| refused(&error.to_string()))?;
        if parser.peek_token().token != Token::EOF {
            return Err(refused(&format!("unexpected {}", parser.peek_token().token)));
        }
        node(&expr, keys).map(Self).map_err(|why| refused(&why))
    }

    pub(super) fn holds(&self, values: &[String]) -> bool {
        self.0.holds(values) == Some(true)
    }
}

impl Node {
    /// `None` means unknown.
    fn holds(&self, values: &[String]) -> Option<bool> {
        match self {
            Self::And(left, right) => match (left.holds(values), right.holds(values)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Self::Or(left, right) => match (left.holds(values), right.holds(values)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Self::Not(inner) => inner.holds(values).map(|holds| !holds),
            Self::Compare(key, comparison, literal) => Some(comparison.holds(key.value(values)?.partial_cmp(literal)?)),
            Self::In(key, list) => {
                let value = key.value(values)?;
                Some(list.contains(&value))
            }
            Self::Between(key, low, high) => {
                let value = key.value(values)?;
                Some(*low <= value && value <= *high)
            }
            Self::Like(key, pattern) => values.get(key.at).map(|value| pattern.is_match(value)),
            Self::IsNull(key) => values.get(key.at).map(|value| value == NULL),
        }
    }
}

impl Key {
    fn value(self, values: &[String]) -> Option<Datum> {
        let text = values.get(self.at).filter(|text| *text != NULL)?;
        self.datum(text)
    }

    fn datum(self, text: &str) -> Option<Datum> {
        Some(match self.kind {
            Kind::Integer => Datum::Integer(text.trim().parse().ok()?),
            Kind::Number => Datum::Number(text.trim().parse().ok()?),
            Kind::Text => Datum::Text(text.to_owned()),
        })
    }

    fn literal(self, expr: &Expr) -> Result<Datum, String> {
        let text = text(expr).ok_or_else(|| format!("{expr} is not a literal"))?;
        self.datum(&text).ok_or_else(|| format!("{expr} is not of the type of its partition key"))
    }
}

fn node(expr: &Expr, keys: &[TableColumn]) -> Result<Node, String> {
    let both = |left: &Expr, right: &Expr| Ok::<_, String>((Box::new(node(left, keys)?), Box::new(node(right, keys)?)));
    let negate = |node: Node, negated: bool| if negated { Node::Not(Box::new(node)) } else { node };
    Ok(match expr {
        Expr::Nested(inner) => node(inner, keys)?,
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => Node::Not(Box::new(node(expr, keys)?)),
        Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
            let (left, right) = both(left, right)?;
            Node::And(left, right)
        }
        Expr::BinaryOp { left, op: BinaryOperator::Or, right } => {
            let (left, right) = both(left, right)?;
            Node::Or(left, right)
        }
        Expr::BinaryOp { left, op, right } => {
            let comparison = comparison(op).ok_or_else(|| format!("the operator {op} is not supported"))?;
            match (key(left, keys), key(right, keys)) {
                (Some(key), None) => Node::Compare(key, comparison, key.literal(right)?),
                (None, Some(key)) => Node::Compare(key, comparison.reversed(), key.literal(left)?),
                _ => return Err(format!("{expr} does not compare a partition key with a literal")),
            }
        }
        Expr::InList { expr, list, negated } => {
            let key = required(expr, keys)?;
            let list = list.iter().map(|item| key.literal(item)).collect::<Result<_, _>>()?;
            negate(Node::In(key, list), *negated)
        }
        Expr::Between { expr, negated, low, high } => {
            let key = required(expr, keys)?;
            negate(Node::Between(key, key.literal(low)?, key.literal(high)?), *negated)
        }
        Expr::Like { negated, any: false, expr, pattern, escape_char: None } => {
            let key = required(expr, keys)?;
            let pattern = text(pattern).ok_or_else(|| format!("{pattern} is not a literal"))?;
            let pattern = Regex::new(&like::to_regex(&pattern, None)).map_err(|error| error.to_string())?;
            negate(Node::Like(key, pattern), *negated)
        }
        Expr::IsNull(expr) => Node::IsNull(required(expr, keys)?),
        Expr::IsNotNull(expr) => Node::Not(Box::new(Node::IsNull(required(expr, keys)?))),
        other => return Err(format!("{other} is not supported")),
    })
}

fn required(expr: &Expr, keys: &[TableColumn]) -> Result<Key, String> {
    key(expr, keys).ok_or_else(|| format!("{expr} is not a partition key"))
}

fn key(expr: &Expr, keys: &[TableColumn]) -> Option<Key> {
    let name = match expr {
        Expr::Identifier(name) => name,
        // `t.key`
        Expr::CompoundIdentifier(names) => names.last()?,
        Expr::Nested(inner) => return key(inner, keys),
        _ => return None,
    };
    let at = keys.iter().position(|key| key.name.eq_ignore_ascii_case(&name.value))?;
    let kind = match keys.get(at)?.hive_type.split('(').next().unwrap_or_default().trim().to_lowercase().as_str() {
        "tinyint" | "smallint" | "int" | "integer" | "bigint" | "long" => Kind::Integer,
        "float" | "double" | "decimal" => Kind::Number,
        _ => Kind::Text,
    };
    Some(Key { at, kind })
}

/// A literal as text; a name in double quotes that is not a key is also a literal.
fn text(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Nested(inner) => text(inner),
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) | Value::DoubleQuotedString(text) | Value::Number(text, _) => {
                Some(text.clone())
            }
            Value::Boolean(value) => Some(value.to_string()),
            _ => None,
        },
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => Some(format!("-{}", text(expr)?)),
        Expr::TypedString(typed) => typed.value.value.clone().into_string(),
        Expr::Identifier(name) if name.quote_style == Some('"') => Some(name.value.clone()),
        _ => None,
    }
}

fn comparison(op: &BinaryOperator) -> Option<Comparison> {
    Some(match op {
        BinaryOperator::Eq => Comparison::Equal,
        BinaryOperator::NotEq => Comparison::NotEqual,
        BinaryOperator::Lt => Comparison::Less,
        BinaryOperator::LtEq => Comparison::LessOrEqual,
        BinaryOperator::Gt => Comparison::Greater,
        BinaryOperator::GtEq => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(text: &str) -> Result<Filter, ApiError> {
        let key = |name: &str, ty: &str| TableColumn { name: name.into(), hive_type: ty.into(), comment: None };
        Filter::parse(text, &[key("year", "int"), key("day", "date"), key("city", "string")])
    }

    fn holds(text: &str) -> bool {
        filter(text).expect("a condition").holds(&["2024".into(), "2024-02-29".into(), "Köln".into()])
    }

    #[test]
    fn conditions_compare_by_the_type_of_the_key() {
        for text in [
            "year = 2024",
            "year = '02024'",
            "2023 < year",
            "year > 999 AND NOT year > 9999",
            "(YEAR <> 2024 OR city = 'Köln')",
            "year IN (2023, 2024) and city NOT IN ('Bonn')",
            "day BETWEEN '2024-02-01' AND '2024-02-29'",
            "day >= date '2024-02-29'",
            "city LIKE 'K_l%' AND city NOT LIKE 'B%'",
            "city = \"Köln\"",
            "city IS NOT NULL",
            "`year` = 2024",
        ] {
            assert!(holds(text), "{text}");
        }
        for text in ["year < 999", "year = -2024", "city like 'K'", "year not between 2000 and 2030"] {
            assert!(!holds(text), "{text}");
        }
    }

    #[test]
    fn null_is_unknown() {
        let values = [NULL.to_owned(), NULL.to_owned(), NULL.to_owned()];
        for text in ["year = 1", "not year = 1", "city <> 'a'"] {
            assert!(!filter(text).expect("a condition").holds(&values), "{text}");
        }
        assert!(filter("city is null").expect("a condition").holds(&values));
    }

    #[test]
    fn text_that_is_not_a_condition_is_refused() {
        for text in ["", "year", "month = 1", "year = 'abc'", "year = day", "year = 1 year", "year + 1 = 2", "1 = 1"] {
            assert!(filter(text).is_err(), "{text}");
        }
    }
}
