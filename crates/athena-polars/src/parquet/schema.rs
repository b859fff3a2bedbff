//! What the columns of a Parquet file are to Athena.

use athena_core::driver::decode::{self, PlanOptions, ZonedTimestamps, plan};
use athena_core::sql::RowField;
use athena_core::{AthenaType, Column, Columns, Error, ErrorKind, Result};
use polars_arrow::datatypes::{ArrowDataType, Field as ArrowField, TimeUnit};
use polars_parquet::parquet::schema::Repetition;
use polars_parquet::parquet::schema::types::GroupConvertedType;
use polars_parquet::read::schema::{SchemaInferenceOptions, parquet_to_arrow_schema_with_options};
use polars_parquet::read::{FileMetadata, GroupLogicalType, ParquetType};

/// The columns of a file, and how polars should read them: INT96 as microseconds, since nanoseconds reach no further
/// than the years 1677 to 2262 and overflow silently. What a writer left of its own schema counts for nothing.
pub(super) fn columns(metadata: &FileMetadata) -> Result<(Columns, Vec<ArrowField>)> {
    let groups = metadata.schema().fields();
    let options = SchemaInferenceOptions { int96_coerce_to_timeunit: TimeUnit::Microsecond };
    let mut fields: Vec<ArrowField> =
        parquet_to_arrow_schema_with_options(groups, &Some(options)).into_iter_values().collect();
    // A column without anything in it is left out there, and of two of one name one.
    if fields.len() != groups.len() || fields.is_empty() {
        return Err(no_such_type("without fields, two of one name, or none").with_operation("read the files of UNLOAD"));
    }
    let columns = groups.iter().zip(&mut fields).map(|(group, field)| {
        let data_type = athena_type(group, field).map_err(|error| {
            error.with_operation("read the files of UNLOAD").with_context("column", field.name.as_str())
        })?;
        Ok(Column::new(field.name.as_str(), data_type))
    });
    Ok((columns.collect::<Result<_>>()?, fields))
}

/// What each column becomes.
pub(super) fn planned(columns: &Columns, options: &PlanOptions) -> Vec<decode::Field> {
    // The files say more than a hint could, and a moment is there as a moment.
    let options = options.clone().with_type_hints(Default::default()).with_timestamp_tz(ZonedTimestamps::Utc);
    columns.iter().map(|column| plan(column, &options)).collect()
}

/// The type of what polars made `field` of.
///
/// Where polars is mistaken the field is set right: it takes items of a list for never NULL, and reads NULLs as values,
/// unless the group around them is called `list`. Athena calls it `bag`.
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
            // Of the two levels that a list has, old writers have one: which it is shows in what polars made of it.
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

/// Whether a value may be NULL; a repeated group is none by itself.
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
    no_such_type(&format!("of type {dtype:?}"))
}

fn no_such_type(what: &str) -> Error {
    Error::new(ErrorKind::Unsupported, format!("UNLOAD is not known to write columns {what}"))
}

#[cfg(test)]
mod tests {
    use polars_parquet::parquet::schema::io_message::from_message;

    use super::*;

    /// The type of a column, and whether polars is told that its items may be NULL.
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
