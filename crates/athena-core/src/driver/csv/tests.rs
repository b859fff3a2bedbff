//! The scanner against an independent writer, with files cut at every byte.

use proptest::prelude::*;

use super::{Assembler, Block};
use crate::error::{ErrorKind, Result};

type Rows = Vec<Vec<Option<Vec<u8>>>>;

fn names(width: usize) -> Vec<String> {
    (0..width).map(|column| format!("c{column}")).collect()
}

fn write(rows: &[Vec<Option<Vec<u8>>>], width: usize) -> Vec<u8> {
    write_named(rows, &names(width))
}

/// Writes as Athena does; shares nothing with the scanner.
fn write_named(rows: &[Vec<Option<Vec<u8>>>], names: &[String]) -> Vec<u8> {
    let header = names.iter().map(|name| Some(name.clone().into_bytes())).collect::<Vec<_>>();
    let mut file = Vec::new();
    for row in std::iter::once(&header).chain(rows) {
        for (position, cell) in row.iter().enumerate() {
            if position > 0 {
                file.push(b',');
            }
            let Some(cell) = cell else { continue };
            file.push(b'"');
            for byte in cell {
                file.extend(if *byte == b'"' { vec![b'"', b'"'] } else { vec![*byte] });
            }
            file.push(b'"');
        }
        file.push(b'\n');
    }
    file
}

fn read_into(block: &Block, rows: &mut Rows) -> Result<()> {
    assert_eq!(block.first_row(), rows.len() as u64);
    for row in 0..block.num_rows() {
        let cells = (0..block.width()).map(|column| {
            let field = block.field(row, column).expect("is inside the block");
            Ok(field.bytes()?.map(std::borrow::Cow::into_owned))
        });
        rows.push(cells.collect::<Result<_>>()?);
    }
    Ok(())
}

fn read(buffers: &[&[u8]], width: usize, block_bytes: usize) -> Result<Rows> {
    read_named(buffers, &names(width), block_bytes)
}

fn read_named(buffers: &[&[u8]], names: &[String], block_bytes: usize) -> Result<Rows> {
    let mut assembler = Assembler::new(names).with_block_bytes(block_bytes);
    let mut rows = Rows::new();
    for buffer in buffers {
        if let Some(block) = assembler.push(buffer)? {
            read_into(&block, &mut rows)?;
        }
    }
    if let Some(block) = assembler.finish()? {
        read_into(&block, &mut rows)?;
    }
    Ok(rows)
}

fn cell() -> impl Strategy<Value = Option<Vec<u8>>> {
    let byte = prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), Just(b'\t'), Just(b'a'), any::<u8>()];
    prop::option::weighted(0.8, prop::collection::vec(byte, 0..12))
}

fn table() -> impl Strategy<Value = (usize, Rows)> {
    (1_usize..5)
        .prop_flat_map(|width| (Just(width), prop::collection::vec(prop::collection::vec(cell(), width), 0..12)))
}

proptest! {
    #[test]
    fn reads_what_was_written_in_buffers_of_one_size(
        (width, rows) in table(),
        block_bytes in 1_usize..200,
        size in 1_usize..80,
    ) {
        let file = write(&rows, width);
        let buffers: Vec<&[u8]> = file.chunks(size).collect();
        prop_assert_eq!(read(&buffers, width, block_bytes).expect("is well formed"), rows);
    }

    #[test]
    fn reads_what_was_written_in_two_buffers_cut_anywhere((width, rows) in table(), block_bytes in 1_usize..200) {
        let file = write(&rows, width);
        for cut in 0..=file.len() {
            let (one, other) = file.split_at(cut);
            prop_assert_eq!(&read(&[one, other], width, block_bytes).expect("is well formed"), &rows, "cut at {}", cut);
        }
    }

    #[test]
    fn reads_what_was_written_in_buffers_of_every_size(
        (width, rows) in table(),
        block_bytes in prop_oneof![1_usize..200, Just(1 << 20)],
        sizes in prop::collection::vec(0_usize..70, 1..40),
    ) {
        let file = write(&rows, width);
        let (mut buffers, mut rest) = (Vec::new(), file.as_slice());
        for size in sizes {
            let (buffer, tail) = rest.split_at(size.min(rest.len()));
            buffers.push(buffer);
            rest = tail;
        }
        buffers.push(rest);
        prop_assert_eq!(read(&buffers, width, block_bytes).expect("is well formed"), rows);
    }

    /// The body is that of the fuzz target.
    #[test]
    fn any_bytes_are_an_error_or_the_rows_that_a_plain_reader_finds(
        plan in prop::array::uniform6(any::<u8>()),
        parts in prop::collection::vec(
            prop_oneof![
                3 => prop::sample::select(vec!["\"", ",", "\n", "\"\"", "\",\"", "\"\n", "\"a\"", ",,", "\r\n"])
                    .prop_map(|part| part.as_bytes().to_vec()),
                1 => prop::collection::vec(any::<u8>(), 0..40),
            ],
            0..60,
        ),
    ) {
        crate::testing::fuzz::csv_scanner(&[plan.to_vec(), parts.concat()].concat());
    }
}

/// Text with everything that has a meaning in CSV, and rows of NULL.
fn awkward_rows() -> Rows {
    let cells: [&[u8]; 9] =
        [b"", b"\"", b"\"\"", b"a\"b", b"\n", b"\r\n", b",", "\u{1F980}\u{00E9}".as_bytes(), b"x\ty"];
    let mut rows: Rows = cells.iter().map(|cell| vec![Some(cell.to_vec()), None, Some(cell.to_vec())]).collect();
    rows.push(vec![None, None, None]);
    rows
}

