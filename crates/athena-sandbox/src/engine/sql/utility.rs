//! `SHOW`, `DESCRIBE` and the small DDL statements, which mix Hive's back-ticks and Trino's quotes.

use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

use super::alter::PartitionSpec;
use super::parse::{malformed, mismatched, query};
use super::reader::Reader;
use crate::engine::contract::Rejection;

/// A table name as written. The session supplies a missing catalog or database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) catalog: Option<String>,
    pub(crate) database: Option<String>,
    pub(crate) table: String,
}

/// The form of a `DESCRIBE` result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    Columns,
    /// All details, on one line.
    Extended,
    /// All details, as a table.
    Formatted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Utility {
    ShowTables {
        database: Option<String>,
        pattern: Option<String>,
    },
    ShowDatabases {
        pattern: Option<String>,
    },
    ShowColumns(Name),
    /// The pattern is that of `LIKE`, with its escape character.
    ShowFunctions {
        pattern: Option<(String, Option<char>)>,
    },
    ShowViews {
        database: Option<String>,
        pattern: Option<String>,
    },
    ShowPartitions(Name),
    ShowProperties {
        table: Name,
        key: Option<String>,
    },
    ShowCreateView(Name),
    ShowCreateTable(Name),
    Describe {
        table: Name,
        detail: Detail,
        /// A partition to describe.
        partition: Option<PartitionSpec>,
        /// A column to describe, and the path to a part of it.
        column: Vec<String>,
    },
    CreateDatabase {
        name: String,
        if_not_exists: bool,
        comment: Option<String>,
        location: Option<String>,
        properties: Vec<(String, String)>,
    },
    /// `ALTER DATABASE ... SET DBPROPERTIES`
    AlterDatabase {
        name: String,
        properties: Vec<(String, String)>,
    },
    DropDatabase {
        name: String,
        if_exists: bool,
        cascade: bool,
    },
    CreateView {
        name: Name,
        or_replace: bool,
        sql: String,
    },
    DropView {
        name: Name,
        if_exists: bool,
    },
}

pub(crate) fn parse(tokens: &[TokenWithSpan], end: &TokenWithSpan, sql: &str) -> Result<Utility, Rejection> {
    let mut reader = Reader::new(tokens, end);
    let parsed = reader.statement(sql)?;
    reader.finish(parsed)
}

