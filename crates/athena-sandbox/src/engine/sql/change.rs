//! Statements that write rows: `INSERT`, `CREATE TABLE AS`, `UPDATE`, `DELETE`, `MERGE`, and Iceberg maintenance.

use datafusion::sql::sqlparser::ast::Query;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

use super::parse::{mismatched, query};
use super::reader::Reader;
use super::unload::Property;
use super::utility::Name;
use crate::engine::contract::Rejection;

/// Part of a statement that is inserted into a query once the columns of the table are known.
pub(crate) type Tokens = Vec<TokenWithSpan>;

#[derive(Clone, Debug)]
pub(crate) enum ChangeRows {
    Insert { name: Name, columns: Vec<String>, query: Box<Query> },
    CreateAs(CreateAs),
    Update { name: Name, alias: Option<String>, set: Vec<(String, Tokens)>, filter: Option<Tokens> },
    Delete { name: Name, alias: Option<String>, filter: Option<Tokens> },
    Merge(Merge),
    Optimize { name: Name, filter: Option<Tokens> },
    Vacuum { name: Name },
}

#[derive(Clone, Debug)]
pub(crate) struct CreateAs {
    pub(crate) name: Name,
    pub(crate) if_not_exists: bool,
    /// Names in lower case, in the order of the statement.
    pub(crate) properties: Vec<(String, Property)>,
    pub(crate) query: Box<Query>,
    pub(crate) with_data: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Merge {
    pub(crate) name: Name,
    pub(crate) alias: Option<String>,
    /// The source table or query, with its alias.
    pub(crate) source: Tokens,
    pub(crate) on: Tokens,
    pub(crate) clauses: Vec<MergeClause>,
}

#[derive(Clone, Debug)]
pub(crate) struct MergeClause {
    pub(crate) condition: Option<Tokens>,
    pub(crate) action: MergeAction,
}

/// The action of a MERGE clause. INSERT applies to rows without a match, the others to matched rows.
#[derive(Clone, Debug)]
pub(crate) enum MergeAction {
    Update(Vec<(String, Tokens)>),
    Delete,
    Insert { columns: Vec<String>, values: Vec<Tokens> },
}

impl ChangeRows {
    pub(crate) fn name(&self) -> &Name {
        match self {
            Self::Insert { name, .. }
            | Self::Update { name, .. }
            | Self::Delete { name, .. }
            | Self::Optimize { name, .. }
            | Self::Vacuum { name } => name,
            Self::CreateAs(create) => &create.name,
            Self::Merge(merge) => &merge.name,
        }
    }
}

pub(super) fn parse(tokens: &[TokenWithSpan], end: &TokenWithSpan) -> Result<ChangeRows, Rejection> {
    let mut reader = Reader::new(tokens, end);
    let parsed = reader.change_rows()?;
    reader.finish(parsed)
}

impl Reader<'_> {
    fn change_rows(&mut self) -> Result<ChangeRows, Rejection> {
        if self.take("INSERT") {
            self.expect("INTO")?;
            let name = self.name()?;
            let columns = self.insert_columns()?;
            let query = query(self.rest().to_vec(), self.end)?;
            return Ok(ChangeRows::Insert { name, columns, query });
        }
        if self.take("UPDATE") {
            let name = self.name()?;
            let alias = self.alias(&["SET"])?;
            self.expect("SET")?;
            let set = self.assignments(&["WHERE"])?;
            let filter = self.filter()?;
            return Ok(ChangeRows::Update { name, alias, set, filter });
        }
        if self.take("DELETE") {
            self.expect("FROM")?;
            let name = self.name()?;
            let alias = self.alias(&["WHERE"])?;
            return Ok(ChangeRows::Delete { name, alias, filter: self.filter()? });
        }
        if self.take("MERGE") {
            self.expect("INTO")?;
            return self.merge().map(ChangeRows::Merge);
        }
        if self.take("OPTIMIZE") {
            let name = self.name()?;
            for word in ["REWRITE", "DATA", "USING", "BIN_PACK"] {
                self.expect(word)?;
            }
            return Ok(ChangeRows::Optimize { name, filter: self.filter()? });
        }
        if self.take("VACUUM") {
            return Ok(ChangeRows::Vacuum { name: self.name()? });
        }
        self.expect("CREATE")?;
        self.expect("TABLE")?;
        let if_not_exists = self.if_not_exists()?;
        let name = self.name()?;
        let properties = if self.take("WITH") { self.list(Self::property)? } else { Vec::new() };
        self.expect("AS")?;
        let mut rest = self.rest();
        let mut with_data = true;
        let is = |token: Option<&TokenWithSpan>, word: &str| {
            token.is_some_and(|t| t.token.to_string().eq_ignore_ascii_case(word))
        };
        let last = |back: usize| rest.len().checked_sub(back).and_then(|at| rest.get(at));
        if is(last(1), "DATA") {
            if is(last(2), "WITH") {
                rest = &rest[..rest.len() - 2];
            } else if is(last(2), "NO") && is(last(3), "WITH") {
                with_data = false;
                rest = &rest[..rest.len() - 3];
            }
        }
        let query = query(rest.to_vec(), self.end)?;
        Ok(ChangeRows::CreateAs(CreateAs { name, if_not_exists, properties, query, with_data }))
    }

