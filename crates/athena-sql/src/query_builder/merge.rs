//! `MERGE`, a statement that sea-query lacks.

use sea_query::{
    DynIden, Expr, IntoIden, IntoTableRef, QueryBuilder, QuotedBuilder, SqlWriter, SqlWriterValues, TableRef,
};

use super::render::{Renderer, put};
use super::{AthenaStatement, UnsupportedError, literals};
use crate::Literal;

/// `MERGE INTO`: updates, deletes and inserts rows of an Iceberg table by the rows of another table or query.
///
/// The first branch that applies to a row is executed. Source: Athena user guide, "MERGE INTO".
///
/// ```
/// use athena_sql::query_builder::{AthenaStatement, Merge, When};
/// use athena_sql::sea_query::{Expr, ExprTrait};
///
/// let merge = Merge::into(("sales", "stock"))
///     .using("deliveries")
///     .on(Expr::col(("stock", "item")).equals(("deliveries", "item")))
///     .when(When::matched().and(Expr::col(("deliveries", "amount")).eq(0)).delete())
///     .when(When::matched().update([("amount", Expr::col(("deliveries", "amount")))]))
///     .when(When::not_matched().insert([("item", Expr::col(("deliveries", "item"))), ("amount", 0.into())]));
/// assert_eq!(
///     merge.to_athena()?,
///     "MERGE INTO \"sales\".\"stock\" USING \"deliveries\" ON \"stock\".\"item\" = \"deliveries\".\"item\" \
///      WHEN MATCHED AND \"deliveries\".\"amount\" = 0 THEN DELETE \
///      WHEN MATCHED THEN UPDATE SET \"amount\" = \"deliveries\".\"amount\" \
///      WHEN NOT MATCHED THEN INSERT (\"item\", \"amount\") VALUES (\"deliveries\".\"item\", 0)"
/// );
/// # Ok::<(), athena_sql::query_builder::UnsupportedError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    target: TableRef,
    source: Option<TableRef>,
    on: Option<Expr>,
    branches: Vec<Branch>,
}

impl Merge {
    /// The table to change, which can have an alias.
    pub fn into(table: impl IntoTableRef) -> Self {
        Self { target: table.into_table_ref(), source: None, on: None, branches: Vec::new() }
    }

    /// The table or query with the rows to merge.
    #[must_use]
    pub fn using(mut self, source: impl IntoTableRef) -> Self {
        self.source = Some(source.into_table_ref());
        self
    }

    /// The condition under which a row of the table and a row of the source match.
    #[must_use]
    pub fn on(mut self, condition: impl Into<Expr>) -> Self {
        self.on = Some(condition.into());
        self
    }

    /// Adds a branch; see [`When`].
    #[must_use]
    pub fn when(mut self, branch: Branch) -> Self {
        self.branches.push(branch);
        self
    }

    fn write(&self, renderer: &Renderer, sql: &mut impl SqlWriter) {
        put(sql, "MERGE INTO ");
        match &self.target {
            target @ TableRef::Table(..) => renderer.prepare_table_ref(target, sql),
            _ => renderer.refuse_named("MERGE INTO something other than a table", "name a table", sql),
        }
        put(sql, " USING ");
        match &self.source {
            Some(source) => renderer.prepare_table_ref(source, sql),
            None => renderer.refuse_named("MERGE without USING", "give it a source with `using`", sql),
        }
        put(sql, " ON ");
        match &self.on {
            Some(condition) => renderer.prepare_expr(condition, sql),
            None => renderer.refuse_named("MERGE without ON", "give it a condition with `on`", sql),
        }
        if self.branches.is_empty() {
            renderer.refuse_named("MERGE without WHEN", "add a branch with `when`", sql);
        }
        for branch in &self.branches {
            branch.write(renderer, sql);
        }
    }
}

impl AthenaStatement for Merge {
    fn to_athena(&self) -> Result<String, UnsupportedError> {
        let renderer = Renderer::default();
        let mut sql = String::new();
        self.write(&renderer, &mut sql);
        renderer.finish()?;
        Ok(sql)
    }

