//! `[tool.fal.apps.NAME]` in `pyproject.toml`. All else of the file stays as it is.

use std::collections::BTreeMap;

use toml_edit::{DocumentMut, Item, Table, TableLike};

use super::super::output::Failed;
use super::context::Context;
use super::file::{Change, checksum, read};
use super::settings::{AUTH, DOCKERFILE, KEYS, Key, Setting, auth_named};
use crate::declare::Auth;

pub(super) const NAME: &str = "pyproject.toml";

/// The comment above the table of ours.
const COMMENT: &str = "# Written by";

/// The file, and the table of this app in it.
pub(super) struct Pyproject<'a> {
    app: &'a str,
    before: Option<String>,
    document: DocumentMut,
}

impl<'a> Pyproject<'a> {
    pub(super) fn read(context: &Context, app: &'a str) -> Result<Self, Failed> {
        let before = read(&context.folder.join(NAME))?;
        let text = before.as_deref().unwrap_or_default();
        let document = text
            .parse::<DocumentMut>()
            .map_err(|error| format!("`{NAME}` is not valid TOML: {error}"))?;
        Ok(Self {
            app,
            before,
            document,
        })
    }

    /// What is written in the table of this app.
    fn written(&self, (table, name): Key) -> Option<&Item> {
        let app = self.apps()?.get(self.app)?.as_table_like()?;
        match table {
            "" => app.get(name),
            table => app.get(table)?.as_table_like()?.get(name),
        }
    }

    fn apps(&self) -> Option<&dyn TableLike> {
        let tool = self.document.get("tool")?.as_table_like()?;
        let fal = tool.get("fal")?.as_table_like()?;
        fal.get("apps")?.as_table_like()
    }

    /// Who may call what is deployed.
    pub(super) fn auth(&self) -> Option<Auth> {
        auth_named(self.written(AUTH)?.as_str()?)
    }

    /// The path of the app's `Dockerfile`; `None` where a person names an image that is there already.
    pub(super) fn dockerfile(&self) -> Option<String> {
        if self.written(("image", "image")).is_some() {
            return None;
        }
        if let Some(path) = self.written(DOCKERFILE).and_then(Item::as_str) {
            return Some(path.to_owned());
        }
        let others = self.apps().into_iter().flat_map(|apps| apps.iter());
        let is_taken = others
            .filter(|(name, _)| *name != self.app)
            .any(|(_, app)| {
                app.get("image")
                    .and_then(|image| image.get("dockerfile")?.as_str())
                    == Some("Dockerfile")
            });
        Some(if is_taken {
            format!("{}.Dockerfile", self.app)
        } else {
            "Dockerfile".to_owned()
        })
    }

