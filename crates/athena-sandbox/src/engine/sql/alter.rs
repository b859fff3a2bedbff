//! `ALTER TABLE`: grammar of the supported changes.

use datafusion::sql::sqlparser::tokenizer::Token;

use super::parse::mismatched;
use super::reader::Reader;
use crate::engine::contract::{Rejection, TableColumn};

/// The pairs of `PARTITION (key = 'value', ...)`.
pub(crate) type PartitionSpec = Vec<(String, String)>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    AddColumns(Vec<TableColumn>),
    ReplaceColumns(Vec<TableColumn>),
    Column { old: String, new: TableColumn },
    DropColumn(String),
    SetProperties(Vec<(String, String)>),
    UnsetProperties(Vec<String>),
    SetLocation { partition: Option<PartitionSpec>, location: String },
    AddPartitions { if_not_exists: bool, partitions: Vec<(PartitionSpec, Option<String>)> },
    DropPartitions { if_exists: bool, partitions: Vec<PartitionSpec> },
    RenamePartition { from: PartitionSpec, to: PartitionSpec },
}

impl Change {
    pub(crate) fn substatement_type(&self) -> &'static str {
        match self {
            Self::AddColumns(_) => "ALTER_TABLE_ADD_COLUMN",
            Self::ReplaceColumns(_) => "ALTER_TABLE_REPLACE_COLUMN",
            Self::Column { .. } => "ALTER_TABLE_CHANGE_COLUMN",
            Self::DropColumn(_) => "ALTER_TABLE_DROP_COLUMN",
            Self::SetProperties(_) | Self::UnsetProperties(_) => "ALTER_TABLE_PROPERTIES",
            Self::SetLocation { .. } => "ALTER_TABLE_SET_LOCATION",
            Self::AddPartitions { .. } => "ALTER_TABLE_ADD_PARTITION",
            Self::DropPartitions { .. } => "ALTER_TABLE_DROP_PARTITION",
            Self::RenamePartition { .. } => "ALTER_TABLE_RENAME_PARTITION",
        }
    }
}

impl Reader<'_> {
    pub(super) fn change(&mut self) -> Result<Change, Rejection> {
        if self.take("ADD") {
            if self.take("COLUMNS") {
                return self.columns().map(Change::AddColumns);
            }
            let if_not_exists = self.if_not_exists()?;
            let mut partitions = Vec::new();
            while self.take("PARTITION") {
                let spec = self.partition()?;
                let location = if self.take("LOCATION") { Some(self.hive_text()?) } else { None };
                partitions.push((spec, location));
            }
            if partitions.is_empty() {
                return Err(mismatched(self.peek(), "'COLUMNS', 'IF', 'PARTITION'"));
            }
            return Ok(Change::AddPartitions { if_not_exists, partitions });
        }
        if self.take("REPLACE") {
            self.expect("COLUMNS")?;
            return self.columns().map(Change::ReplaceColumns);
        }
        if self.take("CHANGE") {
            self.take("COLUMN");
            let old = self.part()?;
            let new = self.column()?;
            if self.take("AFTER") {
                self.part()?;
            } else {
                self.take("FIRST");
            }
            return Ok(Change::Column { old, new });
        }
        if self.take("DROP") {
            if self.take("COLUMN") {
                return self.part().map(Change::DropColumn);
            }
            let if_exists = self.if_exists()?;
            let mut partitions = Vec::new();
            while self.take("PARTITION") {
                partitions.push(self.partition()?);
                self.take_token(&Token::Comma);
            }
            if partitions.is_empty() {
                return Err(mismatched(self.peek(), "'COLUMN', 'IF', 'PARTITION'"));
            }
            return Ok(Change::DropPartitions { if_exists, partitions });
        }
        if self.take("PARTITION") {
            let partition = self.partition()?;
            if self.take("RENAME") {
                self.expect("TO")?;
                self.expect("PARTITION")?;
                return Ok(Change::RenamePartition { from: partition, to: self.partition()? });
            }
            self.expect("SET")?;
            self.expect("LOCATION")?;
            return Ok(Change::SetLocation { partition: Some(partition), location: self.hive_text()? });
        }
        if self.take("UNSET") {
            self.expect("TBLPROPERTIES")?;
            return self.list(Self::hive_text).map(Change::UnsetProperties);
        }
        if !self.take("SET") {
            return Err(mismatched(
                self.peek(),
                "'ADD', 'CHANGE', 'DROP', 'PARTITION', 'RENAME', 'REPLACE', 'SET', 'UNSET'",
            ));
        }
        if self.take("LOCATION") {
            return Ok(Change::SetLocation { partition: None, location: self.hive_text()? });
        }
        self.expect("TBLPROPERTIES")?;
        self.properties().map(Change::SetProperties)
    }

    pub(super) fn partition(&mut self) -> Result<PartitionSpec, Rejection> {
        self.list(|reader| {
            let key = reader.part()?;
            reader.expect_token(&Token::Eq)?;
            let value = match &reader.peek().token {
                Token::Number(number, _) => {
                    let number = number.clone();
                    reader.at += 1;
                    number
                }
                _ => reader.hive_text()?,
            };
            Ok((key, value))
        })
    }
}
