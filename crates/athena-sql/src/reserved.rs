//! Reserved words: names that need quotes.
//!
//! Source: Athena user guide, "Escape reserved keywords in queries". Both lists are sorted and in lower case.

/// Words reserved in DDL, which need backticks. `cashe` is spelled as on the page. Earlier editions of the page, and
/// with them the Python dialect, lack `div`.
#[rustfmt::skip]
pub(crate) const HIVE: &[&str] = &[
    "all", "alter", "and", "array", "as", "authorization", "between", "bigint", "binary", "boolean", "both", "by",
    "case", "cashe", "cast", "char", "column", "commit", "conf", "constraint", "create", "cross", "cube", "current",
    "current_date", "current_timestamp", "cursor", "database", "date", "dayofweek", "decimal", "delete", "describe",
    "distinct", "div", "double", "drop", "else", "end", "exchange", "exists", "extended", "external", "extract",
    "false", "fetch", "float", "floor", "following", "for", "foreign", "from", "full", "function", "grant", "group",
    "grouping", "having", "if", "import", "in", "inner", "insert", "int", "integer", "intersect", "interval",
    "into", "is", "join", "lateral", "left", "less", "like", "local", "macro", "map", "more", "none", "not", "null",
    "numeric", "of", "on", "only", "or", "order", "out", "outer", "over", "partialscan", "partition", "percent",
    "preceding", "precision", "preserve", "primary", "procedure", "range", "reads", "reduce", "references",
    "regexp", "revoke", "right", "rlike", "rollback", "rollup", "row", "rows", "select", "set", "smallint", "start",
    "table", "tablesample", "then", "time", "timestamp", "to", "transform", "trigger", "true", "truncate",
    "unbounded", "union", "uniquejoin", "update", "user", "using", "utc_timestamp", "values", "varchar", "views",
    "when", "where", "window", "with",
];

/// Words reserved in queries, which need double quotes: the page's list, and words reserved by earlier editions of the
/// page or by the SQL standard. Quoting a word that needs no quotes is harmless, as Athena folds names to lower case.
///
/// The Python dialect has an earlier list. It lacks `alter`, `of`, and the words that Trino has reserved since:
/// `listagg`, `skip`, `trim`, and the JSON functions.
#[rustfmt::skip]
pub(crate) const TRINO: &[&str] = &[
    "all", "alter", "and", "any", "array", "as", "asc", "at", "bernoulli", "between", "both", "by", "call",
    "cascade", "case", "cast", "column", "constraint", "contains", "corresponding", "create", "cross", "cube",
    "current", "current_catalog", "current_date", "current_path", "current_role", "current_schema", "current_time",
    "current_timestamp", "current_user", "deallocate", "delete", "desc", "describe", "distinct", "drop", "element",
    "else", "end", "escape", "every", "except", "exec", "execute", "exists", "extract", "false", "first", "for",
    "from", "full", "group", "grouping", "having", "in", "inner", "insert", "intersect", "into", "is", "join",
    "json_array", "json_exists", "json_object", "json_query", "json_table", "json_value", "last", "lateral",
    "leading", "left", "like", "listagg", "localtime", "localtimestamp", "natural", "normalize", "not", "null",
    "nullif", "of", "on", "only", "or", "order", "ordinality", "outer", "overlaps", "partition", "position",
    "prepare", "range", "recursive", "right", "rollup", "row", "rows", "select", "skip", "some", "system", "table",
    "tablesample", "then", "trailing", "trim", "true", "uescape", "unbounded", "union", "unnest", "using", "values",
    "when", "where", "window", "with",
];

#[cfg(test)]
mod tests {
    use crate::Grammar;
    use crate::identifier::is_reserved;

    #[test]
    fn each_grammar_has_its_own_reserved_words() {
        let check = |words: &str, in_queries: bool, in_tables: bool| {
            for word in words.split(' ') {
                let found = [Grammar::Trino, Grammar::Hive].map(|grammar| is_reserved(word, grammar));
                assert_eq!(found, [in_queries, in_tables], "{word}");
            }
        };
        check("all SELECT Row current current_date tablesample window values", true, true);
        check("bernoulli current_catalog unnest nullif system last first uescape listagg trim", true, false);
        check("cashe date int user div uniquejoin utc_timestamp views", false, true);
        check("day id year orders cache", false, false);
    }

    #[test]
    fn the_lists_are_sorted_for_the_binary_search() {
        for list in [super::HIVE, super::TRINO] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(list.iter().all(|word| !word.contains(|c: char| c.is_ascii_uppercase())));
        }
    }
}
