//! Hive's grammar for table statements, such as `CREATE EXTERNAL TABLE`.

use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

use super::alter::Change;
use super::parse::{malformed, mismatched};
use super::reader::Reader;
use super::utility::Name;
use crate::engine::contract::{Rejection, TableColumn};
use crate::engine::type_parser;

/// A table statement in Hive's grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TableStatement {
    Create(Box<CreateTable>),
    Drop { name: Name, if_exists: bool },
    Alter { name: Name, change: Change },
    Rename { name: Name, to: Name },
    Repair(Name),
}

impl TableStatement {
    pub(crate) fn name(&self) -> &Name {
        match self {
            Self::Create(create) => &create.name,
            Self::Drop { name, .. } | Self::Alter { name, .. } | Self::Rename { name, .. } | Self::Repair(name) => name,
        }
    }
}

/// `CREATE [EXTERNAL] TABLE`, clause by clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CreateTable {
    pub(crate) name: Name,
    pub(crate) external: bool,
    pub(crate) if_not_exists: bool,
    pub(crate) columns: Vec<TableColumn>,
    pub(crate) comment: Option<String>,
    pub(crate) partitioned_by: Vec<Partitioning>,
    /// The bucketing columns and the number of buckets.
    pub(crate) clustered_by: Option<(Vec<String>, u32)>,
    pub(crate) row_format: Option<RowFormat>,
    pub(crate) stored_as: Option<StoredAs>,
    pub(crate) location: Option<String>,
    pub(crate) properties: Vec<(String, String)>,
}

