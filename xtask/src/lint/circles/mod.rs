//! Circles of imports between the files of a crate
//!
//! A file of a circle cannot be understood, tested or moved without all others of it.

mod graph;
mod resolve;
mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use self::graph::{Circle, Graph};
use self::source::Source;
use super::tidy::folders;

/// Crates without circles. A circle in another crate is counted and is no failure.
const REQUIRED: &[&str] = &[
    "athena-arrow",
    "athena-aws",
    "athena-core",
    "athena-pandas",
    "athena-polars",
    "athena-registry",
    "athena-rest",
    "athena-s3",
    "awsathena",
    "awsathena-cli",
];

/// A circle that may stay.
#[derive(Debug, PartialEq, Eq)]
struct Allowed {
    package: &'static str,
    /// All files of the circle, relative to `src`.
    files: &'static [&'static str],
    reason: &'static str,
}

const ALLOWED: &[Allowed] = &[];

/// Fails for each circle of a required crate that is not allowed.
pub(super) fn check(root: &Path) -> Result<Vec<String>> {
    let (mut failures, mut seen) = (Vec::new(), Vec::new());
    for package in packages(root)? {
        for (entry, graph) in graphs(root, &package)? {
            let (allowed, others): (Vec<_>, Vec<_>) =
                graph.circles().into_iter().partition(|circle| allowed(&package, circle).is_some());
            seen.extend(allowed.iter().filter_map(|circle| self::allowed(&package, circle)));
            let files: usize = others.iter().map(|circle| circle.files.len()).sum();
            let hint = if others.is_empty() { "" } else { ", see `cargo xtask circles`" };
            println!("{package} {entry}: circles {}, files in them {files}{hint}", others.len());
            if REQUIRED.contains(&package.as_str()) {
                failures.extend(others.iter().map(|circle| failure(&package, circle)));
            }
        }
    }
    for allowed in ALLOWED.iter().filter(|allowed| !seen.contains(allowed)) {
        let files = allowed.files.join(", ");
        failures.push(format!(
            "{}: the circle of {files} is in the list of allowed circles and does not exist: remove it",
            allowed.package
        ));
    }
    Ok(failures)
}

/// Prints the circles of `packages`, or of all crates, with the imports that make them.
pub(crate) fn print(root: &Path, chosen: &[String]) -> Result<()> {
    let known = packages(root)?;
    for package in chosen {
        ensure!(known.contains(package), "no crate `{package}`; there are {}", known.join(", "));
    }
    for package in known.iter().filter(|package| chosen.is_empty() || chosen.contains(package)) {
        for (entry, graph) in graphs(root, package)? {
            let circles = graph.circles();
            println!("# {package} {entry}: circles {}\n", circles.len());
            for circle in &circles {
                println!("{}", text(package, circle));
            }
        }
    }
    Ok(())
}

fn packages(root: &Path) -> Result<Vec<String>> {
    let folders = folders(&root.join("crates"))?;
    Ok(folders.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect())
}

/// The graph of each target of a crate, `lib.rs` and `main.rs`.
fn graphs(root: &Path, package: &str) -> Result<Vec<(&'static str, Graph)>> {
    let folder = root.join("crates").join(package).join("src");
    let mut graphs = Vec::new();
    for entry in ["lib.rs", "main.rs"].into_iter().filter(|entry| folder.join(entry).is_file()) {
        let source = Source::read(Path::new(entry), &|file| fs::read_to_string(folder.join(file)).ok())?;
        let (graph, unresolved) = resolve::graph(&source);
        for path in unresolved {
            println!("{package} {path}: the path is not resolved, so it is not counted as an import");
        }
        graphs.push((entry, graph));
    }
    Ok(graphs)
}

