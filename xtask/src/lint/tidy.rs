//! Rules for the tree of files, for each crate and for the text of each file

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// Most lines of a file; a longer one should be split.
const LONGEST_FILE: usize = 600;

/// `rustfmt` breaks code at this width and leaves comments as they are.
const LONGEST_COMMENT: usize = 120;

/// A module's header is a noun phrase, so it begins with none of these.
const NO_HEADER: [&str; 8] = ["What", "Where", "How", "Which", "Who", "Whose", "When", "Whether"];

/// Files of every driver crate, so that all driver crates have the same structure.
const DRIVER_FILES: [&str; 4] = ["lib.rs", "dialect.rs", "driver_options.rs", "cursor.rs"];

/// Folders that may be in the root folder.
const TOP_FOLDERS: [&str; 4] = ["crates", "docs", "tests", "xtask"];

/// Commands that the README must name.
const COMMANDS: [&str; 2] = ["cargo run --example quickstart", "cargo xtask test"];

/// Beginnings of paths that exist on one machine only.
const MACHINE_PATHS: [&str; 4] = ["/home/", "/root/", "/Users/", "C:\\Users"];

pub(super) fn check(root: &Path) -> Result<Vec<String>> {
    let mut failures = Vec::new();
    let mut files = Vec::new();
    collect(root, root, &mut files)?;
    for name in top_folders(root)? {
        if !TOP_FOLDERS.contains(&name.as_str()) {
            failures.push(format!("{name}/ is in the root folder, which may have {} only", TOP_FOLDERS.join(", ")));
        }
    }
    for file in &files {
        let Ok(text) = fs::read_to_string(root.join(file)) else { continue };
        let shown = file.display().to_string();
        check_text(&shown, &text, &mut failures);
        if file.extension().is_some_and(|extension| extension == "rs") {
            check_rust(&shown, &text, &mut failures);
            check_comments(&shown, &text, &mut failures);
        }
    }
    for krate in folders(&root.join("crates"))? {
        check_crate(root, &krate, &mut failures);
    }
    let readme = fs::read_to_string(root.join("README.md")).context("README.md")?;
    let script = fs::read_to_string(root.join(".ci/run")).context(".ci/run")?;
    check_readme(&readme, &script, &mut failures);
    let aliases = fs::read_to_string(root.join(".cargo/config.toml")).context(".cargo/config.toml")?;
    check_locked(&script, &aliases, &mut failures);
    println!("{} files", files.len());
    Ok(failures)
}

fn check_crate(root: &Path, krate: &Path, failures: &mut Vec<String>) {
    let shown = krate.strip_prefix(root).unwrap_or(krate).display().to_string();
    if !krate.join("README.md").is_file() {
        failures.push(format!("{shown} has no README.md"));
    }
    let source = krate.join("src");
    if let Ok(text) = fs::read_to_string(source.join("lib.rs")) {
        if !text.contains("include_str!(\"../README.md\")") {
            failures.push(format!("{shown}/src/lib.rs does not include the README of the crate"));
        }
        if let Some(line) = logic(&text) {
            failures.push(format!("{shown}/src/lib.rs is a table of contents: move `{line}` to another file"));
        }
    }
    if source.join("dialect.rs").is_file() && krate.file_name().is_some_and(|name| name != "athena-core") {
        for file in DRIVER_FILES.iter().filter(|file| !source.join(file).is_file()) {
            failures.push(format!("{shown} is a driver without src/{file}"));
        }
    }
}

/// The first line of a `lib.rs` that defines something.
fn logic(text: &str) -> Option<&str> {
    const BEGINNINGS: [&str; 7] = ["fn ", "pub fn ", "impl", "pub struct ", "pub enum ", "pub trait ", "macro_rules!"];
    text.lines().find(|line| BEGINNINGS.iter().any(|beginning| line.starts_with(beginning)))
}

fn check_text(shown: &str, text: &str, failures: &mut Vec<String>) {
    // This file names the paths.
    if shown.ends_with("tidy.rs") {
        return;
    }
    for (number, line) in text.lines().enumerate() {
        if let Some(path) = MACHINE_PATHS.iter().find(|path| line.contains(**path)) {
            failures.push(format!("{shown}:{}: `{path}` begins a path of one machine", number + 1));
        }
    }
}

fn check_rust(shown: &str, text: &str, failures: &mut Vec<String>) {
    if shown.ends_with("tidy.rs") {
        return;
    }
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() > LONGEST_FILE {
        failures.push(format!("{shown} has {} lines, more than {LONGEST_FILE}", lines.len()));
    }
    for (index, line) in lines.iter().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        let mut complain = |what: &str| failures.push(format!("{shown}:{}: {what}", index + 1));
        if code.contains("todo!(") || code.contains("unimplemented!(") {
            complain("the code is unfinished");
        }
        if code.trim_start().starts_with("#[ignore]") {
            complain("an ignored test needs a reason: #[ignore = \"...\"]");
        }
        if code.contains("unsafe {") && !lines[..index].iter().rev().take(8).any(|line| line.contains("// SAFETY:")) {
            complain("an unsafe block needs a `// SAFETY:` comment above it");
        }
    }
}