/// An item of `PARTITIONED BY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Partitioning {
    /// Hive: an additional column.
    Key(TableColumn),
    /// Iceberg: a column of the table or a transform of one, as written.
    Transform(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RowFormat {
    /// The table properties of the `DELIMITED` clauses.
    Delimited(Vec<(String, String)>),
    Serde {
        class: String,
        properties: Vec<(String, String)>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StoredAs {
    Named(String),
    Classes { input: String, output: String },
}

/// Returns whether the statement has Hive's grammar. Only `CREATE TABLE ... AS` has Trino's.
pub(super) fn is_hive(tokens: &[TokenWithSpan]) -> bool {
    let word = |at: usize| tokens.get(at).map_or_else(String::new, |t| t.token.to_string().to_uppercase());
    match (word(0).as_str(), word(1).as_str()) {
        ("CREATE", "EXTERNAL") | ("ALTER" | "DROP", "TABLE") | ("MSCK", "REPAIR") => true,
        ("CREATE", "TABLE") => !is_ctas(tokens),
        _ => false,
    }
}

/// `CREATE TABLE name [WITH (...)] AS`
fn is_ctas(tokens: &[TokenWithSpan]) -> bool {
    let end = TokenWithSpan::wrap(Token::EOF);
    let mut reader = Reader::new(tokens, &end);
    reader.at = 2;
    let named = reader.if_not_exists().is_ok() && reader.skip_name();
    named && (reader.take("WITH") || reader.take("AS"))
}

pub(super) fn parse(tokens: &[TokenWithSpan], end: &TokenWithSpan) -> Result<TableStatement, Rejection> {
    let mut reader = Reader::new(tokens, end);
    let parsed = reader.table_statement()?;
    reader.finish(parsed)
}

impl Reader<'_> {
    /// Skips a name. Double quotes enclose a text by Hive's rules and a name by Trino's.
    fn skip_name(&mut self) -> bool {
        loop {
            if !matches!(self.peek().token, Token::Word(_) | Token::DoubleQuotedString(_)) {
                return false;
            }
            self.at += 1;
            if !self.take_token(&Token::Period) {
                return true;
            }
        }
    }

    fn table_statement(&mut self) -> Result<TableStatement, Rejection> {
        if self.take("DROP") {
            self.expect("TABLE")?;
            let if_exists = self.if_exists()?;
            let name = self.name()?;
            self.take("PURGE");
            return Ok(TableStatement::Drop { name, if_exists });
        }
        if self.take("MSCK") {
            self.expect("REPAIR")?;
            self.expect("TABLE")?;
            return self.name().map(TableStatement::Repair);
        }
        if self.take("ALTER") {
            self.expect("TABLE")?;
            let name = self.name()?;
            if self.take("RENAME") {
                self.expect("TO")?;
                return Ok(TableStatement::Rename { name, to: self.name()? });
            }
            return Ok(TableStatement::Alter { name, change: self.change()? });
        }
        self.expect("CREATE")?;
        let external = self.take("EXTERNAL");
        self.expect("TABLE")?;
        self.create(external).map(|create| TableStatement::Create(Box::new(create)))
    }

    fn create(&mut self, external: bool) -> Result<CreateTable, Rejection> {
        let if_not_exists = self.if_not_exists()?;
        let name = self.name()?;
        let columns = self.columns()?;
        let comment = if self.take("COMMENT") { Some(self.hive_text()?) } else { None };
        let mut partitioned_by = Vec::new();
        if self.take("PARTITIONED") {
            self.expect("BY")?;
            partitioned_by = self.list(Self::partitioning)?;
        }
        let clustered_by = self.clustered_by()?;
        let row_format = self.row_format()?;
        let stored_as = self.stored_as()?;
        let location = if self.take("LOCATION") { Some(self.hive_text()?) } else { None };
        let properties = if self.take("TBLPROPERTIES") { self.properties()? } else { Vec::new() };
        Ok(CreateTable {
            name,
            external,
            if_not_exists,
            columns,
            comment,
            partitioned_by,
            clustered_by,
            row_format,
            stored_as,
            location,
            properties,
        })
    }

    /// `(item, item, ...)`
    pub(super) fn list<T>(&mut self, item: impl Fn(&mut Self) -> Result<T, Rejection>) -> Result<Vec<T>, Rejection> {
        self.expect_token(&Token::LParen)?;
        let mut items = vec![item(self)?];
        while self.take_token(&Token::Comma) {
            items.push(item(self)?);
        }
        self.expect_token(&Token::RParen)?;
        Ok(items)
    }

    /// `(name type [COMMENT 'text'], ...)`
    pub(super) fn columns(&mut self) -> Result<Vec<TableColumn>, Rejection> {
        self.list(Self::column)
    }

    pub(super) fn column(&mut self) -> Result<TableColumn, Rejection> {
        let name = self.part()?;
        let hive_type = self.hive_type()?;
        // Iceberg's grammar allows NOT NULL; it is not enforced.
        if self.take("NOT") {
            self.expect("NULL")?;
        }
        let comment = if self.take("COMMENT") { Some(self.hive_text()?) } else { None };
        Ok(TableColumn { name, hive_type, comment })
    }

    /// Reads a type, in the spelling that Glue stores.
    fn hive_type(&mut self) -> Result<String, Rejection> {
        let start = self.peek().clone();
        let mut text = String::new();
        let mut depth = 0_i32;
        while let Some(token) = self.tokens.get(self.at) {
            let piece = match &token.token {
                Token::Comma | Token::RParen if depth == 0 => break,
                Token::Word(word) if word.quote_style.is_some() => format!("\"{}\"", word.value),
                Token::Word(word) if depth == 0 && is_after_a_type(&word.value) => break,
                Token::Word(word) => word.value.to_lowercase(),
                other => other.to_string(),
            };
            depth += match &token.token {
                Token::Lt | Token::LParen => 1,
                Token::Gt | Token::RParen => -1,
                Token::ShiftRight => -2,
                _ => 0,
            };
            self.at += 1;
            text.push_str(&piece);
            // A decimal without digits differs between Hive and Trino.
            if matches!(piece.as_str(), "decimal" | "numeric") && self.peek().token != Token::LParen {
                text.push_str("(10,0)");
            }
            text.push(' ');
        }
        let parsed = type_parser::parse(text.trim()).map_err(|_| mismatched(&start, "a type"))?;
        Ok(parsed.hive())
    }

    fn partitioning(&mut self) -> Result<Partitioning, Rejection> {
        let name = self.part()?;
        if matches!(self.peek().token, Token::Comma | Token::RParen) {
            return Ok(Partitioning::Transform(name));
        }
        if self.peek().token == Token::LParen {
            let arguments = self.parenthesised()?;
            let arguments: Vec<_> = arguments
                .iter()
                .filter(|t| t.token != Token::Comma)
                .map(|t| match &t.token {
                    Token::Word(word) => word.value.to_lowercase(),
                    other => other.to_string(),
                })
                .collect();
            return Ok(Partitioning::Transform(format!("{name}({})", arguments.join(", "))));
        }
        let hive_type = self.hive_type()?;
        let comment = if self.take("COMMENT") { Some(self.hive_text()?) } else { None };
        Ok(Partitioning::Key(TableColumn { name, hive_type, comment }))
    }

    fn clustered_by(&mut self) -> Result<Option<(Vec<String>, u32)>, Rejection> {
        if !self.take("CLUSTERED") {
            return Ok(None);
        }
        self.expect("BY")?;
        let columns = self.list(Self::part)?;
        self.expect("INTO")?;
        let Token::Number(number, _) = &self.peek().token else {
            return Err(mismatched(self.peek(), "<number>"));
        };
        let buckets = number.parse().map_err(|_| malformed(format!("'{number}' is not a valid number of buckets")))?;
        self.at += 1;
        self.expect("BUCKETS")?;
        Ok(Some((columns, buckets)))
    }

    fn row_format(&mut self) -> Result<Option<RowFormat>, Rejection> {
        if !self.take("ROW") {
            return Ok(None);
        }
        self.expect("FORMAT")?;
        if self.take("SERDE") {
            let class = self.hive_text()?;
            let mut properties = Vec::new();
            if self.take("WITH") {
                self.expect("SERDEPROPERTIES")?;
                properties = self.properties()?;
            }
            return Ok(Some(RowFormat::Serde { class, properties }));
        }
        self.expect("DELIMITED")?;
        let mut properties = Vec::new();
        loop {
            let keys: &[&str] = if self.take("FIELDS") {
                &["field.delim", "serialization.format"]
            } else if self.take("COLLECTION") {
                self.expect("ITEMS")?;
                &["collection.delim"]
            } else if self.take("MAP") {
                self.expect("KEYS")?;
                &["mapkey.delim"]
            } else if self.take("LINES") {
                &["line.delim"]
            } else if self.take("NULL") {
                self.expect("DEFINED")?;
                self.expect("AS")?;
                properties.push(("serialization.null.format".to_owned(), self.hive_text()?));
                continue;
            } else {
                break;
            };
            self.expect("TERMINATED")?;
            self.expect("BY")?;
            let text = self.hive_text()?;
            properties.extend(keys.iter().map(|key| ((*key).to_owned(), text.clone())));
            if keys.len() == 2 && self.take("ESCAPED") {
                self.expect("BY")?;
                properties.push(("escape.delim".to_owned(), self.hive_text()?));
            }
        }
        Ok(Some(RowFormat::Delimited(properties)))
    }

    fn stored_as(&mut self) -> Result<Option<StoredAs>, Rejection> {
        if !self.take("STORED") {
            return Ok(None);
        }
        self.expect("AS")?;
        if self.take("INPUTFORMAT") {
            let input = self.hive_text()?;
            self.expect("OUTPUTFORMAT")?;
            return Ok(Some(StoredAs::Classes { input, output: self.hive_text()? }));
        }
        Ok(Some(StoredAs::Named(self.part()?.to_uppercase())))
    }

    /// `('key'='value', ...)`
    pub(super) fn properties(&mut self) -> Result<Vec<(String, String)>, Rejection> {
        self.list(|reader| {
            let key = reader.hive_text()?;
            reader.expect_token(&Token::Eq)?;
            Ok((key, reader.hive_text()?))
        })
    }

    /// Reads a text in single or double quotes.
    pub(super) fn hive_text(&mut self) -> Result<String, Rejection> {
        match &self.peek().token {
            Token::SingleQuotedString(text) | Token::DoubleQuotedString(text) => {
                let text = unescape(text);
                self.at += 1;
                Ok(text)
            }
            _ => Err(mismatched(self.peek(), "<string>")),
        }
    }
}

fn is_after_a_type(word: &str) -> bool {
    ["AFTER", "COMMENT", "FIRST", "NOT"].iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// Resolves Hive's backslash escapes: letters, three octal digits, and any other character as itself.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c == '\'' && rest.as_str().starts_with('\'') {
            rest.next();
        }
        if c != '\\' {
            out.push(c);
            continue;
        }
        let octal = rest.as_str().get(..3).filter(|digits| digits.bytes().all(|b| matches!(b, b'0'..=b'7')));
        if let Some(code) = octal.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            out.push(char::from(code));
            rest.nth(2);
            continue;
        }
        match rest.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('b') => out.push('\u{8}'),
            Some('0') => out.push('\0'),
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out
}
