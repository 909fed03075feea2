//! How bold a cleaner is.

use serde::{Deserialize, Serialize};

/// How much evidence a rule needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// A good sentence is worth more than any amount of boilerplate.
    #[default]
    Careful,
    /// Weak evidence counts for more: more boilerplate goes, and now and then a good line with it.
    Bold,
}
