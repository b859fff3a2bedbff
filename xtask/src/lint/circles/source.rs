//! Reader of a crate's module tree: files, names in scope and paths in the code

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::Visit;
use syn::{Attribute, Item, Meta, Token, UseTree, Visibility, punctuated::Punctuated};

pub(super) type ModuleId = usize;

/// All modules that a `lib.rs` or `main.rs` declares, tests left out.
#[derive(Debug)]
pub(super) struct Source {
    /// The first is the root.
    pub(super) modules: Vec<Module>,
    /// Files that only declare and re-export: tables of contents, which are no part of a circle.
    pub(super) contents: BTreeSet<String>,
    /// Macros by name; most are in scope by order of text.
    pub(super) macros: BTreeMap<String, Vec<ModuleId>>,
}

/// A module and the names in its scope.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// The path of its file, relative to `src`.
    pub(super) file: String,
    pub(super) parent: Option<ModuleId>,
    pub(super) children: BTreeMap<String, ModuleId>,
    pub(super) items: BTreeSet<String>,
    /// Words in macros and their invocations at the level of items: names of items that these may define.
    pub(super) macro_words: BTreeSet<String>,
    pub(super) imports: Vec<Import>,
    pub(super) uses: Vec<Use>,
}

/// One name that a `use` brings into scope.
#[derive(Debug)]
pub(super) struct Import {
    /// `None` for a glob.
    pub(super) name: Option<String>,
    pub(super) path: Vec<String>,
}

/// One path in the code.
#[derive(Debug)]
pub(super) struct Use {
    pub(super) path: Vec<String>,
    pub(super) line: usize,
    pub(super) kind: UseKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UseKind {
    /// A `use` without `pub`.
    Import,
    /// A `pub use`, `pub(crate) use` and the like.
    ReExport,
    /// A path in a type, an expression or the arguments of a macro.
    Inline,
    /// The name of an invoked macro.
    Macro,
}

impl Source {
    /// Reads the tree below `root`, a file such as `lib.rs`. `read` returns the text of a file, or none if there is no
    /// such file.
    ///
    /// # Errors
    ///
    /// A file that is missing or is not Rust.
    pub(super) fn read(root: &Path, read: &dyn Fn(&Path) -> Option<String>) -> Result<Self> {
        let mut source = Self { modules: Vec::new(), contents: BTreeSet::new(), macros: BTreeMap::new() };
        let folder = root.parent().unwrap_or(Path::new("")).to_owned();
        source.file(root, &folder, None, read)?;
        Ok(source)
    }

    /// Adds the module of a file whose children lie in `folder`.
    fn file(
        &mut self,
        file: &Path,
        folder: &Path,
        parent: Option<ModuleId>,
        read: &dyn Fn(&Path) -> Option<String>,
    ) -> Result<ModuleId> {
        let text = read(file).with_context(|| format!("no file {}", file.display()))?;
        let parsed = syn::parse_file(&text).with_context(|| format!("parsing {}", file.display()))?;
        let shown = file.display().to_string();
        let items: Vec<Item> = parsed.items.into_iter().filter(|item| !for_tests(attributes(item))).collect();
        let declares = |item: &Item| match item {
            Item::Mod(module) => module.content.is_none(),
            Item::Use(_) | Item::ExternCrate(_) => true,
            _ => false,
        };
        if items.iter().all(declares) {
            self.contents.insert(shown.clone());
        }
        self.module(&shown, folder, parent, &items, read)
    }

    fn module(
        &mut self,
        file: &str,
        folder: &Path,
        parent: Option<ModuleId>,
        items: &[Item],
        read: &dyn Fn(&Path) -> Option<String>,
    ) -> Result<ModuleId> {
        let id = self.modules.len();
        self.modules.push(Module { file: file.to_owned(), parent, ..Module::default() });
        for item in items.iter().filter(|item| !for_tests(attributes(item))) {
            match item {
                Item::Mod(module) => {
                    let name = name_of(&module.ident);
                    if name == "tests" {
                        continue;
                    }
                    let child_folder = folder.join(&name);
                    let child = match &module.content {
                        Some((_, items)) => self.module(file, &child_folder, Some(id), items, read)?,
                        None => {
                            let beside = folder.join(format!("{name}.rs"));
                            let within = child_folder.join("mod.rs");
                            let child_file = if read(&beside).is_some() { beside } else { within };
                            self.file(&child_file, &child_folder, Some(id), read)?
                        }
                    };
                    self.modules[id].children.insert(name, child);
                }
                Item::Macro(definition) if definition.ident.is_some() => {
                    let name = definition.ident.as_ref().map(name_of).unwrap_or_default();
                    self.macros.entry(name.clone()).or_default().push(id);
                    self.modules[id].items.insert(name);
                    words(definition.mac.tokens.clone(), &mut self.modules[id].macro_words);
                }
                Item::Macro(invocation) => words(invocation.mac.tokens.clone(), &mut self.modules[id].macro_words),
                Item::Verbatim(_) => bail!("{file} has an item that syn cannot read"),
                item => self.modules[id].items.extend(defined(item)),
            }
            if !matches!(item, Item::Mod(_)) {
                Paths { module: &mut self.modules[id], in_definition: false }.visit_item(item);
            }
        }
        Ok(id)
    }
}

/// The name that an item defines.
fn defined(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name_of(ident))
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// True for an item that only exists in test builds.
fn for_tests(attributes: &[Attribute]) -> bool {
    let mut conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    conditions.any(|attribute| attribute.parse_args::<Meta>().is_ok_and(|condition| needs_test(&condition)))
}

fn needs_test(condition: &Meta) -> bool {
    let Meta::List(list) = condition else { return condition.path().is_ident("test") };
    let Ok(parts) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else { return false };
    if list.path.is_ident("all") {
        parts.iter().any(needs_test)
    } else {
        list.path.is_ident("any") && parts.iter().all(needs_test)
    }
}

fn name_of(ident: &proc_macro2::Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(ToOwned::to_owned).unwrap_or(text)
}

/// All identifiers.
fn words(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                found.insert(name_of(&ident));
            }
            TokenTree::Group(group) => words(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// Collector of the paths in the code of one module.
struct Paths<'a> {
    module: &'a mut Module,
    /// True inside a `macro_rules!`, where a relative path means the place of the invocation.
    in_definition: bool,
}

impl Paths<'_> {
    fn add(&mut self, path: Vec<String>, line: usize, kind: UseKind) {
        let absolute = path.first().is_some_and(|first| first == "crate");
        if absolute || !self.in_definition {
            self.module.uses.push(Use { path, line, kind });
        }
    }

