//! Public items of a crate by module, those of users before those of implementors

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

/// The module in the root of a crate whose items are for authors of drivers and transports.
const IMPLEMENTORS: &str = "driver";

/// One line of the public API. An item that is public at two paths has two lines with the same `id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) id: u32,
    pub(super) parent: Option<u32>,
    pub(super) line: String,
}

/// Public items by module.
#[derive(Debug)]
pub(super) struct Listing {
    /// The path of the module of implementors.
    implementors: String,
    modules: BTreeMap<String, Vec<String>>,
}

impl Listing {
    /// Sorts the items of a library into its modules. `items` has each item after its parent.
    pub(super) fn of(library: &str, items: &[Item]) -> Self {
        let implementors = format!("{library}::{IMPLEMENTORS}");
        let module_ids: BTreeSet<u32> =
            items.iter().filter(|item| item.module().is_some()).map(|item| item.id).collect();
        let is_top = |item: &Item| item.parent.is_none_or(|parent| module_ids.contains(&parent));
        let mut families: Vec<Family<'_>> = Vec::new();
        for item in items {
            match families.last_mut() {
                Some(family) if !is_top(item) => family.members.push(item),
                _ => families.push(Family::new(item, library)),
            }
        }
        families.sort_by_key(|family| is_below(&family.module, &implementors));

        let mut modules: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut listed: BTreeMap<u32, &str> = BTreeMap::new();
        for family in &families {
            let lines = modules.entry(family.module.clone()).or_default();
            match listed.get(&family.head.id) {
                Some(other) => lines.push(format!("pub use {other} as {}", family.path)),
                None => lines.extend(family.lines(&implementors)),
            }
            listed.entry(family.head.id).or_insert(family.path);
        }
        Self { implementors, modules }
    }

    /// The file: a heading for each module, the modules of implementors last.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (for_implementors, floor) in [(false, ""), (true, ", for implementors")] {
            for (module, lines) in self.floor(for_implementors) {
                let gap = if text.is_empty() { "" } else { "\n" };
                writeln!(text, "{gap}# {module}{floor}\n").expect("writing to a string does not fail");
                for line in lines {
                    writeln!(text, "{line}").expect("writing to a string does not fail");
                }
            }
        }
        text
    }

    fn floor(&self, for_implementors: bool) -> impl Iterator<Item = (&String, &Vec<String>)> {
        self.modules.iter().filter(move |(module, _)| is_below(module, &self.implementors) == for_implementors)
    }
}

/// The numbers of lines for users and for implementors.
impl fmt::Display for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |for_implementors| self.floor(for_implementors).map(|(_, lines)| lines.len()).sum::<usize>();
        write!(f, "{} lines for users, {} for implementors", count(false), count(true))
    }
}

impl Item {
    /// The path of a module.
    fn module(&self) -> Option<&str> {
        self.line.strip_prefix("pub mod ")
    }

    /// The path of the trait that an `impl` line without parameters implements.
    fn implemented_trait(&self) -> Option<&str> {
        self.line.strip_prefix("impl ").and_then(|rest| rest.split([' ', '<']).next())
    }

    fn is_trait_implementation(&self) -> bool {
        ["impl", "unsafe impl"].iter().any(|word| self.line.starts_with(word)) && self.line.contains(" for ")
    }
}

/// A type, a trait, a function or a module, with its fields, variants, methods and implementations.
#[derive(Debug)]
struct Family<'a> {
    head: &'a Item,
    path: &'a str,
    module: String,
    members: Vec<&'a Item>,
}

impl<'a> Family<'a> {
    fn new(head: &'a Item, library: &str) -> Self {
        let path = path(&head.line, library).unwrap_or(&head.line);
        let module =
            if head.module().is_some() { path } else { path.rsplit_once("::").map_or(path, |(module, _)| module) };
        Self { head, path, module: module.to_owned(), members: Vec::new() }
    }

