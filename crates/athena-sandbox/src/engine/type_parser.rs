//! Parser for type names in Trino's or Hive's spelling: `row(id integer, name varchar)`, `timestamp(3) with time zone`.

use super::types::AthenaType;

/// Parses a type name.
///
/// # Errors
/// Returns the text that is not a type.
pub(crate) fn parse(text: &str) -> Result<AthenaType, String> {
    let mut reader = Reader { words: split(text), at: 0 };
    let parsed = reader.ty().ok_or_else(|| format!("Unknown type: {text}"))?;
    match reader.words.get(reader.at) {
        None => Ok(parsed),
        Some(_) => Err(format!("Unknown type: {text}")),
    }
}

/// Splits the text into words, quoted names (with a leading `"`) and single punctuation characters.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '"' {
            let mut name = String::from('"');
            while let Some(c) = chars.next() {
                if c == '"' && chars.next_if_eq(&'"').is_none() {
                    break;
                }
                name.push(c);
            }
            words.push(name);
        } else if c.is_alphanumeric() || c == '_' {
            let mut word = String::from(c);
            while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                word.push(c);
            }
            words.push(word.to_lowercase());
        } else if !c.is_whitespace() {
            words.push(c.to_string());
        }
    }
    words
}

struct Reader {
    words: Vec<String>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> &str {
        self.words.get(self.at).map_or("", String::as_str)
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.peek() == word;
        self.at += usize::from(found);
        found
    }

    fn number(&mut self) -> Option<u32> {
        let number = self.peek().parse().ok()?;
        self.at += 1;
        Some(number)
    }

    /// Parses `(n)`, if present.
    fn length(&mut self) -> Option<Option<u32>> {
        if !self.take("(") {
            return Some(None);
        }
        let number = self.number()?;
        self.take(")").then_some(Some(number))
    }

    fn precision(&mut self) -> Option<u8> {
        let digits = self.length()?.unwrap_or(3);
        u8::try_from(digits).ok().filter(|p| *p <= 12)
    }

    fn zoned(&mut self) -> bool {
        let start = self.at;
        if self.take("with") && self.take("time") && self.take("zone") {
            return true;
        }
        self.at = start;
        if !(self.take("without") && self.take("time") && self.take("zone")) {
            self.at = start;
        }
        false
    }

    fn ty(&mut self) -> Option<AthenaType> {
        let word = self.peek().to_owned();
        self.at += 1;
        let open = |reader: &mut Self| reader.take("(") || reader.take("<");
        let close = |reader: &mut Self| reader.take(")") || reader.take(">");
        Some(match word.as_str() {
            "unknown" => AthenaType::Unknown,
            "boolean" => AthenaType::Boolean,
            "tinyint" => AthenaType::TinyInt,
            "smallint" => AthenaType::SmallInt,
            "integer" | "int" => AthenaType::Integer,
            "bigint" => AthenaType::BigInt,
            "real" | "float" => AthenaType::Real,
            "double" => {
                self.take("precision");
                AthenaType::Double
            }
            "decimal" | "numeric" => {
                let (mut p, mut s) = (38, 0);
                if self.take("(") {
                    p = self.number()?;
                    if self.take(",") {
                        s = self.number()?;
                    }
                    self.take(")").then_some(())?;
                }
                let valid = (1..=38).contains(&p) && s <= p;
                AthenaType::Decimal(u8::try_from(p).ok().filter(|_| valid)?, i8::try_from(s).ok()?)
            }
            "varchar" => AthenaType::Varchar(self.length()?),
            "string" => AthenaType::Varchar(None),
            "char" => AthenaType::Char(self.length()?.unwrap_or(1)),
            "varbinary" | "binary" => AthenaType::Varbinary,
            "date" => AthenaType::Date,
            "time" => match (self.precision()?, self.zoned()) {
                (p, true) => AthenaType::TimeTz(p),
                (p, false) => AthenaType::Time(p),
            },
            "timestamp" => match (self.precision()?, self.zoned()) {
                (p, true) => AthenaType::TimestampTz(p),
                (p, false) => AthenaType::Timestamp(p),
            },
            "interval" => {
                let day = self.take("day") && self.take("to") && self.take("second");
                let year = !day && self.take("year") && self.take("to") && self.take("month");
                match (day, year) {
                    (true, _) => AthenaType::IntervalDay,
                    (_, true) => AthenaType::IntervalYear,
                    _ => return None,
                }
            }
            "json" => AthenaType::Json,
            "uuid" => AthenaType::Uuid,
            "ipaddress" => AthenaType::IpAddress,
            "array" => {
                open(self).then_some(())?;
                let item = self.ty()?;
                close(self).then_some(())?;
                AthenaType::Array(Box::new(item))
            }
            "map" => {
                open(self).then_some(())?;
                let key = self.ty()?;
                self.take(",").then_some(())?;
                let value = self.ty()?;
                close(self).then_some(())?;
                AthenaType::Map(Box::new(key), Box::new(value))
            }
            "row" | "struct" => {
                open(self).then_some(())?;
                let mut fields = Vec::new();
                loop {
                    fields.push(self.field()?);
                    if !self.take(",") {
                        break;
                    }
                }
                close(self).then_some(())?;
                AthenaType::Row(fields)
            }
            _ => return None,
        })
    }

    /// Parses `name type`, `name:type` or only `type`.
    fn field(&mut self) -> Option<(Option<String>, AthenaType)> {
        let start = self.at;
        if let Some(ty) = self.ty()
            && matches!(self.peek(), "," | ")" | ">")
        {
            return Some((None, ty));
        }
        self.at = start;
        let name = self.peek().trim_start_matches('"').to_owned();
        self.at += 1;
        self.take(":");
        Some((Some(name), self.ty()?))
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_printed_type_reads_back() {
        for text in [
            "boolean",
            "decimal(38,10)",
            "varchar",
            "varchar(7)",
            "char(5)",
            "timestamp(6) with time zone",
            "time(0)",
            "interval day to second",
            "array(row(id integer, name varchar(3)))",
            "map(varchar, array(double))",
            "row(integer, varchar)",
            "row(\"a b\" date, time time(3))",
        ] {
            assert_eq!(parse(text).map(|ty| ty.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "blob", "decimal(39)", "array", "row(", "varchar(x)", "timestamp(13)", "integer integer"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
