//! Comparison of the CSV scanner of core with pyarrow and polars.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use athena_core::driver::csv::Assembler;
use fastrand::Rng;

use super::environment::Environment;
use super::{Test, from_json};

pub(super) const TESTS: &[(&str, Test)] = &[
    ("csv::scanner_agrees_with_pyarrow", |environment| check(environment, "pyarrow")),
    ("csv::scanner_agrees_with_polars", |environment| check(environment, "polars")),
];

type Rows = Vec<Vec<Option<String>>>;

/// The seed of the files, which makes them equal in every run and for both libraries.
const SEED: u64 = 0xA7E4A;

/// The parts of which cells are made.
const PIECES: &[&str] = &[
    "\"",
    "\"\"",
    ",",
    "\r",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    " ",
    "\\",
    "'",
    "\0",
    "\u{feff}",
    "a",
    "NULL",
    "null",
    "nan",
    "1",
    "\u{e9}",
    "\u{20ac}",
    "\u{1f980}",
    "long enough for another branch of a vectorised reader",
];

fn check(environment: &Environment, oracle: &str) -> Result<()> {
    let folder = environment.folder(&format!("csv-{oracle}"))?;
    let mut scanned = BTreeMap::new();
    for (name, rows, width) in files() {
        let file = csv(&rows, width);
        fs::write(folder.join(&name), &file)?;
        let found = scan(&file, width).with_context(|| format!("scanning {name}"))?;
        ensure!(found == rows, "{name}: the scanner reads other cells than were written");
        scanned.insert(name, found);
    }
    let read: BTreeMap<String, Rows> =
        from_json(&environment.run("csv_cells.py", &[oracle, &folder.to_string_lossy()])?)?;
    ensure!(read.len() == scanned.len(), "{oracle} read {} files of {}", read.len(), scanned.len());
    for (name, rows) in &scanned {
        compare(rows, &read[name]).with_context(|| format!("{} as {oracle} reads it", folder.join(name).display()))?;
    }
    remove(&folder)
}

fn compare(scanned: &Rows, read: &Rows) -> Result<()> {
    ensure!(scanned.len() == read.len(), "{} rows are scanned, {} are read", scanned.len(), read.len());
    for (number, (row, other)) in scanned.iter().zip(read).enumerate() {
        ensure!(row == other, "row {number} is scanned as {row:?}, and read as {other:?}");
    }
    Ok(())
}

/// Names, rows and widths of the files.
fn files() -> Vec<(String, Rows, usize)> {
    let mut rng = Rng::with_seed(SEED);
    let mut files = Vec::new();
    for width in [1, 2, 3, 7, 40] {
        for rows in [0, 1, 2, 3, 50, 4000 / width] {
            let rows: Rows = (0..rows).map(|_| (0..width).map(|_| cell(&mut rng)).collect()).collect();
            files.push((format!("{width}x{}.csv", rows.len()), rows, width));
        }
    }
    // Larger than the blocks that the libraries read.
    let rows = (0..100_000).map(|_| vec![cell(&mut rng)]).collect();
    files.push(("many.csv".to_owned(), rows, 1));
    let rows = (0..20).map(|_| vec![Some("x\"\n,\u{e9}".repeat(rng.usize(0..30_000))), cell(&mut rng)]).collect();
    files.push(("long.csv".to_owned(), rows, 2));
    let rows = |cells: &[Option<&str>]| cells.iter().map(|cell| vec![cell.map(str::to_owned)]).collect();
    files.push(("blank.csv".to_owned(), rows(&[None, None]), 1));
    files.push(("blank_first.csv".to_owned(), rows(&[None, Some("a")]), 1));
    files.push(("blank_last.csv".to_owned(), rows(&[Some("a"), None]), 1));
    files.push(("empty.csv".to_owned(), rows(&[Some("")]), 1));
    files
}

fn cell(rng: &mut Rng) -> Option<String> {
    match rng.u8(0..10) {
        0 | 1 => None,
        2 => Some(String::new()),
        _ => Some((0..rng.usize(1..6)).map(|_| PIECES[rng.usize(..PIECES.len())]).collect()),
    }
}

fn names(width: usize) -> impl Iterator<Item = String> {
    (0..width).map(|column| format!("c{column}"))
}

/// The CSV that Athena writes for these rows.
fn csv(rows: &Rows, width: usize) -> Vec<u8> {
    let header = names(width).map(Some).collect();
    let mut file = String::new();
    for row in std::iter::once(&header).chain(rows) {
        let cell = |cell: &Option<String>| match cell {
            Some(text) => format!("\"{}\"", text.replace('"', "\"\"")),
            None => String::new(),
        };
        file += &row.iter().map(cell).collect::<Vec<_>>().join(",");
        file.push('\n');
    }
    file.into_bytes()
}

fn scan(file: &[u8], width: usize) -> Result<Rows> {
    let mut assembler = Assembler::new(names(width)).with_block_bytes(1 << 16);
    let mut rows = Rows::new();
    let mut blocks = Vec::new();
    for piece in file.chunks(10_007) {
        blocks.extend(assembler.push(piece)?);
    }
    blocks.extend(assembler.finish()?);
    for block in blocks {
        for row in 0..block.num_rows() {
            let cells = (0..width).map(|column| {
                let bytes = block.field(row, column).context("the block ends early")?.bytes()?;
                bytes.map(|bytes| Ok(String::from_utf8(bytes.into_owned())?)).transpose()
            });
            rows.push(cells.collect::<Result<_>>()?);
        }
    }
    Ok(rows)
}

/// Removes the files. After a failure they stay, for inspection.
fn remove(folder: &Path) -> Result<()> {
    fs::remove_dir_all(folder).context("removing the files")
}