    /// All lines except the methods of implemented traits, which the trait defines. A type of users is listed without its
    /// implementations of implementors' traits, which are listed with those traits.
    fn lines(&self, implementors: &str) -> impl Iterator<Item = String> {
        let of_users = !is_below(&self.module, implementors);
        let implementations = || self.members.iter().filter(|item| item.is_trait_implementation());
        let traits: BTreeSet<u32> = implementations().map(|item| item.id).collect();
        let elsewhere: BTreeSet<u32> = implementations()
            .filter(|item| of_users && item.implemented_trait().is_some_and(|path| is_below(path, implementors)))
            .map(|item| item.id)
            .collect();
        let is_below_one = |item: &Item, ids: &BTreeSet<u32>| item.parent.is_some_and(|parent| ids.contains(&parent));
        let is_listed = move |item: &Item| {
            let repeats = item.line.contains("fn ") && !traits.contains(&item.id) && is_below_one(item, &traits);
            !repeats && !elsewhere.contains(&item.id) && !is_below_one(item, &elsewhere)
        };
        let members = self.members.iter().filter(move |item| is_listed(item));
        std::iter::once(&self.head).chain(members).map(|item| item.line.clone())
    }
}

fn is_below(module: &str, parent: &str) -> bool {
    module.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// The path of the item that a line defines: the first path of the library in it.
fn path<'a>(line: &'a str, library: &str) -> Option<&'a str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut begins = line.match_indices(library).map(|(begin, _)| begin);
    let begin = begins.find(|begin| !line[..*begin].ends_with(|c| is_word(c) || c == ':'))?;
    let path = &line[begin..];
    let end = path.find(|c| !is_word(c) && c != ':').unwrap_or(path.len());
    // `pub field: Type` and `pub const NAME: Type` end in a colon
    Some(path[..end].trim_end_matches(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing() -> Listing {
        let items = [
            (0, None, "pub mod athena_core"),
            (1, Some(0), "pub mod athena_core::driver"),
            (2, Some(1), "pub mod athena_core::driver::csv"),
            (3, Some(2), "pub fn athena_core::driver::csv::read(&[u8]) -> athena_core::Row"),
            (4, Some(1), "pub struct athena_core::driver::Row"),
            (5, Some(4), "pub athena_core::driver::Row::names: athena_core::Names"),
            (6, Some(0), "pub mod athena_core::drivers"),
            (4, Some(0), "pub struct athena_core::Row"),
            (5, Some(4), "pub athena_core::Row::names: athena_core::Names"),
            (7, Some(4), "impl athena_core::Row"),
            (8, Some(7), "pub fn athena_core::Row::len(&self) -> usize"),
            (9, Some(4), "impl core::str::traits::FromStr for athena_core::Row"),
            (10, Some(9), "pub type athena_core::Row::Err = athena_core::Error"),
            (11, Some(9), "pub fn athena_core::Row::from_str(&str) -> core::result::Result<Self, athena_core::Error>"),
            (12, Some(4), "impl athena_core::driver::csv::Read for athena_core::Row"),
            (13, Some(12), "pub const athena_core::Row::QUOTE: u8"),
        ];
        let items = items.map(|(id, parent, line)| Item { id, parent, line: line.to_owned() });
        Listing::of("athena_core", &items)
    }

    #[test]
    fn users_first_each_item_once_and_no_methods_of_traits() {
        let expected = "\
# athena_core

pub mod athena_core
pub struct athena_core::Row
pub athena_core::Row::names: athena_core::Names
impl athena_core::Row
pub fn athena_core::Row::len(&self) -> usize
impl core::str::traits::FromStr for athena_core::Row
pub type athena_core::Row::Err = athena_core::Error

# athena_core::drivers

pub mod athena_core::drivers

# athena_core::driver, for implementors

pub mod athena_core::driver
pub use athena_core::Row as athena_core::driver::Row

# athena_core::driver::csv, for implementors

pub mod athena_core::driver::csv
pub fn athena_core::driver::csv::read(&[u8]) -> athena_core::Row
";
        assert_eq!(listing().text(), expected);
        assert_eq!(listing().to_string(), "8 lines for users, 4 for implementors");
    }

    #[test]
    fn paths_of_items() {
        for (line, expected) in [
            ("pub fn athena_core::Row::len(&self) -> usize", "athena_core::Row::len"),
            ("pub struct athena_core::Ref<'a, T>", "athena_core::Ref"),
            ("pub const athena_core::MAX: athena_core::Size", "athena_core::MAX"),
            ("pub fn my_athena_core::x(athena_core::Row)", "athena_core::Row"),
            ("pub macro athena_core::bindings!", "athena_core::bindings"),
        ] {
            assert_eq!(path(line, "athena_core"), Some(expected), "{line}");
        }
    }
}
