//! `SqlType`: the Athena types of Rust types.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::AthenaType;

/// A Rust type with a corresponding Athena type.
///
/// | Rust | Athena |
/// |---|---|
/// | `bool`, `i8`, `i16`, `i32`, `i64`, `f32`, `f64` | boolean, tinyint, smallint, integer, bigint, real, double |
/// | `str`, `String` | varchar (in Hive string) |
/// | `[u8]`, `[u8; N]`, `Vec<u8>` | varbinary (in Hive binary) |
/// | `[T]`, `[T; N]`, `Vec<T>` | array |
/// | `BTreeMap<K, V>`, `HashMap<K, V>` | map |
/// | `Option<T>`, `&T`, `Box<T>`, `Cow<T>` | the type of `T`, as every column may be NULL |
///
/// Athena has no unsigned numbers: `u8` alone has no type, and sequences of `u8` are `varbinary`. Implement the trait
/// to give a struct a row type:
///
/// ```
/// use athena_sql::{AthenaType, RowField, SqlType};
///
/// struct Point {
///     x: f64,
///     label: Option<String>,
/// }
///
/// impl SqlType for Point {
///     fn athena_type() -> AthenaType {
///         AthenaType::Row(vec![
///             RowField::new("x", f64::athena_type()),
///             RowField::new("label", <Option<String>>::athena_type()),
///         ])
///     }
/// }
///
/// assert_eq!(<Vec<Point>>::athena_type().hive().to_string(), "array<struct<x:double,label:string>>");
/// ```
pub trait SqlType {
    /// The type of a column with these values.
    fn athena_type() -> AthenaType;
}

macro_rules! simple {
    ($($rust:ty => $athena:expr),+ $(,)?) => {
        $(impl SqlType for $rust {
            fn athena_type() -> AthenaType {
                $athena
            }
        })+
    };
}

simple! {
    bool => AthenaType::Boolean,
    i8 => AthenaType::TinyInt,
    i16 => AthenaType::SmallInt,
    i32 => AthenaType::Integer,
    i64 => AthenaType::BigInt,
    f32 => AthenaType::Real,
    f64 => AthenaType::Double,
    str => AthenaType::Varchar(None),
    String => AthenaType::Varchar(None),
    [u8] => AthenaType::Varbinary,
    Vec<u8> => AthenaType::Varbinary,
}

impl<const N: usize> SqlType for [u8; N] {
    fn athena_type() -> AthenaType {
        AthenaType::Varbinary
    }
}

impl<T: SqlType> SqlType for [T] {
    fn athena_type() -> AthenaType {
        AthenaType::array(T::athena_type())
    }
}

impl<T: SqlType, const N: usize> SqlType for [T; N] {
    fn athena_type() -> AthenaType {
        AthenaType::array(T::athena_type())
    }
}

impl<T: SqlType> SqlType for Vec<T> {
    fn athena_type() -> AthenaType {
        AthenaType::array(T::athena_type())
    }
}

impl<K: SqlType, V: SqlType> SqlType for BTreeMap<K, V> {
    fn athena_type() -> AthenaType {
        AthenaType::map(K::athena_type(), V::athena_type())
    }
}

impl<K: SqlType, V: SqlType, S> SqlType for HashMap<K, V, S> {
    fn athena_type() -> AthenaType {
        AthenaType::map(K::athena_type(), V::athena_type())
    }
}

impl<T: SqlType> SqlType for Option<T> {
    fn athena_type() -> AthenaType {
        T::athena_type()
    }
}

impl<T: SqlType + ?Sized> SqlType for &T {
    fn athena_type() -> AthenaType {
        T::athena_type()
    }
}

impl<T: SqlType + ?Sized> SqlType for Box<T> {
    fn athena_type() -> AthenaType {
        T::athena_type()
    }
}

impl<T: SqlType + ToOwned + ?Sized> SqlType for Cow<'_, T> {
    fn athena_type() -> AthenaType {
        T::athena_type()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: SqlType + ?Sized>(trino: &str, hive: &str) {
        let data_type = T::athena_type();
        assert_eq!(data_type.to_string(), trino);
        assert_eq!(data_type.try_hive().map(|hive| hive.to_string()), Ok(hive.to_owned()));
    }

    #[test]
    fn numbers_texts_and_bytes_have_a_type() {
        check::<bool>("boolean", "boolean");
        check::<i8>("tinyint", "tinyint");
        check::<i16>("smallint", "smallint");
        check::<i32>("integer", "int");
        check::<i64>("bigint", "bigint");
        check::<f32>("real", "float");
        check::<f64>("double", "double");
        check::<String>("varchar", "string");
        check::<&str>("varchar", "string");
        check::<Cow<'_, str>>("varchar", "string");
        check::<Vec<u8>>("varbinary", "binary");
        check::<[u8]>("varbinary", "binary");
        check::<&[u8]>("varbinary", "binary");
        check::<Cow<'_, [u8]>>("varbinary", "binary");
        check::<[u8; 16]>("varbinary", "binary");
    }

    #[test]
    fn nested_rust_types_are_nested_athena_types() {
        check::<Option<i64>>("bigint", "bigint");
        check::<Vec<Option<Box<str>>>>("array(varchar)", "array<string>");
        check::<[i32; 3]>("array(integer)", "array<int>");
        check::<Vec<Vec<u8>>>("array(varbinary)", "array<binary>");
        check::<HashMap<String, BTreeMap<i32, Vec<f32>>>>(
            "map(varchar, map(integer, array(real)))",
            "map<string,map<int,array<float>>>",
        );
    }
}
