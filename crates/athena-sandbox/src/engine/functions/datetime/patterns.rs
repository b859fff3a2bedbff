//! Translation of MySQL, Joda-Time and Teradata format patterns into chrono's.

use datafusion::error::Result;

use crate::engine::functions::columns::invalid;

/// Translates a MySQL format into a chrono format.
pub(super) fn mysql(format: &str) -> String {
    let mut out = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('M') => out.push_str("%B"),
            Some('i') => out.push_str("%M"),
            Some('s') => out.push_str("%S"),
            // Printing uses six digits; parsing accepts any number of digits.
            Some('f') => out.push_str("%f"),
            Some('c') => out.push_str("%-m"),
            Some('e') => out.push_str("%-d"),
            Some('h') => out.push_str("%I"),
            Some('k') => out.push_str("%-H"),
            Some('l') => out.push_str("%-I"),
            Some('W') => out.push_str("%A"),
            Some('T') => out.push_str("%H:%M:%S"),
            Some('r') => out.push_str("%I:%M:%S %p"),
            Some('v') => out.push_str("%V"),
            Some('x') => out.push_str("%G"),
            Some(known @ ('a' | 'b' | 'd' | 'H' | 'I' | 'j' | 'm' | 'p' | 'S' | 'Y' | 'y' | '%')) => {
                out.extend(['%', known])
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

/// Translates a Joda-Time pattern into a chrono format.
pub(super) fn joda(format: &str) -> String {
    let letters: Vec<char> = format.chars().collect();
    let (mut out, mut at) = (String::new(), 0);
    while let Some(letter) = letters.get(at).copied() {
        let run = letters[at..].iter().take_while(|next| **next == letter).count();
        at += run;
        if letter == '\'' {
            // Two quotes print one quote. After a single quote, the text up to the next quote is literal.
            if run >= 2 {
                out.push('\'');
                continue;
            }
            let quoted = letters[at..].iter().take_while(|next| **next != '\'').count();
            out.extend(&letters[at..at + quoted]);
            at += quoted + 1;
            continue;
        }
        let short = run == 1;
        out.push_str(match (letter, run) {
            ('y' | 'Y', 2) => "%y",
            ('y' | 'Y', _) => "%Y",
            ('M', 1) => "%-m",
            ('M', 2) => "%m",
            ('M', 3) => "%b",
            ('M', _) => "%B",
            ('d', _) => {
                if short {
                    "%-d"
                } else {
                    "%d"
                }
            }
            ('H', _) => {
                if short {
                    "%-H"
                } else {
                    "%H"
                }
            }
            ('h', _) => {
                if short {
                    "%-I"
                } else {
                    "%I"
                }
            }
            ('m', _) => {
                if short {
                    "%-M"
                } else {
                    "%M"
                }
            }
            ('s', _) => {
                if short {
                    "%-S"
                } else {
                    "%S"
                }
            }
            ('S', 1) => "%1f",
            ('S', 2) => "%2f",
            ('S', 3) => "%3f",
            ('S', _) => "%6f",
            ('E', 1..=3) => "%a",
            ('E', _) => "%A",
            ('D', _) => "%j",
            ('a', _) => "%p",
            ('w', _) => "%V",
            ('x', _) => "%G",
            ('e', _) => "%u",
            ('Z', 1) => "%z",
            ('Z', _) => "%:z",
            ('%', _) => "%%",
            _ => {
                out.extend(std::iter::repeat_n(letter, run));
                continue;
            }
        });
    }
    out
}

/// Translates a Teradata format into a chrono format.
pub(super) fn teradata(format: &str) -> Result<String> {
    const PARTS: [(&str, &str); 8] = [
        ("yyyy", "%Y"),
        ("yy", "%y"),
        ("hh24", "%H"),
        ("hh", "%I"),
        ("mi", "%M"),
        ("mm", "%m"),
        ("dd", "%d"),
        ("ss", "%S"),
    ];
    let lower = format.to_lowercase();
    let (mut rest, mut out) = (lower.as_str(), String::new());
    while let Some(letter) = rest.chars().next() {
        if let Some((part, known)) = PARTS.iter().find(|(part, _)| rest.starts_with(part)) {
            out.push_str(known);
            rest = rest.get(part.len()..).unwrap_or_default();
        } else if "-/,.;: ".contains(letter) {
            out.push(letter);
            rest = rest.get(1..).unwrap_or_default();
        } else {
            return Err(invalid(format!(
                "Failed to tokenize string [{letter}] at offset [{}]",
                lower.len() - rest.len()
            )));
        }
    }
    Ok(out)
}
