//! Detectors find boilerplate by its structure instead of by phrases. Each has its own file, and its own table in rule files.
//!
//! To add a detector, write a file that implements [`Detector`] and add a line to the list at the end of this file. Its
//! table and keys in rule files, the JSON Schema, `rules show`, `rules docs`, `explain` and the tables of `rules/README.md`
//! follow from that.

mod detector;
mod exempt;
mod place_set;

pub use detector::{Detector, Scope};
pub use place_set::PlaceSet;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Fault;
use crate::lines::Lines;
use crate::syntax::context::Context;
use crate::syntax::definition::{Definition, Head};
use crate::syntax::keys::{Key, KeySet};
use unboil_text::Span;

/// Generates from the list of detectors their tables, the compiled [`AnyDetector`], and the functions that dispatch to them.
macro_rules! detectors {
    ($($name:ident: $Type:ident,)*) => {
        $(mod $name;)*
        $(pub use $name::$Type;)*

        /// The tables of all detectors in a rule file.
        #[derive(Debug, Default)]
        pub struct DetectorTables {
            $($name: Vec<Definition<<$Type as Detector>::TableKeys>>,)*
        }

        impl KeySet for DetectorTables {
            const NAME: &'static str = "Detectors";

            fn list(keys: &mut Vec<Key>) {
                $(keys.push(Key {
                    name: <$Type as Detector>::NAME,
                    doc: <$Type as Detector>::DOC,
                    is_required: false,
                    #[cfg(feature = "schema")]
                    schema: crate::syntax::value_schema::of_key::<Vec<Definition<<$Type as Detector>::TableKeys>>>,
                });)*
            }

            fn read<'de, A: serde::de::MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
                $(if key == <$Type as Detector>::NAME {
                    self.$name = map.next_value()?;
                    return Ok(true);
                })*
                Ok(false)
            }
        }

        impl DetectorTables {
            /// Each table: what it shares with every rule, and how to compile the rest.
            pub fn each(&self) -> impl Iterator<Item = (&Head, Compile<'_>)> {
                let all = std::iter::empty();
                $(let all = all.chain(self.$name.iter().map(|table| {
                    let compile: Compile<'_> = Box::new(|rule| {
                        <$Type as Detector>::compile(&table.own, rule).map(AnyDetector::$Type)
                    });
                    (&table.head, compile)
                }));)*
                all
            }

            /// The name of each detector's table, and its own keys.
            #[must_use]
            pub fn own_keys() -> Vec<(&'static str, Vec<Key>)> {
                vec![$((<$Type as Detector>::NAME, <$Type as Detector>::TableKeys::all())),*]
            }
        }

        /// A detector of any kind.
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub enum AnyDetector {
            $(
                #[doc = concat!("See [`", stringify!($Type), "`].")]
                $Type($Type),
            )*
        }

        impl AnyDetector {
            /// The name of its table in rule files.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$Type(_) => <$Type as Detector>::NAME,)*
                }
            }

            /// What it finds, in a list of rules.
            #[must_use]
            pub const fn finds(&self) -> &'static str {
                match self {
                    $(Self::$Type(_) => <$Type as Detector>::FINDS,)*
                }
            }

            /// What it removes, in words.
            #[must_use]
            pub const fn removes(&self) -> &'static str {
                match self {
                    $(Self::$Type(_) => <$Type as Detector>::REMOVES,)*
                }
            }

            /// Why it removes a line.
            #[must_use]
            pub const fn reason(&self) -> &'static str {
                match self {
                    $(Self::$Type(_) => <$Type as Detector>::REASON,)*
                }
            }

            /// Where it looks.
            #[must_use]
            pub const fn scope(&self) -> Scope {
                match self {
                    $(Self::$Type(_) => <$Type as Detector>::SCOPE,)*
                }
            }

            /// Its parameters as keys and values of rule files.
            #[must_use]
            pub fn describe(&self) -> Vec<(&'static str, String)> {
                match self {
                    $(Self::$Type(detector) => detector.describe(),)*
                }
            }

            /// See [`Detector::in_line`].
            #[must_use]
            pub fn in_line(&self, line: &str) -> Option<Vec<Span>> {
                match self {
                    $(Self::$Type(detector) => detector.in_line(line),)*
                }
            }

            /// See [`Detector::over_lines`].
            pub fn over_lines(&self, lines: &impl Lines, is_removed: &dyn Fn(usize) -> bool) -> PlaceSet {
                match self {
                    $(Self::$Type(detector) => detector.over_lines(lines, is_removed),)*
                }
            }
        }
    };
}

/// Compiles a detector's own keys for the rule they are in.
pub type Compile<'t> = Box<dyn Fn(&dyn Context) -> Result<AnyDetector, Fault> + 't>;

// They are documented in this order.
detectors! {
    echo: Echo,
    repeat: Repeat,
}
