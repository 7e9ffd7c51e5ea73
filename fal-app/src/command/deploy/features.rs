//! The features that this binary was built with, as options of cargo.

use std::collections::BTreeSet;

use serde_json::Value;

use super::cargo::Package;
use crate::declare::AppDeclaration;

/// The features of `fal-app` itself. They may be given on the command line: `cargo run --features fal-app/https`.
const OWN: [(&str, bool); 3] = [
    ("https", cfg!(feature = "https")),
    ("image", cfg!(feature = "image")),
    ("probe", cfg!(feature = "probe")),
];

/// The options with which cargo builds the same again. What the manifest gives anyway is left out.
pub(super) fn options(app: &AppDeclaration, package: &Package) -> Vec<String> {
    let manifest = Manifest(&package.metadata);
    let is_of_package = app.package == package.name;
    let enabled = app.features.iter().filter(|(_, enabled)| *enabled);
    let mut enabled: BTreeSet<String> = enabled.map(|(name, _)| (*name).to_owned()).collect();
    let mut options = Vec::new();
    let mut given = BTreeSet::new();
    if is_of_package {
        let declares_default = app.features.iter().any(|(name, _)| *name == "default");
        if declares_default && !enabled.contains("default") {
            options.push("--no-default-features".to_owned());
        }
        given = manifest.implied(enabled.iter().filter(|name| *name == "default"));
        enabled.retain(|name| !given.contains(name));
        // Of two features, the one that the other gives is not named.
        for name in enabled.clone() {
            let others = enabled.iter().filter(|other| **other != name);
            if manifest.implied(others).contains(&name) {
                enabled.remove(&name);
            }
        }
        given.extend(manifest.implied(enabled.iter()));
    } else if let Some(library) = manifest.dependency(app.package) {
        // The app is in a library, and this package only has its `main`.
        enabled.remove("default");
        enabled = enabled
            .iter()
            .map(|name| format!("{library}/{name}"))
            .collect();
    } else {
        enabled.clear();
    }
    if let Some(fal_app) = manifest.dependency("fal-app") {
        let listed = manifest.features_of("fal-app");
        for (name, _) in OWN.iter().filter(|(_, enabled)| *enabled) {
            let by_feature = [format!("{fal_app}/{name}"), format!("{fal_app}?/{name}")];
            let is_given = by_feature.iter().any(|feature| given.contains(feature));
            if !is_given && !listed.contains(*name) {
                enabled.insert(format!("{fal_app}/{name}"));
            }
        }
    }
    if !enabled.is_empty() {
        let names: Vec<String> = enabled.into_iter().collect();
        options.push(format!("--features {}", names.join(",")));
    }
    options
}

/// The features of the binary's package of which the app, in another package, does not see whether they are on.
pub(super) fn unseen(app: &AppDeclaration, package: &Package) -> Vec<String> {
    if app.package == package.name {
        return Vec::new();
    }
    let declared = package.metadata["features"].as_object();
    let names = declared.into_iter().flat_map(|features| features.keys());
    names.filter(|name| *name != "default").cloned().collect()
}

/// What cargo says of the package.
struct Manifest<'a>(&'a Value);

impl Manifest<'_> {
    /// The features, and all that they give.
    fn implied<'b>(&self, features: impl Iterator<Item = &'b String>) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut next: Vec<String> = features.cloned().collect();
        while let Some(feature) = next.pop() {
            let gives = self.0["features"][&feature].as_array();
            let gives = gives.into_iter().flatten().filter_map(Value::as_str);
            next.extend(
                gives
                    .filter(|name| !found.contains(*name))
                    .map(str::to_owned),
            );
            found.insert(feature);
        }
        found
    }

    /// The name by which the package knows one that it depends on.
    fn dependency(&self, name: &str) -> Option<String> {
        let found = self.dependencies(name).next()?;
        let name = found["rename"].as_str().or(found["name"].as_str())?;
        Some(name.to_owned())
    }

    /// The features that the manifest asks of a dependency.
    fn features_of(&self, name: &str) -> BTreeSet<String> {
        let lists = self
            .dependencies(name)
            .map(|one| one["features"].as_array());
        let names = lists.flatten().flatten().filter_map(Value::as_str);
        names.map(str::to_owned).collect()
    }

    fn dependencies(&self, name: &str) -> impl Iterator<Item = &Value> {
        let list = self.0["dependencies"].as_array().into_iter().flatten();
        list.filter(move |one| one["name"] == name && one["kind"].is_null())
    }
}
