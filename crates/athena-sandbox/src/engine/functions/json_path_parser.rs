//! Parser for the text of a JSON path.

use serde_json::Value;

use super::json_path::{Method, Node, Step};
use crate::comparison::Comparison;

/// Maximum nesting of parentheses and brackets. Each level takes stack space.
const MAX_DEPTH: usize = 64;

/// Maximum number of steps and operators in a path. Each of them may contain all the earlier ones.
const MAX_PARTS: usize = 200;

/// Parses a text into its mode (true for strict) and its root node, which may also be a condition.
pub(super) fn read(text: &str) -> Option<(bool, Node)> {
    let mut reader = Reader { rest: text, depth: 0, parts: 0 };
    let strict = reader.word("strict");
    if !strict {
        reader.word("lax");
    }
    let root = reader.either()?;
    reader.space();
    reader.rest.is_empty().then_some((strict, root))
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
    parts: usize,
}

impl Reader<'_> {
    /// Counts one more part; `None` if the limit is reached.
    fn part(&mut self) -> Option<()> {
        self.parts += 1;
        (self.parts <= MAX_PARTS).then_some(())
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, symbol: &str) -> bool {
        self.space();
        match self.rest.strip_prefix(symbol) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Reads a name or a keyword, which are case-sensitive.
    fn name(&mut self) -> Option<String> {
        self.space();
        let end = self.rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.rest = rest;
        Some(name.to_owned())
    }

    fn word(&mut self, word: &str) -> bool {
        let before = self.rest;
        let found = self.name().is_some_and(|name| name == word);
        if !found {
            self.rest = before;
        }
        found
    }

    /// Reads a string in double quotes. As in Trino, a quote inside the string is doubled.
    fn string(&mut self) -> Option<String> {
        if !self.take("\"") {
            return None;
        }
        let mut text = String::new();
        let mut letters = self.rest.char_indices();
        while let Some((at, letter)) = letters.next() {
            if letter != '"' {
                text.push(letter);
                continue;
            }
            let after = self.rest.get(at + 1..)?;
            if !after.starts_with('"') {
                self.rest = after;
                return Some(text);
            }
            letters.next();
            text.push('"');
        }
        None
    }

    fn number(&mut self) -> Option<Value> {
        self.space();
        let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let mut end = digits(self.rest);
        if let Some(after) = self.rest.get(end..)?.strip_prefix('.')
            && digits(after) > 0
        {
            end += 1 + digits(after);
        }
        if let Some(after) = self.rest.get(end..)?.strip_prefix(['e', 'E']) {
            let unsigned = after.strip_prefix(['+', '-']).unwrap_or(after);
            if digits(unsigned) > 0 {
                end += 1 + (after.len() - unsigned.len()) + digits(unsigned);
            }
        }
        let (text, rest) = self.rest.split_at(end);
        let number: Value = serde_json::from_str(text).ok()?;
        self.rest = rest;
        number.is_number().then_some(number)
    }

    fn either(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let mut left = self.both()?;
        while self.take("||") {
            self.part()?;
            left = Node::Or(left.condition()?, self.both()?.condition()?);
        }
        self.depth -= 1;
        Some(left)
    }

    fn both(&mut self) -> Option<Node> {
        let mut left = self.comparison()?;
        while self.take("&&") {
            self.part()?;
            left = Node::And(left.condition()?, self.comparison()?.condition()?);
        }
        Some(left)
    }

    fn comparison(&mut self) -> Option<Node> {
        if self.take("!") {
            let inner = if self.word("exists") { self.exists()? } else { self.enclosed()? };
            return Some(Node::Not(inner.condition()?));
        }
        let left = self.sum()?;
        if !left.is_path() {
            if self.word("is") {
                return self.word("unknown").then(|| Some(Node::IsUnknown(left.condition()?)))?;
            }
            return Some(left);
        }
        if self.word("starts") {
            return match self.word("with") {
                true => Some(Node::StartsWith(left.path()?, self.primary()?.path()?)),
                false => None,
            };
        }
        for (symbol, comparison) in [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<>", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ] {
            if self.take(symbol) {
                return Some(Node::Compare(comparison, left.path()?, self.sum()?.path()?));
            }
        }
        Some(left)
    }

    fn sum(&mut self) -> Option<Node> {
        let mut left = self.product()?;
        loop {
            let sign = if self.take("+") {
                '+'
            } else if self.take("-") {
                '-'
            } else {
                return Some(left);
            };
            self.part()?;
            left = Node::Arithmetic(sign, left.path()?, self.product()?.path()?);
        }
    }

    fn product(&mut self) -> Option<Node> {
        let mut left = self.signed()?;
        while let Some(sign) = ["*", "/", "%"].into_iter().find(|sign| self.take(sign)) {
            self.part()?;
            left = Node::Arithmetic(sign.chars().next()?, left.path()?, self.signed()?.path()?);
        }
        Some(left)
    }

    fn signed(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let node = if self.take("-") {
            Node::Negative(self.signed()?.path()?)
        } else if self.take("+") {
            Node::Positive(self.signed()?.path()?)
        } else {
            self.steps()?
        };
        self.depth -= 1;
        Some(node)
    }

    fn enclosed(&mut self) -> Option<Node> {
        if !self.take("(") {
            return None;
        }
        let inner = self.either()?;
        self.take(")").then_some(inner)
    }

    /// Reads the rest of `exists (...)`.
    fn exists(&mut self) -> Option<Node> {
        self.enclosed()?.path().map(Node::Exists)
    }

    fn primary(&mut self) -> Option<Node> {
        self.space();
        if self.rest.starts_with('(') {
            return self.enclosed();
        }
        if self.take("@") {
            return Some(Node::Item);
        }
        if self.take("$") {
            // The name follows without a space.
            let named = self.rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
            return if named { self.name().map(Node::Variable) } else { Some(Node::Context) };
        }
        if self.rest.starts_with('"') {
            return self.string().map(|text| Node::Literal(Value::String(text)));
        }
        if self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return self.number().map(Node::Literal);
        }
        match self.name()?.as_str() {
            "last" => Some(Node::Last),
            "true" => Some(Node::Literal(Value::Bool(true))),
            "false" => Some(Node::Literal(Value::Bool(false))),
            "null" => Some(Node::Literal(Value::Null)),
            "exists" => self.exists(),
            _ => None,
        }
    }

    fn steps(&mut self) -> Option<Node> {
        let mut node = self.primary()?;
        while let Some(step) = self.step()? {
            self.part()?;
            node = Node::Step(node.path()?, step);
        }
        Some(node)
    }

    /// Reads one step; `Some(None)` at the end of the steps.
    fn step(&mut self) -> Option<Option<Step>> {
        let member = |reader: &mut Self| reader.string().or_else(|| reader.name());
        let step = if self.take("..") {
            Step::Descendants(member(self)?)
        } else if self.take(".") {
            if self.take("*") {
                Step::AllFields
            } else if let Some(name) = self.string() {
                Step::Field(name)
            } else {
                let name = self.name()?;
                if self.take("(") {
                    Step::Method(Method::named(&name).filter(|_| self.take(")"))?)
                } else {
                    Step::Field(name)
                }
            }
        } else if self.take("[") {
            let step = if self.take("*") { Step::AllItems } else { self.items()? };
            if !self.take("]") {
                return None;
            }
            step
        } else if self.take("?") {
            Step::Filter(self.enclosed()?.condition()?)
        } else {
            return Some(None);
        };
        Some(Some(step))
    }

    fn items(&mut self) -> Option<Step> {
        let mut items = Vec::new();
        loop {
            let from = *self.either()?.path()?;
            let to = if self.word("to") { Some(*self.either()?.path()?) } else { None };
            items.push((from, to));
            if !self.take(",") {
                return Some(Step::Items(items));
            }
        }
    }
}
