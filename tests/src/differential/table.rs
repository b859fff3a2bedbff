//! Random tables: their SQL and their expected values.

use awsathena::Value;
use awsathena::value::TimeUnit;
use proptest::prelude::*;

use super::column::{Column, columns};

/// The most rows that the SQL lists.
const ROWS: usize = 12;

/// A table, and the options to read it with.
#[derive(Clone, Debug)]
pub(super) struct Table {
    columns: Vec<Column>,
    rows: usize,
    /// Repetitions of each row.
    repeat: usize,
    pub(super) batch_size: usize,
    pub(super) workers: usize,
    pub(super) string_view: bool,
    unit: TimeUnit,
}

pub(super) fn tables() -> impl Strategy<Value = Table> {
    let units = prop::sample::select(vec![TimeUnit::Microsecond, TimeUnit::Nanosecond]);
    let tables = (units, any::<bool>()).prop_flat_map(|(unit, by_unload)| {
        // A file of UNLOAD has no nanoseconds, and its range of dates does not fit into nanoseconds.
        let unit = if by_unload { TimeUnit::Microsecond } else { unit };
        (prop::collection::vec(columns(ROWS, unit, by_unload), 1..7), Just(unit))
    });
    let repeats = prop_oneof![6 => Just(1_usize), 2 => 2..6_usize, 1 => 200..700_usize];
    // Values that shrink a failing table most come first.
    (0..=ROWS, repeats, tables, 1..40_usize, 1..5_usize, any::<bool>()).prop_map(
        |(rows, repeat, (columns, unit), batch_size, workers, string_view)| Table {
            columns,
            rows,
            repeat,
            // Large tables in small batches take too long.
            batch_size: if repeat < 100 { batch_size } else { batch_size * 37 },
            workers,
            string_view,
            unit,
        },
    )
}

impl Table {
    /// The names of the columns. The first two are the number of a row and the number of its repetition.
    pub(super) fn names(&self) -> Vec<String> {
        let own = self.columns.iter().enumerate().map(|(at, column)| format!("c{at}{}", column.suffix));
        ["n".to_owned(), "r".to_owned()].into_iter().chain(own).collect()
    }

    /// The query. Every literal is cast, so that no type depends on the first row.
    pub(super) fn sql(&self) -> String {
        let quoted: Vec<String> =
            self.names().iter().map(|name| format!("\"{}\"", name.replace('"', "\"\""))).collect();
        let row = |number: usize| {
            let cells = self.columns.iter().map(|column| {
                let (sql, data_type) = (&column.cells[number].sql, column.kind.sql());
                if sql.starts_with("CAST") { sql.clone() } else { format!("CAST({sql} AS {data_type})") }
            });
            let cells: Vec<String> = std::iter::once(number.to_string()).chain(cells).collect();
            format!("    ({})", cells.join(", "))
        };
        // VALUES needs a row even if the table has none.
        let rows: Vec<String> = (0..self.rows.max(1)).map(row).collect();
        let own: Vec<&str> = quoted.iter().filter(|name| *name != "\"r\"").map(String::as_str).collect();
        format!(
            "SELECT {}\nFROM (VALUES\n{}\n) AS t ({})\nCROSS JOIN UNNEST(sequence(1, {})) AS u (r)\nWHERE n < {}\n\
             ORDER BY n, r",
            quoted.join(", "),
            rows.join(",\n"),
            own.join(", "),
            self.repeat,
            self.rows,
        )
    }

    pub(super) fn num_rows(&self) -> usize {
        self.rows * self.repeat
    }

    /// The expected value of a column in a row, both counted from 0.
    pub(super) fn value(&self, row: usize, column: usize) -> Value<'static> {
        let number = |number: usize| i32::try_from(number).expect("tables are small");
        match column {
            0 => Value::Integer(number(row / self.repeat)),
            1 => Value::BigInt(number(row % self.repeat + 1).into()),
            column => self.columns[column - 2].cells[row / self.repeat].value.clone(),
        }
    }

    pub(super) fn can_unload(&self) -> bool {
        self.columns.iter().all(|column| column.kind.can_unload() && column.suffix.is_empty())
    }

    /// Type hints, by position, for the columns whose types the service omits.
    pub(super) fn hints(&self) -> String {
        let nested = self.columns.iter().enumerate().filter(|(_, column)| column.kind.is_nested());
        nested.map(|(at, column)| format!("{}={}", at + 2, column.kind.sql())).collect::<Vec<_>>().join(";")
    }

    pub(super) fn timestamp_unit(&self) -> &'static str {
        if self.unit == TimeUnit::Nanosecond { "ns" } else { "us" }
    }
}
