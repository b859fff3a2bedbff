//! Statements without a cursor

use athena_core::driver::testing::dropping::DropLab;
use athena_core::testing::Pages;
use athena_core::{Query, Result};

use crate::connect;

crate::cases! {
    execute: "Query::execute";
    fetch: "Query::fetch";
    fetch_batches: "Query::fetch_batches";
    fetch_all: "Query::fetch_all";
    fetch_one: "Query::fetch_one";
    fetch_optional: "Query::fetch_optional";
    fetch_scalar: "Query::fetch_scalar";
}

/// Drops the call in the middle; then nothing runs, and the connection's slot is free.
async fn check<T>(lab: &DropLab, call: impl AsyncFnOnce(Query<Pages>) -> Result<T>) {
    let connection = connect(lab);
    lab.push_numbers(0..1001);
    let called = lab.drop_here(Box::pin(call(connection.query("SELECT n FROM t")))).await;
    drop(called.transpose().expect("runs"));
    lab.stop_reads();
    lab.nothing_runs().await;
    lab.runs_on(&connection).await;
}

async fn execute(lab: &DropLab) {
    check(lab, Query::execute).await;
}

async fn fetch(lab: &DropLab) {
    check(lab, Query::fetch).await;
}

async fn fetch_batches(lab: &DropLab) {
    check(lab, Query::fetch_batches).await;
}

async fn fetch_all(lab: &DropLab) {
    check(lab, Query::fetch_all).await;
}

async fn fetch_one(lab: &DropLab) {
    check(lab, Query::fetch_one).await;
}

async fn fetch_optional(lab: &DropLab) {
    check(lab, Query::fetch_optional).await;
}

async fn fetch_scalar(lab: &DropLab) {
    check(lab, async |query: Query<Pages>| query.fetch_scalar::<i64>().await).await;
}

#[cfg(feature = "serde")]
pub(crate) mod typed {
    //! Rows as types of the caller

    use super::{DropLab, Pages, Query, check};

    crate::cases! {
        fetch_as: "Query::fetch_as";
        fetch_all_as: "Query::fetch_all_as";
        fetch_one_as: "Query::fetch_one_as";
        fetch_optional_as: "Query::fetch_optional_as";
    }

    async fn fetch_as(lab: &DropLab) {
        check(lab, async |query: Query<Pages>| query.fetch_as::<(i64,)>().await).await;
    }

    async fn fetch_all_as(lab: &DropLab) {
        check(lab, async |query: Query<Pages>| query.fetch_all_as::<(i64,)>().await).await;
    }

    async fn fetch_one_as(lab: &DropLab) {
        check(lab, async |query: Query<Pages>| query.fetch_one_as::<(i64,)>().await).await;
    }

    async fn fetch_optional_as(lab: &DropLab) {
        check(lab, async |query: Query<Pages>| query.fetch_optional_as::<(i64,)>().await).await;
    }
}
