//! Commands for the settings of connection and output.

use athena_core::nearest;
use awsathena::driver::option::OptionSpec;
use clap::ValueEnum as _;

use super::describe::path;
use super::external::expand;
use super::output::Vertical;
use super::state::Shell;
use crate::args::FormatName;
use crate::connection::driver;
use crate::exit::{Failure, Result};
use crate::interrupt::unless_interrupted;
use crate::options;

impl Shell {
    /// `\c`
    pub(super) async fn change_schema(&mut self, argument: &str) -> Result<()> {
        let mut path = path(argument)?;
        let Some(schema) = path.pop() else {
            let query = &self.session.connection().options().query;
            let named = |name: &Option<String>| name.clone().unwrap_or_else(|| "(none)".to_owned());
            self.print(&format!("catalog {}, schema {}", named(&query.catalog_name), named(&query.schema_name)));
            return Ok(());
        };
        let mut inspector = self.session.connection().inspector();
        let mut settings = self.session.settings().clone().with("schema_name", &schema);
        if let Some(catalog) = path.pop() {
            settings = settings.with("catalog_name", &catalog);
            inspector = inspector.with_catalog(catalog);
        }
        let exists = async { Ok(inspector.has_schema(&schema).await?) };
        match unless_interrupted(exists).await {
            Ok(true) => {}
            Ok(false) => {
                let names = inspector.schemas().await.unwrap_or_default();
                let hint = did_you_mean(&schema, names.iter().map(String::as_str));
                return Err(Failure::Usage(format!("there is no schema `{schema}`{hint}")));
            }
            Err(Failure::Interrupted(signal)) => return Err(Failure::Interrupted(signal)),
            // A user without permissions on the catalog may still be allowed to run queries.
            Err(failure) => self.print(&format!("could not check that the schema exists: {failure}")),
        }
        self.session.change(settings).await?;
        self.refresh();
        Ok(())
    }

    /// `\driver`
    pub(super) async fn driver(&mut self, argument: &str) -> Result<()> {
        if argument.is_empty() {
            let current = self.session.connection().driver_name();
            let rows = awsathena::registry().drivers().map(|driver| {
                let star = if driver.name() == current { "*" } else { "" };
                vec![star.to_owned(), driver.name().to_owned(), driver.schemes().join(", ")]
            });
            return self.list(&["", "driver", "URL schemes"], rows.collect());
        }
        let settings = self.session.settings().clone().with_driver(driver(argument)?);
        self.session.change(settings).await?;
        self.refresh();
        Ok(())
    }

    /// `\set`
    pub(super) async fn set(&mut self, argument: &str) -> Result<()> {
        if argument.is_empty() {
            let options = self.session.settings().options();
            let row = |key: &str| vec![key.to_owned(), shown(key, options.get(key).unwrap_or_default()).to_owned()];
            return self.list(&["option", "value"], options.keys().map(row).collect());
        }
        let (key, value) = argument.split_once(char::is_whitespace).unwrap_or((argument, ""));
        let spec = option(key)?;
        if value.is_empty() {
            self.explain(spec);
            return Ok(());
        }
        if spec.secret {
            return Err(Failure::Usage(format!(
                "`{}` is a secret, which the shell does not read; set it in the environment or in an AWS profile",
                spec.name
            )));
        }
        let settings = self.session.settings().clone().with(spec.name, value.trim());
        self.session.change(settings).await?;
        self.refresh();
        Ok(())
    }

    /// `\unset`
    pub(super) async fn unset(&mut self, argument: &str) -> Result<()> {
        let spec = option(argument)?;
        let settings = self.session.settings().clone().without(spec.name);
        self.session.change(settings).await?;
        self.refresh();
        Ok(())
    }

    /// `\set OPTION`
    fn explain(&self, spec: OptionSpec) {
        let options = self.session.settings().options();
        let value = spec.keys().find_map(|key| options.get(key)).map(|value| shown(spec.name, value));
        let default = spec.default_text();
        let value = match (value, default.as_str()) {
            (Some(value), _) => value.to_owned(),
            (None, "") => "(not set)".to_owned(),
            (None, default) => format!("{default} (default)"),
        };
        let doc = spec.doc.split_whitespace().collect::<Vec<_>>().join(" ");
        self.print(&format!("{} = {value}\n{doc} ({})", spec.name, spec.kind));
    }

