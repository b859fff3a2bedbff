//! `ROW FORMAT`: the layout of rows in files.

use std::str::FromStr;

use super::reader::Reader;
use super::{DdlError, DdlParseError};
use crate::literal;

/// The layout of rows in files: the text behind `ROW FORMAT` (user guide, "CREATE TABLE").
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RowFormat {
    /// `DELIMITED ...`: text with delimiters between the values.
    Delimited(Delimited),
    /// `SERDE '...'`: the Java class that reads the rows.
    Serde(String),
}

/// Builder for the clauses of `ROW FORMAT DELIMITED`.
///
/// A delimiter is one ASCII character or its decimal number. Hive silently truncates longer delimiters; here they are
/// errors.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct Delimited {
    /// `FIELDS TERMINATED BY`: the delimiter between values.
    pub fields: Option<String>,
    /// `ESCAPED BY`: the character that escapes a delimiter in a value; needs `fields`.
    pub escape: Option<String>,
    /// `COLLECTION ITEMS TERMINATED BY`: the delimiter between the items of an array, map or struct.
    pub collection_items: Option<String>,
    /// `MAP KEYS TERMINATED BY`: the delimiter between key and value of a map entry.
    pub map_keys: Option<String>,
    /// `LINES TERMINATED BY`: the delimiter between rows; Hive accepts only a line feed.
    pub lines: Option<String>,
    /// `NULL DEFINED AS`: the text for NULL, which may have any length.
    pub null: Option<String>,
}

impl RowFormat {
    /// Text with Hive's default delimiters; [`Delimited`] has methods for others.
    pub fn delimited() -> Delimited {
        Delimited::default()
    }

    /// A SerDe by the name of its class, such as `org.openx.data.jsonserde.JsonSerDe`.
    pub fn serde(class: impl Into<String>) -> Self {
        Self::Serde(class.into())
    }

    /// Reads the text behind `ROW FORMAT`; keywords may be in any case.
    ///
    /// # Errors
    ///
    /// The text is neither `SERDE '...'` nor `DELIMITED` with its clauses. `WITH SERDEPROPERTIES` is not part of the
    /// row format.
    ///
    /// ```
    /// use athena_sql::ddl::RowFormat;
    ///
    /// let read = RowFormat::parse(r"delimited fields terminated by '\t' null defined as ''")?;
    /// assert_eq!(read, RowFormat::delimited().fields_terminated_by("\t").null_defined_as("").into());
    /// # Ok::<(), athena_sql::ddl::DdlParseError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, DdlParseError> {
        let mut reader = Reader::new(text, "row format");
        let format = Self::read(&mut reader)?;
        if reader.cursor.peek().is_some_and(|t| t.is_keyword("with")) {
            return Err(reader.error("SERDEPROPERTIES are not part of the row format; give them separately"));
        }
        reader.finish()?;
        Ok(format)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DdlParseError> {
        if reader.cursor.take_keyword("serde") {
            return Ok(Self::Serde(reader.string("the class of SERDE in quotes")?));
        }
        if !reader.cursor.take_keyword("delimited") {
            return Err(reader.error("expected SERDE '...' or DELIMITED"));
        }
        let mut format = Delimited::default();
        loop {
            let clause = if reader.cursor.take_keywords(&["fields", "terminated", "by"]) {
                &mut format.fields
            } else if reader.cursor.take_keywords(&["escaped", "by"]) {
                &mut format.escape
            } else if reader.cursor.take_keywords(&["collection", "items", "terminated", "by"]) {
                &mut format.collection_items
            } else if reader.cursor.take_keywords(&["map", "keys", "terminated", "by"]) {
                &mut format.map_keys
            } else if reader.cursor.take_keywords(&["lines", "terminated", "by"]) {
                &mut format.lines
            } else if reader.cursor.take_keywords(&["null", "defined", "as"]) {
                &mut format.null
            } else {
                return Ok(Self::Delimited(format));
            };
            if clause.is_some() {
                return Err(reader.error("the clause of DELIMITED appears twice; remove one"));
            }
            *clause = Some(reader.string("a delimiter in quotes")?);
        }
    }

