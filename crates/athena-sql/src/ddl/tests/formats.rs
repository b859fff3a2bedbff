//! Clauses that are read from text.

use super::*;

fn refused<T: std::fmt::Debug>(read: Result<T, DdlParseError>) -> String {
    read.expect_err("refused").to_string()
}

#[test]
fn properties_are_read_from_text() {
    let check = |text: &str, expected: &[(&str, &str)]| {
        assert_eq!(Properties::parse(text), Ok(expected.iter().copied().collect()), "{text}");
    };
    check("", &[]);
    check(" \n", &[]);
    check("'a'='b'", &[("a", "b")]);
    check(" 'b' = '2' ,\n\"a\"=\"1\" ", &[("b", "2"), ("a", "1")]);
    check(r"'a' = 'it\'s, \'x\' = \'y\''", &[("a", "it's, 'x' = 'y'")]);
    check(r#"'a' = 'say "x"', 'b' = "it's""#, &[("a", "say \"x\""), ("b", "it's")]);
    check(r"'field.delim' = '\001', 'x' = '\u0009;'", &[("field.delim", "\u{1}"), ("x", "\t;")]);
    check("'a' = ''", &[("a", "")]);
}

#[test]
fn texts_that_are_not_properties_are_refused() {
    let check = |text: &str, message: &str| assert_eq!(refused(Properties::parse(text)), message, "{text}");
    check("a = 'b'", "could not read the properties: expected a key in quotes, found `a` (byte 0)");
    check("'a' 'b'", "could not read the properties: expected `=`, found `'b'` (byte 4)");
    check("'a' = b", "could not read the properties: expected a value in quotes, found `b` (byte 6)");
    check("'a' =", "could not read the properties: expected a value in quotes at the end (byte 5)");
    check("'a' = 'b',", "could not read the properties: expected a key in quotes at the end (byte 10)");
    check("'a' = 'b')", "could not read the properties: expected the end, found `)` (byte 9)");
    check("'a' = 'b'; DROP TABLE t", "could not read the properties: expected the end, found `;` (byte 9)");
    check("'a' = 'b", "could not read the properties: the string is not closed; add a quote (byte 6)");
    check(
        "'a' = 'b''c'",
        "could not read the properties: a string has a doubled quote; write `\\'` or `\\\"` (byte 6)",
    );
    check("'a' = '1', 'a' = '2'", "could not read the properties: the key `a` appears twice; remove one (byte 11)");
}

#[test]
fn properties_keep_their_order_and_unique_keys() {
    let mut properties = Properties::from([("a", "1"), ("b", "2")]).with_property("a", "3");
    properties.insert("c", "4");
    assert_eq!(properties.iter().collect::<Vec<_>>(), [("a", "3"), ("b", "2"), ("c", "4")]);
    assert_eq!((properties.len(), properties.is_empty(), properties.is_iceberg()), (3, false, false));
    assert!(Properties::from([("Table_Type", "iceberg")]).is_iceberg());
}

#[test]
fn file_formats_are_read_from_text() {
    for text in
        ["SEQUENCEFILE", "TEXTFILE", "RCFILE", "ORC", "PARQUET", "AVRO", "ION", "INPUTFORMAT 'a' OUTPUTFORMAT 'b'"]
    {
        assert_eq!(FileFormat::parse(text).expect(text).write(), text);
        assert_eq!(text.to_lowercase().parse(), FileFormat::parse(text));
    }
    assert_eq!(
        refused(FileFormat::parse("JSONFILE")),
        "could not read the file format: expected one of SEQUENCEFILE, TEXTFILE, RCFILE, ORC, PARQUET, AVRO, ION, \
         or INPUTFORMAT '...' OUTPUTFORMAT '...' (byte 0)"
    );
    assert_eq!(
        refused(FileFormat::parse("INPUTFORMAT 'a'")),
        "could not read the file format: expected `OUTPUTFORMAT` at the end (byte 15)"
    );
    assert_eq!(
        refused(FileFormat::parse("PARQUET LOCATION 's3://x/'")),
        "could not read the file format: expected the end, found `LOCATION` (byte 8)"
    );
}

#[test]
fn row_formats_are_read_from_text() {
    assert_eq!(RowFormat::parse("SERDE 'a.B'"), Ok(RowFormat::serde("a.B")));
    let all = "DELIMITED\n\tFIELDS TERMINATED BY ','\n\tESCAPED BY '\\\\'\n\tCOLLECTION ITEMS TERMINATED BY '|'\n\
               \tMAP KEYS TERMINATED BY ':'\n\tLINES TERMINATED BY '\\n'\n\tNULL DEFINED AS 'it\\'s'";
    assert_eq!(RowFormat::parse(all).expect("all clauses").write(), Ok(all.to_owned()));
    assert_eq!(RowFormat::parse("DELIMITED"), Ok(RowFormat::delimited().into()));
    assert_eq!(
        refused(RowFormat::parse("SERDE 'a.B' WITH SERDEPROPERTIES ('a' = 'b')")),
        "could not read the row format: SERDEPROPERTIES are not part of the row format; give them separately (byte 12)"
    );
    assert_eq!(
        refused(RowFormat::parse("CSV")),
        "could not read the row format: expected SERDE '...' or DELIMITED (byte 0)"
    );
    assert_eq!(
        refused(RowFormat::parse("DELIMITED ESCAPED BY 'a' ESCAPED BY 'b'")),
        "could not read the row format: the clause of DELIMITED appears twice; remove one (byte 36)"
    );
    assert_eq!(
        refused(RowFormat::parse("DELIMITED FIELDS TERMINATED BY ,")),
        "could not read the row format: expected a delimiter in quotes, found `,` (byte 31)"
    );
}

#[test]
fn compressions_are_read_from_text() {
    for text in ["NONE", "BZIP2", "DEFLATE", "GZIP", "LZ4", "LZO", "SNAPPY", "ZLIB", "ZSTD"] {
        assert_eq!(Compression::parse(&text.to_lowercase()).map(Compression::name), Ok(text));
    }
    assert_eq!(Compression::parse(" uncompressed "), Ok(Compression::None));
    assert_eq!(
        refused(Compression::parse("brotli")),
        "could not read the compression: `brotli` is not one of NONE, BZIP2, DEFLATE, GZIP, LZ4, LZO, SNAPPY, ZLIB, \
         ZSTD \
         (byte 0)"
    );
}

#[test]
fn transforms_are_read_from_text() {
    for (text, transform) in [
        ("k", Transform::identity("k")),
        ("YEAR(d)", Transform::year("d")),
        ("month ( `d` )", Transform::month("d")),
        ("day(d)", Transform::day("d")),
        ("hour(d)", Transform::hour("d")),
        ("bucket(16, k)", Transform::bucket(16, "k")),
        ("truncate(4,`a``b`)", Transform::truncate(4, "a`b")),
    ] {
        assert_eq!(Transform::parse(text), Ok(transform), "{text}");
    }
    let check = |text: &str, message: &str| assert_eq!(refused(Transform::parse(text)), message, "{text}");
    check(
        "bucket(k)",
        "could not read the partition transform: in column `k`: bucket needs a number; write `bucket(n, k)` (byte 0)",
    );
    check(
        "day(3, d)",
        "could not read the partition transform: in column `d`: day takes no number; remove the 3 (byte 0)",
    );
    check("bucket(1.5, k)", "could not read the partition transform: expected a number, found `1.5` (byte 7)");
    check("day(d) x", "could not read the partition transform: expected the end, found `x` (byte 7)");
    check("day(`d", "could not read the partition transform: the name is not closed; add a backtick (byte 4)");
    check("", "could not read the partition transform: expected a column or a transform at the end (byte 0)");
}
