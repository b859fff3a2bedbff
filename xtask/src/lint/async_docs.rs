//! The sections `# Cancel safety` and `# Errors` of public async functions, futures and streams
//!
//! A caller may drop a future at any await point, such as in `select!` or by a timeout. So each public function that is
//! async, or returns a future or a stream, says what dropping it does. A trait says it for its methods, once for all
//! implementations. A public type that is a future or a stream says it for all functions that return it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use syn::visit::Visit;
use syn::{Attribute, Expr, Ident, Lit, Meta, ReturnType, Signature, Type, Visibility};

use super::tidy::collect;

const CANCEL_SAFETY: &str = "# Cancel safety";

const ERRORS: &str = "# Errors";

/// Traits and types of values that are polled.
const POLLED: [&str; 7] =
    ["Future", "IntoFuture", "Stream", "BoxFuture", "BoxStream", "LocalBoxFuture", "LocalBoxStream"];

pub(super) fn check(root: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    collect(root, &root.join("crates"), &mut files)?;
    let (mut functions, mut failures) = (0, Vec::new());
    for file in files.iter().filter(|file| in_library(root, file)) {
        let text = fs::read_to_string(root.join(file)).with_context(|| format!("reading {}", file.display()))?;
        let found = Functions::of(&text).with_context(|| format!("parsing {}", file.display()))?;
        functions += found.count;
        failures.extend(found.failures.iter().map(|(line, what)| format!("{}:{line}: {what}", file.display())));
    }
    println!("{functions} public async functions, futures and streams");
    Ok(failures)
}

/// True for a source file of a crate with a library, but for what only tests call.
fn in_library(root: &Path, file: &Path) -> bool {
    let parts: Vec<_> = file.components().take(3).collect();
    let folder: PathBuf = parts.iter().collect();
    file.extension().is_some_and(|extension| extension == "rs")
        && parts.get(2).is_some_and(|part| part.as_os_str() == "src")
        && !file.iter().any(|part| part == "testing" || part == "tests")
        && root.join(folder).join("lib.rs").is_file()
}

/// The public async functions, futures and streams of a file.
#[derive(Debug, Default)]
struct Functions {
    count: usize,
    /// Names of types that are futures or streams.
    polled: BTreeSet<String>,
    /// Lines, and what is missing there.
    failures: Vec<(usize, String)>,
}

impl Functions {
    fn of(text: &str) -> syn::Result<Self> {
        let file = syn::parse_file(text)?;
        let mut functions = Self { polled: polled(&file), ..Self::default() };
        functions.visit_file(&file);
        Ok(functions)
    }

    fn function(&mut self, signature: &Signature, attributes: &[Attribute]) {
        let is_async = signature.asyncness.is_some();
        let ReturnType::Type(_, output) = &signature.output else {
            if is_async {
                self.sections(&signature.ident, attributes, false);
            }
            return;
        };
        if is_async || is_polled(output) {
            self.sections(&signature.ident, attributes, can_fail(output));
        }
    }

    fn sections(&mut self, name: &Ident, attributes: &[Attribute], can_fail: bool) {
        self.count += 1;
        let text = documentation(attributes);
        for (section, needed) in [(ERRORS, can_fail), (CANCEL_SAFETY, true)] {
            if needed && !has_section(&text, section) {
                self.failures.push((name.span().start().line, format!("`{name}` has no text below `{section}`")));
            }
        }
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if matches!(function.vis, Visibility::Public(_)) {
            self.function(&function.sig, &function.attrs);
        }
    }

