//! Athena's CSV: every value quoted, NULL as an unquoted empty field, `\n` after every row

/// Appends one row.
pub(super) fn write_row<'a>(row: impl Iterator<Item = Option<&'a str>>, out: &mut Vec<u8>) {
    for (column, cell) in row.enumerate() {
        if column > 0 {
            out.push(b',');
        }
        if let Some(text) = cell {
            out.push(b'"');
            let mut rest = text.as_bytes();
            while let Some(at) = rest.iter().position(|byte| *byte == b'"') {
                out.extend_from_slice(&rest[..=at]);
                out.push(b'"');
                rest = &rest[at + 1..];
            }
            out.extend_from_slice(rest);
            out.push(b'"');
        }
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    #[test]
    fn values_are_quoted_as_athena_does() {
        let row = [Some("1"), Some("it's"), Some("a\"b"), None, Some(""), Some("[1, 2]"), Some("01 02"), Some("x\ny")];
        let mut out = Vec::new();
        super::write_row(row.into_iter(), &mut out);
        assert_eq!(String::from_utf8_lossy(&out), "\"1\",\"it's\",\"a\"\"b\",,\"\",\"[1, 2]\",\"01 02\",\"x\ny\"\n");
    }
}
