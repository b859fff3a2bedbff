//! Allocation-free printing of single values: the inner loops of `text.rs`.

use std::fmt::Write;
use std::net::{IpAddr, Ipv6Addr};

use super::text_parse::Instant;

pub(crate) fn integer(out: &mut String, value: i64) {
    if value < 0 {
        out.push('-');
    }
    unsigned(out, value.unsigned_abs());
}

pub(crate) fn unsigned(out: &mut String, value: u64) {
    padded(out, value, 1);
}

/// Decimal digits, zero-padded to `width`.
pub(crate) fn padded(out: &mut String, mut value: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    while value > 0 || at > digits.len() - width.min(20) {
        at -= 1;
        digits[at] = b'0' + u8::try_from(value % 10).unwrap_or(0);
        value /= 10;
    }
    if let Ok(text) = std::str::from_utf8(&digits[at..]) {
        out.push_str(text);
    }
}

/// Java's `Double.toString`: plain between 10^-3 and 10^7, otherwise with an `E`, and always a fraction.
pub(crate) fn double(out: &mut String, value: f64) {
    if special(out, value) {
        return;
    }
    let size = value.abs();
    if value == 0.0 || (1e-3..1e7).contains(&size) {
        let _ = write!(out, "{value:?}");
    } else if size.to_bits() == 1 {
        // Java prints one digit too many here, and nowhere else.
        out.push_str(if value < 0.0 { "-4.9E-324" } else { "4.9E-324" });
    } else {
        let start = out.len();
        let _ = write!(out, "{value:e}");
        java_exponent(out, start);
    }
}

/// Java's `Float.toString`.
pub(crate) fn real(out: &mut String, value: f32) {
    if special(out, f64::from(value)) {
        return;
    }
    let size = value.abs();
    if value == 0.0 || (1e-3..1e7).contains(&size) {
        let _ = write!(out, "{value:?}");
    } else if size.to_bits() == 1 {
        out.push_str(if value < 0.0 { "-1.4E-45" } else { "1.4E-45" });
    } else {
        let start = out.len();
        let _ = write!(out, "{value:e}");
        java_exponent(out, start);
    }
}

fn special(out: &mut String, value: f64) -> bool {
    let text = match value {
        v if v.is_nan() => "NaN",
        f64::INFINITY => "Infinity",
        f64::NEG_INFINITY => "-Infinity",
        _ => return false,
    };
    out.push_str(text);
    true
}

/// `1e20` becomes `1.0E20`, `1.5e-7` becomes `1.5E-7`.
fn java_exponent(out: &mut String, start: usize) {
    let Some(at) = out[start..].find('e').map(|at| at + start) else {
        return;
    };
    let mark = if out[start..at].contains('.') { "E" } else { ".0E" };
    out.replace_range(at..=at, mark);
}

pub(crate) fn decimal(out: &mut String, value: i128, scale: i8) {
    if value < 0 {
        out.push('-');
    }
    let size = value.unsigned_abs();
    let digits = u32::from(scale.unsigned_abs());
    if scale <= 0 {
        padded_u128(out, size, 1);
        if size != 0 {
            out.extend(std::iter::repeat_n('0', usize::from(scale.unsigned_abs())));
        }
        return;
    }
    if let (Ok(small), true) = (u64::try_from(size), digits <= 19) {
        let unit = 10_u64.pow(digits);
        unsigned(out, small / unit);
        out.push('.');
        padded(out, small % unit, usize::from(scale.unsigned_abs()));
        return;
    }
    let unit = 10_u128.pow(digits);
    padded_u128(out, size / unit, 1);
    out.push('.');
    padded_u128(out, size % unit, usize::from(scale.unsigned_abs()));
}

fn padded_u128(out: &mut String, value: u128, width: usize) {
    let _ = write!(out, "{value:0width$}");
}

/// Hex bytes separated by spaces. Inside a nested value it is Java's object text, where Athena loses the data.
pub(crate) fn binary(out: &mut String, bytes: &[u8], nested: bool) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    if nested {
        let hash = bytes.iter().fold(0x811c_9dc5_u32, |h, b| (h ^ u32::from(*b)).wrapping_mul(0x0100_0193));
        let _ = write!(out, "[B@{hash:x}");
        return;
    }
    for (i, byte) in bytes.iter().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        out.push(char::from(HEX[usize::from(byte >> 4)]));
        out.push(char::from(HEX[usize::from(byte & 15)]));
    }
}

/// Converts a count of days since 1970-01-01 into year, month and day.
pub(crate) fn civil(days: i64) -> (i64, u64, u64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month.unsigned_abs(), day.unsigned_abs())
}

pub(crate) fn date(out: &mut String, days: i64) {
    let (year, month, day) = civil(days);
    if year < 0 {
        out.push('-');
    }
    padded(out, year.unsigned_abs(), 4);
    out.push('-');
    padded(out, month, 2);
    out.push('-');
    padded(out, day, 2);
}

fn clock(out: &mut String, second_of_day: u64) {
    padded(out, second_of_day / 3600, 2);
    out.push(':');
    padded(out, second_of_day / 60 % 60, 2);
    out.push(':');
    padded(out, second_of_day % 60, 2);
}

fn fraction(out: &mut String, value: u64, digits: u8) {
    if digits > 0 {
        out.push('.');
        padded(out, value, usize::from(digits));
    }
}