    fn tree(&mut self, tree: &UseTree, before: &[String], kind: UseKind) {
        let with = |ident: &proc_macro2::Ident| [before, &[name_of(ident)]].concat();
        let (path, name, ident) = match tree {
            UseTree::Path(path) => return self.tree(&path.tree, &with(&path.ident), kind),
            UseTree::Group(group) => return group.items.iter().for_each(|tree| self.tree(tree, before, kind)),
            UseTree::Glob(glob) => {
                // Of an enum, this imports the enum itself.
                self.add(before.to_vec(), glob.star_token.span.start().line, kind);
                return self.module.imports.push(Import { name: None, path: before.to_vec() });
            }
            // `a::{self}` is `a`
            UseTree::Name(name) if name.ident == "self" => (before.to_vec(), before.last().cloned(), &name.ident),
            UseTree::Rename(name) if name.ident == "self" => {
                (before.to_vec(), Some(name_of(&name.rename)), &name.ident)
            }
            UseTree::Name(name) => (with(&name.ident), Some(name_of(&name.ident)), &name.ident),
            UseTree::Rename(name) => (with(&name.ident), Some(name_of(&name.rename)), &name.ident),
        };
        self.add(path.clone(), ident.span().start().line, kind);
        self.module.imports.push(Import { name, path });
    }

    /// Paths in tokens: identifiers with `::` between them. A name after `.` is a field or a method.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        let (mut path, mut line): (Vec<String>, usize) = (Vec::new(), 0);
        let mut open = true;
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Ident(ident) => {
                    if !path.is_empty() || open {
                        if path.is_empty() {
                            line = ident.span().start().line;
                        }
                        path.push(name_of(&ident));
                    }
                }
                TokenTree::Punct(ref first) if first.as_char() == ':' => {
                    let double = tokens
                        .next_if(|next| matches!(next, TokenTree::Punct(second) if second.as_char() == ':'))
                        .is_some();
                    let goes_on = double && matches!(tokens.peek(), Some(TokenTree::Ident(_)));
                    if goes_on && !path.is_empty() {
                        continue;
                    }
                    self.inline(&mut path, line);
                    open = !double;
                    continue;
                }
                TokenTree::Punct(ref mark) => {
                    self.inline(&mut path, line);
                    open = mark.as_char() != '.';
                    continue;
                }
                TokenTree::Group(group) => {
                    self.inline(&mut path, line);
                    self.tokens(group.stream());
                }
                TokenTree::Literal(_) => {}
            }
            let connected = matches!(tokens.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
            if !connected {
                self.inline(&mut path, line);
            }
            open = true;
        }
        self.inline(&mut path, line);
    }

    fn inline(&mut self, path: &mut Vec<String>, line: usize) {
        if !path.is_empty() {
            self.add(std::mem::take(path), line, UseKind::Inline);
        }
    }
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !for_tests(attributes(item)) {
            syn::visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !for_tests(&function.attrs) {
            syn::visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let kind = if matches!(item.vis, Visibility::Inherited) { UseKind::Import } else { UseKind::ReExport };
        if item.leading_colon.is_none() {
            self.tree(&item.tree, &[], kind);
        }
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        self.in_definition = item.ident.is_some();
        syn::visit::visit_item_macro(self, item);
        self.in_definition = false;
    }

    fn visit_macro(&mut self, invocation: &'ast syn::Macro) {
        self.path(&invocation.path, UseKind::Macro);
        self.tokens(invocation.tokens.clone());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.path(path, UseKind::Inline);
        syn::visit::visit_path(self, path);
    }

    // `pub(in path)` and attributes name no items of other files
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_attribute(&mut self, _: &'ast Attribute) {}
}

impl Paths<'_> {
    fn path(&mut self, path: &syn::Path, kind: UseKind) {
        if path.leading_colon.is_none()
            && let Some(first) = path.segments.first()
        {
            let names = path.segments.iter().map(|segment| name_of(&segment.ident)).collect();
            self.add(names, first.ident.span().start().line, kind);
        }
    }
}
