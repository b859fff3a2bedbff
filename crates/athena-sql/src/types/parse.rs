//! Parser for types in both spellings.

use std::str::FromStr;
use std::{error, fmt};

use super::scan::Scan;
use super::{AthenaType, RowField, UNBOUNDED_LENGTH};

/// The deepest nesting of arrays, maps and rows that the parser accepts; the limit keeps it from exhausting the stack.
pub const MAX_DEPTH: usize = 64;

impl AthenaType {
    /// Reads a type in Trino's or Hive's spelling, or a mixture of both. Case and spaces do not matter.
    ///
    /// An unknown name is [`AthenaType::Other`]. `decimal` without numbers is `decimal(38,0)`, as in Trino, unless it
    /// is between Hive's `<` and `>`: there it is `decimal(10,0)`. Use [`AthenaType::parse_hive`] for texts that are
    /// known to be Hive's. `varchar(2147483647)` is `varchar`.
    ///
    /// # Errors
    ///
    /// The text is not a type, a number is out of range, or types are nested deeper than [`MAX_DEPTH`].
    ///
    /// ```
    /// use athena_sql::AthenaType;
    ///
    /// assert_eq!(AthenaType::parse(" TIMESTAMP (6) with time zone ")?, AthenaType::TimestampWithTimeZone(Some(6)));
    /// assert_eq!(AthenaType::parse("array(int").unwrap_err().position(), 9);
    /// # Ok::<(), athena_sql::TypeParseError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, TypeParseError> {
        Parser { scan: Scan::new(text), depth: 0 }.whole(false)
    }

    /// As [`AthenaType::parse`], for texts from Glue, `GetTableMetadata`, `DESCRIBE` and table definitions: `decimal`
    /// without numbers is `decimal(10,0)`.
    ///
    /// # Errors
    ///
    /// As [`AthenaType::parse`].
    pub fn parse_hive(text: &str) -> Result<Self, TypeParseError> {
        Parser { scan: Scan::new(text), depth: 0 }.whole(true)
    }
}

impl FromStr for AthenaType {
    type Err = TypeParseError;

    fn from_str(text: &str) -> Result<Self, TypeParseError> {
        Self::parse(text)
    }
}

struct Parser<'a> {
    scan: Scan<'a>,
    depth: usize,
}

