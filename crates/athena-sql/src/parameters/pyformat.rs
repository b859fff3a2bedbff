//! Python's `%` formatting, as far as values for SQL need it.
//!
//! Source: Python library reference, "printf-style String Formatting".

use crate::{Grammar, Literal, LiteralError};

/// How the value of a marker is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Conversion {
    /// `s`: as a literal.
    Value,
    /// `d`, `i`, `u`: digits.
    Integer,
    /// `f`, `F`: so many digits after the point.
    Fixed(usize),
    /// One that there is not here.
    Unsupported,
}

/// Most digits after the point that `%(name).20f` may ask for: those of a decimal.
const MAX_FIXED: usize = 38;

/// What stands behind a `%`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found<'a> {
    Percent,
    Unnamed,
    Marker { name: &'a str, conversion: Conversion },
}

/// What the text, which begins with `%`, begins with, and its bytes; `None` for a `%` that is an operator.
pub(super) fn first(text: &str) -> Option<(Found<'_>, usize)> {
    let rest = text.strip_prefix('%')?;
    if rest.starts_with('%') {
        return Some((Found::Percent, 2));
    }
    let Some(named) = rest.strip_prefix('(') else {
        let mut chars = rest.chars();
        let unnamed = matches!(chars.next(), Some('s' | 'd')) && !chars.next().is_some_and(is_word);
        return unnamed.then_some((Found::Unnamed, 2));
    };
    let end = named.find(['(', ')', '\'', '"', '`', '\n', '\r'])?;
    let (name, rest) = named.split_at_checked(end)?;
    let specification = rest.strip_prefix(')')?;
    let (conversion, length) = conversion(specification)?;
    (!name.is_empty()).then_some((Found::Marker { name, conversion }, "%()".len() + name.len() + length))
}

/// `[flags][width][.precision][length]letter` directly behind the name. A space in front of the letter is a flag to
/// Python; here it makes `7 %(a) FROM t` what it looks like.
fn conversion(text: &str) -> Option<(Conversion, usize)> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let letter_at = |at: usize| text.get(at..).and_then(|rest| rest.chars().next());
    let plain = text.find(|c| !matches!(c, '#' | '0' | '+' | '-')).unwrap_or(text.len());
    let plain = plain + digits(text.get(plain..).unwrap_or_default());
    let mut at = plain;
    let mut precision = None;
    if let Some(fraction) = text.get(at..).and_then(|rest| rest.strip_prefix('.')) {
        let length = digits(fraction);
        precision = Some(fraction.get(..length).and_then(|digits| digits.parse().ok()).unwrap_or(0));
        at += 1 + length;
    }
    if matches!(letter_at(at), Some('h' | 'l' | 'L')) {
        at += 1;
    }
    let letter = letter_at(at)?;
    let ends = !letter_at(at + letter.len_utf8()).is_some_and(is_word);
    let conversion = match letter {
        's' if at == 0 => Conversion::Value,
        'd' | 'i' | 'u' if at == 0 && ends => Conversion::Integer,
        'f' | 'F' if plain == 0 && ends => match precision.unwrap_or(6) {
            digits if digits <= MAX_FIXED => Conversion::Fixed(digits),
            _ => Conversion::Unsupported,
        },
        's' | 'd' | 'i' | 'u' | 'f' | 'F' | 'e' | 'E' | 'g' | 'G' | 'x' | 'X' | 'o' | 'r' | 'a' | 'c' if ends => {
            Conversion::Unsupported
        }
        _ => return None,
    };
    Some((conversion, at + 1))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Why a value could not be converted.
pub(super) enum Misfit {
    Conversion(&'static str),
    Literal(LiteralError),
}

impl Conversion {
    /// The text of a value.
    pub(super) fn write(self, value: &Literal, grammar: Grammar) -> Result<String, Misfit> {
        match (self, value) {
            (Self::Value, _) => value.to_sql(grammar).map_err(Misfit::Literal),
            (Self::Integer, Literal::Integer(value)) => Ok(value.to_string()),
            (Self::Integer, Literal::Boolean(value)) => Ok(u8::from(*value).to_string()),
            (Self::Integer, _) => Err(Misfit::Conversion("takes integers; write `s` for its letter")),
            (Self::Fixed(digits), Literal::Integer(value)) => Ok(format!("{value}{}", zeros(digits))),
            (Self::Fixed(digits), Literal::Double(value)) if value.is_finite() => Ok(format!("{value:.digits$}")),
            (Self::Fixed(digits), Literal::Real(value)) if value.is_finite() => Ok(format!("{value:.digits$}")),
            (Self::Fixed(_), _) => Err(Misfit::Conversion(
                "takes integers and floating-point numbers that are finite; write `s` for its letter",
            )),
            (Self::Unsupported, _) => {
                Err(Misfit::Conversion("has a conversion that there is not; write `s`, or `d` or `.2f` for numbers"))
            }
        }
    }
}

fn zeros(digits: usize) -> String {
    if digits == 0 { String::new() } else { format!(".{:0>digits$}", "") }
}
