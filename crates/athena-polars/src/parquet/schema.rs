//! Athena types of the columns of a Parquet file.

use athena_core::driver::unload::unknown_type;
use athena_core::sql::RowField;
use athena_core::{AthenaType, Column, Columns, Error, ErrorKind, Result};
use polars_arrow::datatypes::{ArrowDataType, Field as ArrowField, TimeUnit};
use polars_parquet::parquet::schema::Repetition;
use polars_parquet::parquet::schema::types::GroupConvertedType;
use polars_parquet::read::schema::{SchemaInferenceOptions, parquet_to_arrow_schema_with_options};
use polars_parquet::read::{FileMetadata, GroupLogicalType, ParquetType};

/// The columns of a file, and the fields by which polars reads them: INT96 as microseconds, because nanoseconds only
/// cover the years 1677 to 2262 and overflow silently. The Arrow schema that a writer may have stored is ignored.
pub(super) fn columns(metadata: &FileMetadata) -> Result<(Columns, Vec<ArrowField>)> {
    let groups = metadata.schema().fields();
    let options = SchemaInferenceOptions { int96_coerce_to_timeunit: TimeUnit::Microsecond };
    let mut fields: Vec<ArrowField> =
        parquet_to_arrow_schema_with_options(groups, &Some(options)).into_iter_values().collect();
    // polars leaves out a group without fields, and one of two columns with the same name.
    if fields.len() != groups.len() || fields.is_empty() {
        let message = "UNLOAD is not known to write files without columns, groups without fields, or two columns of \
                       the same name";
        return Err(Error::new(ErrorKind::Unsupported, message).with_operation("read the files of UNLOAD"));
    }
    let columns = groups.iter().zip(&mut fields).map(|(group, field)| {
        let data_type = athena_type(group, field).map_err(|error| error.with_context("column", field.name.as_str()))?;
        Ok(Column::new(field.name.as_str(), data_type))
    });
    Ok((columns.collect::<Result<_>>()?, fields))
}

/// The type of the Parquet column from which polars made `field`.
///
/// Corrects the field where polars is mistaken: it takes the items of a list for never NULL, and so reads NULLs as
/// values, unless the group around them is called `list`. Athena calls it `bag`.
fn athena_type(parquet: &ParquetType, field: &mut ArrowField) -> Result<AthenaType> {
    if let Some(nullable) = nullable(parquet) {
        field.is_nullable = nullable;
    }
    Ok(match &mut field.dtype {
        ArrowDataType::Boolean => AthenaType::Boolean,
        ArrowDataType::Int8 => AthenaType::TinyInt,
        ArrowDataType::Int16 => AthenaType::SmallInt,
        ArrowDataType::Int32 => AthenaType::Integer,
        ArrowDataType::Int64 => AthenaType::BigInt,
        ArrowDataType::Float32 => AthenaType::Real,
        ArrowDataType::Float64 => AthenaType::Double,
        ArrowDataType::Decimal(precision, scale) => match decimal(*precision, *scale) {
            Some(decimal) => decimal,
            None => return Err(unknown(&field.dtype)),
        },
        ArrowDataType::Utf8View => AthenaType::Varchar(None),
        ArrowDataType::BinaryView => AthenaType::Varbinary,
        ArrowDataType::Date32 => AthenaType::Date,
        ArrowDataType::Timestamp(_, None) => AthenaType::Timestamp(None),
        ArrowDataType::Timestamp(_, Some(_)) => AthenaType::TimestampWithTimeZone(None),
        ArrowDataType::Map(entry, _) => map(parquet, entry)?,
        ArrowDataType::LargeList(entry) if is_map(parquet) => map(parquet, entry)?,
        ArrowDataType::LargeList(item) => {
            let [repeated] = inside(parquet) else { return Err(unknown(&field.dtype)) };
            // A list has two levels, or one from old writers. The field that polars made tells them apart.
            let element = match inside(repeated) {
                [only] if !matches!(item.dtype, ArrowDataType::Struct(_)) || is_group(only) => only,
                _ => repeated,
            };
            AthenaType::array(athena_type(element, item)?)
        }
        ArrowDataType::Struct(fields) if fields.len() == inside(parquet).len() => {
            let fields = inside(parquet).iter().zip(fields);
            let fields = fields.map(|(group, field)| {
                let data_type = athena_type(group, field)?;
                Ok(RowField::new(field.name.as_str(), data_type))
            });
            AthenaType::Row(fields.collect::<Result<_>>()?)
        }
        other => return Err(unknown(other)),
    })
}

