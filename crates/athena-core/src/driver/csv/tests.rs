//! The scanner against an independent writer, cut at every point.

use proptest::prelude::*;

use super::{Assembler, Block};
use crate::error::Result;

type Rows = Vec<Vec<Option<Vec<u8>>>>;

/// Writes as Athena does; shares nothing with the scanner.
fn write(rows: &[Vec<Option<Vec<u8>>>], width: usize) -> Vec<u8> {
    let header = (0..width).map(|column| Some(format!("c{column}").into_bytes())).collect::<Vec<_>>();
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
            let field = block.field(row, column).expect("inside of the block");
            Ok(field.bytes()?.map(std::borrow::Cow::into_owned))
        });
        rows.push(cells.collect::<Result<_>>()?);
    }
    Ok(())
}

fn read(pieces: &[&[u8]], width: usize, block_bytes: usize) -> Result<Rows> {
    let mut assembler = Assembler::new(width).with_block_bytes(block_bytes);
    let mut rows = Rows::new();
    for piece in pieces {
        if let Some(block) = assembler.push(piece)? {
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
    fn reads_what_was_written_whatever_the_cuts((width, rows) in table(), block_bytes in 1_usize..200, size in 1_usize..80) {
        let file = write(&rows, width);
        let pieces: Vec<&[u8]> = file.chunks(size).collect();
        prop_assert_eq!(read(&pieces, width, block_bytes).expect("is well formed"), rows);
    }

    #[test]
    fn reads_what_was_written_in_two_pieces_cut_anywhere((width, rows) in table(), block_bytes in 1_usize..200) {
        let file = write(&rows, width);
        for cut in 0..=file.len() {
            let (one, other) = file.split_at(cut);
            prop_assert_eq!(&read(&[one, other], width, block_bytes).expect("is well formed"), &rows, "cut at {}", cut);
        }
    }

    #[test]
    fn reads_what_was_written_in_pieces_of_every_size(
        (width, rows) in table(),
        block_bytes in prop_oneof![1_usize..200, Just(1 << 20)],
        sizes in prop::collection::vec(0_usize..70, 1..40),
    ) {
        let file = write(&rows, width);
        let (mut pieces, mut rest) = (Vec::new(), file.as_slice());
        for size in sizes {
            let (piece, tail) = rest.split_at(size.min(rest.len()));
            pieces.push(piece);
            rest = tail;
        }
        pieces.push(rest);
        prop_assert_eq!(read(&pieces, width, block_bytes).expect("is well formed"), rows);
    }

    /// The plain reader is that of the fuzz target, and so is what must hold.
    #[test]
    fn foreign_bytes_are_the_rows_that_a_plain_reader_finds_or_an_error(
        plan in prop::array::uniform6(any::<u8>()),
        parts in prop::collection::vec(
            prop_oneof![
                3 => prop::sample::select(vec!["\"", ",", "\n", "\"\"", "\",\"", "\"\n", "\"a\"", ",,", "\r\n"]).prop_map(|part| part.as_bytes().to_vec()),
                1 => prop::collection::vec(any::<u8>(), 0..40),
            ],
            0..60,
        ),
    ) {
        crate::testing::fuzz::csv_scanner(&[plan.to_vec(), parts.concat()].concat());
    }
}

#[test]
fn every_split_point_of_a_file_gives_the_same_rows() {
    let cells: [&[u8]; 9] =
        [b"", b"\"", b"\"\"", b"a\"b", b"\n", b"\r\n", b",", "\u{1F980}\u{00E9}".as_bytes(), b"x\ty"];
    let mut rows: Rows = cells.iter().map(|cell| vec![Some(cell.to_vec()), None, Some(cell.to_vec())]).collect();
    rows.push(vec![None, None, None]);
    let file = write(&rows, 3);
    for first in 0..=file.len() {
        for second in [first, (first + 1).min(file.len()), (first + 7).min(file.len())] {
            let pieces = [&file[..first], &file[first..second], &file[second..]];
            for block_bytes in [1, 16, 1 << 20] {
                assert_eq!(read(&pieces, 3, block_bytes).expect("is well formed"), rows, "cut at {first} and {second}");
            }
        }
    }
}

#[test]
fn a_blank_line_is_a_row_of_one_null() {
    let rows = read(&[b"\"n\"\n\n\"\"\n\n"], 1, 100).expect("is well formed");
    assert_eq!(rows, [vec![None], vec![Some(Vec::new())], vec![None]]);
}

#[test]
fn a_result_without_rows_has_none() {
    assert_eq!(read(&[b"\"a\",\"b\"\n"], 2, 100).expect("is well formed"), Rows::new());
    assert_eq!(read(&[b""], 2, 100).expect("is empty"), Rows::new());
}

#[test]
fn says_what_is_wrong_and_in_which_row() {
    let error = |file: &[u8], width| read(&[file], width, 100).expect_err("is malformed").to_string();
    assert_eq!(
        error(b"\"a\",\"b\"\n\"1\",\"2\"\n\"3\"\n", 2),
        "a row of the result has 1 fields, and the result has 2 columns (row: 1)"
    );
    assert_eq!(error(b"\"a\"\n\"1\n", 1), "the result file ends inside a quoted value (row: 1)");
    assert_eq!(error(b"\"a\"\n", 2), "the header of the result has 1 fields, and the result has 2 columns");
    assert_eq!(error(b"\"a\"\n\"1\"x\n", 1), "quotes are out of place in the CSV field `\"1\"x`");
    assert_eq!(error(b"\"a\"\n\"1\"x\"y\"\n", 1), "quotes are out of place in the CSV field `\"1\"x\"y\"`");
}

#[test]
fn a_last_row_without_a_newline_counts() {
    assert_eq!(read(&[b"\"a\"\n\"1\""], 1, 100).expect("is well formed"), [vec![Some(b"1".to_vec())]]);
}