impl Reader<'_> {
    fn string(&mut self) -> Option<String> {
        match &self.peek().token {
            Token::SingleQuotedString(text) => {
                let text = text.clone();
                self.at += 1;
                Some(text)
            }
            _ => None,
        }
    }

    pub(super) fn part(&mut self) -> Result<String, Rejection> {
        match &self.peek().token {
            Token::Word(word) => {
                let name = word.value.to_lowercase();
                self.at += 1;
                Ok(name)
            }
            _ => Err(mismatched(self.peek(), "<identifier>")),
        }
    }

    fn dot(&mut self) -> bool {
        let found = self.peek().token == Token::Period;
        self.at += usize::from(found);
        found
    }

    pub(super) fn name(&mut self) -> Result<Name, Rejection> {
        let mut parts = vec![self.part()?];
        while parts.len() < 3 && self.dot() {
            parts.push(self.part()?);
        }
        let table = parts.pop().unwrap_or_default();
        Ok(Name { database: parts.pop(), catalog: parts.pop(), table })
    }

    /// `[catalog.]database`
    fn database(&mut self) -> Result<String, Rejection> {
        let first = self.part()?;
        if self.dot() { self.part() } else { Ok(first) }
    }

    fn in_database(&mut self) -> Result<Option<String>, Rejection> {
        if self.take("IN") || self.take("FROM") { self.database().map(Some) } else { Ok(None) }
    }

    fn pattern(&mut self) -> Result<Option<String>, Rejection> {
        let like = self.take("LIKE");
        match self.string() {
            None if like => Err(mismatched(self.peek(), "<string>")),
            pattern => Ok(pattern),
        }
    }

    fn statement(&mut self, sql: &str) -> Result<Utility, Rejection> {
        if self.take("SHOW") {
            return self.show();
        }
        if self.take("DESCRIBE") || self.take("DESC") {
            let detail = if self.take("EXTENDED") {
                Detail::Extended
            } else if self.take("FORMATTED") {
                Detail::Formatted
            } else {
                Detail::Columns
            };
            let table = self.name()?;
            let partition = if self.take("PARTITION") { Some(self.partition()?) } else { None };
            return Ok(Utility::Describe { table, detail, partition, column: self.path()? });
        }
        if self.take("ALTER") {
            if !self.take("DATABASE") {
                self.expect("SCHEMA")?;
            }
            let name = self.database()?;
            self.expect("SET")?;
            self.expect("DBPROPERTIES")?;
            return Ok(Utility::AlterDatabase { name, properties: self.properties()? });
        }
        if self.take("DROP") {
            return self.drop();
        }
        self.expect("CREATE")?;
        if self.take("DATABASE") || self.take("SCHEMA") {
            return self.create_database();
        }
        let or_replace = self.take("OR");
        if or_replace {
            self.expect("REPLACE")?;
        }
        self.expect("VIEW")?;
        let name = self.name()?;
        self.expect("AS")?;
        let body = self.tokens.get(self.at..).unwrap_or_default();
        query(body.to_vec(), self.end)?;
        let start = self.peek().span.start;
        let sql = text_from(sql, start.line, start.column);
        self.at = self.tokens.len();
        Ok(Utility::CreateView { name, or_replace, sql })
    }

    /// Reads `column.field.'$elem$'`, if present.
    fn path(&mut self) -> Result<Vec<String>, Rejection> {
        let mut path = Vec::new();
        if self.at >= self.tokens.len() {
            return Ok(path);
        }
        path.push(self.part()?);
        while self.dot() {
            path.push(match self.string() {
                Some(part) => part.to_lowercase(),
                None => self.part()?,
            });
        }
        Ok(path)
    }

    fn show(&mut self) -> Result<Utility, Rejection> {
        if self.take("TABLES") {
            let database = self.in_database()?;
            return Ok(Utility::ShowTables { database, pattern: self.pattern()? });
        }
        if self.take("DATABASES") || self.take("SCHEMAS") {
            self.in_database()?;
            return Ok(Utility::ShowDatabases { pattern: self.pattern()? });
        }
        if self.take("FUNCTIONS") {
            self.in_database()?;
            let pattern = match self.take("LIKE") {
                false => None,
                true => {
                    let pattern = self.string().ok_or_else(|| mismatched(self.peek(), "<string>"))?;
                    let escape = if self.take("ESCAPE") { self.string() } else { None };
                    Some((pattern, escape.and_then(|escape| escape.chars().next())))
                }
            };
            return Ok(Utility::ShowFunctions { pattern });
        }
        if self.take("COLUMNS") {
            if !(self.take("IN") || self.take("FROM")) {
                return Err(mismatched(self.peek(), "'FROM', 'IN'"));
            }
            let mut name = self.name()?;
            if let Some(database) = self.in_database()? {
                name.database = Some(database);
            }
            return Ok(Utility::ShowColumns(name));
        }
        if self.take("VIEWS") {
            let database = self.in_database()?;
            return Ok(Utility::ShowViews { database, pattern: self.pattern()? });
        }
        if self.take("PARTITIONS") {
            return self.name().map(Utility::ShowPartitions);
        }
        if self.take("TBLPROPERTIES") {
            let table = self.name()?;
            let mut key = None;
            if self.peek().token == Token::LParen {
                self.at += 1;
                key = self.string();
                if key.is_none() || self.peek().token != Token::RParen {
                    return Err(mismatched(self.peek(), "<string>"));
                }
                self.at += 1;
            }
            return Ok(Utility::ShowProperties { table, key });
        }
        self.expect("CREATE")?;
        if self.take("TABLE") {
            return self.name().map(Utility::ShowCreateTable);
        }
        self.expect("VIEW")?;
        self.name().map(Utility::ShowCreateView)
    }

    fn drop(&mut self) -> Result<Utility, Rejection> {
        let view = self.take("VIEW");
        if !view && !self.take("DATABASE") {
            self.expect("SCHEMA")?;
        }
        let if_exists = self.take("IF");
        if if_exists {
            self.expect("EXISTS")?;
        }
        if view {
            return Ok(Utility::DropView { name: self.name()?, if_exists });
        }
        let name = self.database()?;
        let cascade = self.take("CASCADE");
        if !cascade {
            self.take("RESTRICT");
        }
        Ok(Utility::DropDatabase { name, if_exists, cascade })
    }

    fn create_database(&mut self) -> Result<Utility, Rejection> {
        let if_not_exists = self.take("IF");
        if if_not_exists {
            self.expect("NOT")?;
            self.expect("EXISTS")?;
        }
        let name = self.database()?;
        let mut comment = None;
        if self.take("COMMENT") {
            comment = self.string();
            if comment.is_none() {
                return Err(malformed("COMMENT needs a string".to_owned()));
            }
        }
        let location = if self.take("LOCATION") { Some(self.hive_text()?) } else { None };
        let mut properties = Vec::new();
        if self.take("WITH") {
            self.expect("DBPROPERTIES")?;
            properties = self.properties()?;
        }
        Ok(Utility::CreateDatabase { name, if_not_exists, comment, location, properties })
    }
}

/// The text from a position on, without a final semicolon.
pub(super) fn text_from(sql: &str, line: u64, column: u64) -> String {
    let mut rest = sql;
    for _ in 1..line {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    let skip = usize::try_from(column.saturating_sub(1)).unwrap_or(0);
    let start = rest.char_indices().nth(skip).map_or(rest.len(), |(at, _)| at);
    rest[start..].trim_end().trim_end_matches(';').trim_end().to_owned()
}
