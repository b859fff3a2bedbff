//! File formats: of tables, and of the results of queries.

use std::str::FromStr;

use super::DdlParseError;
use super::reader::Reader;
use crate::literal;

/// The file format of a table: the text behind `STORED AS` (user guide, "CREATE TABLE").
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileFormat {
    /// `SEQUENCEFILE`
    SequenceFile,
    /// `TEXTFILE`, Athena's default.
    TextFile,
    /// `RCFILE`
    RcFile,
    /// `ORC`
    Orc,
    /// `PARQUET`
    Parquet,
    /// `AVRO`
    Avro,
    /// `ION`
    Ion,
    /// `INPUTFORMAT '...' OUTPUTFORMAT '...'`: the Java classes that read and write the files.
    Classes {
        /// The class that reads.
        input: String,
        /// The class that writes.
        output: String,
    },
}

const KEYWORDS: &[(&str, FileFormat)] = &[
    ("SEQUENCEFILE", FileFormat::SequenceFile),
    ("TEXTFILE", FileFormat::TextFile),
    ("RCFILE", FileFormat::RcFile),
    ("ORC", FileFormat::Orc),
    ("PARQUET", FileFormat::Parquet),
    ("AVRO", FileFormat::Avro),
    ("ION", FileFormat::Ion),
];

impl FileFormat {
    /// Reads the text behind `STORED AS`; keywords may be in any case.
    ///
    /// # Errors
    ///
    /// The text is neither a known format nor `INPUTFORMAT '...' OUTPUTFORMAT '...'`.
    ///
    /// ```
    /// use athena_sql::ddl::FileFormat;
    ///
    /// assert_eq!(FileFormat::parse("parquet")?, FileFormat::Parquet);
    /// assert!(FileFormat::parse("PARQUET LOCATION 's3://elsewhere/'").is_err());
    /// # Ok::<(), athena_sql::ddl::DdlParseError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, DdlParseError> {
        let mut reader = Reader::new(text, "file format");
        let format = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(format)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DdlParseError> {
        if reader.cursor.take_keyword("inputformat") {
            let input = reader.string("the class of INPUTFORMAT in quotes")?;
            reader.expect_keywords(&["outputformat"])?;
            let output = reader.string("the class of OUTPUTFORMAT in quotes")?;
            return Ok(Self::Classes { input, output });
        }
        for (keyword, format) in KEYWORDS {
            if reader.cursor.take_keyword(keyword) {
                return Ok(format.clone());
            }
        }
        let keywords: Vec<_> = KEYWORDS.iter().map(|(keyword, _)| *keyword).collect();
        let known = keywords.join(", ");
        Err(reader.error(format!("expected one of {known}, or INPUTFORMAT '...' OUTPUTFORMAT '...'")))
    }

    pub(super) fn write(&self) -> String {
        match self {
            Self::Classes { input, output } => {
                let (input, output) = (literal::hive_string(input), literal::hive_string(output));
                format!("INPUTFORMAT {input} OUTPUTFORMAT {output}")
            }
            keyword => KEYWORDS.iter().find(|(_, known)| known == keyword).map_or("", |(name, _)| *name).to_owned(),
        }
    }
}

impl FromStr for FileFormat {
    type Err = DdlParseError;

    fn from_str(text: &str) -> Result<Self, DdlParseError> {
        Self::parse(text)
    }
}

/// The format of the files that a query writes: the property `format` of `CREATE TABLE AS` and `UNLOAD` (user guide,
/// "CTAS table properties", "UNLOAD").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OutputFormat {
    /// Optimized row columnar.
    Orc,
    /// Apache Parquet.
    Parquet,
    /// Apache Avro.
    Avro,
    /// One JSON object per line.
    Json,
    /// Amazon Ion; for `CREATE TABLE AS` only.
    Ion,
    /// Text with a field delimiter.
    TextFile,
}

impl OutputFormat {
    /// The name as Athena writes it: `TEXTFILE`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Orc => "ORC",
            Self::Parquet => "PARQUET",
            Self::Avro => "AVRO",
            Self::Json => "JSON",
            Self::Ion => "ION",
            Self::TextFile => "TEXTFILE",
        }
    }
}
