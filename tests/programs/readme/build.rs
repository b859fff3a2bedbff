//! Extraction of the first program in the project's README.

use std::path::PathBuf;
use std::{env, fs};

fn main() {
    let folder = |variable: &str| PathBuf::from(env::var_os(variable).expect("cargo sets the variable"));
    let readme = folder("CARGO_MANIFEST_DIR").join("../../../README.md");
    println!("cargo::rerun-if-changed={}", readme.display());
    let text = fs::read_to_string(&readme).expect("the README can be read");
    let (_, block) = text.split_once("```rust").expect("the README has a program");
    let program = block.split("```").next().and_then(|block| block.split_once('\n')).expect("the program has an end").1;
    fs::write(folder("OUT_DIR").join("program.rs"), program).expect("the program can be written");
}