fn map(parquet: &ParquetType, entry: &mut ArrowField) -> Result<AthenaType> {
    if let ([group], ArrowDataType::Struct(fields)) = (inside(parquet), &mut entry.dtype)
        && let ([key, value], [key_field, value_field]) = (inside(group), fields.as_mut_slice())
    {
        return Ok(AthenaType::map(athena_type(key, key_field)?, athena_type(value, value_field)?));
    }
    Err(unknown(&entry.dtype))
}

/// Whether a value may be NULL; `None` for a repeated group, which is not a value.
fn nullable(parquet: &ParquetType) -> Option<bool> {
    match parquet.get_field_info().repetition {
        Repetition::Optional => Some(true),
        Repetition::Required => Some(false),
        Repetition::Repeated => None,
    }
}

fn is_group(parquet: &ParquetType) -> bool {
    matches!(parquet, ParquetType::GroupType { .. })
}

fn is_map(parquet: &ParquetType) -> bool {
    match parquet {
        ParquetType::PrimitiveType(_) => false,
        ParquetType::GroupType { logical_type, converted_type, .. } => {
            *logical_type == Some(GroupLogicalType::Map)
                || matches!(converted_type, Some(GroupConvertedType::Map | GroupConvertedType::MapKeyValue))
        }
    }
}

fn inside(parquet: &ParquetType) -> &[ParquetType] {
    match parquet {
        ParquetType::PrimitiveType(_) => &[],
        ParquetType::GroupType { fields, .. } => fields,
    }
}

fn decimal(precision: usize, scale: usize) -> Option<AthenaType> {
    let (precision, scale) = (u8::try_from(precision).ok()?, u8::try_from(scale).ok()?);
    ((1..=38).contains(&precision) && scale <= precision).then_some(AthenaType::Decimal { precision, scale })
}

fn unknown(dtype: &ArrowDataType) -> Error {
    unknown_type(format_args!("{dtype:?}"))
}

#[cfg(test)]
mod tests {
    use polars_parquet::parquet::schema::io_message::from_message;

    use super::*;

    /// Checks the type of a column, and whether the fields for polars allow NULL items.
    fn check(column: &str, expected: &str, nullable_items: &[bool]) {
        let message = from_message(&format!("message schema {{ {column} }}")).expect("a schema");
        let groups = inside(&message);
        let options = SchemaInferenceOptions { int96_coerce_to_timeunit: TimeUnit::Microsecond };
        let mut fields: Vec<_> =
            parquet_to_arrow_schema_with_options(groups, &Some(options)).into_iter_values().collect();
        let found = athena_type(&groups[0], &mut fields[0]).expect("is a type");
        assert_eq!(found.to_string(), expected, "{column}");
        let mut found = Vec::new();
        items(&fields[0], &mut found);
        assert_eq!(found, nullable_items, "{column}");
    }

    fn items(field: &ArrowField, found: &mut Vec<bool>) {
        match &field.dtype {
            ArrowDataType::LargeList(item) | ArrowDataType::Map(item, _) => {
                found.push(item.is_nullable);
                items(item, found);
            }
            ArrowDataType::Struct(fields) => fields.iter().for_each(|field| items(field, found)),
            _ => {}
        }
    }

    #[test]
    fn lists_and_maps_of_all_writers() {
        let bag = "OPTIONAL group a (LIST) { REPEATED group bag { OPTIONAL int32 array_element; } }";
        check(bag, "array(integer)", &[true]);
        let list = "OPTIONAL group a (LIST) { REPEATED group list { REQUIRED int96 element; } }";
        check(list, "array(timestamp)", &[false]);
        check("OPTIONAL group a (LIST) { REPEATED int64 array; }", "array(bigint)", &[false]);
        let pairs = "OPTIONAL group a (LIST) { REPEATED group pair { OPTIONAL int32 x; OPTIONAL double y; } }";
        check(pairs, "array(row(x integer, y double))", &[false]);
        let rows =
            "OPTIONAL group a (LIST) { REPEATED group bag { OPTIONAL group array_element { OPTIONAL int32 x; } } }";
        check(rows, "array(row(x integer))", &[true]);
        let map = "REPEATED group map (MAP_KEY_VALUE) { REQUIRED binary key (UTF8); OPTIONAL int32 value; }";
        check(&format!("OPTIONAL group m (MAP) {{ {map} }}"), "map(varchar, integer)", &[false]);
        let nested = "OPTIONAL group r { OPTIONAL group m (MAP) { REPEATED group key_value { REQUIRED int32 key; \
                      OPTIONAL group value (LIST) { REPEATED group bag { OPTIONAL binary array_element; } } } } }";
        check(nested, "row(m map(integer, array(varbinary)))", &[false, true]);
    }
}