#[test]
fn every_split_point_of_a_file_gives_the_same_rows() {
    let rows = awkward_rows();
    let file = write(&rows, 3);
    for first in 0..=file.len() {
        for second in [first, (first + 1).min(file.len()), (first + 7).min(file.len())] {
            let buffers = [&file[..first], &file[first..second], &file[second..]];
            for block_bytes in [1, 16, 1 << 20] {
                assert_eq!(
                    read(&buffers, 3, block_bytes).expect("is well formed"),
                    rows,
                    "cut at {first} and {second}"
                );
            }
        }
    }
}

#[test]
fn a_file_that_ends_in_the_middle_of_a_row_is_an_error_at_every_byte() {
    let rows = awkward_rows();
    let file = write(&rows, 3);
    // Where a row ends, bytes that are missing cannot be seen here: the reader of the object knows its size.
    let ends: Vec<usize> = (0..=rows.len()).map(|count| write(&rows[..count], 3).len()).collect();
    for end in 0..=file.len() {
        let whole_rows = ends.iter().position(|row_end| *row_end == end);
        for split in [0, end / 2, end.saturating_sub(1), end] {
            for block_bytes in [1, 16, 1 << 20] {
                let found = read(&[&file[..split], &file[split..end]], 3, block_bytes);
                match (found, whole_rows) {
                    (Ok(found), Some(count)) => assert_eq!(found, rows[..count], "ends at {end}"),
                    (Err(error), None) => assert_eq!(error.kind(), ErrorKind::Decode, "ends at {end}"),
                    (found, _) => panic!("{found:?} of a file that ends at {end}"),
                }
            }
        }
    }
}

#[test]
fn the_header_is_compared_with_the_names_of_the_columns_at_every_split_point() {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let rows: Rows = vec![vec![Some(b"1".to_vec()), None, Some(b"x".to_vec())]];
    let expected = names(&["_col0", "a \"b\",\n\u{00E9}", "_col0"]);
    let accepted = write_named(&rows, &expected);
    let refused = [
        names(&["_COL0", "a \"b\",\n\u{00E9}", "_col0"]),
        names(&["_col0", "a b,\n\u{00E9}", "_col0"]),
        names(&["_col0", "_col0", "a \"b\",\n\u{00E9}"]),
        names(&["_col0", "a \"b\",\n\u{00E9}", ""]),
        names(&["_col0", "a \"b\",\n\u{00E9}"]),
        names(&["_col0", "a \"b\",\n\u{00E9}", "_col0", "more"]),
    ];
    let mut refused: Vec<Vec<u8>> = refused.iter().map(|header| write_named(&rows, header)).collect();
    // Without a header, and with one whose name is NULL.
    refused.push(write_named(&rows, &expected)[write_named(&[], &expected).len()..].to_vec());
    refused.push(b"\"_col0\",,\"_col0\"\n\"1\",,\"x\"\n".to_vec());
    for block_bytes in [1, 16, 1 << 20] {
        for split in 0..=accepted.len() {
            let (one, other) = accepted.split_at(split);
            assert_eq!(read_named(&[one, other], &expected, block_bytes).expect("has the names"), rows);
        }
        for file in &refused {
            for split in 0..=file.len() {
                let (one, other) = file.split_at(split);
                let error = read_named(&[one, other], &expected, block_bytes).expect_err("has other names");
                assert_eq!(error.kind(), ErrorKind::Decode);
                assert!(error.message().starts_with("the header of the result file has "), "{error}");
            }
        }
    }
}

#[test]
fn a_blank_line_is_a_row_of_one_null() {
    let rows = read(&[b"\"c0\"\n\n\"\"\n\n"], 1, 100).expect("is well formed");
    assert_eq!(rows, [vec![None], vec![Some(Vec::new())], vec![None]]);
}

#[test]
fn a_file_of_a_header_alone_has_no_rows() {
    assert_eq!(read(&[b"\"c0\",\"c1\"\n"], 2, 100).expect("is well formed"), Rows::new());
}

#[test]
fn an_error_says_what_is_wrong_and_in_which_row() {
    let error = |file: &[u8], width| read(&[file], width, 100).expect_err("is malformed").to_string();
    assert_eq!(
        error(b"\"c0\",\"c1\"\n\"1\",\"2\"\n\"3\"\n", 2),
        "a row of the result has 1 fields, and the result has 2 columns (row: 1)"
    );
    assert_eq!(
        error(b"\"c0\"\n\"1\n", 1),
        "the result file ends inside a quoted value: it is not complete, or not a file that Athena wrote (row: 0)"
    );
    assert_eq!(
        error(b"\"c0\"\n\"1\"\n\"2\"", 1),
        "the result file ends without a newline, which Athena writes after every row: it is not complete, or not a \
         file that Athena wrote (row: 1)"
    );
    assert_eq!(error(b"", 1), "the result file is empty, without the header that Athena writes");
    assert_eq!(
        error(b"\"c0\"\n", 2),
        "the header of the result file has 1 fields, and the result has 2 columns: it is not the file that Athena \
         wrote for this query"
    );
    assert_eq!(
        error(b"\"1\",\"2\"\n", 2),
        "the header of the result file has `1` where the result has the column `c0`: it is not the file that Athena \
         wrote for this query"
    );
    assert_eq!(error(b"\"c0\"\n\"1\"x\n", 1), "quotes are out of place in the CSV field `\"1\"x`");
    assert_eq!(error(b"\"c0\"\n\"1\"x\"y\"\n", 1), "quotes are out of place in the CSV field `\"1\"x\"y\"`");
}
