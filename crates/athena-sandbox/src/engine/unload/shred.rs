//! Shredding of columns into Parquet leaves: values, with their definition and repetition levels.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BinaryArray, BooleanArray, StringArray};
use datafusion::arrow::buffer::{NullBuffer, ScalarBuffer};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMillisecondType,
};
use datafusion::error::{DataFusionError, Result};
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};

use crate::engine::types::AthenaType;

use super::schema::{Column, decimal_bytes};

/// The Julian day of 1970-01-01.
const EPOCH_DAY: i64 = 2_440_588;
const DAY_MILLIS: i64 = 86_400_000;

/// The values and levels of one Parquet column, for the current row group.
#[derive(Debug)]
pub(super) struct Leaf {
    pub(super) values: Values,
    pub(super) definition: Vec<i16>,
    /// Empty for a column outside of lists and maps.
    pub(super) repetition: Vec<i16>,
    repeats: bool,
}

#[derive(Debug)]
pub(super) enum Values {
    Bool(Vec<bool>),
    I32(Vec<i32>),
    I64(Vec<i64>),
    I96(Vec<Int96>),
    F32(Vec<f32>),
    F64(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

impl Leaf {
    fn level(&mut self, definition: i16, repetition: i16) {
        self.definition.push(definition);
        if self.repeats {
            self.repetition.push(repetition);
        }
    }
}

/// Creates the empty leaves of the columns, in schema order.
pub(super) fn leaves(columns: &[Column]) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    for column in columns {
        add_leaves(&column.ty, false, &mut leaves);
    }
    leaves
}

fn add_leaves(ty: &AthenaType, repeats: bool, out: &mut Vec<Leaf>) {
    let values = match ty {
        AthenaType::Array(item) => return add_leaves(item, true, out),
        AthenaType::Map(key, value) => {
            add_leaves(key, true, out);
            return add_leaves(value, true, out);
        }
        AthenaType::Row(fields) => return fields.iter().for_each(|(_, ty)| add_leaves(ty, repeats, out)),
        AthenaType::Boolean => Values::Bool(Vec::new()),
        AthenaType::TinyInt | AthenaType::SmallInt | AthenaType::Integer | AthenaType::Date => Values::I32(Vec::new()),
        AthenaType::BigInt => Values::I64(Vec::new()),
        AthenaType::Real => Values::F32(Vec::new()),
        AthenaType::Double => Values::F64(Vec::new()),
        AthenaType::Timestamp(_) => Values::I96(Vec::new()),
        AthenaType::Decimal(..) => Values::Fixed(Vec::new()),
        _ => Values::Bytes(Vec::new()),
    };
    out.push(Leaf { values, definition: Vec::new(), repetition: Vec::new(), repeats });
}

/// Appends the rows of a column to its leaves; returns the leaves of the columns after it.
pub(super) fn push<'a>(ty: &AthenaType, array: &ArrayRef, leaves: &'a mut [Leaf]) -> Result<&'a mut [Leaf]> {
    // Normalizes the Arrow types that the plan may have chosen, such as views, dictionaries and other field names.
    let wanted = ty.to_arrow();
    let array = if *array.data_type() == wanted { ArrayRef::clone(array) } else { cast(array, &wanted)? };
    let node = Node::new(ty, &array, true, 0)?;
    let (own, rest) = leaves.split_at_mut(node.width);
    for row in 0..array.len() {
        node.push(row, 0, 0, own);
    }
    Ok(rest)
}

/// An array with its position in the schema.
struct Node {
    nulls: Option<NullBuffer>,
    /// 1 if the node is nullable and so has a definition level.
    optional: i16,
    /// Number of leaves below the node.
    width: usize,
    kind: Kind,
}

enum Kind {
    Bool(BooleanArray),
    I8(ScalarBuffer<i8>),
    I16(ScalarBuffer<i16>),
    I32(ScalarBuffer<i32>),
    I64(ScalarBuffer<i64>),
    F32(ScalarBuffer<f32>),
    F64(ScalarBuffer<f64>),
    Text(StringArray),
    Bytes(BinaryArray),
    Decimal(ScalarBuffer<i128>, usize),
    Millis(ScalarBuffer<i64>),
    /// A list or map: offsets, the repetition level of further items, and one or two children.
    Repeated(Vec<usize>, i16, Vec<Node>),
    Row(Vec<Node>),
}

