//! Functions whose arguments are all read as text: strings, regular expressions, URLs, bit operations and JSON arrays.
//! A NULL argument makes the result NULL.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array, ListArray, StringArray};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::error::Result;
use datafusion::logical_expr::ReturnFieldArgs;

use super::simple::{Simple, error, result};

pub(crate) fn functions() -> Vec<Simple> {
    vec![
        Simple::new("split", text_list, |a, _| {
            lists(a, 2, |t| {
                let limit = t.get(2).map_or(Ok(usize::MAX), |limit| count(limit))?;
                Ok(Some(t[0].splitn(limit, t[1]).map(str::to_owned).collect()))
            })
        }),
        Simple::new("split_part", text, |a, _| {
            texts(a, 3, |t| Ok(t[0].split(t[1]).nth(count(t[2])? - 1).map(str::to_owned)))
        }),
        Simple::new("strpos", bigint, |a, _| {
            numbers(a, 2, |t| {
                let nth = t.get(2).map_or(Ok(1), |nth| count(nth))?;
                let found = t[0].match_indices(t[1]).nth(nth - 1);
                Ok(Some(found.map_or(0, |(at, _)| length(&t[0][..at]) + 1)))
            })
        }),
        Simple::new("lpad", text, |a, _| texts(a, 3, |t| Ok(Some(pad(t, true)?)))),
        Simple::new("rpad", text, |a, _| texts(a, 3, |t| Ok(Some(pad(t, false)?)))),
        Simple::new("$replace", text, |a, _| texts(a, 2, |t| Ok(Some(t[0].replace(t[1], t.get(2).unwrap_or(&"")))))),
        Simple::new("soundex", text, |a, _| texts(a, 1, |t| Ok(Some(soundex(t[0]))))),
        Simple::new("hamming_distance", bigint, |a, _| {
            numbers(a, 2, |t| {
                if length(t[0]) != length(t[1]) {
                    return Err(invalid("The input strings to hamming_distance function must have the same length"));
                }
                Ok(i64::try_from(t[0].chars().zip(t[1].chars()).filter(|(l, r)| l != r).count()).ok())
            })
        }),
        Simple::new("regexp_extract_all", text_list, |a, _| {
            lists(a, 2, |t| {
                let group = t.get(2).and_then(|group| group.parse().ok()).unwrap_or(0);
                let found = |c: regex::Captures<'_>| c.get(group).map_or_else(String::new, |m| m.as_str().to_owned());
                Ok(Some(pattern(t[1])?.captures_iter(t[0]).map(found).collect()))
            })
        }),
        Simple::new("regexp_split", text_list, |a, _| {
            lists(a, 2, |t| Ok(Some(pattern(t[1])?.split(t[0]).map(str::to_owned).collect())))
        }),
        Simple::new("regexp_count", bigint, |a, _| {
            numbers(a, 2, |t| Ok(i64::try_from(pattern(t[1])?.find_iter(t[0]).count()).ok()))
        }),
        Simple::new("regexp_position", bigint, |a, _| {
            numbers(a, 2, |t| Ok(Some(pattern(t[1])?.find(t[0]).map_or(-1, |m| length(&t[0][..m.start()]) + 1))))
        }),
        Simple::new("url_extract_protocol", text, |a, _| texts(a, 1, |t| Ok(Url::of(t[0]).map(|u| u.protocol)))),
        Simple::new("url_extract_host", text, |a, _| texts(a, 1, |t| Ok(Url::of(t[0]).map(|u| u.host)))),
        Simple::new("url_extract_port", bigint, |a, _| numbers(a, 1, |t| Ok(Url::of(t[0]).and_then(|u| u.port)))),
        Simple::new("url_extract_path", text, |a, _| texts(a, 1, |t| Ok(Url::of(t[0]).map(|u| u.path)))),
        Simple::new("url_extract_query", text, |a, _| texts(a, 1, |t| Ok(Url::of(t[0]).map(|u| u.query)))),
        Simple::new("url_extract_fragment", text, |a, _| texts(a, 1, |t| Ok(Url::of(t[0]).map(|u| u.fragment)))),
        Simple::new("url_extract_parameter", text, |a, _| {
            texts(a, 2, |t| {
                let query = Url::of(t[0]).map(|url| url.query).unwrap_or_default();
                let mut pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
                Ok(pairs.find(|(name, _)| *name == t[1]).map(|(_, value)| form_decode(value)))
            })
        }),
        Simple::new("url_encode", text, |a, _| texts(a, 1, |t| Ok(Some(form_encode(t[0]))))),
        Simple::new("url_decode", text, |a, _| texts(a, 1, |t| Ok(Some(form_decode(t[0]))))),
        Simple::new("to_base", text, |a, _| texts(a, 2, |t| Ok(Some(to_base(integer(t[0])?, integer(t[1])?))))),
        Simple::new("from_base", bigint, |a, _| {
            numbers(a, 2, |t| {
                let radix = u32::try_from(integer(t[1])?).ok().filter(|radix| (2..=36).contains(radix));
                let radix = radix.ok_or_else(|| invalid("Radix must be between 2 and 36"))?;
                let failed = |_| invalid(format!("Not a valid base-{radix} number: {}", t[0]));
                Ok(Some(i64::from_str_radix(t[0], radix).map_err(failed)?))
            })
        }),
        Simple::new("bitwise_and", bigint, |a, _| numbers(a, 2, |t| Ok(Some(integer(t[0])? & integer(t[1])?)))),
        Simple::new("bitwise_or", bigint, |a, _| numbers(a, 2, |t| Ok(Some(integer(t[0])? | integer(t[1])?)))),
        Simple::new("bitwise_xor", bigint, |a, _| numbers(a, 2, |t| Ok(Some(integer(t[0])? ^ integer(t[1])?)))),
        Simple::new("bitwise_not", bigint, |a, _| numbers(a, 1, |t| Ok(Some(!integer(t[0])?)))),
        Simple::new("bitwise_left_shift", bigint, |a, _| {
            numbers(a, 2, |t| Ok(Some(integer(t[0])?.checked_shl(shift(t[1])?).unwrap_or(0))))
        }),
        Simple::new("bitwise_right_shift", bigint, |a, _| {
            numbers(a, 2, |t| {
                let bits = integer(t[0])?.cast_unsigned();
                Ok(Some(bits.checked_shr(shift(t[1])?).unwrap_or(0).cast_signed()))
            })
        }),
        Simple::new("bitwise_right_shift_arithmetic", bigint, |a, _| {
            numbers(a, 2, |t| Ok(Some(integer(t[0])? >> shift(t[1])?.min(63))))
        }),
        Simple::new("bit_count", bigint, |a, _| {
            numbers(a, 2, |t| {
                let kept = u64::MAX >> (64 - u32::try_from(integer(t[1])?.clamp(2, 64)).unwrap_or(64));
                Ok(Some(i64::from((integer(t[0])?.cast_unsigned() & kept).count_ones())))
            })
        }),
        Simple::new("json_array_length", bigint, |a, _| {
            numbers(a, 1, |t| Ok(json(t[0]).and_then(|v| i64::try_from(v.as_array()?.len()).ok())))
        }),
        Simple::new(
            "is_json_scalar",
            |_| result(DataType::Boolean),
            |a, _| booleans(a, 1, |t| Ok(json(t[0]).map(|v| !v.is_array() && !v.is_object()))),
        ),
        Simple::new(
            "json_array_contains",
            |_| result(DataType::Boolean),
            |a, _| {
                booleans(a, 2, |t| {
                    let same =
                        |item: &serde_json::Value| item.as_str() == Some(t[1]) || json(t[1]).as_ref() == Some(item);
                    Ok(json(t[0]).and_then(|v| Some(v.as_array()?.iter().any(same))))
                })
            },
        ),
    ]
}