/// Local seconds since 1970, and a fraction with the given number of digits.
pub(crate) fn timestamp(out: &mut String, local_seconds: i64, units: u64, digits: u8) {
    date(out, local_seconds.div_euclid(86_400));
    out.push(' ');
    clock(out, local_seconds.rem_euclid(86_400).unsigned_abs());
    fraction(out, units, digits);
}

/// An instant with any number of fraction digits.
pub(crate) fn instant(out: &mut String, at: Instant, digits: u8) {
    timestamp(out, at.seconds, at.picos / 10_u64.pow(12 - u32::from(digits.min(12))), digits);
}

/// A time of day in picoseconds.
pub(crate) fn time(out: &mut String, picos: u64, digits: u8) {
    clock(out, picos / 1_000_000_000_000);
    fraction(out, picos % 1_000_000_000_000 / 10_u64.pow(12 - u32::from(digits.min(12))), digits);
}

/// A time of day, counted in units of the given number of fraction digits.
pub(crate) fn time_of(out: &mut String, value: i64, digits: u8) {
    let units = 10_u64.pow(u32::from(digits));
    clock(out, value.unsigned_abs() / units);
    fraction(out, value.unsigned_abs() % units, digits);
}

pub(crate) fn offset(out: &mut String, minutes: i16) {
    out.push(if minutes < 0 { '-' } else { '+' });
    padded(out, u64::from(minutes.unsigned_abs() / 60), 2);
    out.push(':');
    padded(out, u64::from(minutes.unsigned_abs() % 60), 2);
}

/// `interval year to month`.
pub(crate) fn months(out: &mut String, months: i64) {
    if months < 0 {
        out.push('-');
    }
    unsigned(out, months.unsigned_abs() / 12);
    out.push('-');
    unsigned(out, months.unsigned_abs() % 12);
}

/// `interval day to second`.
pub(crate) fn millis(out: &mut String, millis: i64) {
    if millis < 0 {
        out.push('-');
    }
    let size = millis.unsigned_abs();
    unsigned(out, size / 86_400_000);
    out.push(' ');
    clock(out, size / 1000 % 86_400);
    fraction(out, size % 1000, 3);
}

pub(crate) fn uuid(out: &mut String, bytes: &[u8]) {
    for (i, byte) in bytes.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        let _ = write!(out, "{byte:02x}");
    }
}

/// Sixteen bytes; IPv4 addresses have the IPv4-mapped form.
pub(crate) fn ip_address(out: &mut String, bytes: &[u8]) {
    let octets: [u8; 16] = bytes.get(..16).and_then(|b| b.try_into().ok()).unwrap_or([0; 16]);
    let v6 = Ipv6Addr::from(octets);
    let address = v6.to_ipv4_mapped().map_or(IpAddr::V6(v6), IpAddr::V4);
    let _ = write!(out, "{address}");
}

#[cfg(test)]
mod tests {
    use super::{civil, date, decimal, double, integer, millis, months, real};
    use crate::engine::text_parse;

    fn text(write: impl FnOnce(&mut String)) -> String {
        let mut out = String::new();
        write(&mut out);
        out
    }

    #[test]
    fn doubles_print_like_java() {
        for (value, expected) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.5, "1.5"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e20, "1.0E20"),
            (1e-7, "1.0E-7"),
            (0.001, "0.001"),
            (9_999_999.0, "9999999.0"),
            (1e7, "1.0E7"),
            (f64::MAX, "1.7976931348623157E308"),
            (f64::from_bits(1), "4.9E-324"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(text(|out| double(out, value)), expected);
        }
        assert_eq!(text(|out| real(out, f32::MAX)), "3.4028235E38");
        assert_eq!(text(|out| real(out, 0.1)), "0.1");
    }

    #[test]
    fn decimals_keep_their_scale() {
        assert_eq!(text(|out| decimal(out, 5, 2)), "0.05");
        assert_eq!(text(|out| decimal(out, -12345, 2)), "-123.45");
        assert_eq!(text(|out| decimal(out, 7, 0)), "7");
        assert_eq!(text(|out| decimal(out, -(10_i128.pow(38) - 1), 38)), format!("-0.{}", "9".repeat(38)));
        assert_eq!(text(|out| decimal(out, 10_i128.pow(38) - 1, 10)), format!("{}.{}", "9".repeat(28), "9".repeat(10)));
    }

    #[test]
    fn every_day_reads_back() {
        for days in (-719_162..2_932_897).step_by(97) {
            let printed = text(|out| date(out, days));
            assert_eq!(text_parse::date(&printed), Some(days), "{printed}");
        }
        assert_eq!(text(|out| date(out, -719_162)), "0001-01-01");
        assert_eq!(text(|out| date(out, 2_932_896)), "9999-12-31");
        assert_eq!(civil(0), (1970, 1, 1));
    }

    #[test]
    fn integers_and_intervals_print_like_trino() {
        assert_eq!(text(|out| integer(out, i64::MIN)), i64::MIN.to_string());
        assert_eq!(text(|out| integer(out, 0)), "0");
        assert_eq!(text(|out| months(out, -14)), "-1-2");
        assert_eq!(text(|out| millis(out, 86_400_000)), "1 00:00:00.000");
        assert_eq!(text(|out| millis(out, -1)), "-0 00:00:00.001");
    }
}
