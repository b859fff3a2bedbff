//! Fuzz target of the CSV scanner, compared with a reader that works byte by byte.

use crate::driver::csv::{Assembler, Block};
use crate::error::Result;

type Row = Vec<Option<Vec<u8>>>;

/// The number of bytes at the start of the input that configure the test.
const PLAN: usize = 6;

/// The input is a number of columns, a block size, four chunk sizes that are used in turn, and a document.
///
/// The scanner must find the rows of the plain reader, both in one chunk and in many, or all three must fail. No block
/// may exceed its maximum size. Rows that are written again must be read as the same rows.
pub fn csv_scanner(data: &[u8]) {
    let Some((plan, document)) = data.split_at_checked(PLAN) else { return };
    let width = usize::from(plan[0] % 8) + 1;
    let block_bytes = usize::from(plan[1]) + 1;
    let sizes: Vec<usize> = plan[2..].iter().map(|size| usize::from(*size)).collect();
    let expected = reference(document, width);
    // One block that holds the whole document.
    check(&[document], width, document.len() + 1, expected.as_ref());
    check(&cut(document, &sizes), width, block_bytes, expected.as_ref());
    if let Some(document) = &expected {
        let again = write(&document.rows, width);
        check(&[&again], width, block_bytes, reference(&again, width).as_ref());
        assert_eq!(reference(&again, width).as_ref().map(|again| &again.rows), Some(&document.rows));
    }
}

/// Chunks of the document with these sizes in turn; one chunk if all sizes are 0.
fn cut<'a>(mut document: &'a [u8], sizes: &[usize]) -> Vec<&'a [u8]> {
    if sizes.iter().all(|size| *size == 0) {
        return vec![document];
    }
    let mut chunks = Vec::new();
    for size in sizes.iter().cycle() {
        if document.is_empty() {
            break;
        }
        let (chunk, rest) = document.split_at((*size).min(document.len()));
        chunks.push(chunk);
        document = rest;
    }
    chunks
}

fn check(chunks: &[&[u8]], width: usize, block_bytes: usize, expected: Option<&Document>) {
    match (read(chunks, width, block_bytes), expected) {
        (Err(_), None) => {}
        (Ok((rows, largest)), Some(expected)) => {
            assert_eq!(rows, expected.rows, "in chunks of {:?}", chunks.iter().map(|chunk| chunk.len()));
            let chunk = chunks.iter().map(|chunk| chunk.len()).max().unwrap_or_default();
            // One more: a file may end without a newline, which is then added.
            let most = block_bytes.max(expected.longest_row) + chunk + 1;
            assert!(largest <= most, "a block of {largest} bytes, more than the maximum of {most}");
        }
        (found, expected) => {
            panic!("found {:?}, expected {:?}", found.map(|(rows, _)| rows), expected.map(|expected| &expected.rows))
        }
    }
}

/// The rows, and the bytes of the largest block.
fn read(chunks: &[&[u8]], width: usize, block_bytes: usize) -> Result<(Vec<Row>, usize)> {
    let mut assembler = Assembler::new(width).with_block_bytes(block_bytes);
    let (mut rows, mut largest) = (Vec::new(), 0);
    let mut take = |block: Block| -> Result<()> {
        assert_eq!(block.first_row(), rows.len() as u64, "row numbers continue");
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
    for chunk in chunks {
        if let Some(block) = assembler.push(chunk)? {
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

/// The rows of a document, by a simple reader; `None` if the document is malformed.
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

/// The value of a field, which may be NULL; `None` if its quotes are malformed.
#[expect(clippy::option_option, reason = "a malformed field differs from NULL")]
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

/// A document in the form of Athena.
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
