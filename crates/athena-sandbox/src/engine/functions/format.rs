//! `format`: values printed with a format string of Java's `Formatter`.

use std::sync::Arc;

use chrono::NaiveDateTime;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Float64Type, Int64Type};
use datafusion::error::Result;

use super::columns::{invalid, texts};
use super::datetime::local_times;
use super::simple::{Simple, result};
use crate::engine::text::format_value;

pub(crate) fn functions() -> Vec<Simple> {
    vec![Simple::new(
        "format",
        |_| result(DataType::Utf8),
        |arrays, _| {
            let formats = texts(arrays, 0)?;
            let columns = arrays.iter().skip(1).map(Column::new).collect::<Result<Vec<_>>>()?;
            let line = |(row, format): (usize, Option<&str>)| match format {
                Some(format) => formatted(format, &columns, row).map(Some),
                None => Ok(None),
            };
            Ok(Arc::new(formats.iter().enumerate().map(line).collect::<Result<StringArray>>()?))
        },
    )]
}

/// An argument in each form that a conversion may need.
struct Column {
    texts: Vec<Option<String>>,
    whole: Option<Vec<Option<i64>>>,
    number: Option<Vec<Option<f64>>>,
    truth: Option<Vec<Option<bool>>>,
    time: Option<Vec<Option<NaiveDateTime>>>,
}

impl Column {
    fn new(array: &ArrayRef) -> Result<Self> {
        let field = Field::new("value", array.data_type().clone(), true);
        let texts = (0..array.len()).map(|row| format_value(&field, array, row)).collect::<Result<_>>()?;
        let data_type = array.data_type();
        let whole = match data_type.is_integer() {
            true => Some(cast(array, &DataType::Int64)?.as_primitive::<Int64Type>().iter().collect()),
            false => None,
        };
        let number = match data_type {
            DataType::Float32 | DataType::Float64 | DataType::Decimal128(..) => {
                Some(cast(array, &DataType::Float64)?.as_primitive::<Float64Type>().iter().collect())
            }
            _ => None,
        };
        let truth = array.as_boolean_opt().map(|truths| truths.iter().collect());
        let time = match data_type {
            DataType::Date32 | DataType::Timestamp(..) => Some(local_times(array)?),
            _ => None,
        };
        Ok(Self { texts, whole, number, truth, time })
    }

    fn text(&self, row: usize) -> Option<&str> {
        self.texts.get(row).and_then(Option::as_deref)
    }
}

/// `%[index$][flags][width][.digits]letter`
#[derive(Default)]
struct Spec {
    flags: String,
    width: usize,
    digits: Option<usize>,
}

fn formatted(format: &str, columns: &[Column], row: usize) -> Result<String> {
    let letters: Vec<char> = format.chars().collect();
    let (mut out, mut at, mut next) = (String::new(), 0, 0);
    while let Some(letter) = letters.get(at).copied() {
        at += 1;
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let start = at;
        let digits = |at: usize| letters.iter().skip(at).take_while(|c| c.is_ascii_digit()).collect::<String>();
        let mut explicit_index = None;
        let leading = digits(at);
        if !leading.is_empty() && letters.get(at + leading.len()) == Some(&'$') {
            explicit_index = leading.parse::<usize>().ok();
            at += leading.len() + 1;
        }
        let mut spec = Spec::default();
        while let Some(flag) = letters.get(at).filter(|flag| "-#+ 0,(".contains(**flag)) {
            spec.flags.push(*flag);
            at += 1;
        }
        let width = digits(at);
        at += width.len();
        spec.width = width.parse().unwrap_or(0);
        if letters.get(at) == Some(&'.') {
            let fraction = digits(at + 1);
            at += 1 + fraction.len();
            spec.digits = fraction.parse().ok();
        }
        let bad =
            |letter: &str| invalid(format!("Invalid format string: {format} (UnknownFormatConversion '{letter}')"));
        let letter = letters.get(at).copied().ok_or_else(|| bad("%"))?;
        at += 1;
        let piece = match letter {
            '%' => "%".to_owned(),
            'n' => "\n".to_owned(),
            _ => {
                let index = explicit_index.map_or(next, |explicit_index| explicit_index.wrapping_sub(1));
                next += usize::from(explicit_index.is_none());
                let specifier: String = letters[start..at].iter().collect();
                let missing = || invalid(format!("Invalid format string: {format} (Format specifier '%{specifier}')"));
                let column = columns.get(index).ok_or_else(missing)?;
                if matches!(letter, 't' | 'T') {
                    let unit = letters.get(at).copied().ok_or_else(|| bad("t"))?;
                    at += 1;
                    let time = column.time.as_ref().ok_or_else(missing)?;
                    let text = time.get(row).copied().flatten().map(|time| time_field(time, unit));
                    let text = text.unwrap_or_else(|| Some("null".to_owned())).ok_or_else(|| bad("t"))?;
                    if letter == 'T' { text.to_uppercase() } else { text }
                } else {
                    conversion(letter, &spec, column, row).ok_or_else(missing)?
                }
            }
        };
        let gap = spec.width.saturating_sub(piece.chars().count());
        if spec.flags.contains('-') {
            out.push_str(&piece);
            out.extend(std::iter::repeat_n(' ', gap));
        } else {
            out.extend(std::iter::repeat_n(' ', gap));
            out.push_str(&piece);
        }
    }
    Ok(out)
}