    /// Reads the list of columns, unless the parenthesis opens a query.
    fn insert_columns(&mut self) -> Result<Vec<String>, Rejection> {
        let inner = self.tokens.get(self.at + 1).map(|t| t.token.to_string().to_uppercase());
        let is_query = inner.is_some_and(|word| matches!(word.as_str(), "SELECT" | "VALUES" | "WITH" | "TABLE" | "("));
        if self.peek().token == Token::LParen && !is_query { self.list(Self::part) } else { Ok(Vec::new()) }
    }

    /// Reads `[AS] name`, unless one of the words in `ends` follows.
    fn alias(&mut self, ends: &[&str]) -> Result<Option<String>, Rejection> {
        if self.take("AS") {
            return self.part().map(Some);
        }
        let is_end = ends.iter().any(|end| self.peek().token.to_string().eq_ignore_ascii_case(end));
        if is_end || !matches!(self.peek().token, Token::Word(_)) { Ok(None) } else { self.part().map(Some) }
    }

    fn filter(&mut self) -> Result<Option<Tokens>, Rejection> {
        if self.take("WHERE") { self.expression(&[]).map(Some) } else { Ok(None) }
    }

    fn assignments(&mut self, ends: &[&str]) -> Result<Vec<(String, Tokens)>, Rejection> {
        let mut set = Vec::new();
        loop {
            let mut column = self.part()?;
            // The table name may precede the column name.
            if self.take_token(&Token::Period) {
                column = self.part()?;
            }
            self.expect_token(&Token::Eq)?;
            set.push((column, self.expression(ends)?));
            if !self.take_token(&Token::Comma) {
                return Ok(set);
            }
        }
    }

    /// Reads the tokens up to a comma or one of the words in `ends`, ignoring those inside parentheses and CASE.
    fn expression(&mut self, ends: &[&str]) -> Result<Tokens, Rejection> {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(token) = self.tokens.get(self.at) {
            match &token.token {
                Token::LParen | Token::LBracket => depth += 1,
                Token::RParen | Token::RBracket if depth == 0 => break,
                Token::RParen | Token::RBracket => depth -= 1,
                Token::Comma if depth == 0 => break,
                Token::Word(word) if word.quote_style.is_none() => {
                    let is = |known: &str| word.value.eq_ignore_ascii_case(known);
                    if depth == 0 && ends.iter().any(|end| is(end)) {
                        break;
                    }
                    if is("CASE") {
                        depth += 1;
                    } else if is("END") {
                        depth = depth.saturating_sub(1);
                    }
                }
                _ => {}
            }
            self.at += 1;
        }
        if self.at == start {
            return Err(mismatched(self.peek(), "<expression>"));
        }
        Ok(self.tokens[start..self.at].to_vec())
    }

    fn merge(&mut self) -> Result<Merge, Rejection> {
        let name = self.name()?;
        let alias = self.alias(&["USING"])?;
        self.expect("USING")?;
        let source = self.expression(&["ON"])?;
        self.expect("ON")?;
        let on = self.expression(&["WHEN"])?;
        let mut clauses = Vec::new();
        while self.take("WHEN") {
            let not = self.take("NOT");
            self.expect("MATCHED")?;
            let condition = if self.take("AND") { Some(self.expression(&["THEN"])?) } else { None };
            self.expect("THEN")?;
            let action = if not {
                self.expect("INSERT")?;
                let columns = if self.peek().token == Token::LParen { self.list(Self::part)? } else { Vec::new() };
                self.expect("VALUES")?;
                MergeAction::Insert { columns, values: self.list(|reader| reader.expression(&[]))? }
            } else if self.take("DELETE") {
                MergeAction::Delete
            } else {
                self.expect("UPDATE")?;
                self.expect("SET")?;
                MergeAction::Update(self.assignments(&["WHEN"])?)
            };
            clauses.push(MergeClause { condition, action });
        }
        if clauses.is_empty() {
            return Err(mismatched(self.peek(), "'WHEN'"));
        }
        Ok(Merge { name, alias, source, on, clauses })
    }
}
