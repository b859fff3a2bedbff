//! The files that are written from the code are current. `UPDATE_EXPECT=1` writes them.

use std::fs;

#[test]
fn the_page_of_options_is_current() {
    check("docs/options.md", &athena_tests::options_page());
}

#[test]
fn the_table_of_driver_options_is_current() {
    check("crates/athena-core/src/options/driver_options.rs", &athena_tests::driver_options());
}

#[test]
fn the_support_matrix_is_current() {
    check("docs/support-matrix.md", &athena_tests::support_matrix().expect("the case files can be read"));
}

fn check(file: &str, expected: &str) {
    let path = athena_tests::folder("..").join(file);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, expected).expect("the file can be written");
        return;
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{file} is out of date; `cargo xtask docs` writes it");
}

/// A program that needs one crate alone shows that one crate is enough; the package next to the others builds and runs it.
#[test]
fn every_driver_has_a_program() {
    for driver in awsathena::registry().drivers() {
        let package = athena_tests::folder("programs").join(driver.name()).join("Cargo.toml");
        assert!(package.is_file(), "{} is missing: copy that of another driver", package.display());
    }
}
