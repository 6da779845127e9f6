//! Names that a policy does not declare.

use crate::base::suggest::did_you_mean;
use crate::error::{Code, Problem};
use crate::facts::schema::Schema;

/// A key of a JSON Pointer as it was written.
fn unescaped(key: &str) -> String {
    let mut out = String::new();
    let mut escape = false;
    for letter in key.chars() {
        match (escape, letter) {
            (false, '~') => {}
            (true, '1') => out.push('/'),
            (true, _) => out.push('~'),
            (false, _) => out.push(letter),
        }
        escape = !escape && letter == '~';
    }
    out
}

/// The problem of a name at a path that nobody declared.
pub fn unknown_name(schema: &Schema, path: &str) -> Problem {
    let mut parts = path.split('/').skip(1);
    let (first, second, last) = (parts.next().unwrap_or(""), parts.next(), parts.nth(1));
    let (word, help) = match (second, last) {
        (None, _) => (first, did_you_mean(first, schema.fields.iter().map(|field| field.name.as_str()))),
        (Some(kind), None) => (kind, did_you_mean(kind, schema.events.iter().map(|kind| kind.name.as_str()))),
        (Some(kind), Some(word)) => {
            let kind = schema.events.iter().find(|known| known.name == kind);
            let names =
                kind.into_iter().flat_map(|kind| kind.attributes.iter().map(|attribute| attribute.name.as_str()));
            (word, did_you_mean(word, names))
        }
    };
    let word = unescaped(word);
    Problem::error(Code::FactUnknown, path, format!("the policy declares no `{word}`")).with_help(help)
}
