//! Python's `%` formatting, reduced to the conversions that SQL values need.
//!
//! Source: Python library reference, "printf-style String Formatting".

use crate::{Grammar, Literal, LiteralError};

/// The conversion of a marker, which tells how its value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Conversion {
    /// `s`: as a literal.
    Value,
    /// `d`, `i`, `u`: digits.
    Integer,
    /// `f`, `F`: a number with this many digits after the decimal point.
    Fixed(usize),
    /// A conversion of Python that is not supported here.
    Unsupported,
}

/// The most digits after the decimal point that a marker such as `%(name).20f` may ask for: those of a decimal.
const MAX_FIXED: usize = 38;

/// The meaning of a `%` and the characters behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found<'a> {
    Percent,
    Unnamed,
    Marker { name: &'a str, conversion: Conversion },
}

/// The meaning of the `%` at the start of the text, and its length in bytes; `None` for a `%` that is an operator.
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

/// `[flags][width][.precision][length]letter` directly behind the name. Python takes a space in front of the letter for
/// a flag; here it does not, so that `7 %(a) FROM t` is a remainder.
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

/// The reason why a value could not be converted.
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
                "takes integers and finite floating-point numbers only; write `s` for its letter",
            )),
            (Self::Unsupported, _) => {
                Err(Misfit::Conversion("has an unsupported conversion; write `s`, or `d` or `.2f` for numbers"))
            }
        }
    }
}

fn zeros(digits: usize) -> String {
    if digits == 0 { String::new() } else { format!(".{:0>digits$}", "") }
}
