//! Trino's documented examples, and completeness of the function documentation.

use super::super::functions::registry;
use super::{check, engine};

/// Each line is `expression => printed result`, grouped by family.
#[tokio::test]
async fn trino_examples_print_the_documented_results() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/engine/tests/documented.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let engine = engine().await;
    let (mut wrong, mut count) = (Vec::new(), 0);
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (expression, expected) = line.split_once(" => ").unwrap();
        let sql =
            if expression.starts_with("SELECT ") { expression.to_owned() } else { format!("SELECT {expression}") };
        // The rows are printed on one line, separated by a mark.
        let actual = super::show(super::answer(&engine, &sql, &[]).await).replace('\n', "\\n");
        count += 1;
        if actual != expected {
            wrong.push(format!("{expression}\n  expected: {expected}\n    actual: {actual}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {count} differ\n{}", wrong.len(), wrong.join("\n"));
}

/// The table in the documentation lists the names of the registry, family by family.
#[test]
fn the_documentation_lists_every_function() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sandbox.md")).unwrap();
    let section = text.split("\n# Functions\n").nth(1).and_then(|rest| rest.split("\n# ").next()).unwrap();
    let mut documented: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in section.lines().filter(|line| line.starts_with("| ") && line.contains('`')) {
        let mut cells = row.trim_matches('|').split(" | ").map(str::trim);
        let family = cells.next().unwrap();
        documented.push((family, cells.next().unwrap().split(", ").map(|name| name.trim_matches('`')).collect()));
    }
    let mut registered: Vec<(&str, Vec<&str>)> = Vec::new();
    for signature in registry::signatures() {
        if registered.last().is_none_or(|(family, _)| *family != signature.family) {
            registered.push((signature.family, Vec::new()));
        }
        let names = &mut registered.last_mut().unwrap().1;
        if !names.contains(&signature.name) {
            names.push(signature.name);
        }
    }
    assert_eq!(documented, registered);
    assert!(registered.iter().map(|(_, names)| names.len()).sum::<usize>() >= 200);
}

#[tokio::test]
async fn functions_outside_of_trino_are_refused() {
    for call in
        ["array_append(ARRAY[1], 2)", "date_bin(1, 2)", "nvl(1, 2)", "arrow_cast(1, 'x')", "btrim('a')", "median(1)"]
    {
        let name = call.split('(').next().unwrap();
        let expected = format!("FUNCTION_NOT_FOUND: line 1:8: Function '{name}' not registered [2/1303]");
        check(&[(&format!("SELECT {call}"), &expected)]).await;
    }
    check(&[
        ("SELECT lower(1, 2)", "FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters (integer, integer) for function lower. Expected: lower(varchar) [2/1303]"),
        ("SELECT md5('abc')", "FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters (varchar) for function md5. Expected: md5(varbinary) [2/1303]"),
        ("SHOW FUNCTIONS LIKE 'sh%'", "sha1|varbinary|varbinary|scalar|true|SHA-1\nsha256|varbinary|varbinary|scalar|true|SHA-256\nsha512|varbinary|varbinary|scalar|true|SHA-512\nshuffle|array(E)|array(E)|scalar|false|Items in a random order"),
    ])
    .await;
}
