//! Finished columns.

use super::Bitmap;

/// A column of a batch, or a column inside another.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Array {
    /// The values. A row that is NULL has zero, an empty text, or an empty list.
    pub data: ArrayData,
    /// One bit for each row, clear for NULL; `None` if no row is NULL.
    pub validity: Option<Bitmap>,
    /// Number of rows.
    pub len: usize,
    /// Number of rows that are NULL.
    pub null_count: usize,
}

/// The values of a column, in the layout of Apache Arrow. [`Kind`](super::Kind) tells the variant of each kind.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ArrayData {
    /// Bits.
    Boolean(Bitmap),
    /// 8 bits.
    Int8(Vec<i8>),
    /// 16 bits.
    Int16(Vec<i16>),
    /// 32 bits: integers, days, months.
    Int32(Vec<i32>),
    /// 64 bits: integers, counts of time units.
    Int64(Vec<i64>),
    /// 128 bits: decimals without their point.
    Int128(Vec<i128>),
    /// 32 bits, floating point.
    Float32(Vec<f32>),
    /// 64 bits, floating point.
    Float64(Vec<f64>),
    /// Text, which is valid UTF-8 in every row, or bytes.
    Bytes {
        /// The start of each row's bytes, and the end of the last row's: one offset more than there are rows.
        offsets: Vec<i32>,
        /// The bytes of all rows.
        data: Vec<u8>,
    },
    /// Lists.
    List {
        /// The start of each row's items, and the end of the last row's: one offset more than there are rows.
        offsets: Vec<i32>,
        /// The items of all rows.
        items: Box<Array>,
    },
    /// Maps. Their keys are in the order of the text, and are not NULL.
    Map {
        /// The start of each row's entries, and the end of the last row's: one offset more than there are rows.
        offsets: Vec<i32>,
        /// The keys of all rows.
        keys: Box<Array>,
        /// The value of each key.
        values: Box<Array>,
    },
    /// One column for each field, as long as this one.
    Struct(Vec<Array>),
}

impl Array {
    /// Whether a row is NULL; false for a row outside the column.
    pub fn is_null(&self, row: usize) -> bool {
        self.validity.as_ref().and_then(|validity| validity.get(row)) == Some(false)
    }
}