fn text(_: &ReturnFieldArgs) -> Result<FieldRef> {
    result(DataType::Utf8)
}

fn bigint(_: &ReturnFieldArgs) -> Result<FieldRef> {
    result(DataType::Int64)
}

fn text_list(_: &ReturnFieldArgs) -> Result<FieldRef> {
    result(DataType::List(Arc::new(Field::new("item", DataType::Utf8, true))))
}

fn invalid(message: impl std::fmt::Display) -> datafusion::error::DataFusionError {
    error("INVALID_FUNCTION_ARGUMENT", message)
}

/// Calls a function for each row without NULLs.
fn each<T>(arrays: &[ArrayRef], least: usize, f: impl Fn(&[&str]) -> Result<Option<T>>) -> Result<Vec<Option<T>>> {
    if arrays.len() < least {
        return Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters for function"));
    }
    let columns = arrays.iter().map(|array| Ok(cast(array, &DataType::Utf8)?)).collect::<Result<Vec<_>>>()?;
    let columns: Vec<&StringArray> = columns.iter().map(|column| column.as_string::<i32>()).collect();
    let one = |row: usize| {
        if columns.iter().any(|column| column.is_null(row)) {
            return Ok(None);
        }
        f(&columns.iter().map(|column| column.value(row)).collect::<Vec<_>>())
    };
    (0..columns.first().map_or(0, |column| column.len())).map(one).collect()
}

fn texts(arrays: &[ArrayRef], least: usize, f: impl Fn(&[&str]) -> Result<Option<String>>) -> Result<ArrayRef> {
    Ok(Arc::new(StringArray::from(each(arrays, least, f)?)))
}

fn numbers(arrays: &[ArrayRef], least: usize, f: impl Fn(&[&str]) -> Result<Option<i64>>) -> Result<ArrayRef> {
    Ok(Arc::new(Int64Array::from(each(arrays, least, f)?)))
}

fn booleans(arrays: &[ArrayRef], least: usize, f: impl Fn(&[&str]) -> Result<Option<bool>>) -> Result<ArrayRef> {
    Ok(Arc::new(BooleanArray::from(each(arrays, least, f)?)))
}

