//! `Spool`: the rows of a result, stored so that any page can be read again
//!
//! The spool is a private copy: managed results have no object, and users may delete result objects. Small results
//! stay in memory; larger ones go to a file, with an index of the offset of every 256th row.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::{NamedTempFile, TempPath};

use crate::engine::contract::TextBatch;

/// Number of rows between two indexed offsets.
const STRIDE: u64 = 256;

/// Number of bytes held in memory before a file is created.
const MAX_IN_MEMORY: usize = 128 * 1024;

/// The cell length that encodes NULL.
const NULL: u32 = u32::MAX;

#[derive(Debug)]
pub(crate) struct Spool {
    index: Index,
    store: Store,
}

/// Index from row numbers to byte offsets.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Index {
    width: usize,
    rows: u64,
    offsets: Vec<u64>,
}

#[derive(Debug)]
enum Store {
    Memory(Vec<u8>),
    /// A temporary file. It is opened for each read: a result of every query would take a descriptor.
    File(TempPath),
    /// A file of an earlier run.
    Persisted(PathBuf),
}

/// Writes rows into a spool.
#[derive(Debug)]
pub(super) struct SpoolWriter<'a> {
    folder: &'a Path,
    index: Index,
    /// The file, once there are more bytes than fit in memory.
    file: Option<NamedTempFile>,
    pending: Vec<u8>,
    written: u64,
}

impl<'a> SpoolWriter<'a> {
    pub(super) fn new(width: usize, folder: &'a Path) -> Self {
        let index = Index { width, ..Index::default() };
        Self { folder, index, file: None, pending: Vec::new(), written: 0 }
    }

    pub(super) fn push(&mut self, batch: &TextBatch) -> io::Result<()> {
        // A row of DESCRIBE has one value, although the result has three columns.
        self.index.width = batch.width();
        for row in 0..batch.num_rows() {
            if self.index.rows.is_multiple_of(STRIDE) {
                self.index.offsets.push(self.written + self.pending.len() as u64);
            }
            for column in 0..batch.width() {
                match batch.cell(row, column) {
                    None => self.pending.extend_from_slice(&NULL.to_le_bytes()),
                    Some(text) => {
                        let length = u32::try_from(text.len()).ok().filter(|length| *length != NULL);
                        let length = length.ok_or_else(|| io::Error::other("a value is larger than 4 GiB"))?;
                        self.pending.extend_from_slice(&length.to_le_bytes());
                        self.pending.extend_from_slice(text.as_bytes());
                    }
                }
            }
            self.index.rows += 1;
        }
        if self.pending.len() > MAX_IN_MEMORY {
            self.flush()?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<Spool> {
        if self.file.is_some() {
            self.flush()?;
        }
        let store = match self.file {
            None => {
                self.pending.shrink_to_fit();
                Store::Memory(self.pending)
            }
            Some(file) => Store::File(file.into_temp_path()),
        };
        Ok(Spool { index: self.index, store })
    }

    fn flush(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(NamedTempFile::new_in(self.folder)?),
        };
        file.write_all(&self.pending)?;
        self.written += self.pending.len() as u64;
        self.pending.clear();
        Ok(())
    }
}

impl Spool {
    /// A spool without rows.
    pub(super) fn empty() -> Self {
        Self { index: Index::default(), store: Store::Memory(Vec::new()) }
    }

    /// A spool over the rows of an earlier run, see [`persist`](Self::persist).
    pub(super) fn persisted(index: Index, path: PathBuf) -> Self {
        Self { index, store: Store::Persisted(path) }
    }

    /// The index into the file that [`persist`](Self::persist) makes.
    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    /// Makes a file of that name with the rows. It must be on the file system of the spool's folder.
    pub(super) fn persist(&self, path: &Path) -> io::Result<()> {
        match &self.store {
            Store::Memory(bytes) => fs::write(path, bytes),
            // The temporary name is removed with the spool; the other name remains.
            Store::File(file) => fs::hard_link(file, path),
            Store::Persisted(known) if known == path => Ok(()),
            // The query reuses the rows of an earlier run.
            Store::Persisted(known) => fs::hard_link(known, path),
        }
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        let rows = match &self.store {
            Store::Memory(bytes) => bytes.capacity(),
            Store::File(_) | Store::Persisted(_) => 0,
        };
        rows + self.index.offsets.capacity() * size_of::<u64>()
    }

