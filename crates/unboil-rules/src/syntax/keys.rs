//! Keys of tables in rule files: each is declared once, with its type and its documentation.
//!
//! `keys!` declares the keys of one subject as a struct. A [`Table`] reads the keys of several subjects from one TOML
//! table, so a condition can add a key to `[[rule]]` without changes elsewhere. The JSON Schema and the tables of
//! `rules/README.md` are made from the same declarations.
//!
//! ```toml
//! at_most = 3
//! ```
//!
//! is read by `keys! { pub struct AtMostKeys { /// The rule matches at most this many lines… at_most: Option<usize>, } }`.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{self, DeserializeSeed, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name in rule files.
    pub name: &'static str,
    /// What it is for, in Markdown.
    pub doc: &'static str,
    /// Whether a table without it is an error.
    pub is_required: bool,
    /// The JSON Schema of its value.
    #[cfg(feature = "schema")]
    pub schema: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
}

/// The keys of one subject, and their values.
pub trait KeySet: Default {
    /// The name of the type in the JSON Schema.
    const NAME: &'static str;

    /// Adds the keys to `keys`, in the order in which they are documented.
    fn list(keys: &mut Vec<Key>);

    /// Reads the value of `key` if the key is one of these; says whether it is.
    ///
    /// # Errors
    /// The value is of the wrong type.
    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error>;

    /// All keys.
    #[must_use]
    fn all() -> Vec<Key> {
        let mut keys = Vec::new();
        Self::list(&mut keys);
        keys
    }
}

/// Declares the keys of a subject: a struct whose fields are the keys, with their types and doc comments. `= required` behind
/// the type makes a key required; the others have the default of their type.
macro_rules! keys {
    ($(#[doc = $about:literal])* pub struct $Name:ident {
        $($(#[doc = $doc:literal])+ $key:ident: $type:ty $(= $required:ident)?,)*
    }) => {
        $(#[doc = $about])*
        #[derive(Debug, Default)]
        pub struct $Name {
            $($(#[doc = $doc])+ pub $key: $type,)*
        }

        impl $crate::syntax::keys::KeySet for $Name {
            const NAME: &'static str = stringify!($Name);

            fn list(keys: &mut Vec<$crate::syntax::keys::Key>) {
                $(keys.push($crate::syntax::keys::Key {
                    name: stringify!($key),
                    doc: concat!($($doc),+).trim_ascii(),
                    is_required: $crate::syntax::keys::keys!(@required $($required)?),
                    #[cfg(feature = "schema")]
                    schema: $crate::syntax::value_schema::of_key::<$type>,
                });)*
                let _ = keys;
            }

            fn read<'de, A: serde::de::MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
                $(if key == stringify!($key) {
                    self.$key = map.next_value()?;
                    return Ok(true);
                })*
                let _ = (key, map);
                Ok(false)
            }
        }
    };
    (@required required) => { true };
    (@required) => { false };
}

pub(crate) use keys;

keys! {
    /// No keys.
    pub struct NoKeys {}
}

/// A table of a rule file with the keys `K`; it has no others.
#[derive(Debug)]
pub struct Table<K> {
    keys: K,
    given: Vec<&'static str>,
}

impl<K> Table<K> {
    /// Whether the author wrote the key of that name.
    pub fn has(&self, key: &str) -> bool {
        self.given.contains(&key)
    }
}

impl<K> Deref for Table<K> {
    type Target = K;

    fn deref(&self) -> &K {
        &self.keys
    }
}

impl<'de, K: KeySet> Deserialize<'de> for Table<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TableVisitor(PhantomData))
    }
}

struct TableVisitor<K>(PhantomData<K>);

impl<'de, K: KeySet> Visitor<'de> for TableVisitor<K> {
    type Value = Table<K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Table<K>, A::Error> {
        let known = K::all();
        let mut keys = K::default();
        let mut given = Vec::new();
        while let Some(key) = map.next_key_seed(KnownKey(&known))? {
            assert!(keys.read(key, &mut map)?, "the key {key} is listed and not read");
            given.push(key);
        }
        match known.iter().find(|key| key.is_required && !given.contains(&key.name)) {
            Some(missing) => Err(de::Error::missing_field(missing.name)),
            None => Ok(Table { keys, given }),
        }
    }
}

/// Reads the name of a key; the error for an unknown one gets the position of that name.
struct KnownKey<'k>(&'k [Key]);

impl<'de> DeserializeSeed<'de> for KnownKey<'_> {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<&'static str, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KnownKey<'_> {
    type Value = &'static str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<&'static str, E> {
        let known = self.0.iter().find(|key| key.name == name);
        known.map(|key| key.name).ok_or_else(|| unknown("field", name, self.0.iter().map(|key| key.name)))
    }
}

/// The error for a name that is not in a closed list, worded like that of serde, whose own functions need a list known at compile time.
pub fn unknown<E: de::Error>(what: &str, name: &str, known: impl Iterator<Item = &'static str>) -> E {
    let known: Vec<String> = known.map(|name| format!("`{name}`")).collect();
    E::custom(format!("unknown {what} `{name}`, expected one of {}", known.join(", ")))
}
