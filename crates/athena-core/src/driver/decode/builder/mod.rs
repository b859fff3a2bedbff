//! Column under construction.

mod append;
mod bytes;
mod misfit;
mod push;
mod units;

use self::bytes::{Bytes, Offsets, take};
use super::bitmap::{Bitmap, Nulls};
use super::zones::Zones;
use super::{Array, ArrayData, Field, Kind};
use crate::value::TimeUnit;

#[derive(Debug)]
pub(super) struct Builder {
    store: Store,
    nulls: Nulls,
    len: usize,
}

/// The values so far: one variant for each [`Kind`], with the parameters that its text is read by.
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
    /// Ten to the power of the precision. The digits without the point are a smaller number.
    limit: u128,
    scale: u8,
}

impl Builder {
    /// A builder for a column of this field.
    pub(super) fn of(field: &Field) -> Self {
        Self::new(&field.column_type)
    }

    fn new(column_type: &Kind) -> Self {
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

    /// Returns the column, and starts an empty one with room for as many rows.
    pub(super) fn finish(&mut self) -> Array {
        let len = std::mem::take(&mut self.len);
        let (validity, null_count) = self.nulls.finish(len);
        Array { data: self.store.finish(), validity, len, null_count }
    }
}

impl Store {
    fn new(column_type: &Kind) -> Self {
        let boxed = |field: &Field| Box::new(Builder::of(field));
        match column_type {
            Kind::Boolean => Self::Boolean(Bitmap::default()),
            Kind::Int8 => Self::Int8(Vec::new()),
            Kind::Int16 => Self::Int16(Vec::new()),
            Kind::Int32 => Self::Int32(Vec::new()),
            Kind::Int64 => Self::Int64(Vec::new()),
            Kind::Float32 => Self::Float32(Vec::new()),
            Kind::Float64 => Self::Float64(Vec::new()),
            Kind::Decimal128 { precision, scale } => Self::Decimal128(
                Vec::new(),
                DecimalShape { limit: 10_u128.saturating_pow(u32::from(*precision)), scale: *scale },
            ),
            Kind::Date32 => Self::Date32(Vec::new()),
            Kind::Time64 { unit } => Self::Time64(Vec::new(), *unit),
            Kind::Timestamp { unit } => Self::Timestamp(Vec::new(), *unit),
            Kind::TimestampUtc { unit } => Self::TimestampUtc(Vec::new(), *unit, Zones::default()),
            Kind::DurationMillis => Self::DurationMillis(Vec::new()),
            Kind::MonthInterval => Self::MonthInterval(Vec::new()),
            Kind::Utf8 => Self::Utf8(Bytes::default()),
            Kind::Binary => Self::Binary(Bytes::default()),
            Kind::List(item) => Self::List(Offsets::default(), boxed(item)),
            Kind::Map { key, value } => Self::Map(Offsets::default(), boxed(key), boxed(value)),
            Kind::Struct(fields) => Self::Struct(fields.iter().map(Builder::of).collect()),
        }
    }

    fn finish(&mut self) -> ArrayData {
        match self {
            Self::Boolean(bits) => {
                let next = Bitmap::with_capacity(bits.len());
                ArrayData::Boolean(std::mem::replace(bits, next))
            }
            Self::Int8(values) => ArrayData::Int8(take(values)),
            Self::Int16(values) => ArrayData::Int16(take(values)),
            Self::Int32(values) | Self::Date32(values) | Self::MonthInterval(values) => ArrayData::Int32(take(values)),
            Self::Int64(values)
            | Self::Time64(values, _)
            | Self::Timestamp(values, _)
            | Self::TimestampUtc(values, ..)
            | Self::DurationMillis(values) => ArrayData::Int64(take(values)),
            Self::Float32(values) => ArrayData::Float32(take(values)),
            Self::Float64(values) => ArrayData::Float64(take(values)),
            Self::Decimal128(values, _) => ArrayData::Int128(take(values)),
            Self::Utf8(bytes) | Self::Binary(bytes) => bytes.finish(),
            Self::List(offsets, items) => {
                ArrayData::List { offsets: offsets.finish(), items: Box::new(items.finish()) }
            }
            Self::Map(offsets, keys, values) => ArrayData::Map {
                offsets: offsets.finish(),
                keys: Box::new(keys.finish()),
                values: Box::new(values.finish()),
            },
            Self::Struct(fields) => ArrayData::Struct(fields.iter_mut().map(Builder::finish).collect()),
        }
    }
}
