//! All rows, as scenarios

use crate::need::Need;
use crate::scenarios::{Run, Scenario};

use super::{Row, calls, objects, pages, poll, start, stop, unload};

/// The rows, in the order of the page.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    [start::ROWS, poll::ROWS, stop::ROWS, calls::ROWS, pages::ROWS, objects::ROWS, objects::CONTENTS, unload::ROWS]
        .into_iter()
        .flatten()
}

/// The rows as scenarios.
pub(crate) fn scenarios() -> Vec<Scenario> {
    rows().map(|row| Scenario { name: row.name, needs: needs(row), run: Run::Row(row) }).collect()
}

fn needs(row: &Row) -> &'static [Need] {
    match row.phase {
        super::Phase::Unload => &[Need::Sandbox, Need::Unload],
        super::Phase::Objects | super::Phase::Csv => &[Need::Sandbox, Need::ReadsObjects],
        _ => &[Need::Sandbox],
    }
}
