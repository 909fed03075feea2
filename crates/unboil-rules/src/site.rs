//! The site of a document, for rules with `site`: the host of its address.
//!
//! Input: an address from a record or the command line, or only a host. Output: the host in the canonical spelling of the WHATWG URL
//! Standard: lower case, Punycode, no port. For a rule set, also which rules are switched on for documents of a host. For each
//! host that rules name, only its own rules are listed, so neither a document nor a host costs a pass over all rules.
//!
//! `https://News.Example.com:8080/a?b=c` → `news.example.com`; a rule with `site = "example.com"` acts there

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use url::Url;

/// The host a document comes from.
///
/// ```
/// let site: unboil_rules::Site = "https://News.Example.com:8080/may/ferry?id=7".parse()?;
/// assert_eq!(site.host(), "news.example.com");
/// assert!(site.is_in(&"example.com".parse()?));
/// # Ok::<(), unboil_rules::NoHost>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Site {
    host: Box<str>,
}

/// An address without a host, or none at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{address}` names no host; an address looks like https://example.com/page, a host like example.com")]
pub struct NoHost {
    /// The address as given.
    pub address: String,
}

impl Site {
    /// The host: small letters, Punycode for letters beyond ASCII, no port and no final dot.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether this is the same host or one below it.
    #[must_use]
    pub fn is_in(&self, other: &Self) -> bool {
        parents(&self.host).any(|host| host == &*other.host)
    }
}

impl FromStr for Site {
    type Err = NoHost;

    /// # Errors
    /// It is neither an address with a host nor a host.
    fn from_str(address: &str) -> Result<Self, NoHost> {
        let no_host = || NoHost { address: address.to_owned() };
        let trimmed = address.trim();
        let url = if trimmed.contains("://") {
            Url::parse(trimmed)
        } else {
            Url::parse(&format!("http://{}", trimmed.trim_start_matches('/')))
        };
        let url = url.map_err(|_| no_host())?;
        let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
        if host.is_empty() { Err(no_host()) } else { Ok(Self { host: host.into() }) }
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.host)
    }
}

/// `a.b.c`, `b.c`, `c`.
fn parents(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host), |host| host.split_once('.').map(|(_, parent)| parent))
}

/// The rules that are switched on for a document.
#[derive(Debug)]
pub struct RuleMask {
    id: u64,
    /// For each rule, whether it is switched on for documents of any site.
    everywhere: Arc<[bool]>,
    /// The rules that are switched on for documents of this site only, sorted.
    here: Box<[u32]>,
}

impl RuleMask {
    fn new(everywhere: Arc<[bool]>, mut here: Vec<u32>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        here.sort_unstable();
        here.dedup();
        Self { id: NEXT.fetch_add(1, Ordering::Relaxed), everywhere, here: here.into() }
    }

    /// Whether a rule is switched on.
    #[inline]
    #[must_use]
    pub fn is_on(&self, rule: u32) -> bool {
        self.everywhere[rule as usize] || self.here.binary_search(&rule).is_ok()
    }

    /// A number that no other mask of the process has.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// For each rule, whether it is switched on.
    pub fn iter(&self) -> impl Iterator<Item = bool> {
        (0..).zip(self.everywhere.iter()).map(|(rule, on)| *on || self.here.binary_search(&rule).is_ok())
    }
}

/// For each rule, whether it is switched on.
impl FromIterator<bool> for RuleMask {
    fn from_iter<I: IntoIterator<Item = bool>>(on: I) -> Self {
        Self::new(on.into_iter().collect(), Vec::new())
    }
}

/// The rules that are switched on, by host.
#[derive(Debug)]
pub struct SiteMasks {
    /// For documents of any other host, and of none.
    elsewhere: Arc<RuleMask>,
    /// For documents of every host that a rule names. The rules of the hosts above are among them, so the longest host that fits a
    /// document is the only one to ask for.
    masks: HashMap<Box<str>, Arc<RuleMask>>,
}

impl SiteMasks {
    /// `rules` are, for each rule, whether it is switched on and the hosts it is bound to.
    pub fn new<'r>(rules: impl Iterator<Item = (bool, &'r [Box<str>])> + Clone) -> Self {
        let everywhere: Arc<[bool]> = rules.clone().map(|(on, sites)| on && sites.is_empty()).collect();
        let mut of_host: HashMap<&str, Vec<u32>> = HashMap::new();
        for (rule, (on, sites)) in (0..).zip(rules) {
            for host in sites {
                let rules = of_host.entry(host).or_default();
                rules.extend(on.then_some(rule));
            }
        }
        let masks = of_host.keys().map(|&host| {
            let here = parents(host).filter_map(|host| of_host.get(host)).flatten().copied().collect();
            (host.into(), Arc::new(RuleMask::new(Arc::clone(&everywhere), here)))
        });
        let masks = masks.collect();
        Self { elsewhere: Arc::new(RuleMask::new(everywhere, Vec::new())), masks }
    }

    /// The rules for documents of `site`, or of no known one.
    pub fn of(&self, site: Option<&Site>) -> &Arc<RuleMask> {
        let named = site.filter(|_| !self.masks.is_empty()).map(|site| parents(&site.host));
        named.into_iter().flatten().find_map(|host| self.masks.get(host)).unwrap_or(&self.elsewhere)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(address: &str) -> Option<String> {
        address.parse::<Site>().ok().map(|site| site.host().to_owned())
    }

    #[test]
    fn an_address_has_one_host_in_any_spelling() {
        for address in [
            "http://Example.com",
            "example.com/a/b",
            "EXAMPLE.COM.",
            "//example.com:81",
            " https://u:p@example.com/?x=http://y.org ",
        ] {
            assert_eq!(host(address).as_deref(), Some("example.com"), "{address}");
        }
        assert_eq!(host("https://bücher.example/"), host("xn--bcher-kva.example"));
        assert_eq!(host("ftp://[::1]/x").as_deref(), Some("[::1]"));
    }

    #[test]
    fn what_is_no_address_has_no_host() {
        for address in ["", "  ", "/", "file:///etc/x", "a b", "http://"] {
            assert_eq!(host(address), None, "{address}");
        }
    }

    #[test]
    fn a_host_is_in_itself_and_in_those_above_and_not_in_those_that_end_alike() {
        let is_in = |a: &str, b: &str| a.parse::<Site>().unwrap().is_in(&b.parse().unwrap());
        assert!(is_in("example.com", "example.com"));
        assert!(is_in("a.b.example.com", "example.com"));
        assert!(!is_in("notexample.com", "example.com"));
        assert!(!is_in("example.com", "a.example.com"));
    }

    #[test]
    fn rules_of_a_host_act_below_it_and_nowhere_else() {
        let sites: Vec<Vec<Box<str>>> =
            vec![vec![], vec!["example.com".into()], vec!["news.example.com".into(), "b.org".into()]];
        let on = [true, true, true];
        let masks = SiteMasks::new(on.iter().zip(&sites).map(|(on, sites)| (*on, sites.as_slice())));
        let of = |address: &str| masks.of(Some(&address.parse().unwrap())).iter().collect::<Vec<_>>();
        assert_eq!(of("www.example.com"), [true, true, false]);
        assert_eq!(of("x.news.example.com"), [true, true, true]);
        assert_eq!(of("b.org"), [true, false, true]);
        assert_eq!(of("c.org"), [true, false, false]);
        assert_eq!(masks.of(None).iter().collect::<Vec<_>>(), [true, false, false]);
    }
}
