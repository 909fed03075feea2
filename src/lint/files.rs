//! Checks the language of a file, its regular expressions, and the names in `near`.

use std::path::Path;

use regex_syntax::hir::{Hir, HirKind};

use super::context::{Lint, Raw, primary};
use unboil_rules::LintKind;
use unboil_rules::conditions::near::Wanted;
use unboil_rules::diagnostic::Fault;
use unboil_rules::ruleset::model::{RuleId, RuleKind};
use unboil_rules::ruleset::placeholder::LazyRegex;
use unboil_rules::syntax::values::Text;
use unboil_text::suggest::nearest;

/// Primary subtags of BCP-47, one per line: the two-letter codes of ISO 639-1, and three-letter codes of widely read languages that
/// have no two-letter code.
const LANGUAGES: &str = include_str!("languages.txt");

/// The largest count of a repetition. The expression is compiled once for each repetition, so more would make it large.
const HUGE: u32 = 200;

/// The largest size of an expression while it is built, in bytes. An expression is built when a document first needs it: one of this size
/// takes 1.3 ms, an expression that is like a phrase (20 KiB) 0.1 ms, and a counted `\W` between two others took 12 ms.
const LARGE: usize = 256 << 10;

pub(super) fn check(lint: &Lint<'_>, found: &mut Vec<Raw>) {
    let known: Vec<&str> = LANGUAGES.lines().filter(|line| !line.starts_with('#')).collect();
    for (file, def) in lint.files.iter().enumerate() {
        let Some(def) = def else { continue };
        language(lint, &known, file, &def.lang, found);
        for placeholder in &def.placeholder {
            if let Some(written) = &placeholder.regex {
                regex(file, None, written, found);
            }
        }
    }
    for (file, number, rule) in lint.rule_tables() {
        for written in &rule.own.patterns.regex {
            regex(file, Some(number), written, found);
        }
        near(lint, file, number, &rule.head.id, found);
    }
}

fn language(lint: &Lint<'_>, known: &[&str], file: usize, lang: &Text, found: &mut Vec<Raw>) {
    let tag = lang.get_ref().as_str();
    let primary = primary(tag);
    let mut say = |kind, fault| found.push(Raw { kind, rule: None, file, fault });
    if primary != "any" && !known.contains(&primary) {
        let fault = Fault::new(format!("unknown language `{tag}`"), lang.span());
        let lower = primary.to_ascii_lowercase();
        let fault = match known.iter().find(|code| **code == lower) {
            Some(code) => fault.help(format!("write `{code}` in lower case")),
            // Any two letters are similar to some code.
            None if primary.len() != 3 => fault.help("use a code of ISO 639-1 such as `en`, or `any`"),
            None => match nearest(
                &lower,
                known.iter().copied().filter(|code| code.starts_with(lower.get(..1).unwrap_or(""))),
            ) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help("use a code of ISO 639-1 such as `en`, or `any`"),
            },
        };
        say(LintKind::UnknownLanguage, fault);
        return;
    }
    let folder = Path::new(lint.source.file(file).name).parent().and_then(|folder| folder.file_name()?.to_str());
    if let Some(folder) = folder
        && folder != tag
        && (folder == "any" || known.contains(&folder))
    {
        let fault = Fault::new(format!("a file with lang `{tag}` is in the folder `{folder}`"), lang.span())
            .help(format!("write lang = \"{folder}\", or move the file"));
        say(LintKind::WrongFolder, fault);
    }
}

fn near(lint: &Lint<'_>, file: usize, number: usize, id: &Text, found: &mut Vec<Raw>) {
    let RuleKind::Phrases(action) = &lint.rules.rule(number as RuleId).kind else { return };
    for wanted in action.conditions.near.iter().flat_map(|near| &near.0) {
        let Wanted::Rule(name) = wanted else { continue };
        if lint.numbers.contains_key(&**name) {
            continue;
        }
        let fault = Fault::new(format!("`near` of `{}` is neither a rule nor a category", id.get_ref()), id.span())
            .label(format!("`{name}` does not exist"));
        let fault = match nearest(name, lint.numbers.keys().copied()) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help("name a category, or the id of a rule"),
        };
        found.push(Raw { kind: LintKind::UnknownNear, rule: Some(number), file, fault });
    }
}

fn regex(file: usize, rule: Option<usize>, written: &Text, found: &mut Vec<Raw>) {
    let Ok(hir) = regex_syntax::parse(written.get_ref()) else { return };
    let (title, help) = if let Some(count) = huge(&hir) {
        (format!("a repetition of {count} makes the expression large"), "use a smaller count, or `+` with `max_words`")
    } else if nested(&hir, false) {
        (
            "a repetition that contains only repetitions".to_owned(),
            "leave out one of the two: `(?:a+)+` matches the same as `a+`",
        )
    } else if LazyRegex::exceeds(written.get_ref(), LARGE) {
        (
            format!("the expression needs more than {} KiB when it is built", LARGE >> 10),
            "write the characters instead of `\\w`, `\\W` or `\\d`; write `+` with `max_words` instead of a count",
        )
    } else {
        return;
    };
    let fault = Fault::new(title, written.span()).help(help);
    found.push(Raw { kind: LintKind::SlowRegex, rule, file, fault });
}

/// The largest count, if it is above [`HUGE`].
fn huge(hir: &Hir) -> Option<u32> {
    let inner = |parts: &[Hir]| parts.iter().filter_map(huge).max();
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            let count = repetition.max.unwrap_or(repetition.min);
            Some(count).filter(|&count| count > HUGE).max(huge(&repetition.sub))
        }
        HirKind::Capture(capture) => huge(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => inner(parts),
        _ => None,
    }
}

/// Whether an unbounded repetition contains only unbounded repetitions. `inside`: `hir` is the whole of what one repeats.
fn nested(hir: &Hir, inside: bool) -> bool {
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            let open = repetition.max.is_none();
            (open && inside) || nested(&repetition.sub, open)
        }
        HirKind::Capture(capture) => nested(&capture.sub, inside),
        HirKind::Alternation(parts) => parts.iter().any(|part| nested(part, inside)),
        HirKind::Concat(parts) => {
            let open = |part: &Hir| matches!(part.kind(), HirKind::Repetition(r) if r.max.is_none() || r.min == 0);
            (inside && parts.iter().all(open)) || parts.iter().any(|part| nested(part, false))
        }
        _ => false,
    }
}
