//! Fuzz target of the CSV scanner, compared with a reader that works byte by byte.

use crate::driver::csv::{Assembler, Block};
use crate::error::Result;

type Row = Vec<Option<Vec<u8>>>;

/// Number of the first bytes, which say how the others are read.
const PLAN: usize = 6;

/// Reads a width, the size of blocks, four sizes of buffers that take turns, and a document.
///
/// Any document gives the same rows in one buffer and in many, those that a plain reader finds, or it is an error in
/// each of the three ways. The result's columns have the names in the document's first row; with other names the
/// document is an error. No block is larger than it may be. The rows, written again, are read as they were.
pub fn csv_scanner(data: &[u8]) {
    let Some((plan, document)) = data.split_at_checked(PLAN) else { return };
    let width = usize::from(plan[0] % 8) + 1;
    let block_bytes = usize::from(plan[1]) + 1;
    let sizes: Vec<usize> = plan[2..].iter().map(|size| usize::from(*size)).collect();
    let header = write(&[], &vec!["c".to_owned(); width]);
    // Most inputs have no header, or end in the middle of a row. Their other rows are worth reading too.
    for document in [document.to_vec(), [document, b"\n"].concat(), [header.as_slice(), document, b"\n"].concat()] {
        let names = first_row(&document, width);
        let expected = reference(&document, &names);
        // One block that holds the whole document.
        check(&[&document], &names, document.len() + 1, expected.as_ref());
        check(&cut(&document, &sizes), &names, block_bytes, expected.as_ref());
        check(&[&document], &other(&names), block_bytes, None);
        if let Some(expected) = &expected {
            let again = write(&expected.rows, &names);
            let found = reference(&again, &names);
            check(&[&again], &names, block_bytes, found.as_ref());
            assert_eq!(found.as_ref().map(|again| &again.rows), Some(&expected.rows));
        }
    }
}

/// The fields of the first row as names, as far as there are any.
fn first_row(document: &[u8], width: usize) -> Vec<String> {
    let line = lines(document).and_then(|lines| lines.into_iter().next());
    let fields = line.filter(|line| line.fields.len() == width).map(|line| line.fields).unwrap_or_default();
    let mut names: Vec<String> = fields
        .iter()
        .map(|field| String::from_utf8_lossy(&value(field).flatten().unwrap_or_default()).into_owned())
        .collect();
    names.resize(width, "c".to_owned());
    names
}

/// As many names, of which the last one is another.
fn other(names: &[String]) -> Vec<String> {
    let mut names = names.to_vec();
    names.last_mut().expect("there is a column").push('x');
    names
}

/// Buffers whose sizes take turns; without any size, the document is one buffer.
fn cut<'a>(mut document: &'a [u8], sizes: &[usize]) -> Vec<&'a [u8]> {
    if sizes.iter().all(|size| *size == 0) {
        return vec![document];
    }
    let mut buffers = Vec::new();
    for size in sizes.iter().cycle() {
        if document.is_empty() {
            break;
        }
        let (buffer, rest) = document.split_at((*size).min(document.len()));
        buffers.push(buffer);
        document = rest;
    }
    buffers
}

fn check(buffers: &[&[u8]], names: &[String], block_bytes: usize, expected: Option<&Document>) {
    match (read(buffers, names, block_bytes), expected) {
        (Err(_), None) => {}
        (Ok((rows, largest)), Some(expected)) => {
            assert_eq!(rows, expected.rows, "in buffers of {:?}", buffers.iter().map(|buffer| buffer.len()));
            let buffer = buffers.iter().map(|buffer| buffer.len()).max().unwrap_or_default();
            let most = block_bytes.max(expected.longest_row) + buffer;
            assert!(largest <= most, "a block of {largest} bytes, where {most} are enough");
        }
        (found, expected) => {
            panic!("found {:?}, expected {:?}", found.map(|(rows, _)| rows), expected.map(|expected| &expected.rows))
        }
    }
}

/// The rows, and the bytes of the largest block.
fn read(buffers: &[&[u8]], names: &[String], block_bytes: usize) -> Result<(Vec<Row>, usize)> {
    let mut assembler = Assembler::new(names).with_block_bytes(block_bytes);
    let (mut rows, mut largest) = (Vec::new(), 0);
    let mut take = |block: Block| -> Result<()> {
        assert_eq!(block.first_row(), rows.len() as u64, "row numbers continue");
        assert!(block.num_rows() > 0, "a block has rows");
        largest = largest.max(block.num_bytes());
        for row in 0..block.num_rows() {
            let cell = |column| {
                let field = block.field(row, column).expect("is inside the block");
                Ok(field.bytes()?.map(std::borrow::Cow::into_owned))
            };
            rows.push((0..names.len()).map(cell).collect::<Result<Row>>()?);
        }
        Ok(())
    };
    for buffer in buffers {
        if let Some(block) = assembler.push(buffer)? {
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

struct Line {
    /// The bytes of each field, quotes included.
    fields: Vec<Vec<u8>>,
    /// With the commas and the newline.
    length: usize,
}

/// The lines of a document by the plainest reader; `None` when the last one does not end with a newline.
fn lines(document: &[u8]) -> Option<Vec<Line>> {
    let (mut lines, mut fields, mut field) = (Vec::new(), Vec::new(), Vec::new());
    let (mut inside, mut length) = (false, 0);
    for byte in document {
        length += 1;
        match byte {
            b',' if !inside => fields.push(std::mem::take(&mut field)),
            b'\n' if !inside => {
                fields.push(std::mem::take(&mut field));
                lines.push(Line { fields: std::mem::take(&mut fields), length });
                length = 0;
            }
            byte => {
                inside ^= *byte == b'"';
                field.push(*byte);
            }
        }
    }
    (length == 0).then_some(lines)
}

/// The rows of a document of which the first one is `names`; `None` when it is malformed.
fn reference(document: &[u8], names: &[String]) -> Option<Document> {
    let lines = lines(document)?;
    if lines.iter().any(|line| line.fields.len() != names.len()) {
        return None;
    }
    let longest_row = lines.iter().map(|line| line.length).max()?;
    let mut rows = lines.iter().map(|line| line.fields.iter().map(|field| value(field)).collect::<Option<Row>>());
    let header = rows.next()??;
    let named = header.iter().zip(names).all(|(cell, name)| cell.as_deref() == Some(name.as_bytes()));
    if !named {
        return None;
    }
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

/// A document as Athena writes it.
fn write(rows: &[Row], names: &[String]) -> Vec<u8> {
    let names: Row = names.iter().map(|name| Some(name.clone().into_bytes())).collect();
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
