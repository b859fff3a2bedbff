//! Resolution of paths to the files that define their items

use std::collections::BTreeSet;

use super::graph::{Graph, Place};
use super::source::{ModuleId, Source, Use, UseKind};

/// The thing that a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    /// A module.
    Module(ModuleId),
    /// An item that the module defines.
    Item(ModuleId),
    /// A crate, or an item of another crate.
    External,
}

/// The imports between the files of a crate, and the paths of the crate that name nothing known.
pub(super) fn graph(source: &Source) -> (Graph, Vec<String>) {
    let (mut graph, mut unresolved) = (Graph::default(), Vec::new());
    for (id, module) in source.modules.iter().enumerate() {
        for used in &module.uses {
            let targets = source.targets(id, used);
            let local = matches!(used.path[0].as_str(), "crate" | "self" | "super") && used.path.len() > 1;
            if targets.is_empty() && local {
                unresolved.push(format!("{}:{} {}", module.file, used.line, used.path.join("::")));
            }
            for target in targets {
                let Target::Item(other) = target else { continue };
                // A module that passes on items of its children does not depend on them.
                if used.kind == UseKind::ReExport && source.is_above(id, other) {
                    continue;
                }
                let other = &source.modules[other].file;
                if !source.contents.contains(&module.file) && !source.contents.contains(other) {
                    graph.add(&module.file, other, Place { line: used.line, path: used.path.join("::") });
                }
            }
        }
    }
    (graph, unresolved)
}

/// Names that are being looked up: an import may lead back to itself.
type Seen = BTreeSet<(ModuleId, String)>;

impl Source {
    fn targets(&self, from: ModuleId, used: &Use) -> BTreeSet<Target> {
        let targets = self.resolve(from, &used.path, &mut Seen::new());
        // A macro is also in scope by the order of the text.
        if targets.is_empty()
            && used.kind == UseKind::Macro
            && let [name] = used.path.as_slice()
            && let Some([module]) = self.macros.get(name).map(Vec::as_slice)
        {
            return BTreeSet::from([Target::Item(*module)]);
        }
        targets
    }

    fn is_above(&self, module: ModuleId, mut other: ModuleId) -> bool {
        while let Some(parent) = self.modules[other].parent {
            if parent == module {
                return true;
            }
            other = parent;
        }
        false
    }

    /// A path as `module` sees it. Empty for names of other crates, of generics and of local variables.
    fn resolve(&self, module: ModuleId, path: &[String], seen: &mut Seen) -> BTreeSet<Target> {
        let Some((first, rest)) = path.split_first() else { return BTreeSet::new() };
        let start = match first.as_str() {
            "crate" => BTreeSet::from([Target::Module(0)]),
            "self" => BTreeSet::from([Target::Module(module)]),
            "super" => self.modules[module].parent.map(Target::Module).into_iter().collect(),
            name => self.lookup(module, name, seen),
        };
        self.walk(start, rest, seen)
    }

    fn walk(&self, mut current: BTreeSet<Target>, mut rest: &[String], seen: &mut Seen) -> BTreeSet<Target> {
        while let Some((name, after)) = rest.split_first() {
            let mut next = BTreeSet::new();
            for target in &current {
                match *target {
                    Target::Module(id) if name == "super" => {
                        next.extend(self.modules[id].parent.map(Target::Module));
                    }
                    Target::Module(id) => next.extend(self.lookup(id, name, seen)),
                    // a variant, or an associated item
                    Target::Item(_) | Target::External => {
                        next.insert(*target);
                    }
                }
            }
            current = next;
            rest = after;
        }
        current
    }

    /// A name in the scope of a module.
    fn lookup(&self, id: ModuleId, name: &str, seen: &mut Seen) -> BTreeSet<Target> {
        let mut found = BTreeSet::new();
        if !seen.insert((id, name.to_owned())) {
            return found;
        }
        let module = &self.modules[id];
        if module.items.contains(name) {
            found.insert(Target::Item(id));
        }
        found.extend(module.children.get(name).copied().map(Target::Module));
        for import in module.imports.iter().filter(|import| import.name.as_deref() == Some(name)) {
            let targets = match import.path.split_first() {
                // `use nearest::nearest` begins at the child, not at the import itself.
                Some((first, rest)) if first == name => {
                    let child = module.children.get(name).copied().map(Target::Module);
                    self.walk(child.into_iter().collect(), rest, seen)
                }
                _ => self.resolve(id, &import.path, seen),
            };
            if targets.is_empty() {
                found.insert(Target::External);
            }
            found.extend(targets);
        }
        if found.is_empty() {
            for import in module.imports.iter().filter(|import| import.name.is_none()) {
                for target in self.resolve(id, &import.path, seen) {
                    if let Target::Module(other) = target {
                        found.extend(self.lookup(other, name, seen));
                    }
                }
            }
        }
        // Exported macros are items of the root.
        if found.is_empty() && id == 0 {
            found.extend(self.macros.get(name).into_iter().flatten().copied().map(Target::Item));
        }
        if found.is_empty() && module.macro_words.contains(name) {
            found.insert(Target::Item(id));
        }
        seen.remove(&(id, name.to_owned()));
        found
    }
}