    pub(super) fn write(&self) -> Result<String, DdlError> {
        match self {
            Self::Serde(class) if class.is_empty() => Err(DdlError::new("SERDE needs the name of a class")),
            Self::Serde(class) => Ok(format!("SERDE {}", literal::hive_string(class))),
            Self::Delimited(format) => format.write(),
        }
    }
}

impl Delimited {
    /// The delimiter between values.
    pub fn fields_terminated_by(self, delimiter: impl Into<String>) -> Self {
        Self { fields: Some(delimiter.into()), ..self }
    }

    /// The character that escapes a delimiter in a value; needs [`Delimited::fields_terminated_by`].
    pub fn escaped_by(self, delimiter: impl Into<String>) -> Self {
        Self { escape: Some(delimiter.into()), ..self }
    }

    /// The delimiter between the items of an array, map or struct.
    pub fn collection_items_terminated_by(self, delimiter: impl Into<String>) -> Self {
        Self { collection_items: Some(delimiter.into()), ..self }
    }

    /// The delimiter between key and value of a map entry.
    pub fn map_keys_terminated_by(self, delimiter: impl Into<String>) -> Self {
        Self { map_keys: Some(delimiter.into()), ..self }
    }

    /// The delimiter between rows; Hive accepts only a line feed.
    pub fn lines_terminated_by(self, delimiter: impl Into<String>) -> Self {
        Self { lines: Some(delimiter.into()), ..self }
    }

    /// The text for NULL, which may have any length.
    pub fn null_defined_as(self, text: impl Into<String>) -> Self {
        Self { null: Some(text.into()), ..self }
    }

    fn write(&self) -> Result<String, DdlError> {
        if self.escape.is_some() && self.fields.is_none() {
            return Err(DdlError::new("ESCAPED BY needs FIELDS TERMINATED BY; add it"));
        }
        if self.lines.as_deref().is_some_and(|lines| lines != "\n" && lines != "10") {
            return Err(DdlError::new("LINES TERMINATED BY accepts only a line feed; write '\\n'"));
        }
        let clauses = [
            ("FIELDS TERMINATED BY", &self.fields),
            ("ESCAPED BY", &self.escape),
            ("COLLECTION ITEMS TERMINATED BY", &self.collection_items),
            ("MAP KEYS TERMINATED BY", &self.map_keys),
            ("LINES TERMINATED BY", &self.lines),
        ];
        let mut sql = "DELIMITED".to_owned();
        for (clause, delimiter) in clauses {
            if let Some(delimiter) = delimiter {
                check_delimiter(clause, delimiter)?;
                sql.push_str(&format!("\n\t{clause} {}", visible(delimiter)));
            }
        }
        if let Some(null) = &self.null {
            sql.push_str(&format!("\n\tNULL DEFINED AS {}", visible(null)));
        }
        Ok(sql)
    }
}

impl From<Delimited> for RowFormat {
    fn from(format: Delimited) -> Self {
        Self::Delimited(format)
    }
}

impl FromStr for RowFormat {
    type Err = DdlParseError;

    fn from_str(text: &str) -> Result<Self, DdlParseError> {
        Self::parse(text)
    }
}

fn check_delimiter(clause: &str, delimiter: &str) -> Result<(), DdlError> {
    let one = delimiter.len() == 1 && delimiter.is_ascii();
    if one || delimiter.parse::<i8>().is_ok() {
        return Ok(());
    }
    Err(DdlError::new(format!("{clause} accepts one ASCII character or its decimal number, not `{delimiter}`")))
}

/// A string literal with control characters as octal escapes: `'\001'`, as in the user guide.
fn visible(text: &str) -> String {
    let mut literal = String::new();
    for c in literal::hive_string(text).chars() {
        match c {
            '\0'..='\u{1f}' | '\u{7f}' => literal.push_str(&format!("\\{:03o}", u32::from(c))),
            c => literal.push(c),
        }
    }
    literal
}
