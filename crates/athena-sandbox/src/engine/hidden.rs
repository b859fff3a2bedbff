//! Resolution of `"$path"` and the other hidden columns of tables over objects.
//!
//! DataFusion tables have no hidden columns. So a query that refers to one reads the table under a derived name, which
//! includes the hidden columns, and each `*` over that table excludes them.

use std::collections::HashSet;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    ExcludeSelectItem, Expr, Ident, JoinConstraint, JoinOperator, ObjectName, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, TableAlias, TableFactor, TableWithJoins, VisitMut, VisitorMut,
    WildcardAdditionalOptions,
};

use super::catalog::{CATALOG, Catalog, HIDDEN, VERSION};
use super::contract::Session;
use super::lake::Hidden;

/// Renames the tables whose hidden columns the query refers to.
pub(crate) fn resolve(catalog: &Catalog, session: &Session, query: &mut Query) {
    let mut mentions = Mentions::default();
    let _: ControlFlow<()> = query.visit(&mut mentions);
    if !mentions.anywhere && mentions.of.is_empty() {
        return;
    }
    let _: ControlFlow<()> = query.visit(&mut Tables { catalog, session, mentions });
}

/// The references of a query to hidden columns.
#[derive(Default)]
struct Mentions {
    /// An unqualified reference exists.
    anywhere: bool,
    /// The table names of the qualified references.
    of: HashSet<String>,
    ctes: HashSet<String>,
}

