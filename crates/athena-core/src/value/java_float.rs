//! Floating point numbers in the text form of Java.

use std::fmt;

/// Java's
/// [`Double.toString`](https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/Double.html#toString(double))
/// of a number: `1.5`, `1.0E20`, `NaN`, `-Infinity`. It has the fewest digits that identify the number, and an exponent
/// outside of 10^-3 to 10^7.
#[derive(Clone, Copy, Debug)]
pub(super) struct JavaDouble(pub(super) f64);

/// Java's `Float.toString`: the same for 32 bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct JavaFloat(pub(super) f32);

/// Each type has its own digits: the shortest text that is read as the same `f32` differs from that of an `f64`.
macro_rules! print_as_java {
    ($($number:ty),*) => {$(
        impl fmt::Display for $number {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let Self(number) = *self;
                if !number.is_finite() {
                    return write_special(f, number.is_nan(), number.is_sign_negative());
                }
                let magnitude = number.abs();
                let two_digits = format!("{magnitude:.1e}");
                let exact = two_digits.parse() == Ok(magnitude);
                let shortest = format!("{magnitude:e}");
                write_number(f, number.is_sign_negative(), &shortest, exact.then_some(&two_digits))
            }
        }
    )*};
}

print_as_java!(JavaDouble, JavaFloat);

fn write_special(f: &mut fmt::Formatter<'_>, nan: bool, negative: bool) -> fmt::Result {
    f.write_str(match (nan, negative) {
        (true, _) => "NaN",
        (false, true) => "-Infinity",
        (false, false) => "Infinity",
    })
}

/// `shortest` and `two_digits` are in Rust's exponent form. Java always prints at least two digits, and chooses the two
/// that are nearest to the number even if one is enough: the smallest double is `4.9E-324`, not `5.0E-324`.
fn write_number(
    f: &mut fmt::Formatter<'_>,
    negative: bool,
    shortest: &str,
    two_digits: Option<&String>,
) -> fmt::Result {
    let text = two_digits.map_or(shortest, String::as_str);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent: i32 = exponent.parse().map_err(|_| fmt::Error)?;
    let (first, rest) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let rest = rest.trim_end_matches('0');
    f.write_str(if negative { "-" } else { "" })?;
    match usize::try_from(exponent) {
        Ok(exponent) if exponent < 7 => {
            let (whole, fraction) = rest.split_at_checked(exponent).unwrap_or((rest, ""));
            let fraction = if fraction.is_empty() { "0" } else { fraction };
            write!(f, "{first}{whole:0<exponent$}.{fraction}")
        }
        Err(_) if exponent >= -3 => {
            let zeros = usize::try_from(-1 - exponent).map_err(|_| fmt::Error)?;
            write!(f, "0.{:0<zeros$}{first}{rest}", "")
        }
        _ => write!(f, "{first}.{}E{exponent}", if rest.is_empty() { "0" } else { rest }),
    }
}