    fn build_athena(&self) -> Result<(String, Vec<Literal>), UnsupportedError> {
        let renderer = Renderer::default();
        let mut sql = SqlWriterValues::new("?", false);
        self.write(&renderer, &mut sql);
        renderer.finish()?;
        let (sql, values) = sql.into_parts();
        Ok((sql, literals(&values)?))
    }
}

/// Begins a branch of a [`Merge`].
#[derive(Debug, Clone, Copy)]
pub struct When;

impl When {
    /// A branch for the rows of the table that match a row of the source.
    pub fn matched() -> Matched {
        Matched { condition: None }
    }

    /// A branch for the rows of the source that match no row of the table.
    pub fn not_matched() -> NotMatched {
        NotMatched { condition: None }
    }
}

/// `WHEN MATCHED`, returned by [`When::matched`].
#[derive(Debug, Clone, PartialEq)]
pub struct Matched {
    condition: Option<Expr>,
}

impl Matched {
    /// An additional condition for the branch.
    #[must_use]
    pub fn and(self, condition: impl Into<Expr>) -> Self {
        Self { condition: Some(condition.into()) }
    }

    /// `UPDATE`: sets these columns of the row.
    pub fn update<C: IntoIden>(self, columns: impl IntoIterator<Item = (C, Expr)>) -> Branch {
        Branch { condition: self.condition, action: Action::Update(named(columns)) }
    }

    /// `DELETE`: deletes the row.
    pub fn delete(self) -> Branch {
        Branch { condition: self.condition, action: Action::Delete }
    }
}

/// `WHEN NOT MATCHED`, returned by [`When::not_matched`].
#[derive(Debug, Clone, PartialEq)]
pub struct NotMatched {
    condition: Option<Expr>,
}

impl NotMatched {
    /// An additional condition for the branch.
    #[must_use]
    pub fn and(self, condition: impl Into<Expr>) -> Self {
        Self { condition: Some(condition.into()) }
    }

    /// `INSERT`: inserts a row with these columns.
    pub fn insert<C: IntoIden>(self, columns: impl IntoIterator<Item = (C, Expr)>) -> Branch {
        Branch { condition: self.condition, action: Action::Insert(named(columns)) }
    }
}

/// A branch of a [`Merge`]: its condition and its action.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    condition: Option<Expr>,
    action: Action,
}

#[derive(Debug, Clone, PartialEq)]
enum Action {
    Update(Vec<(DynIden, Expr)>),
    Delete,
    Insert(Vec<(DynIden, Expr)>),
}

fn named<C: IntoIden>(columns: impl IntoIterator<Item = (C, Expr)>) -> Vec<(DynIden, Expr)> {
    columns.into_iter().map(|(name, value)| (name.into_iden(), value)).collect()
}

impl Branch {
    fn write(&self, renderer: &Renderer, sql: &mut impl SqlWriter) {
        put(sql, if matches!(self.action, Action::Insert(_)) { " WHEN NOT MATCHED" } else { " WHEN MATCHED" });
        if let Some(condition) = &self.condition {
            put(sql, " AND ");
            renderer.prepare_expr(condition, sql);
        }
        put(sql, " THEN ");
        match &self.action {
            Action::Delete => put(sql, "DELETE"),
            Action::Update(columns) | Action::Insert(columns) if columns.is_empty() => {
                renderer.refuse_named("UPDATE or INSERT without columns", "give it at least one", sql);
            }
            Action::Update(columns) => {
                put(sql, "UPDATE SET ");
                for (position, (name, value)) in columns.iter().enumerate() {
                    put(sql, if position > 0 { ", " } else { "" });
                    renderer.prepare_iden(name, sql);
                    put(sql, " = ");
                    renderer.prepare_expr(value, sql);
                }
            }
            Action::Insert(columns) => {
                put(sql, "INSERT (");
                for (position, (name, _)) in columns.iter().enumerate() {
                    put(sql, if position > 0 { ", " } else { "" });
                    renderer.prepare_iden(name, sql);
                }
                put(sql, ") VALUES (");
                renderer.list(columns.iter().map(|(_, value)| value), sql);
                put(sql, ")");
            }
        }
    }
}
