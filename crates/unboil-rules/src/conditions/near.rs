//! `near`: another finding is next to the line.

use serde::{Deserialize, Serialize};

use super::condition::{ClusterCondition, Condition};
use crate::category::Category;
use crate::diagnostic::Fault;
use crate::lines::{Cluster, Findings};
use crate::syntax::context::Context;
use crate::syntax::keys::keys;
use crate::syntax::values::OneOrMany;

keys! {
    /// The key of [`Near`].
    pub struct NearKeys {
        /// A finding of one of these rule ids or categories is at most two lines away.
        near: OneOrMany<String>,
    }
}

/// The findings of which one must be next to the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near(pub Vec<Wanted>);

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wanted {
    /// Of any rule of a category.
    Category(Category),
    /// Of the rule with this full id.
    Rule(Box<str>),
}

impl Wanted {
    fn name(&self) -> &str {
        match self {
            Self::Category(category) => category.name(),
            Self::Rule(id) => id,
        }
    }
}

/// How many lines away "next to" reaches. Set by hand: between a label and its value, or a button, there is at most one line.
const REACH: usize = 2;

impl Near {
    fn names(&self) -> String {
        self.0.iter().map(Wanted::name).collect::<Vec<_>>().join(", ")
    }
}

impl Condition for Near {
    type Keys = NearKeys;

    const NARROWS: bool = true;
    const DISTANCE: u8 = 1;

    fn compile(keys: &NearKeys, rule: &dyn Context) -> Result<Option<Self>, Fault> {
        let wanted = keys.near.as_slice().iter().map(|name| match name.parse() {
            Ok(category) => Wanted::Category(category),
            Err(_) if name.contains('/') => Wanted::Rule(name.as_str().into()),
            Err(_) => Wanted::Rule(format!("{}/{name}", rule.lang()).into()),
        });
        let wanted: Vec<Wanted> = wanted.collect();
        Ok((!wanted.is_empty()).then_some(Self(wanted)))
    }

    fn describe(&self) -> Vec<(&'static str, String)> {
        vec![("near", self.names())]
    }
}

impl ClusterCondition for Near {
    fn holds(&self, lines: &impl Findings, place: usize, cluster: &Cluster) -> bool {
        let from = place.saturating_sub(REACH).max(cluster.lines.start);
        let to = (place + REACH + 1).min(cluster.lines.end);
        (from..to).filter(|&other| other != place).any(|other| {
            lines.has_finding(other, |finding| {
                self.0.iter().any(|wanted| match wanted {
                    Wanted::Category(category) => *category == finding.category,
                    Wanted::Rule(id) => **id == *finding.id || finding.aliases.contains(id),
                })
            })
        })
    }

    fn miss(&self) -> String {
        format!("no finding of {} is next to it", self.names())
    }
}
