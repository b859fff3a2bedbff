//! Comparison of the functions that are dropped with the async functions of the public API

use std::collections::BTreeSet;
use std::path::Path;

/// Functions that other tests drop: the function, the file of the test, and the test.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("athena_arrow::ArrowCursor::open", "athena-arrow/src/tests/dropping.rs", "execute"),
    ("athena_core::driver::Dialect::open", "athena-arrow/src/tests/dropping.rs", "execute"),
    ("athena_core::driver::Executed::describe", "athena-arrow/src/tests/dropping.rs", "execute_without_rows"),
    ("athena_core::driver::unload::Cleanup::finish", "athena-arrow/src/tests/dropping.rs", "close_with_cleanup"),
    ("athena_core::driver::unload::UnloadFiles::open", "athena-arrow/src/tests/dropping.rs", "execute_with_cleanup"),
    ("athena_pandas::PandasCursorExt::write_feather", "athena-pandas/src/tests/dropping.rs", "write_feather"),
    ("athena_pandas::PandasCursorExt::write_parquet", "athena-pandas/src/tests/dropping.rs", "write_parquet"),
    ("athena_polars::PolarsCursorExt::collect", "athena-polars/src/tests/dropping.rs", "collect"),
    ("athena_polars::PolarsCursorExt::into_lazy", "athena-polars/tests/lazy_dropped.rs", "into_lazy"),
    ("athena_arrow::connect", CONNECTING, "connecting"),
    ("athena_aws::ConnectionBuilder::connect", CONNECTING, "connecting"),
    ("athena_aws::Services::connect", CONNECTING, "connecting"),
    ("athena_pandas::connect", CONNECTING, "connecting"),
    ("athena_polars::connect", CONNECTING, "connecting"),
    ("athena_rest::connect", CONNECTING, "connecting"),
    ("athena_s3::connect", CONNECTING, "connecting"),
    ("awsathena::connect", CONNECTING, "connecting"),
];

/// The scenarios that run against the sandbox.
const CONNECTING: &str = "../tests/src/scenarios/dropping.rs";

/// Functions that no test drops, or groups of them by their common beginning, and the reason.
const EXEMPT: &[(&str, &str)] = &[
    ("athena_core::driver::api::", "ports are single requests; every case drops them by dropping their callers"),
    ("athena_core::driver::testing::", "code of tests"),
    ("athena_sandbox::", "a service for tests; a dropped start or shutdown ends with its runtime"),
];

fn covered() -> BTreeSet<String> {
    let cases = [
        crate::cursors::COVERED,
        crate::inspector::COVERED,
        crate::one_shot::COVERED,
        crate::readers::COVERED,
        crate::runs::COVERED,
        crate::stops::COVERED,
        #[cfg(feature = "serde")]
        crate::cursors::typed::COVERED,
        #[cfg(feature = "serde")]
        crate::one_shot::typed::COVERED,
    ];
    let here = cases.into_iter().flatten().map(|name| format!("athena_core::{name}"));
    here.chain(ELSEWHERE.iter().map(|(name, ..)| (*name).to_owned())).collect()
}

/// The async functions of a listing of `cargo xtask public-api`, by their paths without generics.
fn async_functions(listing: &str) -> BTreeSet<String> {
    let futures = [
        "-> impl core::future::future::Future",
        "-> core::pin::Pin<alloc::boxed::Box<(dyn core::future::",
        "-> futures_core::future::BoxFuture",
    ];
    let returns_future = |line: &str| futures.iter().any(|future| line.contains(future));
    let paths = listing.lines().filter_map(|line| {
        let sync = || line.strip_prefix("pub fn ").filter(|_| returns_future(line));
        line.strip_prefix("pub async fn ").or_else(sync)
    });
    paths.map(without_generics).collect()
}

/// The path at the beginning of a signature, without generics.
fn without_generics(signature: &str) -> String {
    let mut depth = 0;
    let mut path = String::new();
    for c in signature.chars() {
        match c {
            '(' if depth == 0 => break,
            '<' => depth += 1,
            '>' => depth -= 1,
            _ if depth == 0 => path.push(c),
            _ => {}
        }
    }
    path
}

fn is_typed(name: &str) -> bool {
    name.ends_with("_as") || name.contains("::RowsAs::")
}

#[test]
fn a_path_has_no_generics() {
    let signature = "athena_core::Cursor<D>::fetch_scalar<T: for<'r> a::FromValue<'r>>(&mut self) -> a::Result<T>";
    assert_eq!(without_generics(signature), "athena_core::Cursor::fetch_scalar");
}

#[test]
fn every_async_function_is_dropped_somewhere() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("is in a folder of crates");
    let mut public = BTreeSet::new();
    for entry in crates.read_dir().expect("is a folder") {
        let listing = entry.expect("is readable").path().join("public-api.txt");
        if listing.exists() {
            public.extend(async_functions(&std::fs::read_to_string(&listing).expect("is text")));
        }
    }
    assert!(public.contains("athena_core::Cursor::execute"), "the listings have another form: {public:?}");
    let covered = covered();
    let exempt = |name: &str| EXEMPT.iter().any(|(begin, _)| name.starts_with(begin));
    let dropped = |name: &str| covered.contains(name) || (cfg!(not(feature = "serde")) && is_typed(name));
    let missing: Vec<_> = public.iter().filter(|name| !dropped(name) && !exempt(name)).collect();
    assert!(missing.is_empty(), "no test drops these async functions; add cases to tests/dropping: {missing:#?}");
    let unknown: Vec<_> = covered.iter().filter(|name| !public.contains(*name)).collect();
    assert!(unknown.is_empty(), "these functions are not in the public API: {unknown:#?}");
    let unused = EXEMPT.iter().filter(|(begin, _)| !public.iter().any(|name| name.starts_with(begin)));
    assert_eq!(unused.collect::<Vec<_>>(), Vec::<&(&str, &str)>::new(), "exempt, but not in the public API");
}

#[test]
fn tests_elsewhere_exist() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("is in a folder of crates");
    for (function, file, test) in ELSEWHERE {
        let text = std::fs::read_to_string(crates.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(text.contains(&format!("fn {test}(")), "{file} has no `{test}` that drops `{function}`");
    }
}