fn conversion(letter: char, spec: &Spec, column: &Column, row: usize) -> Option<String> {
    let upper = letter.is_ascii_uppercase();
    let text = match letter.to_ascii_lowercase() {
        's' => {
            let text = column.text(row).unwrap_or("null");
            text.chars().take(spec.digits.unwrap_or(usize::MAX)).collect()
        }
        'b' => match &column.truth {
            Some(truths) => truths.get(row).copied().flatten().unwrap_or(false).to_string(),
            None => column.text(row).is_some().to_string(),
        },
        'c' => match (&column.whole, column.text(row)) {
            (Some(codes), _) => char::from_u32(u32::try_from((*codes.get(row)?)?).ok()?)?.to_string(),
            (None, text) => text.unwrap_or("null").chars().take(1).collect(),
        },
        'd' => match *column.whole.as_ref()?.get(row)? {
            None => "null".to_owned(),
            Some(value) => signed(value < 0, grouped(&value.unsigned_abs().to_string(), spec), spec),
        },
        'x' | 'o' => match *column.whole.as_ref()?.get(row)? {
            None => "null".to_owned(),
            Some(value) => {
                let digits = if letter == 'o' { format!("{value:o}") } else { format!("{value:x}") };
                signed(false, digits, spec)
            }
        },
        'f' | 'e' => match *column.number.as_ref()?.get(row)? {
            None => "null".to_owned(),
            Some(value) if !value.is_finite() => column.text(row)?.to_owned(),
            Some(value) => {
                let (size, digits) = (value.abs(), spec.digits.unwrap_or(6));
                let text = match letter.to_ascii_lowercase() {
                    'f' => grouped(&format!("{size:.digits$}"), spec),
                    _ => exponent(&format!("{size:.digits$e}")),
                };
                signed(value.is_sign_negative(), text, spec)
            }
        },
        _ => return None,
    };
    Some(if upper { text.to_uppercase() } else { text })
}

/// Java prints the exponent with its sign and at least two digits.
fn exponent(text: &str) -> String {
    let (number, power) = text.split_once('e').unwrap_or((text, "0"));
    let (sign, power) = power.strip_prefix('-').map_or(('+', power), |power| ('-', power));
    format!("{number}e{sign}{power:0>2}")
}

fn grouped(digits: &str, spec: &Spec) -> String {
    if !spec.flags.contains(',') {
        return digits.to_owned();
    }
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

fn signed(negative: bool, digits: String, spec: &Spec) -> String {
    let bracket = negative && spec.flags.contains('(');
    let sign = match negative {
        true if bracket => "(",
        true => "-",
        false if spec.flags.contains('+') => "+",
        false if spec.flags.contains(' ') => " ",
        false => "",
    };
    let used = sign.len() + digits.len() + usize::from(bracket);
    let zeros = if spec.flags.contains('0') { spec.width.saturating_sub(used) } else { 0 };
    format!("{sign}{}{digits}{}", "0".repeat(zeros), if bracket { ")" } else { "" })
}

fn time_field(time: NaiveDateTime, unit: char) -> Option<String> {
    let pattern = match unit {
        'A' => "%A",
        'a' => "%a",
        'B' => "%B",
        'b' | 'h' => "%b",
        'd' => "%d",
        'e' => "%-d",
        'm' => "%m",
        'Y' => "%Y",
        'y' => "%y",
        'j' => "%j",
        'C' => "%C",
        'H' => "%H",
        'k' => "%-H",
        'I' => "%I",
        'l' => "%-I",
        'M' => "%M",
        'S' => "%S",
        'L' => "%3f",
        'N' => "%9f",
        'p' => "%P",
        'R' => "%H:%M",
        'T' => "%H:%M:%S",
        'r' => "%I:%M:%S %p",
        'D' => "%m/%d/%y",
        'F' => "%Y-%m-%d",
        's' => "%s",
        _ => return None,
    };
    Some(time.format(pattern).to_string())
}