    /// A key that makes the platform look for Python in the image.
    pub(super) fn python_key(&self) -> Option<&'static str> {
        ["ref", "python_entry_point"]
            .into_iter()
            .find(|key| self.written(("", key)).is_some())
    }

    /// Puts the settings in. What a person changed stays, unless `force`; that is noted.
    pub(super) fn set(
        mut self,
        context: &mut Context,
        settings: &[Setting],
        force: bool,
    ) -> Result<Change, Failed> {
        let may_change = force || self.is_ours();
        for key in KEYS {
            let wanted = settings.iter().find(|setting| setting.key == key);
            let written = self.written(key).map(plain);
            let told = match (wanted, written) {
                (None, None) => continue,
                (Some(wanted), Some(written)) if plain(&wanted.value.clone().into()) == written => {
                    continue;
                }
                (Some(_), None) => None,
                // It is decided before, and not lowered here.
                (Some(_), Some(_)) if key == AUTH => None,
                (Some(wanted), Some(written)) => Some(format!(
                    "is {written} in `{NAME}` and {} in the code",
                    plain(&wanted.value.clone().into())
                )),
                (None, Some(written)) => Some(format!(
                    "is {written} in `{NAME}`, and the code does not say it"
                )),
            };
            if let Some(told) = told.filter(|_| !may_change) {
                context.notes.push(format!(
                    "`{}` {told}: it stays; `--force` takes what the code says",
                    dotted(key)
                ));
                continue;
            }
            self.put(key, wanted)?;
        }
        // What a person changed is not signed: it would be taken for ours the next time.
        if may_change {
            self.sign()?;
        }
        Ok(Change {
            path: NAME.to_owned(),
            before: self.before,
            after: self.document.to_string(),
        })
    }

    /// Whether the table is as this command wrote it, or is not there yet.
    fn is_ours(&self) -> bool {
        let Some(app) = self.apps().and_then(|apps| apps.get(self.app)) else {
            return true;
        };
        let comment = app
            .as_table()
            .and_then(|table| table.decor().prefix()?.as_str());
        let mut lines = comment.unwrap_or_default().lines();
        let signed = lines
            .find(|line| line.starts_with(COMMENT))
            .and_then(|line| line.rsplit_once(' '));
        signed.is_some_and(|(_, signed)| signed == self.checksum())
    }

    fn checksum(&self) -> String {
        let written = KEYS
            .iter()
            .filter_map(|key| Some((dotted(*key), plain(self.written(*key)?))));
        let text: Vec<String> = written
            .map(|(key, value)| format!("{key} = {value}"))
            .collect();
        format!("{:016x}", checksum(&text.join("\n")))
    }

    /// Writes the comment above the table, in place of the one before.
    fn sign(&mut self) -> Result<(), Failed> {
        let gap = if self
            .before
            .as_ref()
            .is_none_or(|before| before.trim().is_empty())
        {
            ""
        } else {
            "\n"
        };
        let signature = format!(
            "{COMMENT} `{} deploy` from `#[fal_app]`. Checksum: {}",
            self.app,
            self.checksum()
        );
        let app = self.table()?;
        let Some(table) = app.as_table_mut() else {
            return Ok(());
        };
        let decor = table.decor_mut();
        let before = decor.prefix().and_then(|prefix| prefix.as_str());
        let before = before.unwrap_or(gap).to_owned();
        let kept = before
            .split_inclusive('\n')
            .filter(|line| !line.starts_with(COMMENT));
        decor.set_prefix(format!("{}{signature}\n", kept.collect::<String>()));
        Ok(())
    }

    fn put(&mut self, (table, name): Key, setting: Option<&Setting>) -> Result<(), Failed> {
        let app = self.table()?;
        let app = match table {
            "" => app,
            table => entry(app, table)?,
        };
        let app = app.as_table_like_mut().ok_or_else(|| not_a_table(table))?;
        match (setting, app.get_mut(name).and_then(Item::as_value_mut)) {
            (Some(setting), Some(value)) => {
                // A comment behind the value stays.
                let decor = value.decor().clone();
                *value = setting.value.clone();
                *value.decor_mut() = decor;
            }
            (Some(setting), None) => {
                app.insert(name, Item::Value(setting.value.clone()));
            }
            (None, _) => {
                app.remove(name);
            }
        }
        Ok(())
    }

    /// The table of this app, which is made where there is none.
    fn table(&mut self) -> Result<&mut Item, Failed> {
        let mut item = self.document.as_item_mut();
        for name in ["tool", "fal", "apps"] {
            let is_new = item.get(name).is_none();
            item = entry(item, name)?;
            if let Some(table) = item.as_table_mut().filter(|_| is_new) {
                table.set_implicit(true);
            }
        }
        entry(item, self.app)
    }

    /// Takes out what makes the platform look for Python in the image.
    pub(super) fn remove_python(&mut self) -> Result<(), Failed> {
        for key in ["ref", "python_entry_point"] {
            self.put(("", key), None)?;
        }
        Ok(())
    }
}

fn entry<'b>(item: &'b mut Item, name: &str) -> Result<&'b mut Item, Failed> {
    let table = item.as_table_like_mut().ok_or_else(|| not_a_table(name))?;
    Ok(table
        .entry(name)
        .or_insert_with(|| Item::Table(Table::new())))
}

fn not_a_table(name: &str) -> Failed {
    format!("`{name}` in `{NAME}` is not in a table\nhelp: write `[tool.fal.apps.NAME]`").into()
}

fn dotted((table, name): Key) -> String {
    match table {
        "" => name.to_owned(),
        table => format!("{table}.{name}"),
    }
}

/// A value without the way it is written.
fn plain(item: &Item) -> String {
    if let Some(table) = item.as_table_like() {
        let values: BTreeMap<&str, String> =
            table.iter().map(|(key, item)| (key, plain(item))).collect();
        let values: Vec<String> = values
            .iter()
            .map(|(key, value)| format!("{key} = {value}"))
            .collect();
        return format!("{{ {} }}", values.join(", "));
    }
    match item.as_value() {
        Some(toml_edit::Value::Array(array)) => {
            let values: Vec<String> = array
                .iter()
                .map(|value| plain(&value.clone().into()))
                .collect();
            format!("[{}]", values.join(", "))
        }
        Some(value) => value.clone().decorated("", "").to_string(),
        None => String::new(),
    }
}