    fn visit_item_impl(&mut self, implementation: &'ast syn::ItemImpl) {
        if implementation.trait_.is_none() {
            syn::visit::visit_item_impl(self, implementation);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if matches!(function.vis, Visibility::Public(_)) {
            self.function(&function.sig, &function.attrs);
        }
    }

    fn visit_item_struct(&mut self, definition: &'ast syn::ItemStruct) {
        if matches!(definition.vis, Visibility::Public(_)) && self.polled.contains(&definition.ident.to_string()) {
            self.sections(&definition.ident, &definition.attrs, false);
        }
    }

    fn visit_item_trait(&mut self, definition: &'ast syn::ItemTrait) {
        if matches!(definition.vis, Visibility::Public(_)) {
            syn::visit::visit_item_trait(self, definition);
        }
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        self.function(&function.sig, &function.attrs);
    }
}

/// The names of the types that implement a trait of futures or streams.
fn polled(file: &syn::File) -> BTreeSet<String> {
    let implementations = file.items.iter().filter_map(|item| match item {
        syn::Item::Impl(implementation) => Some(implementation),
        _ => None,
    });
    let of_trait = implementations.filter(|implementation| {
        let path = implementation.trait_.as_ref().and_then(|(path, _)| path.segments.last());
        path.is_some_and(|segment| POLLED.contains(&segment.ident.to_string().as_str()))
    });
    of_trait.filter_map(|implementation| names(&implementation.self_ty).into_iter().next()).collect()
}

/// True for a future or a stream, also within a `Pin` or a `Result`.
fn is_polled(output: &Type) -> bool {
    names(output).iter().any(|name| POLLED.contains(&name.as_str()))
}

/// True if the function, or the future that it returns, gives a `Result`.
fn can_fail(output: &Type) -> bool {
    names(output).iter().any(|name| name == "Result")
}

/// The last names of the paths in a type.
fn names(of: &Type) -> Vec<String> {
    #[derive(Default)]
    struct Names(Vec<String>);
    impl<'ast> Visit<'ast> for Names {
        fn visit_path(&mut self, path: &'ast syn::Path) {
            self.0.extend(path.segments.last().map(|segment| segment.ident.to_string()));
            syn::visit::visit_path(self, path);
        }
    }
    let mut names = Names::default();
    names.visit_type(of);
    names.0
}

/// The text of the doc comments.
fn documentation(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        if let Meta::NameValue(value) = &attribute.meta
            && let Expr::Lit(literal) = &value.value
            && let Lit::Str(line) = &literal.lit
        {
            text.push_str(&line.value());
            text.push('\n');
        }
    }
    text
}

/// True if the heading is there, with text below it.
fn has_section(text: &str, heading: &str) -> bool {
    let mut lines = text.lines().map(str::trim).skip_while(|line| *line != heading).skip(1);
    lines.find(|line| !line.is_empty()).is_some_and(|line| !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failures(text: &str) -> Vec<String> {
        Functions::of(text).expect("the text is Rust").failures.into_iter().map(|(_, what)| what).collect()
    }

    #[test]
    fn a_public_async_function_says_what_dropping_it_does() {
        let expected = ["`f` has no text below `# Cancel safety`"];
        for text in [
            "pub async fn f() {}",
            "/// Does it.\npub async fn f() {}",
            "/// # Cancel safety\npub async fn f() {}",
            "/// # Cancel safety\n///\n/// # Panics\n/// Never.\npub async fn f() {}",
            "impl A { pub async fn f(&self) {} }",
            "pub trait A { async fn f(&self); }",
            "mod a { pub async fn f() {} }",
            "pub fn f() -> impl Future<Output = u8> + Send {}",
            "pub fn f() -> std::pin::Pin<Box<dyn futures::Stream<Item = u8>>> {}",
            "pub fn f() -> BoxFuture<'static, u8> {}",
        ] {
            assert_eq!(failures(text), expected, "{text}");
        }
    }

    #[test]
    fn a_public_future_or_stream_says_what_dropping_it_does() {
        let text = "pub struct A; impl futures::Stream for A {}";
        assert_eq!(failures(text), ["`A` has no text below `# Cancel safety`"]);
        for text in [
            "/// # Cancel safety\n/// Safe.\npub struct A; impl Future for A {}",
            "struct A; impl Future for A {}",
            "pub struct A; impl Iterator for A {}",
        ] {
            assert_eq!(failures(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_function_that_fails_says_when() {
        for text in [
            "/// # Cancel safety\n/// Safe.\npub async fn f() -> Result<u8> {}",
            "/// # Cancel safety\n/// Safe.\npub fn f() -> impl Future<Output = io::Result<u8>> {}",
        ] {
            assert_eq!(failures(text), ["`f` has no text below `# Errors`"], "{text}");
        }
    }

    #[test]
    fn files_of_libraries_are_read() {
        let root = crate::command::root();
        for (file, expected) in [
            ("crates/athena-core/src/cursor/handle.rs", true),
            ("crates/athena-core/src/driver/testing/harness.rs", false),
            ("crates/athena-core/tests/corpus.rs", false),
            ("crates/athena-core/src/README.md", false),
            ("crates/awsathena-cli/src/run.rs", false),
        ] {
            assert_eq!(in_library(&root, Path::new(file)), expected, "{file}");
        }
    }

    #[test]
    fn other_functions_need_no_section() {
        for text in [
            "/// # Errors\n/// Often.\n///\n/// # Cancel safety\n/// Safe.\npub async fn f() -> Result<u8> {}",
            "async fn f() {}",
            "pub(crate) async fn f() {}",
            "impl A { async fn f(&self) {} }",
            "impl B for A { async fn f(&self) {} }",
            "trait A { async fn f(&self); }",
            "pub fn f() -> Result<u8> {}",
            "pub fn f() { async {}; }",
        ] {
            assert_eq!(failures(text), Vec::<String>::new(), "{text}");
        }
    }
}