    /// `\f`
    pub(super) async fn format(&mut self, argument: &str) -> Result<()> {
        let values = FormatName::value_variants().iter().filter_map(clap::ValueEnum::to_possible_value);
        let names: Vec<String> = values.map(|value| value.get_name().to_owned()).collect();
        if argument.is_empty() {
            let current = self.output.format().to_possible_value();
            let current = current.map(|value| value.get_name().to_owned()).unwrap_or_default();
            self.print(&format!("{current}; the formats are {}", names.join(", ")));
            return Ok(());
        }
        match FormatName::from_str(argument, true) {
            Ok(format) => self.set_format(format).await,
            Err(_) => {
                let hint = did_you_mean(argument, names.iter().map(String::as_str));
                Err(Failure::Usage(format!("there is no format `{argument}`{hint}")))
            }
        }
    }

    /// Sets the output format, and a driver that supports it.
    pub(super) async fn set_format(&mut self, format: FormatName) -> Result<()> {
        if format.is_columnar() {
            let before = self.session.connection().driver_name();
            let settings = self.session.settings().clone().with_record_batches()?;
            let driver = settings.driver().name();
            if driver != before {
                self.session.change(settings).await?;
                self.print(&format!("changed the driver to {driver}: {before} has no record batches"));
            }
        }
        self.output.set_format(format);
        Ok(())
    }

    /// `\x`
    pub(super) fn vertical(&mut self, argument: &str) -> Result<()> {
        self.output.vertical = match (argument, self.output.vertical) {
            ("on", _) | ("", Vertical::Off) => Vertical::On,
            ("off" | "", _) => Vertical::Off,
            ("auto", _) => Vertical::Auto,
            _ => return Err(Failure::Usage(format!("`\\x` takes on, off or auto, not `{argument}`"))),
        };
        // Only the table format has a vertical form.
        let format = if self.output.vertical == Vertical::Off { self.output.format() } else { FormatName::Table };
        self.output.set_format(format);
        let layout = match self.output.vertical {
            Vertical::On => "one line for each value",
            Vertical::Off => "columns side by side",
            Vertical::Auto => "one line for each value if columns do not fit",
        };
        self.print(layout);
        Ok(())
    }

    /// `\o`
    pub(super) fn output_to(&mut self, argument: &str) -> Result<()> {
        if argument.is_empty() { self.close_file() } else { self.output.write_to_file(&expand(argument)) }
    }

    /// Shows results on the screen again.
    pub(super) fn close_file(&mut self) -> Result<()> {
        let was_file = self.output.is_file();
        match self.output.write_to_screen()? {
            Some(path) => self.print(&format!("wrote {}; results are shown here again", path.display())),
            None if was_file => self.print("nothing was written; results are shown here again"),
            None => {}
        }
        Ok(())
    }

    /// The state of a switch after `on`, `off`, or its command alone, which toggles it.
    pub(super) fn toggled(&self, name: &str, before: bool, argument: &str) -> Result<bool> {
        let after = match argument {
            "" => !before,
            "on" => true,
            "off" => false,
            other => return Err(Failure::Usage(format!("`{name}` takes on or off, not `{other}`"))),
        };
        self.print(&format!("{} is {}", name.trim_start_matches('\\'), if after { "on" } else { "off" }));
        Ok(after)
    }
}

/// The option of a name.
fn option(key: &str) -> Result<OptionSpec> {
    let key = key.to_ascii_lowercase();
    options::spec(&key).ok_or_else(|| {
        let specs = options::specs();
        let hint = did_you_mean(&key, specs.iter().map(|spec| spec.name));
        Failure::Usage(format!("there is no option `{key}`{hint}"))
    })
}

/// The hint at the nearest name, if one is near.
fn did_you_mean<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    nearest(name, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// The value, or `***` if it may be a secret.
fn shown<'a>(key: &str, value: &'a str) -> &'a str {
    let is_secret = options::spec(key).is_none_or(|spec| spec.secret);
    let has_user = value.contains("://") && value.contains('@');
    if is_secret || has_user { "***" } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_shown() {
        assert_eq!(shown("work_group", "primary"), "primary");
        assert_eq!(shown("aws_secret_access_key", "abc"), "***");
        assert_eq!(shown("no_such_option", "abc"), "***");
        assert_eq!(shown("work_group", "https://a:b@c"), "***");
    }

    #[test]
    fn options_are_found_by_name_in_any_case() {
        assert_eq!(option("WORK_GROUP").map(|spec| spec.name).ok(), Some("work_group"));
        let error = option("wrok_group").expect_err("there is no such option").to_string();
        assert_eq!(error, "there is no option `wrok_group`; did you mean `work_group`?");
    }
}
