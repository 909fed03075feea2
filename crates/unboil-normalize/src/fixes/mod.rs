//! The registry: all fixes in their order, and the tables that are computed from their declarations.
//!
//! One file per fix. To add one, write its file, declare it as a module and name it in `registry!`, where it belongs in the
//! order. Everything else reads the registry: the enum [`Fix`], ids and descriptions, the tables of the first pass
//! ([`Fixes`]), the walk over characters, the rewriting of lines, and the table in `docs/report.md`.

pub(crate) mod c1;
pub(crate) mod control;
pub(crate) mod entity;
pub(crate) mod invisible;
mod lines;
pub(crate) mod mojibake;
pub(crate) mod nfc;
mod spaces;

use crate::char_table::{CharTable, Characters, Look, Ranges};
use crate::edit_script::Changes;
use crate::inert::{INERT, MARKS};
use crate::suspect_bytes::ByteSet;
use crate::text_fix::{Action, TextFix};

/// How a fix rewrites a line, see [`TextFix::rewrite`].
pub(crate) type LineRewrite = fn(&str, &mut String, &mut Changes) -> bool;

macro_rules! registry {
    ($($module:ident::$name:ident,)*) => {
        /// What kind of change the normalizer made. The order is that in which the fixes act.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
        #[non_exhaustive]
        pub enum Fix {
            $(#[doc = concat!("`normalize/", stringify!($module), "`, see [`Fix::description`].")] $name,)*
        }

        impl Fix {
            /// All fixes, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name in reports, such as `normalize/nfc`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => concat!("normalize/", stringify!($module)),)* }
            }

            /// What the fix does, in one sentence.
            #[must_use]
            pub const fn description(self) -> &'static str {
                match self { $(Self::$name => $module::$name::DESCRIPTION,)* }
            }

            /// A text that the fix changes, and what becomes of it, without the final newline.
            #[must_use]
            pub const fn example(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => $module::$name::EXAMPLE,)* }
            }

            /// Whether the change is inferred and may be wrong, so that it should be reviewed.
            #[must_use]
            pub const fn is_guess(self) -> bool {
                match self { $(Self::$name => $module::$name::IS_GUESS,)* }
            }
        }

        const SUSPECTS: &[Ranges] = &[$($module::$name::SUSPECTS),*];

        static TABLE: CharTable = CharTable::new(
            INERT, MARKS, SUSPECTS, &[$($module::$name::LEADS),*], &[$($module::$name::TAILS),*],
        );

        impl Fixes {
            /// The ASCII bytes that make a line suspect.
            pub(crate) const SUSPECT_BYTES: ByteSet = ByteSet::new(SUSPECTS);

            /// Those of them that the walk over characters looks at.
            pub(crate) const WALKED_BYTES: ByteSet = ByteSet::new(
                &[$(if $module::$name::REWRITES_LINES { &[] } else { $module::$name::SUSPECTS }),*],
            );

            /// The fixes that rewrite a line after the walk over its characters, in order.
            pub(crate) const LINE_REWRITES: &[Option<(Fix, LineRewrite)>] = &[
                $(if $module::$name::REWRITES_LINES {
                    Some((Fix::$name, $module::$name::rewrite::<Fixes>))
                } else {
                    None
                }),*
            ];

            /// Which fix changes `c` whatever is around it, and how.
            #[inline]
            pub(crate) fn action(c: char) -> Option<(Fix, Action)> {
                $(if let Some(action) = $module::$name::action(c) {
                    return Some((Fix::$name, action));
                })*
                None
            }

            /// Whether the tail at byte `at` and the lead before it make the line suspect.
            pub(crate) fn is_suspect_pair(text: &str, at: usize) -> bool {
                false $(|| $module::$name::is_suspect_pair(text, at))*
            }
        }
    };
}

registry! {
    mojibake::Mojibake,
    entity::Entity,
    c1::C1,
    control::Control,
    invisible::Invisible,
    nfc::Nfc,
    spaces::Spaces,
    lines::Lines,
}

