//! Names such as `catalog.schema.table`.

use crate::exit::{Failure, Result};

/// The parts of `a.b.c`. A part in `"` or `` ` `` may have dots. Other parts may have any other character, since names
/// such as `s3tablescatalog/bucket` and `my-table` are common. An empty text has no parts.
pub(super) fn parse(text: &str) -> Result<Vec<String>> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let wrong = || Failure::Usage(format!("`{text}` is not a name; quote a part that has dots with \"\""));
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let (part, after) = match rest.chars().next().filter(|mark| ['"', '`'].contains(mark)) {
            Some(mark) => quoted(&rest[1..], mark).ok_or_else(wrong)?,
            None => {
                let end = rest.find('.').unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        if part.is_empty() {
            return Err(wrong());
        }
        parts.push(part);
        match after.strip_prefix('.') {
            Some(next) => rest = next,
            None if after.is_empty() => break,
            None => return Err(wrong()),
        }
    }
    if parts.len() > 3 {
        return Err(Failure::Usage(format!("`{text}` has too many parts; give at most CATALOG.SCHEMA.TABLE")));
    }
    Ok(parts)
}

/// A part up to its closing mark, which is doubled inside of the part, and the text after it.
fn quoted(text: &str, mark: char) -> Option<(String, &str)> {
    let mut part = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once(mark)?;
        part.push_str(before);
        match after.strip_prefix(mark) {
            Some(more) => {
                part.push(mark);
                rest = more;
            }
            None => return Some((part, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn quoted_parts_may_have_dots() {
        let check = |text: &str, expected: Option<&[&str]>| {
            let found = parse(text).ok();
            let found: Option<Vec<_>> = found.as_ref().map(|parts| parts.iter().map(String::as_str).collect());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("", Some(&[]));
        check("a", Some(&["a"]));
        check("A.b-c.é f", Some(&["A", "b-c", "é f"]));
        check("s3tablescatalog/my-bucket.n.t", Some(&["s3tablescatalog/my-bucket", "n", "t"]));
        check("\"a.b\".`c\"d`", Some(&["a.b", "c\"d"]));
        check("\"a\"\"b\"", Some(&["a\"b"]));
        for text in ["a.", ".a", "a..b", "\"a", "\"a\"b", "\"\"", "a.b.c.d"] {
            check(text, None);
        }
    }
}
