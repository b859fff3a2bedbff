//! Cursors that fetch

use athena_core::driver::testing::dropping::DropLab;

use crate::{check_end, number, standing_on};

crate::cases! {
    next_batch: "Cursor::next_batch", "driver::AsyncCursor::next_batch";
    batches: "BatchStream::next";
    rows: "Rows::next";
    fetch_all: "Cursor::fetch_all";
    fetch_batches: "Cursor::fetch_batches";
    fetch_optional: "Cursor::fetch_optional";
    fetch_one: "Cursor::fetch_one";
    fetch_scalar: "Cursor::fetch_scalar";
}

/// Rows of a result of two pages.
const ROWS: i64 = 1001;

/// Fetches by `$next`, where every call is dropped first and then made again.
macro_rules! twice {
    ($lab:expr, $next:expr) => {
        match $lab.drop_here($next).await {
            Some(next) => next,
            None => $next.await,
        }
        .expect("fetches")
    };
}

async fn next_batch(lab: &DropLab) {
    let mut cursor = standing_on(lab, ROWS).await;
    let mut numbers = Vec::new();
    while let Some(batch) = twice!(lab, cursor.next_batch()) {
        numbers.extend(cursor.rows_of(batch).map(|row| number(&row)));
    }
    assert!(numbers.into_iter().eq(0..ROWS));
    assert!(twice!(lab, cursor.next_batch()).is_none());
}

async fn batches(lab: &DropLab) {
    let mut cursor = standing_on(lab, ROWS).await;
    let mut batches = cursor.batches();
    let mut rows = 0;
    while let Some(batch) = twice!(lab, batches.next()) {
        assert_eq!(batch.first_row(), rows);
        rows += batch.num_rows() as u64;
    }
    assert_eq!(i64::try_from(rows), Ok(ROWS));
}

async fn rows(lab: &DropLab) {
    let mut cursor = standing_on(lab, ROWS).await;
    let mut rows = cursor.rows();
    let mut numbers = Vec::new();
    loop {
        let row = match lab.drop_here(rows.next()).await {
            Some(row) => row.expect("fetches").map(number),
            None => rows.next().await.expect("fetches").map(number),
        };
        let Some(row) = row else { break };
        numbers.push(row);
    }
    assert!(numbers.into_iter().eq(0..ROWS));
}

#[cfg(feature = "serde")]
pub(crate) mod typed {
    //! Rows as types of the caller

    use super::{DropLab, ROWS, check_end, standing_on};

    crate::cases! {
        rows_as: "RowsAs::next";
        fetch_all_as: "Cursor::fetch_all_as";
        fetch_optional_as: "Cursor::fetch_optional_as";
        fetch_one_as: "Cursor::fetch_one_as";
    }

    async fn rows_as(lab: &DropLab) {
        let mut cursor = standing_on(lab, ROWS).await;
        let mut rows = cursor.rows_as::<(i64,)>();
        let mut numbers = Vec::new();
        while let Some((row,)) = twice!(lab, rows.next()) {
            numbers.push(row);
        }
        assert!(numbers.into_iter().eq(0..ROWS));
    }

    async fn fetch_all_as(lab: &DropLab) {
        let mut cursor = standing_on(lab, ROWS).await;
        let rows: Vec<(i64,)> = twice!(lab, cursor.fetch_all_as());
        check_end(&rows.into_iter().map(|(row,)| row).collect::<Vec<_>>(), ROWS);
    }

    async fn fetch_optional_as(lab: &DropLab) {
        let mut cursor = standing_on(lab, ROWS).await;
        assert_eq!(twice!(lab, cursor.fetch_optional_as::<(i64,)>()), Some((0,)));
        assert_eq!(twice!(lab, cursor.fetch_optional_as::<(i64,)>()), Some((999,)));
    }

    async fn fetch_one_as(lab: &DropLab) {
        let mut cursor = standing_on(lab, ROWS).await;
        assert_eq!(twice!(lab, cursor.fetch_one_as::<(i64,)>()), (0,));
        assert_eq!(twice!(lab, cursor.fetch_one_as::<(i64,)>()), (999,));
    }
}

async fn fetch_all(lab: &DropLab) {
    let mut cursor = standing_on(lab, ROWS).await;
    let rows = twice!(lab, cursor.fetch_all());
    let left: Vec<i64> = rows.iter().map(number).collect();
    check_end(&left, ROWS);
    assert!(rows.iter().all(|row| row.number() == u64::try_from(number(row)).expect("is positive")));
}

async fn fetch_batches(lab: &DropLab) {
    let mut cursor = standing_on(lab, ROWS).await;
    let batches = twice!(lab, cursor.fetch_batches());
    let rows: usize = batches.iter().map(|batch| batch.num_rows()).sum();
    let first = batches.first().map_or(ROWS, |batch| i64::try_from(batch.first_row()).expect("is small"));
    assert_eq!(first + i64::try_from(rows).expect("is small"), ROWS);
}

async fn fetch_optional(lab: &DropLab) {
    let mut cursor = standing_on(lab, ROWS).await;
    for first in [Some(0), Some(999), None] {
        assert_eq!(twice!(lab, cursor.fetch_optional()).as_ref().map(number), first);
    }
}

async fn fetch_one(lab: &DropLab) {
    let mut cursor = standing_on(lab, ROWS).await;
    for first in [0, 999] {
        assert_eq!(number(&twice!(lab, cursor.fetch_one())), first);
    }
}

async fn fetch_scalar(lab: &DropLab) {
    let mut cursor = standing_on(lab, ROWS).await;
    for first in [0, 999] {
        assert_eq!(twice!(lab, cursor.fetch_scalar::<i64>()), first);
    }
}
