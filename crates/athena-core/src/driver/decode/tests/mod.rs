mod errors;
mod generators;
mod hints;
mod plans;
mod properties;
mod shapes;

use super::*;
use crate::column::{Column, Columns};
use crate::driver::csv::{Assembler, Block};
use crate::error::Error;
use crate::{AthenaType, ErrorKind, Value};

type Row<'t> = Vec<Option<&'t str>>;

fn columns(types: &[&str]) -> Columns {
    let named = types.iter().enumerate();
    named.map(|(at, name)| Column::new(format!("c{at}"), AthenaType::parse(name).expect("a type"))).collect()
}

/// The CSV that Athena writes.
fn csv(width: usize, rows: &[Row<'_>]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |fields: Vec<String>| fields.join(",") + "\n";
    let header = line((0..width).map(|at| quoted(&format!("c{at}"))).collect());
    let rows = rows.iter().map(|row| line(row.iter().map(|cell| cell.map(quoted).unwrap_or_default()).collect()));
    header + &rows.collect::<String>()
}

fn blocks(width: usize, csv: &[u8], block_bytes: usize) -> Vec<Block> {
    let names = (0..width).map(|at| format!("c{at}"));
    let mut assembler = Assembler::new(names).with_block_bytes(block_bytes);
    let mut blocks: Vec<Block> =
        csv.chunks(block_bytes.max(7)).filter_map(|bytes| assembler.push(bytes).expect("whole rows")).collect();
    blocks.extend(assembler.finish().expect("whole rows"));
    blocks
}

fn read(types: &[&str], options: &PlanOptions, csv: &[u8]) -> Result<TypedBatch, Error> {
    let mut builder = BatchBuilder::new(plan_all(&columns(types), options)?);
    for block in blocks(types.len(), csv, 1 << 20) {
        assert_eq!(builder.append(&block, 0, usize::MAX)?, block.num_rows());
    }
    Ok(builder.finish())
}

/// The column that is decoded from these texts.
fn column(data_type: &str, options: &PlanOptions, texts: &[Option<&str>]) -> Result<Array, Error> {
    let rows: Vec<Row<'_>> = texts.iter().map(|text| vec![*text]).collect();
    read(&[data_type], options, csv(1, &rows).as_bytes()).map(|batch| batch.columns.into_iter().next().expect("one"))
}
