//! Catalog changes made by database statements.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Catalog, Database, DatabaseFacts, Refusal, add_parameters, now};

impl Catalog {
    pub(crate) fn create_database(
        &self,
        name: &str,
        description: Option<String>,
        input: Map<String, Value>,
    ) -> Result<(), Refusal> {
        self.change(|databases| match databases.contains_key(name) {
            true => Err(Refusal::Exists),
            false => {
                let facts = DatabaseFacts { created: now(), input, ..DatabaseFacts::default() };
                databases.insert(name.to_owned(), Database { description, tables: BTreeMap::new(), facts });
                Ok(())
            }
        })
    }

    /// Adds properties to those of a database.
    pub(crate) fn set_database_properties(&self, name: &str, properties: &[(String, String)]) -> Result<(), Refusal> {
        self.change(|databases| {
            let input = &mut databases.get_mut(name).ok_or(Refusal::NoDatabase)?.facts.input;
            add_parameters(input, properties);
            Ok(())
        })
    }

    pub(crate) fn drop_database(&self, name: &str, cascade: bool) -> Result<(), Refusal> {
        self.change(|databases| match databases.get(name) {
            None => Err(Refusal::NoDatabase),
            Some(database) if !cascade && !database.tables.is_empty() => Err(Refusal::NotEmpty),
            Some(_) => {
                databases.remove(name);
                Ok(())
            }
        })
    }
}
