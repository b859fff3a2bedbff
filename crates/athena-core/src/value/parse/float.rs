//! Binary floating point, in Java's spelling.

use super::ParseError;
use super::scanner::Scanner;

/// A `double`: 64 bits, as Java's `Double.toString` prints it, such as `1.5`, `1.0E-7`, `NaN` or `-Infinity`.
///
/// The nearest double to the digits, which is the printed one. `1` and `1e20` are accepted too.
///
/// # Errors
///
/// For other text, and for numbers that only infinity or zero would be near to.
pub fn double(text: &[u8]) -> Result<f64, ParseError> {
    match text {
        b"NaN" => return Ok(f64::NAN),
        b"Infinity" => return Ok(f64::INFINITY),
        b"-Infinity" => return Ok(f64::NEG_INFINITY),
        _ => {}
    }
    let (number, nonzero) = number(text)?;
    let value: f64 = number.parse().map_err(|_| ParseError::new("expected a number", 0))?;
    if value.is_infinite() || (value == 0.0 && nonzero) { Err(OUT_OF_RANGE) } else { Ok(value) }
}

/// A `real` (the service calls it `float`): 32 bits, as Java's `Float.toString` prints it.
///
/// The nearest 32 bit number to the digits, without a detour by 64 bits, which would round twice.
///
/// # Errors
///
/// As [`double`].
pub fn real(text: &[u8]) -> Result<f32, ParseError> {
    match text {
        b"NaN" => return Ok(f32::NAN),
        b"Infinity" => return Ok(f32::INFINITY),
        b"-Infinity" => return Ok(f32::NEG_INFINITY),
        _ => {}
    }
    let (number, nonzero) = number(text)?;
    let value: f32 = number.parse().map_err(|_| ParseError::new("expected a number", 0))?;
    if value.is_infinite() || (value == 0.0 && nonzero) { Err(OUT_OF_RANGE) } else { Ok(value) }
}

const OUT_OF_RANGE: ParseError = ParseError::new("the number is out of the type's range", 0);

/// `-?digits(.digits)?([eE][+-]?digits)?`, as text, and whether a digit before the exponent is not 0. The standard
/// library accepts more (`inf`, `.5`, `1.`).
fn number(text: &[u8]) -> Result<(&str, bool), ParseError> {
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
    let number = std::str::from_utf8(text).map_err(|_| ParseError::new("expected a number", 0))?;
    Ok((number, nonzero))
}

/// One or more digits; whether one is not 0.
fn digits(scanner: &mut Scanner<'_>) -> Result<bool, ParseError> {
    let rest = scanner.rest();
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 {
        return Err(scanner.error("expected a digit"));
    }
    scanner.advance(count);
    Ok(rest.iter().take(count).any(|&byte| byte != b'0'))
}
