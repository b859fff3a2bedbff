//! The statements of the query builder, run in a sandbox; see the module `statements` of this package.

#[test]
fn the_query_builder_writes_what_runs() {
    let page = athena_tests::built_queries().unwrap_or_else(|error| panic!("{error:#}"));
    athena_tests::compare("queries.sql", &page).unwrap_or_else(|error| panic!("{error:#}"));
}