fn lists(arrays: &[ArrayRef], least: usize, f: impl Fn(&[&str]) -> Result<Option<Vec<String>>>) -> Result<ArrayRef> {
    let rows = each(arrays, least, f)?;
    let offsets = OffsetBuffer::from_lengths(rows.iter().map(|row| row.as_ref().map_or(0, Vec::len)));
    let nulls: NullBuffer = rows.iter().map(Option::is_some).collect();
    let items: StringArray = rows.into_iter().flatten().flatten().map(Some).collect();
    let field = Arc::new(Field::new("item", DataType::Utf8, true));
    Ok(Arc::new(ListArray::try_new(field, offsets, Arc::new(items), Some(nulls))?))
}

fn integer(text: &str) -> Result<i64> {
    text.parse().map_err(|_| error("TYPE_MISMATCH", format!("Unexpected parameters: '{text}' is not a bigint")))
}

fn count(text: &str) -> Result<usize> {
    let positive = usize::try_from(integer(text)?).ok().filter(|n| *n > 0);
    positive.ok_or_else(|| invalid("Index must be greater than zero"))
}

fn shift(text: &str) -> Result<u32> {
    u32::try_from(integer(text)?).map_err(|_| invalid("Shift must not be negative"))
}

fn length(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

fn json(text: &str) -> Option<serde_json::Value> {
    serde_json::from_str(text).ok()
}

fn pattern(text: &str) -> Result<regex::Regex> {
    regex::Regex::new(text).map_err(|e| invalid(format!("Invalid regular expression: {e}")))
}

fn pad(t: &[&str], left: bool) -> Result<String> {
    let size =
        usize::try_from(integer(t[1])?).map_err(|_| invalid("Target length must be in the range [0..2147483647]"))?;
    if t[2].is_empty() {
        return Err(invalid("Padding string must not be empty"));
    }
    let missing = size.saturating_sub(t[0].chars().count());
    let padding = t[2].chars().cycle().take(missing);
    Ok(match left {
        true => padding.chain(t[0].chars()).take(size).collect(),
        false => t[0].chars().chain(padding).take(size).collect(),
    })
}

/// The first letter, followed by digits for the sounds of the next letters.
fn soundex(text: &str) -> String {
    let digit = |letter: char| match letter.to_ascii_uppercase() {
        'B' | 'F' | 'P' | 'V' => '1',
        'C' | 'G' | 'J' | 'K' | 'Q' | 'S' | 'X' | 'Z' => '2',
        'D' | 'T' => '3',
        'L' => '4',
        'M' | 'N' => '5',
        'R' => '6',
        // H and W do not separate two letters of the same sound; vowels do.
        'H' | 'W' => '-',
        _ => '0',
    };
    let letters: Vec<char> = text.chars().filter(char::is_ascii_alphabetic).collect();
    let Some(first) = letters.first() else { return String::new() };
    let mut code = String::from(first.to_ascii_uppercase());
    let mut last = digit(*first);
    for letter in letters.iter().skip(1) {
        match digit(*letter) {
            '-' => {}
            sound => {
                if sound != '0' && sound != last {
                    code.push(sound);
                }
                last = sound;
            }
        }
    }
    format!("{:0<4}", code.chars().take(4).collect::<String>())
}

struct Url {
    protocol: String,
    host: String,
    port: Option<i64>,
    path: String,
    query: String,
    fragment: String,
}

impl Url {
    fn of(text: &str) -> Option<Self> {
        if text.contains(char::is_whitespace) {
            return None;
        }
        let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
        let (text, query) = text.split_once('?').unwrap_or((text, ""));
        let (protocol, rest) = text.split_once("://").unwrap_or(("", text));
        let (authority, path) = match (protocol.is_empty(), rest.find('/')) {
            (true, _) => ("", rest),
            (false, Some(at)) => rest.split_at(at),
            (false, None) => (rest, ""),
        };
        let address = authority.rsplit('@').next().unwrap_or_default();
        let (host, port) = match address.rsplit_once(':') {
            Some((host, port)) if port.parse::<u16>().is_ok() => (host, port.parse().ok()),
            _ => (address, None),
        };
        let [protocol, host, path, query, fragment] = [protocol, host, path, query, fragment].map(str::to_owned);
        Some(Self { protocol, host, port, path, query, fragment })
    }
}

/// Percent-encodes a text as HTML forms do: a space becomes a plus sign.
fn form_encode(text: &str) -> String {
    let escaped = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => char::from(byte).to_string(),
        b' ' => "+".to_owned(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(escaped).collect()
}

fn form_decode(text: &str) -> String {
    let (mut bytes, mut out) = (text.bytes(), Vec::with_capacity(text.len()));
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let digits: String = bytes.by_ref().take(2).map(char::from).collect();
                out.push(u8::from_str_radix(&digits, 16).unwrap_or(b'?'));
            }
            byte => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn to_base(value: i64, radix: i64) -> String {
    let radix = u64::try_from(radix.clamp(2, 36)).unwrap_or(10);
    let (mut rest, mut digits) = (value.unsigned_abs(), Vec::new());
    loop {
        digits.extend(char::from_digit(u32::try_from(rest % radix).unwrap_or(0), 36));
        rest /= radix;
        if rest == 0 {
            break;
        }
    }
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", digits.into_iter().rev().collect::<String>())
}
