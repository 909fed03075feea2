//! Law 12: a rule set in layers cleans and explains exactly as the same files compiled as one.
//!
//! Random packs are split into a base and own rules, which may use and extend the placeholders of the base; an `unboil.toml` extends
//! rules of both. The base is compiled or prebuilt.

use proptest::prelude::*;
use proptest::sample::select;
use unboil::{Cleaner, Config, Explainer, Level, Options, RuleError, RuleSet, RuleSetBuilder};

use crate::packs;
use crate::support::cases;

const FILE: &str = "tests/laws/proptest-regressions/law12.txt";

/// A rule of the base with placeholders, which random packs lack.
const BASE: &str = r#"
category = "credit"
line = ["{both} bo", "{who}", "{person} | ada", "{person} {count}", "{count} cyd"]
start = ["{both} ada", "{who} cyd", "cyd {both}"]
contains = ["cyd {who}", "ada {both}"]
"#;

/// What one's own file may say beside its rules. Some of it changes what phrases of the base begin with.
const OWN: &[&str] = &[
    "",
    "[[placeholder]]\nname = \"who\"\nany_of = [\"cyd\", \"dé adax\", \"eve\"]\n",
    "[[placeholder]]\nname = \"who\"\nany_of = [\"ada\"]\n",
    "[[placeholder]]\nname = \"who\"\nany_of = [\"{person} cyd\"]\n",
    "[[placeholder]]\nname = \"who\"\nregex = 'zi?g|12'\n",
    "[[placeholder]]\nname = \"who\"\nany_of = [\"{both}\"]\n",
    "[[placeholder]]\nname = \"count\"\nany_of = [\"zig\"]\n",
    "[[placeholder]]\nname = \"count\"\nregex = '#'\n",
    "[[placeholder]]\nname = \"both\"\nany_of = [\"{mine} ada\", \"bo\"]\n[[placeholder]]\nname = \"mine\"\nany_of = [\"zig\", \"{who}\"]\n",
    "[[placeholder]]\nname = \"person\"\nany_of = [\"zig {count}\"]\n",
    "[[placeholder]]\nname = \"some\"\nwords = { min = 1, max = 3, shape = \"any\" }\n",
];

const RULE: &str = r#"
category = "promo"
line = ["{who} dé", "{person} | {count}", "{person} (eve)", "zig {both}"]
start = ["{both} cyd"]
contains = ["bo {who}"]
"#;

const EXTENDED: &[&str] = &[
    "",
    "[[rules.extend]]\nid = \"en/r0\"\nline = [\"ada cyd\", \"{who} bo\"]\n",
    "[[rules.extend]]\nid = \"en/r0\"\nunless = [\"bo\"]\n[[rules.extend]]\nid = \"en/o0\"\ncontains = [\"cyd\"]\nunless = [\"dé\"]\n",
    "[[rules.extend]]\nid = \"en/placeholders\"\nstart = [\"{both} dé\"]\nunless = [\"cyd\"]\n",
    "[[rules.extend]]\nid = \"en/r9\"\nline = [\"ada cyd\"]\n",
];

/// What can be asked about the rules, or the error.
fn told(rules: &Result<RuleSet, RuleError>) -> String {
    let rules = match rules {
        Ok(rules) => rules,
        // The place may differ: a circle of placeholders is shown where its last one is defined.
        Err(error) => return error.to_string().lines().next().unwrap_or_default().to_owned(),
    };
    let mut told: Vec<String> = rules.ids().map(str::to_owned).collect();
    let source = rules.source();
    told.extend(source.files().map(|file| format!("{} {} {}", file.name, file.about, file.lang)));
    told.extend(source.patterns().map(|pattern| format!("{pattern:?}")));
    told.extend(rules.rules().zip(source.rules()).map(|rule| format!("{rule:?}")));
    told.join("\n")
}

/// What cleaning and explaining a text give.
fn cleaned(rules: RuleSet, text: &str, level: Level) -> String {
    let cleaner = Cleaner::new(rules.into(), Options::default().level(level));
    let explanation = Explainer::new(&cleaner).explain(text);
    format!("{:#?}\n{explanation:#?}", cleaner.clean_str(text))
}

fn built(base: RuleSetBuilder, own: &str, config: &Config) -> Result<RuleSet, RuleError> {
    base.source("own.toml", own).config(config).build()
}

proptest! {
    #![proptest_config(cases(1500, FILE))]

    #[test]
    fn layers_are_the_files_as_one(
        base in packs::pack(packs::ALL),
        own in packs::pack(packs::ALL),
        extra in select(OWN),
        extended in select(EXTENDED),
        text in packs::text(),
        bold in any::<bool>(),
        is_prebuilt in prop::bool::weighted(0.1),
    ) {
        let level = if bold { Level::Bold } else { Level::Careful };
        let base = base.toml() + packs::PLACEHOLDERS + &packs::table("rule", "placeholders", BASE);
        let own = own.rules.concat().replace("id = \"r", "id = \"o");
        let rule = packs::table("rule", "own-placeholders", RULE);
        let own = format!("about = \"Own\"\nlang = \"en\"\n{extra}{rule}{own}");
        let config = Config::parse("unboil.toml", extended).expect("a configuration");
        let below = || RuleSet::builder().source("base.toml", &*base);
        let one = built(below(), &own, &config);
        let set = if is_prebuilt {
            RuleSet::prebuilt(below().prebuild().expect("the base compiles").leak()).expect("it was just written")
        } else {
            below().build().expect("the base compiles")
        };
        let layered = built(RuleSet::builder().base(set), &own, &config);
        prop_assert_eq!(told(&one), told(&layered));
        if let (Ok(one), Ok(layered)) = (one, layered) {
            prop_assert_eq!(cleaned(one, &text, level), cleaned(layered, &text, level), "{}\n{}", base, own);
        }
    }
}

/// A small set on top of the standard packs finds what the packs find, and what it has itself.
#[test]
fn rules_on_top_of_the_standard_packs_are_found_beside_them() {
    let own = r#"
        about = "Own"
        lang = "en"
        [[placeholder]]
        name = "month"
        any_of = ["smarch"]
        [[rule]]
        id = "own-credit"
        category = "credit"
        why = "A test."
        line = ["drawn in {month} by {name}"]
        removes = ["Drawn in Smarch by Ann Lee"]
        keeps = ["Drawn in haste."]
    "#;
    let rules = RuleSet::builder().base(unboil::standard_rules()).source("own.toml", own).build().unwrap();
    let cleaner = Cleaner::new(rules.into(), Options::default());
    let text = "The pier is closed to all but the ferry.\n\nDrawn in Smarch by Ann Lee\n\nLeave a Reply\n";
    assert_eq!(cleaner.clean_str(text).text, "The pier is closed to all but the ferry.\n");
}