impl Parser<'_> {
    fn whole(mut self, hive: bool) -> Result<AthenaType, TypeParseError> {
        let data_type = self.data_type(hive)?;
        match self.scan.peek() {
            None => Ok(data_type),
            Some(c) => Err(self.scan.error(format!("the type ends before `{c}`; remove what follows"))),
        }
    }

    /// `hive` decides the meaning of `decimal` without numbers.
    fn data_type(&mut self, hive: bool) -> Result<AthenaType, TypeParseError> {
        use AthenaType as Type;
        self.scan.skip_spaces();
        let start = self.scan.position();
        let Some(word) = self.scan.word() else {
            return Err(self.scan.error("expected a type name"));
        };
        Ok(match word.to_ascii_lowercase().as_str() {
            "boolean" => Type::Boolean,
            "tinyint" => Type::TinyInt,
            "smallint" => Type::SmallInt,
            "int" | "integer" => Type::Integer,
            "bigint" => Type::BigInt,
            "real" | "float" => Type::Real,
            "double" => {
                self.scan.take_words(&["precision"]);
                Type::Double
            }
            "decimal" | "numeric" => self.decimal(hive)?,
            "char" => Type::Char(self.length()?),
            "varchar" => Type::Varchar(self.length()?),
            "string" => Type::Varchar(None),
            "varbinary" | "binary" => Type::Varbinary,
            "date" => Type::Date,
            "time" => self.time(Type::Time, Type::TimeWithTimeZone)?,
            "timestamp" => self.time(Type::Timestamp, Type::TimestampWithTimeZone)?,
            "interval" => self.interval()?,
            "json" => Type::Json,
            "uuid" => Type::Uuid,
            "ipaddress" => Type::IpAddress,
            "array" => {
                self.nested(Type::UntypedArray, hive, |parser, hive, _| Ok(Type::array(parser.data_type(hive)?)))?
            }
            "map" => self.nested(Type::UntypedMap, hive, |parser, hive, _| {
                let key = parser.data_type(hive)?;
                parser.scan.expect(',', "between the key type and the value type")?;
                Ok(Type::map(key, parser.data_type(hive)?))
            })?,
            "row" | "struct" => self.nested(Type::UntypedRow, hive, Self::fields)?,
            _ => self.other(start)?,
        })
    }

    fn decimal(&mut self, hive: bool) -> Result<AthenaType, TypeParseError> {
        if !self.scan.take('(') {
            return Ok(AthenaType::Decimal { precision: if hive { 10 } else { 38 }, scale: 0 });
        }
        let start = self.scan.position();
        let precision = self.small_number("precision of a decimal", 38)?;
        let scale = if self.scan.take(',') { self.small_number("scale of this decimal", precision)? } else { 0 };
        self.scan.expect(')', "after the numbers of `decimal`")?;
        if precision == 0 {
            return Err(TypeParseError::new(start, "the precision of a decimal is at least 1"));
        }
        Ok(AthenaType::Decimal { precision, scale })
    }

    fn length(&mut self) -> Result<Option<u32>, TypeParseError> {
        if !self.scan.take('(') {
            return Ok(None);
        }
        let length = self.scan.number("length", UNBOUNDED_LENGTH)?;
        self.scan.expect(')', "after the length")?;
        Ok((length < UNBOUNDED_LENGTH).then_some(length))
    }

    fn time(
        &mut self,
        plain: fn(Option<u8>) -> AthenaType,
        zoned: fn(Option<u8>) -> AthenaType,
    ) -> Result<AthenaType, TypeParseError> {
        let mut precision = None;
        if self.scan.take('(') {
            precision = Some(self.small_number("precision of a time", 12)?);
            self.scan.expect(')', "after the precision")?;
        }
        if self.scan.take_words(&["with", "time", "zone"]) {
            return Ok(zoned(precision));
        }
        self.scan.take_words(&["without", "time", "zone"]);
        Ok(plain(precision))
    }

    fn interval(&mut self) -> Result<AthenaType, TypeParseError> {
        if self.scan.take_words(&["day", "to", "second"]) {
            Ok(AthenaType::IntervalDayToSecond)
        } else if self.scan.take_words(&["year", "to", "month"]) {
            Ok(AthenaType::IntervalYearToMonth)
        } else {
            Err(self.scan.error("expected `day to second` or `year to month` after `interval`"))
        }
    }

    /// The type with what `inner` reads between the brackets behind `array`, `map` or `row`; `bare` without brackets.
    fn nested(
        &mut self,
        bare: AthenaType,
        hive: bool,
        inner: fn(&mut Self, bool, char) -> Result<AthenaType, TypeParseError>,
    ) -> Result<AthenaType, TypeParseError> {
        let (close, hive) = match self.scan.peek() {
            Some('(') => (')', hive),
            Some('<') => ('>', true),
            _ => return Ok(bare),
        };
        if self.depth == MAX_DEPTH {
            return Err(self.scan.error(format!("types are nested deeper than {MAX_DEPTH} levels")));
        }
        self.scan.advance(1);
        self.depth += 1;
        let data_type = inner(self, hive, close)?;
        self.depth -= 1;
        self.scan.expect(close, "at the end of a nested type")?;
        Ok(data_type)
    }

    fn fields(&mut self, hive: bool, close: char) -> Result<AthenaType, TypeParseError> {
        let mut fields = Vec::new();
        loop {
            let name = self.field_name(close == '>')?;
            fields.push(RowField { name, data_type: self.data_type(hive)? });
            if !self.scan.take(',') {
                return Ok(AthenaType::Row(fields));
            }
        }
    }

    fn field_name(&mut self, angled: bool) -> Result<Option<String>, TypeParseError> {
        if let Some(name) = self.scan.quoted_name()? {
            self.scan.take(':');
            return Ok(Some(name));
        }
        // Glue does not quote: everything up to the colon is the name, as in `struct<my-id:int>`.
        let rest = self.scan.rest();
        if let Some(end) = rest.find([':', ',', '<', '>', '(', ')'])
            && rest[end..].starts_with(':')
        {
            let name = rest[..end].trim();
            if name.is_empty() {
                return Err(self.scan.error("expected a field name before `:`"));
            }
            self.scan.advance(end + 1);
            return Ok(Some(name.to_owned()));
        }
        if angled {
            return Ok(None);
        }
        Ok(self.word_name())
    }

    /// A word in front of a type is a name, unless both are the beginning of one type.
    fn word_name(&mut self) -> Option<String> {
        let mut ahead = self.scan.clone();
        let word = ahead.word()?;
        let next = ahead.clone().word()?;
        let both = |first: &str, second: &[&str]| {
            word.eq_ignore_ascii_case(first) && second.iter().any(|second| next.eq_ignore_ascii_case(second))
        };
        let one_type = both("timestamp", &["with", "without"])
            || both("time", &["with", "without"])
            || both("double", &["precision"])
            || both("interval", &["day", "year"]);
        if one_type {
            return None;
        }
        self.scan = ahead;
        Some(word.to_owned())
    }

    /// An unknown type, verbatim, with its parameters.
    fn other(&mut self, start: usize) -> Result<AthenaType, TypeParseError> {
        let mut end = self.scan.clone();
        if self.scan.peek() == Some('(') {
            let mut open = 0_usize;
            let close = self.scan.rest().char_indices().find_map(|(at, c)| {
                match c {
                    '(' => open += 1,
                    ')' => open -= 1,
                    _ => {}
                }
                (open == 0).then_some(at + 1)
            });
            let Some(close) = close else {
                return Err(self.scan.error("the parameters are not closed; add `)`"));
            };
            self.scan.advance(close);
            end = self.scan.clone();
        }
        Ok(AthenaType::Other(end.since(start).to_owned()))
    }

    fn small_number(&mut self, what: &str, most: u8) -> Result<u8, TypeParseError> {
        let number = self.scan.number(what, u32::from(most))?;
        Ok(u8::try_from(number).unwrap_or(most))
    }
}

/// A text that is not a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeParseError {
    position: usize,
    message: String,
}

impl TypeParseError {
    pub(super) fn new(position: usize, message: impl Into<String>) -> Self {
        Self { position, message: message.into() }
    }

    /// The byte offset of the error in the text.
    pub fn position(&self) -> usize {
        self.position
    }

    /// The message without the position.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for TypeParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not read the type: {} (byte {})", self.message, self.position)
    }
}

impl error::Error for TypeParseError {}
