//! Parser for the output of `SHOW CREATE TABLE`.

use super::CreateTable;
use crate::ddl::reader::Reader;
use crate::ddl::{ColumnDef, DdlParseError, FileFormat, Properties, RowFormat, TableName, Transform};
use crate::{AthenaType, TokenKind};

impl CreateTable {
    /// Reads the output of `SHOW CREATE TABLE`, or another definition of a table.
    ///
    /// Athena returns the lines of the text as rows: join them with `\n`. The compression stays among the properties,
    /// the partition columns follow the others, and the catalog is not in the text. Properties that the service adds
    /// (`transient_lastDdlTime`) are kept.
    ///
    /// # Errors
    ///
    /// The text is neither `CREATE EXTERNAL TABLE` nor `CREATE TABLE` of an Iceberg table, or it has an unsupported
    /// clause (`SORTED BY`, `SKEWED BY`, `STORED BY`) or a text that is not a type. [`CreateTable::to_sql`] checks
    /// whether Athena accepts the definition.
    ///
    /// ```
    /// use athena_sql::ddl::CreateTable;
    ///
    /// let printed = "CREATE EXTERNAL TABLE `sales.orders`(\n  `id` bigint COMMENT '', \n  `note` string)\n\
    ///     PARTITIONED BY ( \n  `day` date)\nROW FORMAT SERDE \n  'org.openx.data.jsonserde.JsonSerDe' \n\
    ///     LOCATION\n  's3://lake/orders'\nTBLPROPERTIES (\n  'classification'='json')";
    /// let table = CreateTable::parse(printed)?;
    /// assert_eq!(table.table.to_string(), "sales.orders");
    /// assert_eq!(table.columns.len(), 3);
    /// assert!(table.to_sql().is_ok());
    /// # Ok::<(), athena_sql::ddl::DdlParseError>(())
    /// ```
    pub fn parse(sql: &str) -> Result<Self, DdlParseError> {
        let mut reader = Reader::new(sql, "table definition");
        reader.expect_keywords(&["create"])?;
        let external = reader.cursor.take_keyword("external");
        reader.expect_keywords(&["table"])?;
        let if_not_exists = reader.cursor.take_keywords(&["if", "not", "exists"]);
        let name_at = reader.position();
        let name = table_name(&mut reader)?;
        let mut table = if external { Self::external(name) } else { Self::iceberg(name) };
        table.if_not_exists = if_not_exists;
        table.properties = Properties::new();
        if reader.cursor.take(TokenKind::LeftParen) {
            table.columns = columns(&mut reader)?;
        }
        let mut seen = Vec::new();
        while reader.cursor.peek().is_some_and(|t| t.kind != TokenKind::Semicolon) {
            let at = reader.position();
            let clause = table.read_clause(&mut reader, external)?;
            if seen.contains(&clause) {
                return Err(reader.error_at(at, format!("{clause} appears twice; remove one")));
            }
            seen.push(clause);
        }
        while reader.cursor.take(TokenKind::Semicolon) {}
        reader.finish()?;
        if !external && !table.properties.is_iceberg() {
            let message = "a table that is not Iceberg is external; add EXTERNAL, or 'table_type' = 'ICEBERG'";
            return Err(reader.error_at(name_at, message));
        }
        Ok(table)
    }

    /// Reads one clause and returns its name.
    fn read_clause(&mut self, reader: &mut Reader<'_>, external: bool) -> Result<&'static str, DdlParseError> {
        if reader.cursor.take_keyword("comment") {
            self.comment = Some(reader.string("a comment in quotes")?);
            Ok("COMMENT")
        } else if reader.cursor.take_keywords(&["partitioned", "by"]) {
            reader.expect(TokenKind::LeftParen, "`(`")?;
            self.read_partitions(reader, external)?;
            Ok("PARTITIONED BY")
        } else if reader.cursor.take_keywords(&["clustered", "by"]) {
            self.read_clustering(reader)?;
            Ok("CLUSTERED BY")
        } else if reader.cursor.take_keywords(&["row", "format"]) {
            self.row_format = Some(RowFormat::read(reader)?);
            Ok("ROW FORMAT")
        } else if reader.cursor.take_keywords(&["with", "serdeproperties"]) {
            self.serde_properties = Properties::read_list(reader)?;
            Ok("SERDEPROPERTIES")
        } else if reader.cursor.take_keywords(&["stored", "as"]) {
            self.file_format = Some(FileFormat::read(reader)?);
            Ok("STORED AS")
        } else if reader.cursor.take_keyword("location") {
            *self = self.clone().location(reader.string("a location in quotes")?);
            Ok("LOCATION")
        } else if reader.cursor.take_keyword("tblproperties") {
            self.properties = Properties::read_list(reader)?;
            Ok("TBLPROPERTIES")
        } else {
            let word = reader.cursor.peek().map(|t| t.text.chars().take(20).collect::<String>()).unwrap_or_default();
            Err(reader.error(format!("the clause `{word}` is not supported; remove it")))
        }
    }

    fn read_partitions(&mut self, reader: &mut Reader<'_>, external: bool) -> Result<(), DdlParseError> {
        if external {
            let columns = columns(reader)?;
            self.partitions.extend(columns.iter().map(|c| Transform::identity(&*c.name)));
            self.columns.extend(columns);
            return Ok(());
        }
        loop {
            self.partitions.push(Transform::read(reader)?);
            if !reader.cursor.take(TokenKind::Comma) {
                return reader.expect(TokenKind::RightParen, "`,` or `)`");
            }
        }
    }

    fn read_clustering(&mut self, reader: &mut Reader<'_>) -> Result<(), DdlParseError> {
        reader.expect(TokenKind::LeftParen, "`(`")?;
        let mut columns = Vec::new();
        loop {
            columns.push(reader.name("a column")?);
            if !reader.cursor.take(TokenKind::Comma) {
                break;
            }
        }
        reader.expect(TokenKind::RightParen, "`,` or `)`")?;
        reader.expect_keywords(&["into"])?;
        let buckets = reader.number("a number of buckets")?;
        reader.expect_keywords(&["buckets"])?;
        *self = self.clone().clustered_by(columns, buckets);
        Ok(())
    }
}

/// Reads `table`, `schema.table`, or `` `schema.table` ``, as Athena prints it.
fn table_name(reader: &mut Reader<'_>) -> Result<TableName, DdlParseError> {
    let first = reader.name("the name of a table")?;
    if reader.cursor.take(TokenKind::Dot) {
        return Ok(TableName::new(reader.name("the name of a table")?).with_schema(first));
    }
    Ok(match first.split_once('.') {
        Some((schema, name)) => TableName::new(name).with_schema(schema),
        None => TableName::new(first),
    })
}

/// Reads `name type [COMMENT '...'], ...` and the closing parenthesis.
fn columns(reader: &mut Reader<'_>) -> Result<Vec<ColumnDef>, DdlParseError> {
    let mut columns = Vec::new();
    loop {
        let name = reader.name("a column")?;
        let at = reader.position();
        let data_type = AthenaType::parse_hive(reader.raw_until("comment"))
            .map_err(|error| reader.error_at(at + error.position(), error.message()))?;
        let mut column = ColumnDef::new(name, data_type);
        if reader.cursor.take_keyword("comment") {
            column.comment = Some(reader.string("a comment in quotes")?);
        }
        columns.push(column);
        if !reader.cursor.take(TokenKind::Comma) {
            reader.expect(TokenKind::RightParen, "`,` or `)`")?;
            return Ok(columns);
        }
    }
}
