//! pandas dtypes of columns.
//!
//! pyarrow builds a column by the `numpy_type` of its metadata if pandas knows that name for an extension dtype, and by
//! the Arrow type otherwise. Therefore this module uses only names that pandas can turn into a dtype. It cannot do so
//! for decimals and nested types, for example: `decimal128(38, 10)[pyarrow]` raises an exception in `to_pandas()`.

use arrow_schema::{DataType, Field, TimeUnit};
use serde_json::{Value, json};

athena_core::choices! {
    /// The family of dtypes of the columns, in the words of pandas.
    pub enum DtypeBackend {
        /// Nullable dtypes: `Int64`, `Float64`, `boolean`, `string`. Missing values are `pd.NA`.
        NumpyNullable = "numpy_nullable",
        /// The dtypes that pandas uses by default: NULLs make integers `float64` and booleans `object`, strings are
        /// `str`.
        Numpy = "numpy",
        /// `ArrowDtype` where pandas has a name for it.
        Pyarrow = "pyarrow",
    }
}

/// The description of a column in the metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dtype {
    /// The kind of its values.
    pub(crate) pandas_type: String,
    /// The name of its dtype.
    pub(crate) numpy_type: String,
    /// The parameters of the kind: precision and scale, or a time zone.
    pub(crate) metadata: Value,
}

pub(crate) fn dtype(field: &Field, backend: DtypeBackend) -> Dtype {
    let data_type = field.data_type();
    let metadata = match data_type {
        DataType::Decimal128(precision, scale) => json!({ "precision": precision, "scale": scale }),
        DataType::Timestamp(_, Some(zone)) => json!({ "timezone": zone.as_ref() }),
        _ => Value::Null,
    };
    Dtype { pandas_type: kind(data_type), numpy_type: name(data_type, backend), metadata }
}

/// The kind, in the words of pyarrow.
fn kind(data_type: &DataType) -> String {
    let kind = match data_type {
        DataType::Boolean => "bool",
        DataType::Int8 => "int8",
        DataType::Int16 => "int16",
        DataType::Int32 => "int32",
        DataType::Int64 => "int64",
        DataType::Float32 => "float32",
        DataType::Float64 => "float64",
        DataType::Decimal128(..) => "decimal",
        DataType::Utf8 => "unicode",
        DataType::Binary => "bytes",
        DataType::Date32 => "date",
        DataType::Time64(_) => "time",
        DataType::Timestamp(_, None) => "datetime",
        DataType::Timestamp(_, Some(_)) => "datetimetz",
        DataType::List(item) => return format!("list[{}]", kind(item.data_type())),
        _ => "object",
    };
    kind.to_owned()
}

fn name(data_type: &DataType, backend: DtypeBackend) -> String {
    use DtypeBackend::{Numpy, NumpyNullable, Pyarrow};
    let [nullable, numpy, pyarrow] = match data_type {
        DataType::Boolean => ["boolean", "bool", "bool[pyarrow]"],
        DataType::Int8 => ["Int8", "int8", "int8[pyarrow]"],
        DataType::Int16 => ["Int16", "int16", "int16[pyarrow]"],
        DataType::Int32 => ["Int32", "int32", "int32[pyarrow]"],
        DataType::Int64 => ["Int64", "int64", "int64[pyarrow]"],
        DataType::Float32 => ["Float32", "float32", "float[pyarrow]"],
        DataType::Float64 => ["Float64", "float64", "double[pyarrow]"],
        // `string[pyarrow]` names StringDtype, not ArrowDtype; the alias `utf8[pyarrow]` names ArrowDtype.
        DataType::Utf8 => ["string", "str", "utf8[pyarrow]"],
        DataType::Binary => ["object", "object", "binary[pyarrow]"],
        DataType::Date32 => ["object", "object", "date32[day][pyarrow]"],
        DataType::Time64(TimeUnit::Nanosecond) => {
            // A `datetime.time` holds no nanoseconds: as objects they would raise an exception in `to_pandas()`.
            return "time64[ns][pyarrow]".to_owned();
        }
        DataType::Time64(_) => ["object", "object", "time64[us][pyarrow]"],
        DataType::Timestamp(unit, zone) => {
            let unit = short(*unit);
            return match (backend, zone) {
                (Pyarrow, None) => format!("timestamp[{unit}][pyarrow]"),
                (Pyarrow, Some(zone)) => format!("timestamp[{unit}, tz={zone}][pyarrow]"),
                // The metadata have the zone.
                (NumpyNullable | Numpy, _) => format!("datetime64[{unit}]"),
            };
        }
        DataType::Duration(unit) => {
            let unit = short(*unit);
            return match backend {
                Pyarrow => format!("duration[{unit}][pyarrow]"),
                NumpyNullable | Numpy => format!("timedelta64[{unit}]"),
            };
        }
        _ => ["object"; 3],
    };
    match backend {
        NumpyNullable => nullable,
        Numpy => numpy,
        Pyarrow => pyarrow,
    }
    .to_owned()
}

