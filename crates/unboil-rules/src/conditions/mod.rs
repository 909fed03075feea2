//! The conditions of `[[rule]]`, a file each.
//!
//! A condition is added with a file that implements [`Condition`] and the trait of what it is about, and with a line in the
//! list at the end of this file. The keys of rule files, the JSON Schema, `rules show` and `rules docs`, `explain`, the lints
//! and the tables of `rules/README.md` follow from that.

mod condition;

pub use condition::{ClusterCondition, Condition, LineCondition, Miss, PlaceCondition};

use serde::{Deserialize, Serialize};

use crate::diagnostic::Fault;
use crate::lines::{Cluster, Findings, LineText};
use crate::ruleset::rule_id::RuleId;
use crate::syntax::context::Context;
use crate::syntax::keys::{Key, KeySet};

/// Generates from the list of conditions their keys, the compiled [`Conditions`], and the functions that evaluate all of them.
macro_rules! conditions {
    (
        place { $($place:ident: $Place:ident,)* }
        cluster { $($cluster:ident: $Cluster:ident,)* }
        line { $($line:ident: $Line:ident,)* }
        document { $($document:ident: $Document:ident,)* }
    ) => {
        conditions!(@all
            [$($place: $Place,)* $($cluster: $Cluster,)* $($line: $Line,)* $($document: $Document,)*]
        );

        impl Conditions {
            /// Whether no condition asks about the lines around the line.
            #[must_use]
            pub fn is_about_line_alone(&self) -> bool {
                true $(&& self.$place.is_none())* $(&& self.$cluster.is_none())*
            }

            /// Whether one of the conditions asks about the findings around the line.
            #[must_use]
            pub fn needs_cluster(&self) -> bool {
                false $(|| self.$cluster.is_some())*
            }

            /// Whether the conditions on the line itself hold.
            pub fn hold_for_line(&self, line: &mut impl LineText) -> bool {
                true $(&& self.$line.as_ref().is_none_or(|condition| LineCondition::holds(condition, line)))*
            }

            /// Whether the conditions on the line's place hold.
            pub fn hold_at_place(&self, lines: &impl Findings, place: usize, rule: RuleId) -> bool {
                true $(&& self.$place.as_ref().is_none_or(|c| PlaceCondition::holds(c, lines, place, rule)))*
            }

            /// Whether the conditions on the findings around the line hold.
            pub fn hold_in_cluster(&self, lines: &impl Findings, place: usize, cluster: &Cluster) -> bool {
                true $(&& self.$cluster.as_ref().is_none_or(|c| ClusterCondition::holds(c, lines, place, cluster)))*
            }

            /// The first condition on the line itself that does not hold.
            pub fn line_miss(&self, line: &mut impl LineText) -> Option<Miss> {
                $(if let Some(condition) = &self.$line && !LineCondition::holds(condition, line) {
                    return Some(miss(condition, LineCondition::miss(condition, line)));
                })*
                None
            }

            /// The first condition on the line's place that does not hold.
            pub fn place_miss(&self, lines: &impl Findings, place: usize, rule: RuleId) -> Option<Miss> {
                $(if let Some(condition) = &self.$place && !PlaceCondition::holds(condition, lines, place, rule) {
                    return Some(miss(condition, PlaceCondition::miss(condition, lines, place, rule)));
                })*
                None
            }

            /// The first condition on the findings around the line that does not hold.
            pub fn cluster_miss(&self, lines: &impl Findings, place: usize, cluster: &Cluster) -> Option<Miss> {
                $(if let Some(condition) = &self.$cluster && !ClusterCondition::holds(condition, lines, place, cluster) {
                    return Some(miss(condition, ClusterCondition::miss(condition)));
                })*
                None
            }
        }

        impl ConditionKeys {
            /// The names of the keys of conditions on the lines around a line.
            #[must_use]
            pub fn about_other_lines() -> Vec<&'static str> {
                let mut keys = Vec::new();
                $(<$Place as Condition>::Keys::list(&mut keys);)*
                $(<$Cluster as Condition>::Keys::list(&mut keys);)*
                keys.iter().map(|key| key.name).collect()
            }
        }
    };
    (@all [$($name:ident: $Type:ident,)*]) => {
        $(pub mod $name;)*
        $(pub use $name::$Type;)*

        /// The keys of all conditions.
        #[derive(Debug, Default)]
        pub struct ConditionKeys {
            $($name: <$Type as Condition>::Keys,)*
        }

        impl KeySet for ConditionKeys {
            const NAME: &'static str = "Conditions";

            fn list(keys: &mut Vec<Key>) {
                $(<$Type as Condition>::Keys::list(keys);)*
            }

            fn read<'de, A: serde::de::MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
                Ok(false $(|| self.$name.read(key, map)?)*)
            }
        }

        /// The conditions of a rule, all of which must hold.
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct Conditions {
            $(
                #[doc = concat!("See [`", stringify!($Type), "`].")]
                pub $name: Option<$Type>,
            )*
        }

        impl Conditions {
            /// The conditions that the keys state.
            ///
            /// # Errors
            /// The first value that makes no sense.
            pub fn compile(keys: &ConditionKeys, rule: &dyn Context) -> Result<Self, Fault> {
                Ok(Self { $($name: <$Type as Condition>::compile(&keys.$name, rule)?,)* })
            }

            /// The conditions as keys and values of rule files.
            #[must_use]
            pub fn describe(&self) -> Vec<(&'static str, String)> {
                let mut all = Vec::new();
                $(all.extend(self.$name.iter().flat_map(Condition::describe));)*
                all
            }

            /// See [`Condition::NARROWS`].
            #[must_use]
            pub fn narrow(&self) -> bool {
                false $(|| (<$Type as Condition>::NARROWS && self.$name.is_some()))*
            }

            /// See [`Condition::EXCUSES_KEEPS`].
            #[must_use]
            pub fn excuse_keeps(&self) -> bool {
                false $(|| (<$Type as Condition>::EXCUSES_KEEPS && self.$name.is_some()))*
            }

            /// Whether a rule with these conditions acts wherever one with `other` does, on lines of `words` words (`None`: of
            /// any number).
            #[must_use]
            pub fn cover(&self, other: &Self, words: Option<usize>) -> bool {
                true $(&& <$Type as Condition>::covers(self.$name.as_ref(), other.$name.as_ref(), words))*
            }
        }
    };
}

fn miss<C: Condition>(_: &C, reason: String) -> Miss {
    Miss { reason, distance: C::DISTANCE }
}

// Conditions are documented and evaluated in this order; of several that do not hold, `explain` names the first.
conditions! {
    place {
        zone: Zone,
        at_most: AtMost,
    }
    cluster {
        near: Near,
        strength: Weak,
    }
    line {
        words: WordLimits,
        unless: Unless,
    }
    document {
        site: Hosts,
    }
}