fn check_comments(shown: &str, text: &str, failures: &mut Vec<String>) {
    let mut in_header = false;
    for (index, line) in text.lines().enumerate() {
        let comment = line.trim_start();
        let mut complain = |what: String| failures.push(format!("{shown}:{}: {what}", index + 1));
        let header = comment.strip_prefix("//!");
        if let Some(header) = header.filter(|_| !in_header) {
            let first = header.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            if NO_HEADER.contains(&first) {
                complain(format!("a module's header is a noun phrase and does not begin with `{first}`"));
            }
        }
        in_header = header.is_some();
        let length = line.chars().count();
        // A link cannot be broken.
        if comment.starts_with("//") && length > LONGEST_COMMENT && comment.split_whitespace().count() > 2 {
            complain(format!("a comment of {length} characters, more than {LONGEST_COMMENT}"));
        }
    }
}

/// Checks that the README names the required commands, and that the CI script runs every command of the README.
fn check_readme(text: &str, script: &str, failures: &mut Vec<String>) {
    let script = script.replace(" --locked", "");
    let runs = |command: &str| {
        let mut rests = script.lines().filter_map(|line| line.trim().strip_prefix(command));
        rests.any(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let found: Vec<&str> = text
        .split("```bash\n")
        .skip(1)
        .filter_map(|block| block.split("```").next())
        .flat_map(str::lines)
        .map(|line| line.split(" #").next().unwrap_or_default().trim())
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    for command in found.iter().filter(|command| !runs(command)) {
        failures.push(format!("README.md: the CI script does not run `{command}`"));
    }
    for command in COMMANDS.iter().filter(|command| !found.contains(command)) {
        failures.push(format!("README.md does not name `{command}`"));
    }
}

/// Checks that every call of cargo in the CI script and in the aliases asks for `--locked`.
fn check_locked(script: &str, aliases: &str, failures: &mut Vec<String>) {
    let calls = script.lines().map(str::trim).filter(|line| line.starts_with("cargo "));
    for line in calls.filter(|line| !line.starts_with("cargo xtask ") && !line.contains(" --locked")) {
        failures.push(format!(".ci/run: `{line}` has no `--locked`"));
    }
    for line in aliases.lines().filter(|line| line.contains("= \"run ") && !line.contains(" --locked")) {
        failures.push(format!(".cargo/config.toml: `{line}` has no `--locked`"));
    }
}

/// Adds the text files below `folder`, relative to `root`.
pub(super) fn collect(root: &Path, folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != ".git" && name != "target" {
                collect(root, &path, files)?;
            }
        } else if ["rs", "toml", "md", "run", "yml"].iter().any(|end| name.ends_with(end)) {
            files.push(path.strip_prefix(root).unwrap_or(&path).to_owned());
        }
    }
    files.sort();
    Ok(())
}

pub(super) fn folders(path: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(path).with_context(|| format!("reading {}", path.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn top_folders(root: &Path) -> Result<Vec<String>> {
    let names = folders(root)?.into_iter().filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    Ok(names.filter(|name| !name.starts_with('.') && name != "target").collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failures(check: impl FnOnce(&mut Vec<String>)) -> usize {
        let mut failures = Vec::new();
        check(&mut failures);
        failures.len()
    }

    #[test]
    fn sources() {
        for (text, expected) in [
            ("fn f() { todo!() }\n", 1),
            ("#[ignore]\nfn f() {}\n", 1),
            ("#[ignore = \"needs AWS\"]\nfn f() {}\n", 0),
            ("let x = unsafe { f() };\n", 1),
            ("// SAFETY: it holds\nlet x = unsafe { f() };\n", 0),
            ("// todo!()\n", 0),
        ] {
            assert_eq!(failures(|found| check_rust("a.rs", text, found)), expected, "{text}");
        }
    }

    #[test]
    fn headers_and_long_comments() {
        let long = "word ".repeat(24);
        for (text, expected) in [
            ("//! What a crate has\n".to_owned(), 1),
            ("//! Whatever\n".to_owned(), 0),
            ("//! Limits of a table\n//! What follows is no header.\n".to_owned(), 0),
            ("//! Limits\n\nmod a {\n    //! How it works\n}\n".to_owned(), 1),
            ("/// What it does\n".to_owned(), 0),
            (format!("// {long}\n"), 1),
            (format!("    /// {long}\n"), 1),
            (format!("// {}\n", "é".repeat(110) + " or so"), 0),
            (format!("/// <https://{}>\n", long.replace(' ', "/")), 0),
            (format!("let text = \"{long}\"; // code\n"), 0),
        ] {
            assert_eq!(failures(|found| check_comments("a.rs", &text, found)), expected, "{text}");
        }
    }

    #[test]
    fn commands_of_the_readme() {
        let good = "```bash\ncargo run --example quickstart # rows\ncargo xtask test\n```";
        let script = "cargo run --locked --example quickstart </dev/null\n  cargo xtask test | tee log\n";
        assert_eq!(failures(|found| check_readme(good, script, found)), 0);
        assert_eq!(failures(|found| check_readme("```bash\nmake\n```", script, found)), 3);
    }

    #[test]
    fn cargo_without_locked() {
        let alias = "[alias]\nxtask = \"run --locked --package xtask --\"\n";
        let good = "cargo run --locked --example quickstart\ncargo xtask lint\n";
        assert_eq!(failures(|found| check_locked(good, alias, found)), 0);
        assert_eq!(failures(|found| check_locked(&good.replace(" --locked", ""), alias, found)), 1);
        assert_eq!(failures(|found| check_locked(good, &alias.replace(" --locked", ""), found)), 1);
    }
}
