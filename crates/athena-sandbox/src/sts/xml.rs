//! XML writer for STS responses

/// A serialized element.
pub(super) struct Element(String);

impl Element {
    pub(super) fn text(name: &str, text: &str) -> Self {
        let mut escaped = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '&' => escaped.push_str("&amp;"),
                '<' => escaped.push_str("&lt;"),
                '>' => escaped.push_str("&gt;"),
                // XML allows no other control characters, not even as references.
                c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => escaped.push('\u{FFFD}'),
                c => escaped.push(c),
            }
        }
        Self(format!("<{name}>{escaped}</{name}>"))
    }

    pub(super) fn group(name: &str, members: impl IntoIterator<Item = Self>) -> Self {
        let members: String = members.into_iter().map(|Self(text)| text).collect();
        Self(format!("<{name}>{members}</{name}>"))
    }
}

/// A document in the STS namespace. Element names are constants of this crate, so they are not escaped.
pub(super) fn document(name: &str, members: impl IntoIterator<Item = Element>) -> String {
    let members: String = members.into_iter().map(|Element(text)| text).collect();
    format!("<{name} xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">{members}</{name}>")
}