impl VisitorMut for Mentions {
    type Break = ();

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
        if let Some(with) = &query.with {
            self.ctes.extend(with.cte_tables.iter().map(|cte| cte.alias.name.value.to_lowercase()));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, e: &mut Expr) -> ControlFlow<()> {
        match e {
            Expr::Identifier(ident) if Hidden::is_name(&ident.value) => self.anywhere = true,
            Expr::CompoundIdentifier(parts) => {
                if let [.., table, column] = parts.as_slice()
                    && Hidden::is_name(&column.value)
                {
                    self.of.insert(table.value.to_lowercase());
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

struct Tables<'a> {
    catalog: &'a Catalog,
    session: &'a Session,
    mentions: Mentions,
}

/// A relation of a FROM clause.
struct Relation {
    /// The name of the relation in the query.
    name: Option<Ident>,
    hidden: Vec<Hidden>,
}

impl VisitorMut for Tables<'_> {
    type Break = ();

    fn post_visit_select(&mut self, select: &mut Select) -> ControlFlow<()> {
        let mut relations = Vec::new();
        for tables in &mut select.from {
            self.tables(tables, &mut relations);
        }
        // The generated wrappers of UPDATE, DELETE and MERGE must return all columns of the table.
        let passes = |item: &SelectItem| matches!(item, SelectItem::ExprWithAlias { alias, .. } if ["$row", "$source"].contains(&alias.value.as_str()));
        let passes = select.projection.iter().any(passes);
        if !passes && relations.iter().any(|relation| !relation.hidden.is_empty()) {
            let has_merged_columns = select.from.iter().any(has_merged_columns);
            let items = std::mem::take(&mut select.projection).into_iter();
            select.projection = items.flat_map(|item| excluding_hidden(item, &relations, has_merged_columns)).collect();
        }
        ControlFlow::Continue(())
    }
}

impl Tables<'_> {
    fn tables(&self, tables: &mut TableWithJoins, relations: &mut Vec<Relation>) {
        let joined = tables.joins.iter_mut().map(|join| &mut join.relation);
        for factor in std::iter::once(&mut tables.relation).chain(joined) {
            match factor {
                TableFactor::NestedJoin { table_with_joins, alias: None } => self.tables(table_with_joins, relations),
                TableFactor::Table { name, alias, args: None, .. } => {
                    let hidden = self.table(name, alias);
                    relations.push(Relation {
                        name: alias.as_ref().map(|alias| alias.name.clone()).or_else(|| last(name)),
                        hidden,
                    });
                }
                TableFactor::Table { alias, .. }
                | TableFactor::Derived { alias, .. }
                | TableFactor::UNNEST { alias, .. }
                | TableFactor::NestedJoin { alias, .. } => {
                    relations
                        .push(Relation { name: alias.as_ref().map(|alias| alias.name.clone()), hidden: Vec::new() });
                }
                _ => relations.push(Relation { name: None, hidden: Vec::new() }),
            }
        }
    }

    /// Renames a table if the query refers to one of its hidden columns.
    fn table(&self, name: &mut ObjectName, alias: &mut Option<TableAlias>) -> Vec<Hidden> {
        let parts: Vec<&Ident> = name.0.iter().filter_map(|part| part.as_ident()).collect();
        let (catalog, database, table) = match parts.as_slice() {
            [table] if self.mentions.ctes.contains(&table.value.to_lowercase()) => return Vec::new(),
            [table] => (&self.session.catalog, &self.session.database, *table),
            [database, table] => (&self.session.catalog, &database.value, *table),
            [catalog, database, table] => (&catalog.value, &database.value, *table),
            _ => return Vec::new(),
        };
        let base_name = table.value.split(VERSION).next().unwrap_or_default();
        let is_named = alias.as_ref().map_or(base_name, |alias| &alias.name.value).to_lowercase();
        if !catalog.eq_ignore_ascii_case(CATALOG) || !(self.mentions.anywhere || self.mentions.of.contains(&is_named)) {
            return Vec::new();
        }
        let Some(stored) = self.catalog.stored_table(database, base_name) else { return Vec::new() };
        let (old, marked) = (table.clone(), format!("{}{HIDDEN}", table.value.to_lowercase()));
        let marked = Ident::with_quote_and_span('"', table.span, marked);
        let before: Vec<Ident> = parts.iter().take(parts.len() - 1).map(|part| (*part).clone()).collect();
        *name = ObjectName::from(before.into_iter().chain([marked]).collect::<Vec<_>>());
        // Column references still use the original table name.
        alias.get_or_insert_with(|| TableAlias { explicit: true, name: old, columns: Vec::new(), at: None });
        Hidden::of(&stored)
    }
}

fn last(name: &ObjectName) -> Option<Ident> {
    name.0.last().and_then(|part| part.as_ident()).cloned()
}

/// Returns whether a join merges columns of its two sides (USING, NATURAL).
fn has_merged_columns(tables: &TableWithJoins) -> bool {
    let merging = |join: &JoinOperator| match join {
        JoinOperator::Join(on)
        | JoinOperator::Inner(on)
        | JoinOperator::Left(on)
        | JoinOperator::LeftOuter(on)
        | JoinOperator::Right(on)
        | JoinOperator::RightOuter(on)
        | JoinOperator::FullOuter(on)
        | JoinOperator::CrossJoin(on) => matches!(on, JoinConstraint::Using(_) | JoinConstraint::Natural),
        _ => false,
    };
    let nested = |factor: &TableFactor| match factor {
        TableFactor::NestedJoin { table_with_joins, .. } => has_merged_columns(table_with_joins),
        _ => false,
    };
    nested(&tables.relation) || tables.joins.iter().any(|join| merging(&join.join_operator) || nested(&join.relation))
}

/// Excludes hidden columns from an item of a SELECT list, if it is a `*`.
fn excluding_hidden(item: SelectItem, relations: &[Relation], has_merged_columns: bool) -> Vec<SelectItem> {
    match item {
        SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), options) => {
            let of = last(&name).map(|ident| ident.value.to_lowercase());
            let is_meant = |relation: &&Relation| relation.name.as_ref().map(|name| name.value.to_lowercase()) == of;
            let hidden = relations.iter().find(is_meant).map_or(&[][..], |relation| &relation.hidden);
            let options = excluding(options, hidden);
            vec![SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), options)]
        }
        SelectItem::Wildcard(options) => {
            let names: Option<Vec<&Ident>> = relations.iter().map(|relation| relation.name.as_ref()).collect();
            match names.filter(|names| names.len() > 1 && !has_merged_columns) {
                // Several tables may have hidden columns of the same names.
                Some(names) => {
                    let each = names.into_iter().zip(relations).map(|(name, relation)| {
                        let name = SelectItemQualifiedWildcardKind::ObjectName(ObjectName::from(name.clone()));
                        SelectItem::QualifiedWildcard(name, excluding(options.clone(), &relation.hidden))
                    });
                    each.collect()
                }
                None => {
                    let mut hidden: Vec<Hidden> = Vec::new();
                    for column in relations.iter().flat_map(|relation| &relation.hidden) {
                        if !hidden.contains(column) {
                            hidden.push(*column);
                        }
                    }
                    vec![SelectItem::Wildcard(excluding(options, &hidden))]
                }
            }
        }
        other => vec![other],
    }
}

fn excluding(mut options: WildcardAdditionalOptions, hidden: &[Hidden]) -> WildcardAdditionalOptions {
    if !hidden.is_empty() {
        let names = hidden.iter().map(|column| ObjectName::from(Ident::with_quote('"', column.name())));
        options.opt_exclude = Some(ExcludeSelectItem::Multiple(names.collect()));
    }
    options
}
