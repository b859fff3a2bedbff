//! A column under construction.

mod append;
mod bytes;
mod misfit;
mod push;

use self::bytes::{Bytes, Offsets};
use super::bitmap::{Bitmap, Nulls};
use super::zones::Zones;
use super::{ColumnData, ColumnField, ColumnType, TypedColumn};
use crate::value::TimeUnit;

#[derive(Debug)]
pub(super) struct Builder {
    store: Store,
    nulls: Nulls,
    len: usize,
}

/// One variant for each [`ColumnType`], with what reading its text needs.
#[derive(Debug)]
enum Store {
    Boolean(Bitmap),
    Int8(Vec<i8>),
    Int16(Vec<i16>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Float32(Vec<f32>),
    Float64(Vec<f64>),
    Decimal128(Vec<i128>, DecimalShape),
    Date32(Vec<i32>),
    Time64(Vec<i64>, TimeUnit),
    Timestamp(Vec<i64>, TimeUnit),
    TimestampUtc(Vec<i64>, TimeUnit, Zones),
    DurationMillis(Vec<i64>),
    MonthInterval(Vec<i32>),
    Utf8(Bytes),
    Binary(Bytes),
    List(Offsets, Box<Builder>),
    Map(Offsets, Box<Builder>, Box<Builder>),
    Struct(Vec<Builder>),
}

#[derive(Clone, Copy, Debug)]
struct DecimalShape {
    /// Ten to the power of the precision: digits without the point are less.
    limit: u128,
    scale: u8,
}

impl Builder {
    pub(super) fn new(column_type: &ColumnType) -> Self {
        Self { store: Store::new(column_type), nulls: Nulls::default(), len: 0 }
    }

    /// The largest number in the offsets.
    pub(super) fn largest_offset(&self) -> usize {
        match &self.store {
            Store::Utf8(bytes) | Store::Binary(bytes) => bytes.data.len(),
            Store::List(_, items) => items.len.max(items.largest_offset()),
            Store::Map(_, keys, values) => keys.len.max(keys.largest_offset()).max(values.largest_offset()),
            Store::Struct(fields) => fields.iter().map(Self::largest_offset).max().unwrap_or(0),
            _ => 0,
        }
    }

    /// Hands out the column and begins anew, with room for as much again.
    pub(super) fn finish(&mut self) -> TypedColumn {
        let len = std::mem::take(&mut self.len);
        let (validity, null_count) = self.nulls.finish(len);
        TypedColumn { data: self.store.finish(), validity, len, null_count }
    }
}

impl Store {
    fn new(column_type: &ColumnType) -> Self {
        let boxed = |field: &ColumnField| Box::new(field.builder());
        match column_type {
            ColumnType::Boolean => Self::Boolean(Bitmap::default()),
            ColumnType::Int8 => Self::Int8(Vec::new()),
            ColumnType::Int16 => Self::Int16(Vec::new()),
            ColumnType::Int32 => Self::Int32(Vec::new()),
            ColumnType::Int64 => Self::Int64(Vec::new()),
            ColumnType::Float32 => Self::Float32(Vec::new()),
            ColumnType::Float64 => Self::Float64(Vec::new()),
            ColumnType::Decimal128 { precision, scale } => Self::Decimal128(
                Vec::new(),
                DecimalShape { limit: 10_u128.saturating_pow(u32::from(*precision)), scale: *scale },
            ),
            ColumnType::Date32 => Self::Date32(Vec::new()),
            ColumnType::Time64 { unit } => Self::Time64(Vec::new(), *unit),
            ColumnType::Timestamp { unit } => Self::Timestamp(Vec::new(), *unit),
            ColumnType::TimestampUtc { unit } => Self::TimestampUtc(Vec::new(), *unit, Zones::default()),
            ColumnType::DurationMillis => Self::DurationMillis(Vec::new()),
            ColumnType::MonthInterval => Self::MonthInterval(Vec::new()),
            ColumnType::Utf8 => Self::Utf8(Bytes::default()),
            ColumnType::Binary => Self::Binary(Bytes::default()),
            ColumnType::List(item) => Self::List(Offsets::default(), boxed(item)),
            ColumnType::Map { key, value } => Self::Map(Offsets::default(), boxed(key), boxed(value)),
            ColumnType::Struct(fields) => Self::Struct(fields.iter().map(ColumnField::builder).collect()),
        }
    }

    fn finish(&mut self) -> ColumnData {
        match self {
            Self::Boolean(bits) => {
                let next = Bitmap::with_capacity(bits.len());
                ColumnData::Boolean(std::mem::replace(bits, next))
            }
            Self::Int8(values) => ColumnData::Int8(take(values)),
            Self::Int16(values) => ColumnData::Int16(take(values)),
            Self::Int32(values) | Self::Date32(values) | Self::MonthInterval(values) => ColumnData::Int32(take(values)),
            Self::Int64(values)
            | Self::Time64(values, _)
            | Self::Timestamp(values, _)
            | Self::TimestampUtc(values, ..)
            | Self::DurationMillis(values) => ColumnData::Int64(take(values)),
            Self::Float32(values) => ColumnData::Float32(take(values)),
            Self::Float64(values) => ColumnData::Float64(take(values)),
            Self::Decimal128(values, _) => ColumnData::Int128(take(values)),
            Self::Utf8(bytes) | Self::Binary(bytes) => bytes.finish(),
            Self::List(offsets, items) => {
                ColumnData::List { offsets: offsets.finish(), items: Box::new(items.finish()) }
            }
            Self::Map(offsets, keys, values) => ColumnData::Map {
                offsets: offsets.finish(),
                keys: Box::new(keys.finish()),
                values: Box::new(values.finish()),
            },
            Self::Struct(fields) => ColumnData::Struct(fields.iter_mut().map(Builder::finish).collect()),
        }
    }
}

/// The next batch is likely as large.
fn take<T>(values: &mut Vec<T>) -> Vec<T> {
    let next = Vec::with_capacity(values.len());
    std::mem::replace(values, next)
}
