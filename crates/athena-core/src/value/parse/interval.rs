//! Intervals.

use super::ParseError;
use super::scanner::Scanner;
use crate::value::{IntervalDayTime, IntervalYearMonth};

/// An `interval day to second`: `days hours:minutes:seconds.millis`, such as `1 00:00:00.000` or `-0 00:00:01.500`.
///
/// # Errors
///
/// For other text, for parts out of their range (hours 0 to 23 and so on), and beyond 64 bits of milliseconds.
pub fn interval_day_time(text: &[u8]) -> Result<IntervalDayTime, ParseError> {
    let mut scanner = Scanner::new(text);
    let negative = scanner.eat(b'-');
    let (days, _) = scanner.digits(12)?;
    scanner.expect(b' ', "expected a space")?;
    let hours = scanner.two_digits()?;
    scanner.expect(b':', "expected `:`")?;
    let minutes = scanner.two_digits()?;
    scanner.expect(b':', "expected `:`")?;
    let seconds = scanner.two_digits()?;
    scanner.expect(b'.', "expected `.`")?;
    let (millis, count) = scanner.digits(3)?;
    if count != 3 {
        return Err(scanner.error("expected three digits"));
    }
    scanner.end()?;
    if hours > 23 || minutes > 59 || seconds > 59 {
        return Err(ParseError::new("no such time of day", 0));
    }
    let seconds = (u64::from(hours) * 60 + u64::from(minutes)) * 60 + u64::from(seconds);
    let magnitude = i128::from(days) * 86_400_000 + i128::from(seconds * 1_000 + millis);
    let total = if negative { -magnitude } else { magnitude };
    i64::try_from(total).map(IntervalDayTime::from_millis).map_err(|_| OUT_OF_RANGE)
}

/// An `interval year to month`: `years-months`, such as `1-0` or `-1-3`.
///
/// # Errors
///
/// For other text, for more than 11 months, and beyond 32 bits of months.
pub fn interval_year_month(text: &[u8]) -> Result<IntervalYearMonth, ParseError> {
    let mut scanner = Scanner::new(text);
    let negative = scanner.eat(b'-');
    let (years, _) = scanner.digits(9)?;
    scanner.expect(b'-', "expected `-`")?;
    let (months, _) = scanner.digits(2)?;
    scanner.end()?;
    if months > 11 {
        return Err(ParseError::new("no such month", 0));
    }
    let magnitude = i128::from(years * 12 + months);
    let total = if negative { -magnitude } else { magnitude };
    i32::try_from(total).map(IntervalYearMonth::from_months).map_err(|_| OUT_OF_RANGE)
}

const OUT_OF_RANGE: ParseError = ParseError::new("the interval is out of the type's range", 0);
