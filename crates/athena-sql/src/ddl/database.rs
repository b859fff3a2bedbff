//! `CREATE`, `ALTER` and `DROP DATABASE`; Athena also calls databases schemas.

use super::{DdlError, Properties, location, table_name, write};
use crate::{Grammar, literal};

/// The longest comment of a database that Glue accepts, in characters (web API reference, "DatabaseInput":
/// description).
pub const MAX_DATABASE_COMMENT_CHARS: usize = 2048;

/// Builder for `CREATE DATABASE` (user guide, "CREATE DATABASE").
///
/// ```
/// use athena_sql::ddl::CreateDatabase;
///
/// let sql = CreateDatabase::new("sales").if_not_exists().comment("it's ours").location("s3://lake/sales").to_sql()?;
/// assert_eq!(sql, "CREATE DATABASE IF NOT EXISTS sales\nCOMMENT 'it\\'s ours'\nLOCATION 's3://lake/sales/'");
/// # Ok::<(), athena_sql::ddl::DdlError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateDatabase {
    /// The database.
    pub name: String,
    /// Whether a database that exists already is not an error.
    pub if_not_exists: bool,
    /// The comment.
    pub comment: Option<String>,
    /// The directory for tables without a location, which ends in `/`.
    pub location: Option<String>,
    /// The properties of the database.
    pub properties: Properties,
}

impl CreateDatabase {
    /// Creates a database.
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        Self { name, if_not_exists: false, comment: None, location: None, properties: Properties::new() }
    }

    /// Does nothing if the database exists already.
    pub fn if_not_exists(self) -> Self {
        Self { if_not_exists: true, ..self }
    }

    /// The comment of the database.
    pub fn comment(self, comment: impl Into<String>) -> Self {
        Self { comment: Some(comment.into()), ..self }
    }

    /// The directory of the database in S3; a missing `/` is appended.
    pub fn location(self, location: impl Into<String>) -> Self {
        Self { location: Some(location::directory(location)), ..self }
    }

    /// Adds properties.
    pub fn properties(mut self, properties: impl Into<Properties>) -> Self {
        self.properties.extend(properties.into());
        self
    }

    /// The statement.
    ///
    /// # Errors
    ///
    /// Athena or Glue does not accept the name, the comment, the location or a key, or the statement is too long.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        self.write().map_err(|error| error.of("database", &self.name))
    }

    fn write(&self) -> Result<String, DdlError> {
        let if_not_exists = if self.if_not_exists { "IF NOT EXISTS " } else { "" };
        let mut sql = format!("CREATE DATABASE {if_not_exists}{}", name(&self.name)?);
        if let Some(comment) = &self.comment {
            let length = comment.chars().count();
            if length > MAX_DATABASE_COMMENT_CHARS {
                let most = MAX_DATABASE_COMMENT_CHARS;
                return Err(DdlError::new(format!("the comment has {length} characters, Glue accepts {most}")));
            }
            sql.push_str(&format!("\nCOMMENT {}", literal::hive_string(comment)));
        }
        if let Some(location) = &self.location {
            location::check(location)?;
            sql.push_str(&format!("\nLOCATION {}", literal::hive_string(location)));
        }
        if !self.properties.is_empty() {
            sql.push_str("\nWITH DBPROPERTIES");
            write::block(&mut sql, &self.properties.write()?);
        }
        write::finish(sql)
    }
}

/// Builder for `ALTER DATABASE SET DBPROPERTIES` (user guide, page of that name).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AlterDatabase {
    /// The database.
    pub name: String,
    /// The properties to add or change.
    pub properties: Properties,
}

impl AlterDatabase {
    /// Adds properties, or changes their values.
    pub fn set_properties(name: impl Into<String>, properties: impl Into<Properties>) -> Self {
        Self { name: name.into(), properties: properties.into() }
    }

    /// The statement.
    ///
    /// # Errors
    ///
    /// Athena does not accept the name or a key, there is no property, or the statement is too long.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        self.write().map_err(|error| error.of("database", &self.name))
    }

    fn write(&self) -> Result<String, DdlError> {
        if self.properties.is_empty() {
            return Err(DdlError::new("there is no property to set; add one"));
        }
        let mut sql = format!("ALTER DATABASE {} SET DBPROPERTIES", name(&self.name)?);
        write::block(&mut sql, &self.properties.write()?);
        write::finish(sql)
    }
}

/// Builder for `DROP DATABASE` (user guide, "DROP DATABASE").
///
/// ```
/// use athena_sql::ddl::DropDatabase;
///
/// assert_eq!(DropDatabase::new("sales").if_exists().cascade().to_sql()?, "DROP DATABASE IF EXISTS sales CASCADE");
/// # Ok::<(), athena_sql::ddl::DdlError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DropDatabase {
    /// The database.
    pub name: String,
    /// Whether a database that does not exist is not an error.
    pub if_exists: bool,
    /// The treatment of the tables in the database; Athena's default is `RESTRICT`.
    pub behaviour: Option<DropBehaviour>,
}

/// The treatment of the tables in a database that is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DropBehaviour {
    /// The tables are dropped, too.
    Cascade,
    /// The statement fails if there are tables.
    Restrict,
}

impl DropDatabase {
    /// Drops a database, which must be empty.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), if_exists: false, behaviour: None }
    }

    /// Does nothing if the database does not exist.
    pub fn if_exists(self) -> Self {
        Self { if_exists: true, ..self }
    }

    /// `CASCADE`: drops the tables in the database, too.
    pub fn cascade(self) -> Self {
        Self { behaviour: Some(DropBehaviour::Cascade), ..self }
    }

    /// `RESTRICT`: fails if there are tables, as by default.
    pub fn restrict(self) -> Self {
        Self { behaviour: Some(DropBehaviour::Restrict), ..self }
    }

    /// The statement.
    ///
    /// # Errors
    ///
    /// Athena does not accept the name.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        let name = name(&self.name).map_err(|error| error.of("database", &self.name))?;
        let if_exists = if self.if_exists { "IF EXISTS " } else { "" };
        let behaviour = match self.behaviour {
            Some(DropBehaviour::Cascade) => " CASCADE",
            Some(DropBehaviour::Restrict) => " RESTRICT",
            None => "",
        };
        Ok(format!("DROP DATABASE {if_exists}{name}{behaviour}"))
    }
}

fn name(name: &str) -> Result<String, DdlError> {
    table_name::part(name, "database", Grammar::Hive)
}
