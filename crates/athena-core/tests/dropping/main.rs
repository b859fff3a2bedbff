//! Every public async function, dropped at every point where it waits.
//!
//! Afterwards no query runs, no task is left, the slot for a query is free, and no row is lost where the documentation
//! says so. `coverage` compares the functions that the cases drop with those of the public API.

mod coverage;
mod cursors;
mod inspector;
mod one_shot;
mod readers;
mod runs;
mod stops;

use athena_core::driver::testing::dropping::DropLab;
use athena_core::testing::Pages;
use athena_core::{Connection, Cursor, Row};

/// A test for each case, and a list of the functions that the cases drop.
macro_rules! cases {
    ($($(#[$attribute:meta])* $case:ident: $($function:literal),+;)+) => {
        mod dropped {
            $(
                #[test]
                $(#[$attribute])*
                fn $case() {
                    athena_core::driver::testing::dropping::at_every_turn(super::$case);
                }
            )+
        }

        pub(crate) const COVERED: &[&str] = &[$($($function),+),+];
    };
}

pub(crate) use cases;

/// A connection without options of its own.
fn connect(lab: &DropLab) -> Connection<Pages> {
    lab.connection(&[])
}

/// A cursor that stands on the numbers from 0, in pages of 1,000 rows.
async fn standing_on(lab: &DropLab, numbers: i64) -> Cursor<Pages> {
    lab.push_numbers(0..numbers);
    let mut cursor = connect(lab).cursor();
    cursor.execute("SELECT n FROM t").await.expect("runs");
    cursor
}

/// The number in a row of [`standing_on`].
fn number(row: &Row<Pages>) -> i64 {
    row.get(0).expect("is a number")
}

/// Numbers that are left: they follow each other, and the last one is there.
fn check_end(left: &[i64], end: i64) {
    let from = end - i64::try_from(left.len()).expect("is small");
    assert!(left.iter().copied().eq(from..end), "{left:?} is not the end of 0..{end}");
}
