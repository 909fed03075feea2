//! The closed list of categories, so that users can keep or remove text by kind.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Fault;

macro_rules! categories {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// The kind of text that a rule removes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Category { $($(#[$doc])* $variant,)* }

        impl Category {
            /// All of them, in alphabetical order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name in rule files, options and reports.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

categories! {
    /// Advert and sponsor labels.
    Advert = "advert",
    /// Author lines and author boxes.
    Byline = "byline",
    /// Image labels and doubled captions.
    Caption = "caption",
    /// Comment forms and comment counts.
    Comments = "comments",
    /// Cookie and tracking notices.
    Consent = "consent",
    /// Views, likes, reading time.
    Counter = "counter",
    /// Photo credits.
    Credit = "credit",
    /// Date lines of an article.
    Dateline = "dateline",
    /// Repeated lines.
    Duplicate = "duplicate",
    /// Copyright and terms.
    Legal = "legal",
    /// Menus, breadcrumbs, section labels.
    Navigation = "navigation",
    /// Messages of the site: browser, viewing experience.
    Notice = "notice",
    /// Subscriber walls.
    Paywall = "paywall",
    /// Audio and video players.
    Player = "player",
    /// Newsletters, apps, donations, self-promotion.
    Promo = "promo",
    /// Teasers of other pages and their headings.
    Related = "related",
    /// Share and follow.
    Share = "share",
    /// Tags and topics.
    Tags = "tags",
    /// Boilerplate of message threads.
    Thread = "thread",
    /// Published and updated stamps.
    Timestamp = "timestamp",
    /// Print, save, e-mail, font size.
    Tools = "tools",
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The error for a name that is not a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCategory {
    /// The name as given.
    pub name: String,
}

impl UnknownCategory {
    /// What may have been meant: the nearest name, or all of them.
    fn hint(&self) -> String {
        let names = || Category::ALL.iter().map(|category| category.name());
        match unboil_text::suggest::nearest(&self.name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("expected one of {}", names().collect::<Vec<_>>().join(", ")),
        }
    }

    /// The fault in a rule file that has the name at `span`.
    pub(crate) fn at(&self, span: std::ops::Range<usize>) -> Fault {
        Fault::new(format!("unknown category `{}`", self.name), span).help(self.hint())
    }
}

impl fmt::Display for UnknownCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown category `{}`; {}", self.name, self.hint())
    }
}

impl std::error::Error for UnknownCategory {}

impl FromStr for Category {
    type Err = UnknownCategory;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|c| c.name() == name).ok_or_else(|| UnknownCategory { name: name.to_owned() })
    }
}
