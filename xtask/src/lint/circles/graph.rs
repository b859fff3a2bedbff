//! Strongly connected components of the imports between files

use std::collections::{BTreeMap, BTreeSet};

/// The place of an import and the path it names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) path: String,
}

/// Files and the imports between them.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// By importing file and imported file, in the order of the lines.
    edges: BTreeMap<(String, String), BTreeSet<Place>>,
}

impl Graph {
    /// Adds one import. An import of the file's own items is no edge.
    pub(super) fn add(&mut self, from: &str, to: &str, place: Place) {
        if from != to {
            self.edges.entry((from.to_owned(), to.to_owned())).or_default().insert(place);
        }
    }

    /// The components with more than one file, the largest first.
    pub(super) fn circles(&self) -> Vec<Circle<'_>> {
        let mut circles: Vec<Circle<'_>> = components(&self.neighbours(None))
            .into_iter()
            .filter(|files| files.len() > 1)
            .map(|files| Circle { graph: self, files })
            .collect();
        circles.sort_by(|a, b| b.files.len().cmp(&a.files.len()).then_with(|| a.files.cmp(&b.files)));
        circles
    }

    fn neighbours(&self, without: Option<&(String, String)>) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut neighbours: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (from, to) in self.edges.keys().filter(|edge| Some(*edge) != without) {
            neighbours.entry(from).or_default().insert(to);
            neighbours.entry(to).or_default();
        }
        neighbours
    }
}

/// Files of which each reaches each other by imports.
#[derive(Debug)]
pub(super) struct Circle<'a> {
    graph: &'a Graph,
    pub(super) files: BTreeSet<&'a str>,
}

impl<'a> Circle<'a> {
    /// The imports between the files of the circle.
    pub(super) fn edges(&self) -> impl Iterator<Item = (&'a str, &'a str, &'a BTreeSet<Place>)> {
        let inside = |file: &String| self.files.contains(file.as_str());
        let edges = self.graph.edges.iter().filter(move |((from, to), _)| inside(from) && inside(to));
        edges.map(|((from, to), places)| (from.as_str(), to.as_str(), places))
    }

    /// The edges whose removal frees the most files of the circle, and the number of files that stay in circles.
    pub(super) fn best_cuts(&self) -> (usize, Vec<(&'a str, &'a str)>) {
        let mut best = (self.files.len(), Vec::new());
        for (from, to, _) in self.edges() {
            let mut neighbours = self.graph.neighbours(Some(&(from.to_owned(), to.to_owned())));
            neighbours.retain(|file, _| self.files.contains(file));
            for files in neighbours.values_mut() {
                files.retain(|file| self.files.contains(file));
            }
            let left = components(&neighbours).iter().map(BTreeSet::len).filter(|len| *len > 1).sum();
            if left < best.0 {
                best = (left, Vec::new());
            }
            if left == best.0 && left < self.files.len() {
                best.1.push((from, to));
            }
        }
        best
    }
}

/// Tarjan's algorithm.
fn components<'a>(neighbours: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Vec<BTreeSet<&'a str>> {
    let mut search = Search::new(neighbours);
    for file in neighbours.keys() {
        if !search.index.contains_key(file) {
            search.visit(file);
        }
    }
    search.found
}

struct Search<'a, 'n> {
    neighbours: &'n BTreeMap<&'a str, BTreeSet<&'a str>>,
    index: BTreeMap<&'a str, usize>,
    lowest: BTreeMap<&'a str, usize>,
    stack: Vec<&'a str>,
    found: Vec<BTreeSet<&'a str>>,
}

impl<'a, 'n> Search<'a, 'n> {
    fn new(neighbours: &'n BTreeMap<&'a str, BTreeSet<&'a str>>) -> Self {
        Self { neighbours, index: BTreeMap::new(), lowest: BTreeMap::new(), stack: Vec::new(), found: Vec::new() }
    }

    fn visit(&mut self, file: &'a str) {
        let index = self.index.len();
        self.index.insert(file, index);
        self.lowest.insert(file, index);
        self.stack.push(file);
        for next in self.neighbours.get(file).into_iter().flatten() {
            let reached = match self.index.get(next) {
                None => {
                    self.visit(next);
                    self.lowest[next]
                }
                Some(index) if self.stack.contains(next) => *index,
                Some(_) => continue,
            };
            let lowest = self.lowest[file].min(reached);
            self.lowest.insert(file, lowest);
        }
        if self.lowest[file] == index {
            let begin = self.stack.iter().position(|other| *other == file).expect("the file was pushed above");
            self.found.push(self.stack.split_off(begin).into_iter().collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &str)]) -> Graph {
        let mut graph = Graph::default();
        for (from, to) in edges {
            graph.add(from, to, Place { line: 1, path: format!("crate::{to}") });
        }
        graph
    }

    #[test]
    fn a_chain_and_a_file_that_names_itself_are_no_circles() {
        assert!(graph(&[("a", "b"), ("b", "c"), ("a", "c"), ("c", "c")]).circles().is_empty());
    }

    #[test]
    fn circles_are_found_apart_and_the_largest_is_first() {
        let graph = graph(&[("a", "b"), ("b", "a"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "c"), ("e", "f")]);
        let found: Vec<Vec<&str>> =
            graph.circles().iter().map(|circle| circle.files.iter().copied().collect()).collect();
        assert_eq!(found, [vec!["c", "d", "e"], vec!["a", "b"]]);
    }

    #[test]
    fn the_best_cut_frees_the_most_files() {
        let graph = graph(&[("a", "b"), ("b", "a"), ("b", "c"), ("c", "d"), ("d", "b")]);
        let circles = graph.circles();
        assert_eq!(circles[0].files.len(), 4);
        // Without `c -> d` the circle of `a` and `b` remains; without `a -> b` one of three files does.
        assert_eq!(circles[0].best_cuts(), (2, vec![("b", "c"), ("c", "d"), ("d", "b")]));
    }
}
