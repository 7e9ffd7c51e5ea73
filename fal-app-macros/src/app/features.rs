//! The features that the author's package declares. The app's command `deploy` builds with those that are on.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::{env, fs};

use toml_edit::{DocumentMut, Item, TableLike};

/// Their names, in the order of the alphabet. Without a manifest that can be read there are none: cargo has read it.
pub(super) fn declared() -> BTreeSet<String> {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let manifest = manifest.and_then(|folder| fs::read_to_string(folder.join("Cargo.toml")).ok());
    manifest.map_or_else(BTreeSet::new, |manifest| of_manifest(&manifest))
}

/// An optional dependency is a feature too, unless a feature names it by `dep:`.
fn of_manifest(manifest: &str) -> BTreeSet<String> {
    let Ok(manifest) = manifest.parse::<DocumentMut>() else {
        return BTreeSet::new();
    };
    let mut found = BTreeSet::new();
    let mut by_dep = BTreeSet::new();
    for (name, gives) in table(manifest.get("features")) {
        found.insert(name.to_owned());
        let gives = gives.as_array().into_iter().flatten();
        let names = gives.filter_map(|one| one.as_str()?.strip_prefix("dep:"));
        by_dep.extend(names.map(str::to_owned));
    }
    let targets = table(manifest.get("target")).filter_map(|(_, target)| target.as_table_like());
    let places = targets.chain([manifest.as_table() as &dyn TableLike]);
    for place in places {
        for kind in ["dependencies", "build-dependencies"] {
            let optional = table(place.get(kind))
                .filter(|(_, one)| one.get("optional").and_then(Item::as_bool) == Some(true));
            let names = optional.map(|(name, _)| name.to_owned());
            found.extend(names.filter(|name| !by_dep.contains(name)));
        }
    }
    found
}

fn table(item: Option<&Item>) -> impl Iterator<Item = (&str, &Item)> {
    let table = item.and_then(Item::as_table_like);
    table.into_iter().flat_map(|table| table.iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn optional_dependencies_are_features_unless_they_are_named_by_dep() {
        let found = of_manifest(
            r#"
            [features]
            default = ["fast"]
            fast = []
            cuda = ["dep:cudarc"]
            [dependencies]
            cudarc = { version = "1", optional = true }
            rayon = { version = "1", optional = true }
            serde = "1"
            [target.'cfg(unix)'.dependencies.nix]
            version = "1"
            optional = true
            "#,
        );
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        assert_eq!(found, ["cuda", "default", "fast", "nix", "rayon"]);
    }

    #[test]
    fn a_manifest_that_cannot_be_read_has_none() {
        assert!(of_manifest("[features").is_empty());
    }
}
