//! `ResultPath`: how result rows are fetched.

use std::fmt;

use crate::query::QueryExecution;

/// How result rows are fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResultPath {
    /// Pages of `GetQueryResults`.
    Pages,
    /// The CSV object in Amazon S3.
    Csv,
    /// Parquet objects that an UNLOAD wrote.
    Parquet,
}

impl ResultPath {
    /// The path to the result of a query that has succeeded, for a driver that reads objects.
    ///
    /// Only a SELECT and its like leave a CSV object behind. `.txt` objects of utility statements are not escaped, an
    /// UPDATE names a CSV object that does not exist, managed results have no object at all, and objects encrypted on
    /// the client's side (CSE_KMS) cannot be read by a plain GET: their rows come by pages.
    /// ([query output files](https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html))
    pub fn of(query: &QueryExecution) -> Self {
        let csv = query.output_location.as_deref().is_some_and(|location| location.ends_with(".csv"));
        let unreadable = query.encryption.as_ref().is_some_and(|encryption| encryption.option == "CSE_KMS");
        let without_object =
            ["UPDATE", "DELETE", "MERGE", "VACUUM_TABLE", "UNLOAD"].iter().any(|kind| query.is_substatement(kind));
        if csv && !query.managed_results && !unreadable && !without_object { Self::Csv } else { Self::Pages }
    }

    /// `pages`, `csv` or `parquet`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}

impl fmt::Display for ResultPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{EncryptionConfiguration, QueryState};

    #[test]
    fn only_a_readable_csv_is_read() {
        let query = |location: Option<&str>, kind: &str| {
            let mut query = QueryExecution::new("q", QueryState::Succeeded);
            query.output_location = location.map(str::to_owned);
            query.substatement_type = Some(kind.to_owned());
            query
        };
        let csv = Some("s3://b/q.csv");
        assert_eq!(ResultPath::of(&query(csv, "SELECT")), ResultPath::Csv);
        assert_eq!(ResultPath::of(&query(csv, "UPDATE")), ResultPath::Pages);
        assert_eq!(ResultPath::of(&query(Some("s3://b/q.txt"), "SHOW_TABLES")), ResultPath::Pages);
        assert_eq!(ResultPath::of(&query(None, "SELECT")), ResultPath::Pages);
        let mut encrypted = query(csv, "SELECT");
        encrypted.encryption = Some(EncryptionConfiguration::new("CSE_KMS"));
        assert_eq!(ResultPath::of(&encrypted), ResultPath::Pages);
        encrypted.encryption = Some(EncryptionConfiguration::new("SSE_KMS"));
        assert_eq!(ResultPath::of(&encrypted), ResultPath::Csv);
    }
}
