//! Binary floating point numbers, in the text form of Java.

use super::ParseError;
use super::scanner::Scanner;

/// A `double`: 64 bits, as Java's `Double.toString` prints it, such as `1.5`, `1.0E-7`, `NaN` or `-Infinity`.
///
/// The result is the double nearest to the digits, which is the printed one. `1` and `1e20` are accepted too.
///
/// # Errors
///
/// For other text, and for numbers that would round to infinity or zero.
pub fn double(text: &[u8]) -> Result<f64, ParseError> {
    match number::<f64>(text) {
        Some(value) if value.is_finite() && value != 0.0 => Ok(value),
        parsed => match special(text)? {
            Special::NaN => Ok(f64::NAN),
            Special::Infinity => Ok(f64::INFINITY),
            Special::NegativeInfinity => Ok(f64::NEG_INFINITY),
            Special::Zero => Ok(parsed.unwrap_or_default()),
        },
    }
}

/// A `real` (the service calls it `float`): 32 bits, as Java's `Float.toString` prints it.
///
/// The result is the 32-bit number nearest to the digits, in one step: a step through 64 bits would round twice.
///
/// # Errors
///
/// As [`double`].
pub fn real(text: &[u8]) -> Result<f32, ParseError> {
    match number::<f32>(text) {
        Some(value) if value.is_finite() && value != 0.0 => Ok(value),
        parsed => match special(text)? {
            Special::NaN => Ok(f32::NAN),
            Special::Infinity => Ok(f32::INFINITY),
            Special::NegativeInfinity => Ok(f32::NEG_INFINITY),
            Special::Zero => Ok(parsed.unwrap_or_default()),
        },
    }
}

const OUT_OF_RANGE: ParseError = ParseError::new("the number is out of the type's range", 0);

/// `-?digits(.digits)?([eE][+-]?digits)?`, rounded to the nearest; `None` for every other text.
#[inline]
fn number<T: fast_float2::FastFloat>(text: &[u8]) -> Option<T> {
    let value = fast_float2::parse(text).ok()?;
    // The parser accepts more (`inf`, `+1`, `.5`, `1.`, `1.e5`): the bytes at the ends and after the point reveal it.
    let first = text.strip_prefix(b"-").unwrap_or(text).first()?;
    let after_point = text.iter().position(|byte| *byte == b'.').map_or(Some(first), |point| text.get(point + 1))?;
    [first, after_point, text.last()?].iter().all(|byte| byte.is_ascii_digit()).then_some(value)
}

/// Texts other than ordinary numbers.
enum Special {
    NaN,
    Infinity,
    NegativeInfinity,
    /// All digits are 0, with or without a sign.
    Zero,
}

#[cold]
fn special(text: &[u8]) -> Result<Special, ParseError> {
    match text {
        b"NaN" => return Ok(Special::NaN),
        b"Infinity" => return Ok(Special::Infinity),
        b"-Infinity" => return Ok(Special::NegativeInfinity),
        _ => {}
    }
    let mut scanner = Scanner::new(text);
    scanner.eat(b'-');
    let mut nonzero = digits(&mut scanner)?;
    if scanner.eat(b'.') {
        nonzero |= digits(&mut scanner)?;
    }
    if scanner.eat(b'E') || scanner.eat(b'e') {
        if !scanner.eat(b'-') {
            scanner.eat(b'+');
        }
        digits(&mut scanner)?;
    }
    scanner.end()?;
    if nonzero { Err(OUT_OF_RANGE) } else { Ok(Special::Zero) }
}

/// Consumes one or more digits, and returns whether one of them is not 0.
fn digits(scanner: &mut Scanner<'_>) -> Result<bool, ParseError> {
    let rest = scanner.rest();
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 {
        return Err(scanner.error("expected a digit"));
    }
    scanner.advance(count);
    Ok(rest.iter().take(count).any(|&byte| byte != b'0'))
}
