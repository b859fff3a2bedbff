//! `Properties`: lists of `'key' = 'value'`.

use super::reader::Reader;
use super::{DdlError, DdlParseError, write};
use crate::{TokenKind, literal};

/// The longest key of a property that Glue accepts, in bytes (web API reference, "TableInput"). Values may have 512,000
/// bytes, more than a statement.
pub const MAX_KEY_BYTES: usize = 255;

/// Properties of a table, a SerDe or a database, in the order in which they were added. Keys are unique.
///
/// ```
/// use athena_sql::ddl::Properties;
///
/// let given = Properties::from([("classification", "csv"), ("skip.header.line.count", "1")]);
/// assert_eq!(given, Properties::parse(r#"'classification' = 'csv', "skip.header.line.count"="1""#)?);
/// assert_eq!(given.get("classification"), Some("csv"));
/// # Ok::<(), athena_sql::ddl::DdlParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Properties(Vec<(String, String)>);

impl Properties {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the text between the parentheses of `TBLPROPERTIES`, `SERDEPROPERTIES` or `DBPROPERTIES`.
    ///
    /// The text is parsed, and the statement is written from the result, so the text cannot inject anything else.
    /// Strings are Hive's; see [`read_hive_string`](literal::read_hive_string). An empty text is an empty list.
    ///
    /// # Errors
    ///
    /// The text is not a list of `'key' = 'value'`, or a key appears twice.
    pub fn parse(text: &str) -> Result<Self, DdlParseError> {
        let mut reader = Reader::new(text, "properties");
        if reader.cursor.peek().is_none() {
            return Ok(Self::new());
        }
        let properties = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(properties)
    }

    /// Reads a list of at least one property.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DdlParseError> {
        let mut properties = Self::new();
        loop {
            let at = reader.position();
            let key = reader.string("a key in quotes")?;
            reader.expect_equals()?;
            let value = reader.string("a value in quotes")?;
            if properties.get(&key).is_some() {
                return Err(reader.error_at(at, format!("the key `{key}` appears twice; remove one")));
            }
            properties.0.push((key, value));
            if !reader.cursor.take(TokenKind::Comma) {
                return Ok(properties);
            }
        }
    }

    /// Reads a list in parentheses.
    pub(super) fn read_list(reader: &mut Reader<'_>) -> Result<Self, DdlParseError> {
        reader.expect(TokenKind::LeftParen, "`(`")?;
        let properties = Self::read(reader)?;
        reader.expect(TokenKind::RightParen, "`)`")?;
        Ok(properties)
    }

    /// Adds a property, or replaces the value of the key in its place.
    pub fn with_property(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.insert(key, value);
        self
    }

    /// As [`Properties::with_property`], on a borrowed list.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<String>) {
        let (key, value) = (key.into(), value.into());
        match self.0.iter_mut().find(|(present, _)| *present == key) {
            Some((_, present)) => *present = value,
            None => self.0.push((key, value)),
        }
    }

    /// The value of a key, which is compared with its case.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.iter().find(|(present, _)| *present == key).map(|(_, value)| value)
    }

    /// Keys and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The number of properties.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `table_type` is `ICEBERG`, in any case: such a table is built with
    /// [`CreateTable::iceberg`](super::CreateTable::iceberg).
    pub fn is_iceberg(&self) -> bool {
        self.table_type().is_some_and(|value| value.eq_ignore_ascii_case("iceberg"))
    }

    pub(super) fn table_type(&self) -> Option<&str> {
        self.iter().find(|(key, _)| key.eq_ignore_ascii_case("table_type")).map(|(_, value)| value)
    }

    /// Each property as `'key' = 'value'`.
    pub(super) fn write(&self) -> Result<Vec<String>, DdlError> {
        self.iter()
            .map(|(key, value)| {
                check_key(key)?;
                Ok(format!("{} = {}", literal::hive_string(key), literal::hive_string(value)))
            })
            .collect()
    }
}

/// Checks that Glue accepts the key.
pub(super) fn check_key(key: &str) -> Result<(), DdlError> {
    if key.is_empty() {
        return Err(DdlError::new("the key of a property needs at least one character"));
    }
    if key.len() > MAX_KEY_BYTES {
        let message = format!("the key of a property has {} bytes, Glue accepts {MAX_KEY_BYTES}: `{key}`", key.len());
        return Err(DdlError::new(message));
    }
    write::single_line(key, "the key of a property")
}

impl<K: Into<String>, V: Into<String>> Extend<(K, V)> for Properties {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, properties: I) {
        for (key, value) in properties {
            self.insert(key, value);
        }
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Properties {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(properties: I) -> Self {
        let mut all = Self::new();
        all.extend(properties);
        all
    }
}

impl<K: Into<String>, V: Into<String>, const N: usize> From<[(K, V); N]> for Properties {
    fn from(properties: [(K, V); N]) -> Self {
        properties.into_iter().collect()
    }
}

impl IntoIterator for Properties {
    type Item = (String, String);
    type IntoIter = std::vec::IntoIter<(String, String)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
