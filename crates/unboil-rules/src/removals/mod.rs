//! What a `[[rule]]` removes, one file per kind.
//!
//! To add a kind, write a file that implements [`Removal`] and add a line to the list at the end of this file. Its name and
//! keys in rule files, the JSON Schema, `rules show`, `explain`, the lints and the tables of `rules/README.md` follow from that.

mod removal;

pub use removal::{Extent, Removal};

use std::fmt;
use std::ops::Range;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::diagnostic::Fault;
use crate::lines::Findings;
use crate::ruleset::token::Token;
use crate::syntax::context::Context;
use crate::syntax::keys::{Key, KeySet, Table, keys, unknown};

/// Generates from the list of removals their keys, the compiled [`AnyRemoval`], and the functions that dispatch to them. The first is
/// the default.
macro_rules! removals {
    ($default:ident: $Default:ident, $($name:ident: $Type:ident,)*) => {
        removals!(@all [$default: $Default, $($name: $Type,)*]);

        impl Default for RemovalName {
            fn default() -> Self {
                Self(<$Default as Removal>::NAME)
            }
        }
    };
    (@all [$($name:ident: $Type:ident,)*]) => {
        $(mod $name;)*
        $(pub use $name::$Type;)*

        impl RemovalName {
            /// Name and documentation of each kind.
            pub const ALL: &[(&'static str, &'static str)] = &[$((<$Type as Removal>::NAME, <$Type as Removal>::DOC)),*];
        }

        /// The keys of single kinds of removal.
        #[derive(Debug, Default)]
        struct OwnKeys {
            $($name: <$Type as Removal>::ExtraKeys,)*
        }

        impl KeySet for OwnKeys {
            const NAME: &'static str = "OwnKeys";

            fn list(keys: &mut Vec<Key>) {
                $(<$Type as Removal>::ExtraKeys::list(keys);)*
            }

            fn read<'de, A: de::MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
                Ok(false $(|| self.$name.read(key, map)?)*)
            }
        }

        /// What a rule removes.
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub enum AnyRemoval {
            $(
                #[doc = concat!("See [`", stringify!($Type), "`].")]
                $Type($Type),
            )*
        }

        impl AnyRemoval {
            /// The removal that the keys of a rule state.
            ///
            /// # Errors
            /// A value makes no sense, or a key belongs to another kind of removal.
            pub fn compile<K>(keys: &RemovalKeys, table: &Table<K>, rule: &dyn Context) -> Result<Self, Fault> {
                let RemovalName(name) = keys.kind.remove;
                $(if name != <$Type as Removal>::NAME {
                    let mut others: Vec<Key> = Vec::new();
                    <$Type as Removal>::ExtraKeys::list(&mut others);
                    if others.iter().any(|key| table.has(key.name)) {
                        return Err(misplaced(&others, <$Type as Removal>::NAME, rule));
                    }
                })*
                $(if name == <$Type as Removal>::NAME {
                    return <$Type as Removal>::compile(&keys.own.$name, rule).map(Self::$Type);
                })*
                unreachable!("`{name}` was read from the list of removals")
            }

            /// The value of `remove` in rule files.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$Type(_) => <$Type as Removal>::NAME,)*
                }
            }

            /// Which part of the text it removes.
            #[must_use]
            pub const fn extent(&self) -> Extent {
                match self {
                    $(Self::$Type(_) => <$Type as Removal>::EXTENT,)*
                }
            }

            /// What it removes, in words; `phrase` writes a phrase as in rule files.
            pub fn describe(&self, phrase: &dyn Fn(&[Token]) -> String) -> String {
                match self {
                    $(Self::$Type(removal) => removal.describe(phrase),)*
                }
            }

            /// See [`Removal::reach`].
            pub fn reach(&self, lines: &impl Findings, place: usize) -> Range<usize> {
                match self {
                    $(Self::$Type(removal) => removal.reach(lines, place),)*
                }
            }

            /// Whether it removes as much as `other`.
            #[must_use]
            pub fn covers(&self, other: &Self) -> bool {
                match (self.extent(), other.extent()) {
                    (_, Extent::Part) => return true,
                    (Extent::Part, _) => return false,
                    (_, Extent::Line) => return true,
                    _ => {}
                }
                match (self, other) {
                    $((Self::$Type(a), Self::$Type(b)) => a.covers(b),)*
                    _ => false,
                }
            }
        }
    };
}

fn misplaced(keys: &[Key], removal: &str, rule: &dyn Context) -> Fault {
    let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
    let id = rule.id();
    let title = format!("`{}` of `{}` need remove = \"{removal}\"", names.join("` and `"), id.get_ref());
    Fault::new(title, id.span()).help(format!("write remove = \"{removal}\", or leave out `{}`", names.join("` and `")))
}

keys! {
    /// The key that names the kind of removal.
    pub struct KindKeys {
        /// What the rule removes.
        remove: RemovalName,
    }
}

/// The keys about what a rule removes.
#[derive(Debug, Default)]
pub struct RemovalKeys {
    kind: KindKeys,
    own: OwnKeys,
}

impl RemovalKeys {
    /// The keys of single kinds of removal.
    #[must_use]
    pub fn of_kinds() -> Vec<Key> {
        OwnKeys::all()
    }
}

impl KeySet for RemovalKeys {
    const NAME: &'static str = "Removals";

    fn list(keys: &mut Vec<Key>) {
        KindKeys::list(keys);
        OwnKeys::list(keys);
    }

    fn read<'de, A: de::MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        Ok(self.kind.read(key, map)? || self.own.read(key, map)?)
    }
}

/// The name of a kind of removal.
#[derive(Debug, Clone, Copy)]
pub struct RemovalName(&'static str);

impl<'de> Deserialize<'de> for RemovalName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl Visitor<'_> for NameVisitor {
            type Value = RemovalName;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<RemovalName, E> {
                let mut names = RemovalName::ALL.iter().map(|(name, _)| *name);
                names
                    .clone()
                    .find(|known| *known == name)
                    .map(RemovalName)
                    .ok_or_else(|| unknown("variant", name, &mut names))
            }
        }

        deserializer.deserialize_str(NameVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for RemovalName {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RemovalName".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let each =
            |(name, doc): &(&str, &str)| serde_json::json!({ "const": name, "description": doc, "type": "string" });
        schemars::json_schema!({ "oneOf": Self::ALL.iter().map(each).collect::<Vec<_>>() })
    }
}

// They are documented in this order.
removals! {
    line: Line,
    matched_phrase: MatchedPhrase,
    block: Block,
    run: Run,
    to_end: ToEnd,
    from_start: FromStart,
}
