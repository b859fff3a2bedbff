//! The CSV scanner against a reader that looks at one byte after the other.

use crate::driver::csv::{Assembler, Block};
use crate::error::Result;

type Row = Vec<Option<Vec<u8>>>;

/// How many of the first bytes say how the others are read.
const PLAN: usize = 6;

/// A width, the size of blocks, four sizes of pieces that take turns, and a document.
///
/// Whatever it is, the document gives the same rows in one piece and in many, and those that a plain reader finds; or
/// it is an error in each of the three ways. No block is larger than it may be. What was read, written again, is read
/// as it was.
pub fn csv_scanner(data: &[u8]) {
    let Some((plan, document)) = data.split_at_checked(PLAN) else { return };
    let width = usize::from(plan[0] % 8) + 1;
    let block_bytes = usize::from(plan[1]) + 1;
    let sizes: Vec<usize> = plan[2..].iter().map(|size| usize::from(*size)).collect();
    let expected = reference(document, width);
    // A block that holds all of it.
    check(&[document], width, document.len() + 1, expected.as_ref());
    check(&cut(document, &sizes), width, block_bytes, expected.as_ref());
    if let Some(document) = &expected {
        let again = write(&document.rows, width);
        check(&[&again], width, block_bytes, reference(&again, width).as_ref());
        assert_eq!(reference(&again, width).as_ref().map(|again| &again.rows), Some(&document.rows));
    }
}

/// Pieces whose sizes take turns; without any, the document is one.
fn cut<'a>(mut document: &'a [u8], sizes: &[usize]) -> Vec<&'a [u8]> {
    if sizes.iter().all(|size| *size == 0) {
        return vec![document];
    }
    let mut pieces = Vec::new();
    for size in sizes.iter().cycle() {
        if document.is_empty() {
            break;
        }
        let (piece, rest) = document.split_at((*size).min(document.len()));
        pieces.push(piece);
        document = rest;
    }
    pieces
}

fn check(pieces: &[&[u8]], width: usize, block_bytes: usize, expected: Option<&Document>) {
    match (read(pieces, width, block_bytes), expected) {
        (Err(_), None) => {}
        (Ok((rows, largest)), Some(expected)) => {
            assert_eq!(rows, expected.rows, "in pieces of {:?}", pieces.iter().map(|piece| piece.len()));
            let piece = pieces.iter().map(|piece| piece.len()).max().unwrap_or_default();
            // One more: a file may end without a newline, which is then added.
            let most = block_bytes.max(expected.longest_row) + piece + 1;
            assert!(largest <= most, "a block of {largest} bytes, where {most} are enough");
        }
        (found, expected) => {
            panic!("found {:?}, expected {:?}", found.map(|(rows, _)| rows), expected.map(|expected| &expected.rows))
        }
    }
}

/// The rows, and the bytes of the largest block.
fn read(pieces: &[&[u8]], width: usize, block_bytes: usize) -> Result<(Vec<Row>, usize)> {
    let mut assembler = Assembler::new(width).with_block_bytes(block_bytes);
    let (mut rows, mut largest) = (Vec::new(), 0);
    let mut take = |block: Block| -> Result<()> {
        assert_eq!(block.first_row(), rows.len() as u64, "rows are numbered on");
        assert!(block.num_rows() > 0, "a block has rows");
        largest = largest.max(block.num_bytes());
        for row in 0..block.num_rows() {
            let cell = |column| {
                let field = block.field(row, column).expect("it is inside of the block");
                Ok(field.bytes()?.map(std::borrow::Cow::into_owned))
            };
            rows.push((0..width).map(cell).collect::<Result<Row>>()?);
        }
        Ok(())
    };
    for piece in pieces {
        if let Some(block) = assembler.push(piece)? {
            take(block)?;
        }
    }
    if let Some(block) = assembler.finish()? {
        take(block)?;
    }
    Ok((rows, largest))
}

struct Document {
    rows: Vec<Row>,
    longest_row: usize,
}

/// The rows of a document by a reader that is as plain as can be; `None` when it is malformed.
fn reference(document: &[u8], width: usize) -> Option<Document> {
    let (mut lines, mut line, mut field) = (Vec::new(), Vec::new(), Vec::new());
    let mut inside = false;
    let (mut longest_row, mut length) = (0, 0);
    for byte in document {
        length += 1;
        match byte {
            b',' if !inside => line.push(std::mem::take(&mut field)),
            b'\n' if !inside => {
                line.push(std::mem::take(&mut field));
                lines.push(std::mem::take(&mut line));
                longest_row = longest_row.max(length);
                length = 0;
            }
            byte => {
                inside ^= *byte == b'"';
                field.push(*byte);
            }
        }
    }
    if inside {
        return None;
    }
    if length > 0 {
        line.push(field);
        lines.push(line);
        longest_row = longest_row.max(length);
    }
    if lines.iter().any(|line| line.len() != width) {
        return None;
    }
    let rows = lines.iter().skip(1).map(|line| line.iter().map(|field| value(field)).collect::<Option<Row>>());
    Some(Document { rows: rows.collect::<Option<_>>()?, longest_row })
}

/// The value of a field, which may be NULL; `None` when its quotes are out of place.
#[expect(clippy::option_option, reason = "malformed is one thing, NULL another")]
fn value(field: &[u8]) -> Option<Option<Vec<u8>>> {
    if field.is_empty() {
        return Some(None);
    }
    let mut inner = field;
    if field[0] == b'"' {
        inner = field.get(1..field.len() - 1).filter(|_| field.len() > 1 && field.ends_with(b"\""))?;
    }
    let mut plain = Vec::new();
    let mut bytes = inner.iter();
    while let Some(byte) = bytes.next() {
        if *byte == b'"' && bytes.next() != Some(&b'"') {
            return None;
        }
        plain.push(*byte);
    }
    Some(Some(plain))
}

/// A document as Athena writes it.
fn write(rows: &[Row], width: usize) -> Vec<u8> {
    let names: Row = (0..width).map(|column| Some(format!("c{column}").into_bytes())).collect();
    let mut document = Vec::new();
    for row in std::iter::once(&names).chain(rows) {
        for (column, cell) in row.iter().enumerate() {
            if column > 0 {
                document.push(b',');
            }
            if let Some(cell) = cell {
                document.push(b'"');
                for byte in cell {
                    document.extend(std::iter::repeat_n(*byte, if *byte == b'"' { 2 } else { 1 }));
                }
                document.push(b'"');
            }
        }
        document.push(b'\n');
    }
    document
}
