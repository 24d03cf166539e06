//! The page's modules enter; one script that needs no other file leaves, for the dossier.
//!
//! A page that is opened from a disk may load no modules. Each of ours therefore becomes a function that gives back what it
//! exports, in an order in which everything stands after what it uses. This asks two things of the modules: imports are
//! single lines `import { a, b } from "./x.js";`, and what is exported is declared as `export function`, `export async
//! function`, `export const` or `export class`. [`script`] fails on anything else, and a test runs it.

use std::collections::BTreeSet;

use thiserror::Error;

use super::assets;

/// A module that is not of the form above.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{module}:{line}: {what}")]
pub struct BundleError {
    /// The file.
    pub module: String,
    /// The line.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

/// The script of a module and of all that it uses.
///
/// # Errors
/// A module that is not there, imports that go in a circle, or a line of another form.
pub fn script(entry: &str) -> Result<String, BundleError> {
    let mut bundle = Bundle::default();
    bundle.add(entry, &mut Vec::new())?;
    Ok(format!("\"use strict\";\n(() => {{\nconst modules = {{}};\n{}}})();\n", bundle.text))
}

#[derive(Default)]
struct Bundle {
    text: String,
    done: BTreeSet<String>,
}

impl Bundle {
    fn add(&mut self, module: &str, path: &mut Vec<String>) -> Result<(), BundleError> {
        let error = |line: usize, what: &str| BundleError { module: module.to_owned(), line, what: what.to_owned() };
        if self.done.contains(module) {
            return Ok(());
        }
        if path.iter().any(|above| above == module) {
            return Err(error(0, &format!("imports go in a circle: {}", path.join(" → "))));
        }
        path.push(module.to_owned());
        let asset = assets().get(module).ok_or_else(|| error(0, "there is no such module"))?;
        let source = std::str::from_utf8(asset.bytes).map_err(|_| error(0, "it is not UTF-8"))?;
        let mut body = String::new();
        let mut exports = Vec::new();
        for (number, line) in source.lines().enumerate() {
            if let Some(import) = line.strip_prefix("import ") {
                let parts = import.strip_suffix("\";").and_then(|import| import.split_once(" from \"./"));
                let Some((names, from)) = parts.filter(|(names, _)| names.starts_with('{') && !names.contains(" as "))
                else {
                    let bare = import.strip_prefix("\"./").and_then(|import| import.strip_suffix("\";"));
                    let from = bare.ok_or_else(|| error(number + 1, "an import of another form"))?;
                    self.add(from, path)?;
                    continue;
                };
                self.add(from, path)?;
                body += &format!("const {names} = modules[\"{from}\"];\n");
            } else if let Some(export) = line.strip_prefix("export ") {
                let words = export.strip_prefix("async ").unwrap_or(export);
                let declared = ["function ", "const ", "class "].iter().find_map(|kind| words.strip_prefix(kind));
                let name: String = declared
                    .ok_or_else(|| error(number + 1, "an export of another form"))?
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))
                    .collect();
                exports.push(name);
                body += export;
                body.push('\n');
            } else {
                body += line;
                body.push('\n');
            }
        }
        path.pop();
        self.done.insert(module.to_owned());
        self.text +=
            &format!("modules[\"{module}\"] = (() => {{\n{body}return {{ {} }};\n}})();\n", exports.join(", "));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_modules_of_the_dossier_are_one_script() {
        let script = script("dossier.js").unwrap_or_else(|error| panic!("{error}"));
        assert!(!script.contains("\nimport ") && !script.contains("\nexport "), "a module is left");
        let place = |module: &str| script.find(&format!("modules[\"{module}\"] =")).unwrap();
        assert!(place("dom.js") < place("parts.js") && place("local.js") < place("app.js"));
        assert_eq!(script.matches("modules[\"dom.js\"] =").count(), 1);
        assert!(super::script("vendor/nothing.js").is_err());
    }
}
