//! Output of the command, compared with the files in `tests/cmd`.

use std::path::PathBuf;

/// An empty folder for configuration or history.
fn folder(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cmd").join(name);
    // The folder may be left over from an earlier run, or missing.
    std::fs::remove_dir_all(&folder).ok();
    folder.to_string_lossy().into_owned()
}

#[test]
fn commands_print_the_expected_output() {
    trycmd::TestCases::new()
        .env("XDG_CONFIG_HOME", folder("config"))
        .env("XDG_STATE_HOME", folder("state"))
        .env("COLUMNS", "100")
        .case("tests/cmd/*.md")
        .case("tests/cmd/*.toml");
}
