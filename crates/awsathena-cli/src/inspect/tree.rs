//! Catalog contents as a tree.

use std::io::Write;

use awsathena::reflection::{Table, TableColumn};

use super::contents::{Catalog, Schema, kind_name};
use crate::args::Depth;
use crate::exit::Result;
use crate::format::{one_line, width};
use crate::target::Screen;

/// Width of a screen below which the cells of a line are not aligned.
const NARROW: usize = 60;

/// Width up to which names and types are padded to the longest; longer ones overflow.
const WIDEST: usize = 32;

pub(super) fn write(out: &mut dyn Write, screen: Screen, catalogs: &[Catalog], depth: Option<Depth>) -> Result<()> {
    let mut tree = Tree { out, screen, depth };
    catalogs.iter().try_for_each(|catalog| tree.catalog(catalog))
}

struct Tree<'a> {
    out: &'a mut dyn Write,
    screen: Screen,
    depth: Option<Depth>,
}

impl Tree<'_> {
    fn catalog(&mut self, catalog: &Catalog) -> Result<()> {
        self.line("", &catalog.name, &[])?;
        let schemas = catalog.schemas.as_deref().unwrap_or_default();
        each(schemas, "", |schema, branch, below| self.schema(schema, branch, below))
    }

    fn schema(&mut self, schema: &Schema, branch: &str, below: &str) -> Result<()> {
        self.line(branch, &schema.name, &[])?;
        let tables = schema.tables.as_deref().unwrap_or_default();
        let names = self.widest(tables.iter().map(|table| table.name.as_str()));
        each(tables, below, |table, branch, below| self.table(table, branch, below, names))
    }

    fn table(&mut self, table: &Table, branch: &str, below: &str, names: usize) -> Result<()> {
        let comment = table.comment.as_deref().unwrap_or_default();
        self.line(branch, &table.name, &[(names, ""), (5, kind_name(&table.kind)), (0, comment)])?;
        if matches!(self.depth, Some(Depth::Tables | Depth::Schemas)) {
            return Ok(());
        }
        let types: Vec<String> = table.columns.iter().map(|column| column.athena_type.to_string()).collect();
        let widths = [
            self.widest(table.columns.iter().map(|column| column.name.as_str())),
            self.widest(types.iter().map(String::as_str)),
        ];
        let columns: Vec<_> = table.columns.iter().zip(&types).collect();
        each(&columns, below, |(column, data_type), branch, _| self.column(column, data_type, branch, widths))
    }

    fn column(
        &mut self,
        column: &TableColumn,
        data_type: &str,
        branch: &str,
        [names, types]: [usize; 2],
    ) -> Result<()> {
        let key = if column.is_partition { "partition" } else { "" };
        let comment = column.comment.as_deref().unwrap_or_default();
        self.line(branch, &column.name, &[(names, ""), (types, data_type), (0, key), (0, comment)])
    }

    /// The width to pad texts to.
    fn widest<'a>(&self, texts: impl Iterator<Item = &'a str>) -> usize {
        let has_room = self.screen.width.is_none_or(|screen| screen >= NARROW);
        if has_room { texts.map(|text| width(&one_line(text, usize::MAX))).max().unwrap_or(0).min(WIDEST) } else { 0 }
    }

    /// Writes a line with a name and cells, which are pairs of a width and a text. The first cell has the width of the
    /// name and no text. An empty cell of width 0 leaves no gap.
    fn line(&mut self, branch: &str, name: &str, cells: &[(usize, &str)]) -> Result<()> {
        let name = one_line(name, usize::MAX);
        let mut line = format!("{branch}{name}");
        let mut rest = cells.iter();
        if let Some((names, _)) = rest.next() {
            pad(&mut line, names.saturating_sub(width(&name)));
        }
        for (least, text) in rest.filter(|(least, text)| *least > 0 || !text.is_empty()) {
            let text = one_line(text, usize::MAX);
            line.push_str("  ");
            line.push_str(&text);
            pad(&mut line, least.saturating_sub(width(&text)));
        }
        let line = one_line(line.trim_end(), self.screen.width.unwrap_or(usize::MAX));
        match line.strip_prefix(&format!("{branch}{name}")).filter(|_| self.screen.color) {
            Some(rest) => writeln!(self.out, "{branch}\u{1b}[1m{name}\u{1b}[0m{rest}")?,
            None => writeln!(self.out, "{line}")?,
        }
        Ok(())
    }
}

fn pad(line: &mut String, spaces: usize) {
    line.extend(std::iter::repeat_n(' ', spaces));
}

/// Calls `write` with each item, the prefix of its line, and the prefix of the lines below it.
fn each<T>(items: &[T], above: &str, mut write: impl FnMut(&T, &str, &str) -> Result<()>) -> Result<()> {
    for (position, item) in items.iter().enumerate() {
        let (branch, below) = if position + 1 == items.len() { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        write(item, &format!("{above}{branch}"), &format!("{above}{below}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(screen: Screen) -> String {
        let mut out = Vec::new();
        let mut tree = Tree { out: &mut out, screen, depth: None };
        let names = ["id", "day", "a\u{1b}b"];
        let widths = [tree.widest(names.into_iter()), tree.widest(["bigint", "date"].into_iter())];
        let cells = |data_type, key, comment| [(widths[0], ""), (widths[1], data_type), (0, key), (0, comment)];
        tree.line("├─ ", names[0], &cells("bigint", "", "the key")).expect("writing to a vector does not fail");
        tree.line("├─ ", names[1], &cells("date", "partition", "when it was sold, in the local time of the shop"))
            .expect("writing to a vector does not fail");
        tree.line("└─ ", names[2], &cells("x", "", "")).expect("writing to a vector does not fail");
        String::from_utf8(out).expect("the output is UTF-8")
    }

    #[test]
    fn cells_are_aligned_on_wide_screens_only() {
        let screen = |width, color| Screen { width, color };
        assert_eq!(
            lines(screen(None, false)),
            "├─ id        bigint  the key\n\
             ├─ day       date    partition  when it was sold, in the local time of the shop\n\
             └─ a\\u{1b}b  x\n"
        );
        assert_eq!(
            lines(screen(Some(30), false)),
            "├─ id  bigint  the key\n├─ day  date  partition  when…\n└─ a\\u{1b}b  x\n"
        );
        assert!(lines(screen(Some(80), true)).starts_with("├─ \u{1b}[1mid\u{1b}[0m        bigint"));
    }
}
