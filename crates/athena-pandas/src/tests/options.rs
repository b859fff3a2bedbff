//! Options in URLs.

use athena_core::driver::Resolved;
use athena_core::driver::option::OptionMap;
use athena_core::options::UnloadMode;

use crate::{DtypeBackend, Pandas, PandasOptions};

fn read(pairs: &[(&str, &str)]) -> athena_core::Result<PandasOptions> {
    let mut map = OptionMap::new();
    pairs.iter().for_each(|(key, value)| map.insert(*key, *value));
    Resolved::split::<Pandas>(map, &|_| None).map(|resolved| resolved.driver)
}

#[test]
fn a_url_sets_the_options_in_any_case_of_their_words() {
    let found = read(&[("dtype_backend", "PyArrow"), ("chunksize", "1000"), ("engine", "c"), ("unload", "auto")]);
    let expected = PandasOptions::new()
        .with_dtype_backend(DtypeBackend::Pyarrow)
        .with_chunksize(1000_usize)
        .with_engine("c")
        .with_unload(UnloadMode::Auto);
    assert_eq!(found.expect("reads"), expected);
}

#[test]
fn an_error_names_the_option_and_its_words() {
    let error = |pairs| read(pairs).expect_err("is not an option").to_string();
    assert_eq!(
        error(&[("dtype_backend", "arrow")]),
        "option `dtype_backend` cannot be `arrow`: it must be one of numpy_nullable, numpy, pyarrow"
    );
    assert_eq!(
        error(&[("auto_optimize_chunksize", "true")]),
        "option `auto_optimize_chunksize` of PyAthena has no counterpart: every chunk has the number of rows \
         that `chunksize` sets"
    );
    assert_eq!(error(&[("time_unit", "ms")]), "option `time_unit` cannot be `ms`: it must be us or ns");
}