fn short(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Second => "s",
        TimeUnit::Millisecond => "ms",
        TimeUnit::Microsecond => "us",
        TimeUnit::Nanosecond => "ns",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn check(data_type: DataType, kind: &str, names: [&str; 3]) {
        let field = Field::new("c", data_type, true);
        let backends = [DtypeBackend::NumpyNullable, DtypeBackend::Numpy, DtypeBackend::Pyarrow];
        for (backend, name) in backends.into_iter().zip(names) {
            let dtype = dtype(&field, backend);
            assert_eq!((dtype.pandas_type.as_str(), dtype.numpy_type.as_str()), (kind, name), "{field} {backend}");
        }
    }

    #[test]
    fn every_type_has_a_kind_and_a_name_in_every_family() {
        let utc = || Some("UTC".into());
        check(DataType::Boolean, "bool", ["boolean", "bool", "bool[pyarrow]"]);
        check(DataType::Int8, "int8", ["Int8", "int8", "int8[pyarrow]"]);
        check(DataType::Int64, "int64", ["Int64", "int64", "int64[pyarrow]"]);
        check(DataType::Float32, "float32", ["Float32", "float32", "float[pyarrow]"]);
        check(DataType::Utf8, "unicode", ["string", "str", "utf8[pyarrow]"]);
        check(DataType::Decimal128(38, 10), "decimal", ["object"; 3]);
        check(DataType::Time64(TimeUnit::Microsecond), "time", ["object", "object", "time64[us][pyarrow]"]);
        check(DataType::Time64(TimeUnit::Nanosecond), "time", ["time64[ns][pyarrow]"; 3]);
        let names = ["datetime64[s]", "datetime64[s]", "timestamp[s][pyarrow]"];
        check(DataType::Timestamp(TimeUnit::Second, None), "datetime", names);
        let names = ["datetime64[us]", "datetime64[us]", "timestamp[us, tz=UTC][pyarrow]"];
        check(DataType::Timestamp(TimeUnit::Microsecond, utc()), "datetimetz", names);
        let names = ["timedelta64[ms]", "timedelta64[ms]", "duration[ms][pyarrow]"];
        check(DataType::Duration(TimeUnit::Millisecond), "object", names);
        let list = DataType::List(Arc::new(Field::new("item", DataType::Int64, true)));
        check(list, "list[int64]", ["object"; 3]);
    }

    #[test]
    fn the_metadata_have_the_parameters_of_the_type() {
        let metadata = |data_type| dtype(&Field::new("c", data_type, true), DtypeBackend::Numpy).metadata;
        assert_eq!(metadata(DataType::Decimal128(10, 2)), json!({ "precision": 10, "scale": 2 }));
        let zoned = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
        assert_eq!(metadata(zoned), json!({ "timezone": "UTC" }));
        assert_eq!(metadata(DataType::Int64), Value::Null);
    }
}
