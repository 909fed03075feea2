//! `site`: the document comes from one of these hosts.
//!
//! It is not evaluated for lines: which rules act on which hosts is computed when a cleaner is made
//! ([`SiteMasks`](crate::SiteMasks)).

use serde::{Deserialize, Serialize};

use super::condition::Condition;
use crate::diagnostic::Fault;
use crate::site::Site;
use crate::syntax::context::Context;
use crate::syntax::keys::keys;
use crate::syntax::values::OneOrMany;

keys! {
    /// The key of [`Hosts`].
    pub struct SiteKeys {
        /// The document comes from one of these hosts or one below it (`example.com` includes `www.example.com`): `--site`, or
        /// `--source-field` for records. Without an address the rule never acts. Its examples are documents of the site.
        site: OneOrMany<String>,
    }
}

/// The hosts of the documents in which the rule acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hosts(pub Vec<Box<str>>);

impl Condition for Hosts {
    type Keys = SiteKeys;

    const NARROWS: bool = true;
    const DISTANCE: u8 = 4;

    fn compile(keys: &SiteKeys, rule: &dyn Context) -> Result<Option<Self>, Fault> {
        let host = |written: &String| match written.parse::<Site>() {
            Ok(site) if !written.contains('/') => Ok(site.host().into()),
            _ => {
                let id = rule.id();
                let title = format!("`site` of `{}` takes hosts, and `{written}` is not one", id.get_ref());
                Err(Fault::new(title, id.span()).help("write example.com, which includes www.example.com"))
            }
        };
        let hosts: Vec<_> = keys.site.as_slice().iter().map(host).collect::<Result<_, _>>()?;
        Ok((!hosts.is_empty()).then_some(Self(hosts)))
    }

    fn describe(&self) -> Vec<(&'static str, String)> {
        vec![("site", self.0.join(" | "))]
    }
}