impl Node {
    /// Builds the node. `depth` is the number of lists and maps around it.
    fn new(ty: &AthenaType, array: &ArrayRef, optional: bool, depth: i16) -> Result<Self> {
        let kind = match (ty, array.data_type()) {
            (AthenaType::Array(item), DataType::List(_)) => {
                let list = array.as_list::<i32>();
                let items = Self::new(item, list.values(), true, depth + 1)?;
                Kind::Repeated(positions(list.value_offsets()), depth + 1, vec![items])
            }
            (AthenaType::Map(key, value), DataType::Map(..)) => {
                let map = array.as_map();
                let keys = Self::new(key, map.keys(), false, depth + 1)?;
                let values = Self::new(value, map.values(), true, depth + 1)?;
                Kind::Repeated(positions(map.value_offsets()), depth + 1, vec![keys, values])
            }
            (AthenaType::Row(fields), DataType::Struct(_)) => {
                let columns = array.as_struct().columns();
                let children = fields.iter().zip(columns).map(|((_, ty), array)| Self::new(ty, array, true, depth));
                Kind::Row(children.collect::<Result<_>>()?)
            }
            (AthenaType::Decimal(precision, _), DataType::Decimal128(..)) => {
                Kind::Decimal(array.as_primitive::<Decimal128Type>().values().clone(), decimal_bytes(*precision))
            }
            (AthenaType::Timestamp(3), DataType::Timestamp(..)) => {
                Kind::Millis(array.as_primitive::<TimestampMillisecondType>().values().clone())
            }
            (_, DataType::Boolean) => Kind::Bool(array.as_boolean().clone()),
            (_, DataType::Int8) => Kind::I8(array.as_primitive::<Int8Type>().values().clone()),
            (_, DataType::Int16) => Kind::I16(array.as_primitive::<Int16Type>().values().clone()),
            (_, DataType::Int32) => Kind::I32(array.as_primitive::<Int32Type>().values().clone()),
            (_, DataType::Date32) => Kind::I32(array.as_primitive::<Date32Type>().values().clone()),
            (_, DataType::Int64) => Kind::I64(array.as_primitive::<Int64Type>().values().clone()),
            (_, DataType::Float32) => Kind::F32(array.as_primitive::<Float32Type>().values().clone()),
            (_, DataType::Float64) => Kind::F64(array.as_primitive::<Float64Type>().values().clone()),
            (_, DataType::Utf8) => Kind::Text(array.as_string::<i32>().clone()),
            (_, DataType::Binary) => Kind::Bytes(array.as_binary::<i32>().clone()),
            (ty, other) => {
                return Err(DataFusionError::Internal(format!("cannot unload {other} as {ty}")));
            }
        };
        let width = match &kind {
            Kind::Repeated(_, _, children) | Kind::Row(children) => children.iter().map(|child| child.width).sum(),
            _ => 1,
        };
        Ok(Self { nulls: array.nulls().cloned(), optional: i16::from(optional), width, kind })
    }

    /// Appends one value. `definition` is the level reached so far, and `repetition` is that of the first leaf value.
    fn push(&self, row: usize, repetition: i16, definition: i16, leaves: &mut [Leaf]) {
        if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            leaves.iter_mut().for_each(|leaf| leaf.level(definition, repetition));
            return;
        }
        let definition = definition + self.optional;
        match &self.kind {
            Kind::Row(children) => each(children, leaves, |child, own| child.push(row, repetition, definition, own)),
            Kind::Repeated(offsets, again, children) => {
                let (start, end) = (offsets[row], offsets[row + 1]);
                if start == end {
                    leaves.iter_mut().for_each(|leaf| leaf.level(definition, repetition));
                }
                each(children, leaves, |child, own| {
                    for item in start..end {
                        child.push(item, if item == start { repetition } else { *again }, definition + 1, own);
                    }
                });
            }
            _ => {
                for leaf in leaves {
                    self.push_value(row, &mut leaf.values);
                    leaf.level(definition, repetition);
                }
            }
        }
    }

    fn push_value(&self, row: usize, out: &mut Values) {
        match (&self.kind, out) {
            (Kind::Bool(values), Values::Bool(out)) => out.push(values.value(row)),
            (Kind::I8(values), Values::I32(out)) => out.push(i32::from(values[row])),
            (Kind::I16(values), Values::I32(out)) => out.push(i32::from(values[row])),
            (Kind::I32(values), Values::I32(out)) => out.push(values[row]),
            (Kind::I64(values), Values::I64(out)) => out.push(values[row]),
            (Kind::F32(values), Values::F32(out)) => out.push(values[row]),
            (Kind::F64(values), Values::F64(out)) => out.push(values[row]),
            (Kind::Text(values), Values::Bytes(out)) => out.push(values.value(row).as_bytes().to_vec().into()),
            (Kind::Bytes(values), Values::Bytes(out)) => out.push(values.value(row).to_vec().into()),
            (Kind::Decimal(values, bytes), Values::Fixed(out)) => {
                let text = values[row].to_be_bytes();
                out.push(ByteArray::from(text[text.len() - bytes..].to_vec()).into());
            }
            (Kind::Millis(values), Values::I96(out)) => out.push(int96(values[row])),
            // `leaves` and `Node::new` match on the same type.
            _ => unreachable!("a leaf of another type"),
        }
    }
}

fn each(children: &[Node], mut leaves: &mut [Leaf], mut work: impl FnMut(&Node, &mut [Leaf])) {
    for child in children {
        let (own, rest) = leaves.split_at_mut(child.width);
        work(child, own);
        leaves = rest;
    }
}

fn positions(offsets: &[i32]) -> Vec<usize> {
    offsets.iter().map(|offset| usize::try_from(*offset).unwrap_or(0)).collect()
}

/// Encodes milliseconds as nanoseconds of the day and a Julian day.
fn int96(millis: i64) -> Int96 {
    let nanos = (millis.rem_euclid(DAY_MILLIS) * 1_000_000).cast_unsigned();
    let day = millis.div_euclid(DAY_MILLIS) + EPOCH_DAY;
    let [a, b, c, d, e, f, g, h] = nanos.to_le_bytes();
    let mut value = Int96::new();
    // Days before the Julian epoch do not occur: years are above -4713.
    let day = u32::try_from(day).unwrap_or(0);
    value.set_data(u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]), day);
    value
}

#[cfg(test)]
mod tests {
    use super::int96;

    #[test]
    fn instants_survive_as_int96() {
        for millis in [0, 1, -1, 86_399_999, -86_400_000, 1_600_000_000_123, -62_135_596_800_000, 253_402_300_799_999] {
            assert_eq!(int96(millis).to_millis(), millis);
        }
    }
}