    pub(crate) fn rows(&self) -> u64 {
        self.index.rows
    }

    /// Reads up to `count` rows, beginning with row `first`.
    pub(crate) fn read(&self, first: u64, count: u64) -> io::Result<TextBatch> {
        let mut batch = TextBatch::new(self.index.width);
        let end = first.saturating_add(count).min(self.index.rows);
        if first >= end || self.index.width == 0 {
            return Ok(batch);
        }
        let stride = usize::try_from(first / STRIDE).map_err(io::Error::other)?;
        let offset = *self.index.offsets.get(stride).ok_or(io::ErrorKind::UnexpectedEof)?;
        match &self.store {
            Store::Memory(bytes) => {
                let start = usize::try_from(offset).map_err(io::Error::other)?;
                let mut bytes = bytes.get(start..).unwrap_or_default();
                self.copy(&mut bytes, first, end, &mut batch)?;
            }
            Store::File(path) => self.copy(&mut open_at(path, offset)?, first, end, &mut batch)?,
            Store::Persisted(path) => self.copy(&mut open_at(path, offset)?, first, end, &mut batch)?,
        }
        Ok(batch)
    }

    fn copy(&self, from: &mut impl Read, first: u64, end: u64, batch: &mut TextBatch) -> io::Result<()> {
        let mut text = Vec::new();
        for row in first - first % STRIDE..end {
            for _ in 0..self.index.width {
                let mut length = [0; 4];
                from.read_exact(&mut length)?;
                let length = u32::from_le_bytes(length);
                text.clear();
                if length != NULL {
                    from.take(u64::from(length)).read_to_end(&mut text)?;
                }
                if row >= first {
                    let text = std::str::from_utf8(&text).map_err(io::Error::other)?;
                    batch.push((length != NULL).then_some(text));
                }
            }
        }
        Ok(())
    }
}

fn open_at(path: &Path, offset: u64) -> io::Result<impl Read> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    Ok(BufReader::with_capacity(64 * 1024, file))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spool(rows: u32, pad: usize) -> Spool {
        let folder = std::env::temp_dir();
        let mut writer = SpoolWriter::new(2, &folder);
        for start in (0..rows).step_by(100) {
            let mut batch = TextBatch::new(2);
            for row in start..(start + 100).min(rows) {
                batch.push(Some(&format!("{row}{}", "x".repeat(pad))));
                batch.push((row % 3 > 0).then_some(""));
            }
            writer.push(&batch).expect("written");
        }
        writer.finish().expect("written")
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_result_in_a_file_holds_no_descriptor() {
        let open = || fs::read_dir("/proc/self/fd").expect("a list of descriptors").count();
        let before = open();
        let spools: Vec<Spool> = (0..300).map(|_| spool(200, 1000)).collect();
        // Other tests of this process have descriptors, too.
        assert!(open() < before + 150, "{} descriptors, {before} before", open());
        for spool in spools {
            let path = match &spool.store {
                Store::File(path) => path.to_path_buf(),
                other => panic!("the rows are in {other:?}"),
            };
            assert_eq!(spool.read(199, 1).expect("read").num_rows(), 1);
            drop(spool);
            assert!(!path.exists());
        }
    }

    #[test]
    fn any_page_can_be_read_again() {
        for pad in [0, 1000] {
            let spool = spool(1000, pad);
            assert_eq!(spool.rows(), 1000);
            for (first, count, expected) in [(0, 1000, 1000), (255, 2, 2), (256, 1, 1), (999, 10, 1), (1000, 10, 0)] {
                let batch = spool.read(first, count).expect("read");
                assert_eq!(batch.num_rows(), expected);
                for row in 0..expected {
                    let number = first + row as u64;
                    assert!(batch.cell(row, 0).expect("not NULL").starts_with(&number.to_string()));
                    assert_eq!(batch.cell(row, 1), (!number.is_multiple_of(3)).then_some(""));
                }
            }
        }
    }
}
