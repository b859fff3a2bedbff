//! Commands about how Athena is asked, and how it is shown.

use athena_core::nearest;
use awsathena::options::OptionSpec;
use clap::ValueEnum as _;

use super::describe::path;
use super::output::Vertical;
use super::outside::expanded;
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
            self.say(&format!("catalog {}, schema {}", named(&query.catalog_name), named(&query.schema_name)));
            return Ok(());
        };
        let mut inspector = self.session.connection().inspector();
        let mut settings = self.session.settings().clone().with("schema_name", &schema);
        if let Some(catalog) = path.pop() {
            settings = settings.with("catalog_name", &catalog);
            inspector = inspector.with_catalog(catalog);
        }
        let there = async { Ok(inspector.has_schema(&schema).await?) };
        match unless_interrupted(there).await {
            Ok(true) => {}
            Ok(false) => {
                let names = inspector.schemas().await.unwrap_or_default();
                let meant = nearest(&schema, names.iter().map(String::as_str));
                let meant = meant.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
                return Err(Failure::Usage(format!("there is no schema `{schema}`{meant}")));
            }
            Err(Failure::Cancelled) => return Err(Failure::Cancelled),
            // Who may not look may be allowed to ask.
            Err(failure) => self.say(&format!("could not look whether it is there: {failure}")),
        }
        self.session.change(settings).await?;
        self.refresh();
        Ok(())
    }

    /// `\driver`
    pub(super) async fn driver(&mut self, argument: &str) -> Result<()> {
        if argument.is_empty() {
            let here = self.session.connection().driver().name();
            let rows = awsathena::registry().drivers().map(|driver| {
                let star = if driver.name() == here { "*" } else { "" };
                vec![star.to_owned(), driver.name().to_owned(), driver.schemes().join(", ")]
            });
            return self.list(&["", "driver", "URL schemes"], rows.collect());
        }
        let settings = self.session.settings().clone().through(driver(argument)?);
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
                "`{}` is a secret, which should not stand on a screen; the environment and the AWS profiles hold it",
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
        self.say(&format!("{} = {value}\n{doc} ({})", spec.name, spec.kind));
    }

    /// `\f`
    pub(super) async fn format(&mut self, argument: &str) -> Result<()> {
        let forms = FormatName::value_variants().iter().filter_map(clap::ValueEnum::to_possible_value);
        let names: Vec<String> = forms.map(|form| form.get_name().to_owned()).collect();
        if argument.is_empty() {
            let here =
                self.output.form().to_possible_value().map(|form| form.get_name().to_owned()).unwrap_or_default();
            self.say(&format!("{here}; there is {}", names.join(", ")));
            return Ok(());
        }
        match FormatName::from_str(argument, true) {
            Ok(form) => self.form(form).await,
            Err(_) => {
                let meant = nearest(argument, names.iter().map(String::as_str));
                let meant = meant.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
                Err(Failure::Usage(format!("there is no form `{argument}`{meant}")))
            }
        }
    }

    /// Sets the form, with a driver that can have it.
    pub(super) async fn form(&mut self, form: FormatName) -> Result<()> {
        if form.is_columnar() {
            let before = self.session.connection().driver().name();
            let settings = self.session.settings().clone().with_record_batches()?;
            let driver = settings.driver().name();
            if driver != before {
                self.session.change(settings).await?;
                self.say(&format!("driver {driver} from now on: `{before}` has no record batches"));
            }
        }
        self.output.set_form(form);
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
        // Other forms know nothing of it.
        let form = if self.output.vertical == Vertical::Off { self.output.form() } else { FormatName::Table };
        self.output.set_form(form);
        let what = match self.output.vertical {
            Vertical::On => "a line for each value",
            Vertical::Off => "columns side by side",
            Vertical::Auto => "a line for each value where columns do not fit",
        };
        self.say(what);
        Ok(())
    }

    /// `\o`
    pub(super) fn output_to(&mut self, argument: &str) -> Result<()> {
        if argument.is_empty() { self.close_file() } else { self.output.write_to(&expanded(argument)) }
    }

    /// Results go to the screen again.
    pub(super) fn close_file(&mut self) -> Result<()> {
        if let Some(path) = self.output.show()? {
            self.say(&format!("{} is written; results are shown here again", path.display()));
        }
        Ok(())
    }

    /// What a switch is after `on`, `off`, or its command alone, which turns it.
    pub(super) fn switched(&self, name: &str, before: bool, argument: &str) -> Result<bool> {
        let after = match argument {
            "" => !before,
            "on" => true,
            "off" => false,
            other => return Err(Failure::Usage(format!("`{name}` takes on or off, not `{other}`"))),
        };
        self.say(&format!("{} is {}", name.trim_start_matches('\\'), if after { "on" } else { "off" }));
        Ok(after)
    }
}

/// The option of that name.
fn option(key: &str) -> Result<OptionSpec> {
    let key = key.to_ascii_lowercase();
    options::spec(&key).ok_or_else(|| {
        let specs = options::specs();
        let meant = nearest(&key, specs.iter().map(|spec| spec.name));
        let meant = meant.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        Failure::Usage(format!("there is no option `{key}`{meant}"))
    })
}

/// The value as it may be shown.
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
    fn options_by_name() {
        assert_eq!(option("WORK_GROUP").map(|spec| spec.name).ok(), Some("work_group"));
        let error = option("wrok_group").expect_err("no such option").to_string();
        assert_eq!(error, "there is no option `wrok_group`; did you mean `work_group`?");
    }
}