fn allowed(package: &str, circle: &Circle<'_>) -> Option<&'static Allowed> {
    let is_it = |allowed: &&Allowed| {
        allowed.package == package && allowed.files.iter().copied().collect::<BTreeSet<_>>() == circle.files
    };
    ALLOWED.iter().find(is_it)
}

fn failure(package: &str, circle: &Circle<'_>) -> String {
    let files: Vec<&str> = circle.files.iter().copied().collect();
    format!("{package}: {} files import each other in a circle: {}", files.len(), files.join(", "))
}

/// A circle with its files, its edges and the cheapest cuts.
fn text(package: &str, circle: &Circle<'_>) -> String {
    let mut lines = vec![format!("circle of {} files in {package}", circle.files.len())];
    if let Some(allowed) = allowed(package, circle) {
        lines.push(format!("  allowed: {}", allowed.reason));
    }
    lines.extend(circle.files.iter().map(|file| format!("  {file}")));
    lines.push("  imports:".to_owned());
    for (from, to, places) in circle.edges() {
        let first = places.first().map(|place| format!("{from}:{} `{}`", place.line, place.path)).unwrap_or_default();
        let lines_of_edge: BTreeSet<usize> = places.iter().map(|place| place.line).collect();
        let others: Vec<String> = lines_of_edge.iter().skip(1).map(ToString::to_string).collect();
        let others = if others.is_empty() { String::new() } else { format!(", also {}", others.join(", ")) };
        lines.push(format!("    {first} -> {to}{others}"));
    }
    let (left, cuts) = circle.best_cuts();
    if circle.files.len() > 2 && !cuts.is_empty() {
        lines.push(format!("  without one of these, {left} files stay in circles:"));
        lines.extend(cuts.iter().map(|(from, to)| format!("    {from} -> {to}")));
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The graph of a crate of these files.
    fn graph(files: &[(&str, &str)]) -> Graph {
        let text =
            |file: &Path| files.iter().find(|(name, _)| Path::new(name) == file).map(|(_, text)| (*text).to_owned());
        let (graph, unresolved) = resolve::graph(&Source::read(Path::new("lib.rs"), &text).expect("valid files"));
        assert_eq!(unresolved, Vec::<String>::new());
        graph
    }

    fn circles(files: &[(&str, &str)]) -> Vec<String> {
        let graph = graph(files);
        graph.circles().iter().map(|circle| circle.files.iter().copied().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn nested_imports_and_inline_paths_are_edges() {
        for user in [
            "use crate::b::{self, inner::{Deep, B as _}};",
            "use super::b; fn f() -> b::B { loop {} }",
            "fn f() { crate::b::function(); }",
            "fn f() { let x = vec![0, g(super::b::CONST)]; }",
            "macro_rules! m { () => { $crate::b::B } }",
            "use super::*; fn f(_: Glob) {}",
            "use crate::b::Kind::*;",
            "fn f() { use crate::b::B; }",
        ] {
            let b = "pub mod inner { pub struct Deep; pub struct B; } pub struct B; pub fn function() {} \
                     pub const CONST: u8 = 0; pub struct Glob; pub enum Kind { One } fn back(_: crate::a::A) {}";
            let a = format!("{user} pub struct A;");
            let files = [("lib.rs", "mod a; mod b; use b::Glob;"), ("a.rs", &a), ("b.rs", b)];
            assert_eq!(circles(&files), ["a.rs b.rs"], "{user}");
        }
    }

    #[test]
    fn names_of_other_crates_fields_and_generics_are_no_edges() {
        for user in [
            "use b::B;",
            "use ::b::B;",
            "fn f<B>(_: B) { x.b(); y.b; println!(\"{}\", x.b::<u8>()); }",
            "macro_rules! m { () => { super::b::B } }",
            "use super::b;",
            "/// See [`crate::b::B`].\nstruct S;",
        ] {
            let a = format!("{user} pub struct A;");
            let files = [("lib.rs", "mod a; mod b;"), ("a.rs", &a), ("b.rs", "use crate::a::A; pub struct B;")];
            assert_eq!(circles(&files), Vec::<String>::new(), "{user}");
        }
    }

    #[test]
    fn a_re_exported_item_belongs_to_the_file_that_defines_it() {
        let files = [
            ("lib.rs", "pub mod room; pub use room::{One, Two};"),
            ("room/mod.rs", "mod one; mod two; pub use self::one::One; pub(crate) use two::*;"),
            ("room/one.rs", "use super::Two; pub struct One(Two);"),
            ("room/two.rs", "use crate::One; pub struct Two;"),
        ];
        assert_eq!(circles(&files), ["room/one.rs room/two.rs"]);
    }

    #[test]
    fn a_table_of_contents_is_in_no_circle_and_a_parent_with_code_may_be() {
        let child = ("room/child.rs", "use super::Parent; pub fn child(_: Parent) {}");
        let passes_on = "mod child; pub use child::child; pub struct Parent;";
        let files = [("lib.rs", "mod room;"), ("room/mod.rs", passes_on), child];
        assert_eq!(circles(&files), Vec::<String>::new());
        let calls = "mod child; pub use child::child; pub struct Parent; fn f() { child(Parent) }";
        let files = [("lib.rs", "mod room;"), ("room/mod.rs", calls), child];
        assert_eq!(circles(&files), ["room/child.rs room/mod.rs"]);
    }

    #[test]
    fn tests_do_not_count() {
        let a = "pub struct A; #[cfg(test)] mod tests { use crate::b::B; } #[cfg(all(test, unix))] use crate::b::B; \
                 impl A { #[cfg(test)] fn f() -> crate::b::B { loop {} } }";
        let b = "use crate::a::A; pub struct B; mod tests;";
        assert_eq!(circles(&[("lib.rs", "mod a; mod b;"), ("a.rs", a), ("b.rs", b)]), Vec::<String>::new());
        let a = "pub struct A; #[cfg(any(test, feature = \"testing\"))] pub mod testing { use crate::b::B; }";
        assert_eq!(circles(&[("lib.rs", "mod a; mod b;"), ("a.rs", a), ("b.rs", b)]), ["a.rs b.rs"]);
    }

    #[test]
    fn items_that_macros_define_and_macros_themselves() {
        let files = [
            ("lib.rs", "#[macro_use] mod macros; mod a;"),
            ("macros.rs", "macro_rules! make { ($name:ident) => { pub struct $name; $crate::a::helper(); } }"),
            ("a.rs", "make!(Made); pub fn helper() {} mod b;"),
            ("a/b.rs", "use crate::a::Made;"),
        ];
        assert_eq!(circles(&files), ["a.rs macros.rs"]);
    }

    #[test]
    fn the_text_names_lines_and_cuts() {
        let files = [
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::b::B;\npub struct A;\nfn f(_: B) {}"),
            ("b.rs", "use crate::c::C;\npub struct B;"),
            ("c.rs", "use crate::{a::A, b::B};\npub struct C;"),
        ];
        let graph = graph(&files);
        let text = text("athena-sql", &graph.circles()[0]);
        assert!(text.contains("    a.rs:1 `crate::b::B` -> b.rs, also 3\n"), "{text}");
        assert!(text.contains("  without one of these, 0 files stay in circles:\n    b.rs -> c.rs\n"), "{text}");
    }
}
