//! Documents that the code must agree with: generated pages, the first program of the README, the page on drivers.

use std::fs;
use std::path::Path;

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

#[test]
fn the_page_of_faults_is_current() {
    let fuzzing = read(&athena_tests::folder("fuzzing.md"));
    check("docs/faults.md", &athena_tests::faults_page(&fuzzing));
}

/// Compares a generated file; `UPDATE_EXPECT=1` writes it.
fn check(file: &str, expected: &str) {
    let path = athena_tests::folder("..").join(file);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, expected).expect("the file can be written");
        return;
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{file} is out of date; `cargo xtask docs` writes it");
}

/// The program of `programs/readme` is extracted from the README, and `programs/runs.rs` runs it with those of the
/// drivers.
#[test]
fn the_program_of_each_driver_is_that_of_the_readme_but_for_two_words() {
    let readme = read(&athena_tests::folder("..").join("README.md"));
    let program = first_block(&readme, "rust");
    let facade = awsathena::registry().driver("awsathena+aiorest").expect("the driver of the README").schemes()[0];
    for driver in awsathena::registry().drivers() {
        let folder = athena_tests::folder("programs").join(driver.name());
        let manifest: toml::Table = read(&folder.join("Cargo.toml")).parse().expect("the manifest is TOML");
        let dependencies = manifest["dependencies"].as_table().expect("the program has dependencies");
        let name = dependencies.keys().find(|name| *name != "tokio").expect("the program depends on a driver");
        let (_, code) = read(&folder.join("src/main.rs"))
            .split_once("\n\n")
            .map(|(header, code)| (header.to_owned(), code.to_owned()))
            .expect("the program has a header");
        let expected = program
            .replace(&format!("{facade}://"), &format!("{}://", driver.schemes()[0]))
            .replace("awsathena::", &format!("{}::", name.replace('-', "_")));
        assert_eq!(code, expected, "{}", folder.display());
    }
}

#[test]
fn the_page_on_drivers_has_the_whole_source_of_its_example() {
    let page = read(&athena_tests::folder("..").join("docs/writing-a-driver.md"));
    let source = read(&athena_tests::folder("programs/sixth/src/lib.rs"));
    assert!(source.lines().count() < 120, "the example has {} lines", source.lines().count());
    let blocks: Vec<&str> = page.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let shown: String = blocks.into_iter().filter(|block| source.contains(block)).collect();
    let lines = |text: &str| text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (_, code) = source.split_once("\n\n").expect("the example has a header");
    assert_eq!(lines(&shown), lines(code), "docs/writing-a-driver.md is out of date");
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The text of the first block of code in a language.
fn first_block<'a>(page: &'a str, language: &str) -> &'a str {
    let (_, block) = page.split_once(&format!("```{language}")).expect("the page has such a block");
    let (_, block) = block.split_once('\n').expect("the block has lines");
    block.split("```").next().expect("the block has an end")
}