/// All fixes together.
pub(crate) struct Fixes;

impl Fixes {
    /// Which fix changes the character that starts at byte `at` of `text`, and how.
    pub(crate) fn action_at(text: &str, at: usize) -> Option<(Fix, Action)> {
        text[at..].chars().next().and_then(Self::action)
    }
}

impl Characters for Fixes {
    #[inline(always)]
    fn look_at(bytes: &[u8], at: usize) -> Look {
        TABLE.look_at(bytes, at)
    }

    #[inline]
    fn is_kept(c: char) -> bool {
        Self::action(c).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::{Fix, Fixes, SUSPECTS};
    use crate::char_table::{Characters, NfcClass};
    use crate::text_fix::Action;
    use crate::{Rewrite, normalize};

    #[test]
    fn each_fix_is_described_and_changes_its_example() {
        for &fix in Fix::ALL {
            assert!(fix.description().ends_with('.') && !fix.description().contains('\n'), "{fix:?}");
            let (text, want) = fix.example();
            let mut rewrites: Vec<Rewrite> = Vec::new();
            assert_eq!(normalize(text, &mut rewrites), format!("{want}\n"), "{fix:?}");
            assert!(rewrites.iter().any(|rewrite| rewrite.fix == fix), "{fix:?}: {rewrites:?}");
        }
    }

    /// What a fix changes by itself it must declare, or the first pass passes over it; spaces and `\n` are found by what
    /// is next to them.
    #[test]
    fn the_first_pass_stops_at_every_suspect() {
        let declared = |c: char| SUSPECTS.iter().copied().flatten().any(|range| range.contains(&c));
        for c in '\0'..=char::MAX {
            assert!(matches!(c, ' ' | '\n') || Fixes::is_kept(c) || declared(c), "{c:?} is changed and not declared");
            if !declared(c) {
                continue;
            }
            if let Ok(byte) = u8::try_from(c)
                && c.is_ascii()
            {
                assert!(Fixes::SUSPECT_BYTES.has(byte), "{c:?}");
                let is_walked = !matches!(Fixes::action(c), Some((_, Action::Space)));
                assert_eq!(Fixes::WALKED_BYTES.has(byte), is_walked, "{c:?}");
            } else {
                assert_eq!(Fixes::class(c), NfcClass::Other, "{c:?}");
            }
        }
    }

    /// The table between two marks in `docs/report.md`. `UNBOIL_BLESS=1` rewrites it.
    #[test]
    fn the_table_of_the_documentation_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/report.md");
        let (start, end) = ("<!-- fixes -->\n", "<!-- /fixes -->");
        let page = std::fs::read_to_string(path).expect("docs/report.md");
        let (before, rest) = page.split_once(start).expect("the first mark");
        let (table, after) = rest.split_once(end).expect("the second mark");
        let mut want = "| id | change | example |\n| --- | --- | --- |\n".to_owned();
        for fix in Fix::ALL {
            let ((text, result), description) = (fix.example(), fix.description());
            want += &format!("| `{}` | {description} | `{}` → `{}` |\n", fix.id(), shown(text), shown(result));
        }
        if std::env::var_os("UNBOIL_BLESS").is_some() {
            std::fs::write(path, format!("{before}{start}{want}{end}{after}")).expect("docs/report.md can be written");
        } else {
            assert_eq!(table, want, "docs/report.md is out of date: run the tests with UNBOIL_BLESS=1");
        }
    }

    /// Text as in a table: control characters, white space and combining marks by their code points.
    fn shown(text: &str) -> String {
        let is_visible = |c: char| c == ' ' || c.is_alphanumeric() || "&;“”Ã¨©[".contains(c);
        text.chars().map(|c| if is_visible(c) { c.to_string() } else { format!("<U+{:04X}>", u32::from(c)) }).collect()
    }
}
