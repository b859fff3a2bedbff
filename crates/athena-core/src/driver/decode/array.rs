//! A finished column.

use super::Bitmap;

/// A column of a batch, or what is inside of one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Array {
    /// The values; where a row is NULL there is a zero, an empty text, or an empty list.
    pub data: ArrayData,
    /// Bit 0 is NULL; `None` if no row is.
    pub validity: Option<Bitmap>,
    /// How many rows.
    pub len: usize,
    /// How many of them are NULL.
    pub null_count: usize,
}

/// The values of a column, in the layout of Apache Arrow. Which of these a [`Kind`](super::Kind) lies in is
/// said there.
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
        /// Where each row's bytes begin, and where the last one's end: one more than there are rows.
        offsets: Vec<i32>,
        /// The bytes of all rows.
        data: Vec<u8>,
    },
    /// Lists.
    List {
        /// Where each row's items begin, and where the last one's end: one more than there are rows.
        offsets: Vec<i32>,
        /// The items of all rows.
        items: Box<Array>,
    },
    /// Maps. Their keys stand in the order of the text, and are not NULL.
    Map {
        /// Where each row's entries begin, and where the last one's end: one more than there are rows.
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
    /// Whether a row is NULL. Rows outside are not.
    pub fn is_null(&self, row: usize) -> bool {
        self.validity.as_ref().and_then(|validity| validity.get(row)) == Some(false)
    }
}
