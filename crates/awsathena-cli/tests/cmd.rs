//! The command as its users meet it: what it prints for what, kept in `tests/cmd`.

use std::path::PathBuf;

/// A folder without a configuration and without a history.
fn folder(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cmd").join(name);
    // It may be left from an earlier run, or not be there.
    std::fs::remove_dir_all(&folder).ok();
    folder.to_string_lossy().into_owned()
}

#[test]
fn commands_print_what_they_should() {
    trycmd::TestCases::new()
        .env("XDG_CONFIG_HOME", folder("config"))
        .env("XDG_STATE_HOME", folder("state"))
        .env("COLUMNS", "100")
        .case("tests/cmd/*.md")
        .case("tests/cmd/*.toml");
}
