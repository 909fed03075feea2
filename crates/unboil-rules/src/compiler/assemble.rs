//! Compiles rules to a [`Layer`]: names are resolved, conditions checked against each other. Phrases are compiled in
//! [`patterns`](super::patterns), placeholders in [`placeholders`](super::placeholders).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use toml::Spanned;

use super::first_sets::PrefixTable;
use super::phrase::{self, Names};
use super::schema::{FileDef, RuleDef};
use crate::category::UnknownCategory;
use crate::conditions::{ConditionKeys, Conditions};
use crate::detectors::Scope;
use crate::diagnostic::Fault;
use crate::removals::AnyRemoval;
use crate::ruleset::index::IndexBuilder;
use crate::ruleset::model::{Action, Rule, RuleId, RuleKind, Switch};
use crate::ruleset::pattern::Pattern;
use crate::ruleset::placeholder::Placeholder;
use crate::ruleset::set::{Layer, RuleSet};
use crate::ruleset::source::{Example, LayerSource, Origin, Phrase, RuleFile, SourceRule};
use crate::ruleset::text_table::TextTable;
use crate::ruleset::token::Token;
use crate::syntax::context::Context;
use crate::syntax::definition::Head;
use crate::syntax::values::{ExampleDef, Text};
use unboil_text::{fold, words};

/// Words of a whole line, apart from placeholders, that no author writes by chance. Of the standard phrases of this kind, none removed
/// a sentence of an author from the development halves of three labelled sets (130 phrases, 468 lines; eight of these are wanted there:
/// the notices of one site and of a date of change). With four words, wanted headings such as `You may also like` are among them.
pub const DISTINCT_WORDS: usize = 5;

/// The language of a file.
pub(super) fn language(def: &FileDef) -> Result<&str, Fault> {
    let lang = def.lang.get_ref();
    if lang.is_empty() || !lang.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        let fault = Fault::new(format!("`{lang}` is not a language tag"), def.lang.span());
        return Err(fault.help("use a BCP-47 tag such as \"en\" or \"pt-BR\", or \"any\""));
    }
    Ok(lang)
}

/// A layer under construction. Numbers of rules, patterns, placeholders and files continue those of the base; lists hold what the
/// layer adds, unless they say otherwise.
pub(super) struct Builder<'b> {
    pub base: &'b RuleSet,
    pub files: Vec<RuleFile>,
    pub source: LayerSource,
    pub rules: Vec<Rule>,
    /// Rules of the base that are extended, by number.
    pub changed: BTreeMap<RuleId, Rule>,
    pub ids: HashMap<Arc<str>, RuleId>,
    pub patterns: Vec<Pattern>,
    /// All placeholders, those of the base too.
    pub placeholders: Vec<Placeholder>,
    /// The new ones, and those of the base that changed.
    pub changed_placeholders: BTreeSet<usize>,
    /// What the text of each placeholder begins with.
    pub prefixes: PrefixTable,
    /// The placeholders whose prefixes are in the index of the layer.
    pub indexed_placeholders: HashSet<usize>,
    /// The numbers of all placeholders.
    pub names: Names,
    pub index: IndexBuilder,
}

/// A rule that is being compiled, and the phrases that are known.
pub(super) struct RuleContext<'b> {
    pub builder: &'b Builder<'b>,
    pub id: &'b Text,
    pub lang: &'b str,
}

impl Context for RuleContext<'_> {
    fn id(&self) -> &Text {
        self.id
    }

    fn lang(&self) -> &str {
        self.lang
    }

    fn tokens(&self, phrase: &Text, left: bool, right: bool) -> Result<Vec<Token>, Fault> {
        self.builder.tokens(phrase, left, right)
    }

    fn folded(&self, text: &Text) -> Result<Box<str>, Fault> {
        match fold::fold(&phrase::canonical(text.get_ref())) {
            folded if folded.is_empty() => Err(empty(text)),
            folded => Ok(folded.into()),
        }
    }
}

impl<'b> Builder<'b> {
    /// Starts a layer on top of `base`.
    pub(super) fn new(base: &'b RuleSet) -> Self {
        let placeholders = base.placeholders().to_vec();
        Self {
            base,
            files: Vec::new(),
            source: LayerSource::default(),
            rules: Vec::new(),
            changed: BTreeMap::new(),
            ids: HashMap::new(),
            patterns: Vec::new(),
            changed_placeholders: BTreeSet::new(),
            prefixes: PrefixTable::new(placeholders.len()),
            indexed_placeholders: HashSet::new(),
            names: placeholders.iter().map(|placeholder| placeholder.name.clone()).zip(0..).collect(),
            placeholders,
            index: IndexBuilder::default(),
        }
    }

    /// The number of the file whose rules are being added.
    pub(super) fn file_number(&self) -> usize {
        self.base.files().count() + self.files.len()
    }

    /// The rule of the layer or its base that has this id or alias, both in full.
    pub(super) fn id(&self, name: &str) -> Option<RuleId> {
        self.ids.get(name).copied().or_else(|| self.base.id(name))
    }

    /// Adds the rules of a file; returns what is wrong with them.
    pub(super) fn file(&mut self, file: usize, def: &FileDef) -> Vec<Fault> {
        let lang = match language(def) {
            Ok(lang) => lang,
            Err(fault) => return vec![fault],
        };
        let mut faults = Vec::new();
        faults.extend(def.rule.iter().filter_map(|rule| self.rule(file, lang, rule).err()));
        for (head, compile) in def.detectors.each() {
            let detector = compile(&RuleContext { builder: self, id: &head.id, lang });
            let rule = detector.and_then(|detector| self.head(file, lang, head, RuleKind::Detector(detector), true));
            faults.extend(rule.err());
        }
        faults
    }

    fn rule(&mut self, file: usize, lang: &str, def: &RuleDef) -> Result<(), Fault> {
        let (head, patterns) = (&def.head, &def.own.patterns);
        let at = head.id.span();
        let id = head.id.get_ref();
        let phrases = [&patterns.line[..], &patterns.start, &patterns.end, &patterns.contains];
        if phrases.iter().all(|phrases| phrases.is_empty()) && patterns.regex.is_empty() {
            return Err(Fault::new(format!("rule `{id}` has no phrases"), at)
                .help("give it one of line, start, end, contains, regex"));
        }
        if patterns.search && patterns.regex.is_empty() {
            return Err(Fault::new(format!("`search` of `{id}` needs a `regex`"), at)
                .help("leave out `search`; `contains` finds a phrase anywhere in a line"));
        }
        let context = RuleContext { builder: self, id: &head.id, lang };
        let conditions = Conditions::compile(&def.own.conditions, &context)?;
        let removal = AnyRemoval::compile(&def.own.removal, def, &context)?;
        let needs_keeps = !matches!(removal, AnyRemoval::Line(_)) || !self.is_distinct(def)?;
        let action = Action { conditions, removal, glued: patterns.glued };
        if action.is_in_line() && !action.conditions.is_about_line_alone() {
            let keys = ConditionKeys::about_other_lines();
            let (last, others) = keys.split_last().expect("there are conditions about other lines");
            return Err(Fault::new(format!("`{id}` removes part of a line, so it cannot depend on other lines"), at)
                .help(format!("leave out {} and {last}, or remove the whole line", others.join(", "))));
        }
        let rule = self.head(file, lang, head, RuleKind::Phrases(action), needs_keeps)?;
        self.phrases(rule, phrases)?;
        for written in &patterns.regex {
            self.regex(rule, written, patterns.search)?;
        }
        Ok(())
    }

    /// Whether a rule matches nothing that an author writes: each of its phrases is a whole line with [`DISTINCT_WORDS`] words that are
    /// no placeholders.
    fn is_distinct(&self, def: &RuleDef) -> Result<bool, Fault> {
        let patterns = &def.own.patterns;
        let others = [&patterns.start, &patterns.end, &patterns.contains, &patterns.regex];
        if others.iter().any(|phrases| !phrases.is_empty()) {
            return Ok(false);
        }
        for written in patterns.line.iter() {
            let tokens = self.tokens(written, true, true)?;
            let literals = tokens.iter().filter_map(|token| match token {
                Token::Literal(literal) => Some(words::count(literal)),
                Token::Placeholder(_) => None,
            });
            if literals.sum::<usize>() < DISTINCT_WORDS {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Adds a rule with what rules of all kinds have in common.
    fn head(
        &mut self,
        file: usize,
        lang: &str,
        head: &Head,
        kind: RuleKind,
        needs_keeps: bool,
    ) -> Result<RuleId, Fault> {
        let Head { id, aliases, category, why, level, removes, keeps, todo, allow: _ } = head;
        let number = RuleId::try_from(self.base.len() + self.rules.len())
            .map_err(|_| Fault::new("there are more than 4,294,967,295 rules", id.span()))?;
        let full = |name: &Text| -> Result<String, Fault> {
            let ok = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if name.get_ref().is_empty() || !name.get_ref().chars().all(ok) {
                return Err(Fault::new(format!("`{}` cannot be an id", name.get_ref()), name.span())
                    .help("use small letters, digits and hyphens"));
            }
            Ok([lang, "/", name.get_ref()].concat())
        };
        let full_id: Arc<str> = full(id)?.into();
        let of_aliases =
            aliases.iter().map(|alias| full(alias).map(Arc::from)).collect::<Result<Vec<Arc<str>>, _>>()?;
        let names = std::iter::once(&full_id).chain(&of_aliases);
        for (name, text) in names.zip(std::iter::once(id).chain(aliases)) {
            if let Some(earlier) = self.base.id(name).or_else(|| self.ids.insert(Arc::clone(name), number)) {
                let file = match (earlier as usize).checked_sub(self.base.len()) {
                    // A rule that had a fault has left its id and nothing else.
                    Some(own) => {
                        let rule = self.source.rules.get(own);
                        rule.and_then(|rule| self.files.get(rule.file - self.base.files().count()))
                    }
                    None => self.base.file_of(earlier),
                };
                let place = file.map_or("this file", |f| f.name.as_str());
                return Err(Fault::new(format!("duplicate rule `{name}`"), text.span())
                    .label(format!("first defined in {place}"))
                    .help("rename one of them"));
            }
        }
        let category = category.get_ref().parse().map_err(|unknown: UnknownCategory| unknown.at(category.span()))?;
        if why.get_ref().trim().is_empty() {
            return Err(Fault::new(format!("rule `{}` has an empty `why`", id.get_ref()), why.span())
                .help("say in a sentence why this line appears in texts"));
        }
        for (key, examples, is_needed) in [("removes", removes, true), ("keeps", keeps, needs_keeps)] {
            if examples.is_empty() && is_needed {
                let why = if key == "keeps" {
                    format!("only rules for whole lines of {DISTINCT_WORDS} words or more need no `keeps`")
                } else {
                    "every rule needs examples of what it removes".to_owned()
                };
                return Err(Fault::new(format!("rule `{}` has no `{key}`", id.get_ref()), id.span())
                    .label(why)
                    .help(format!("add {key} = [\"…\"]")));
            }
        }
        let all = |defs: &[ExampleDef]| defs.iter().map(Self::example).collect();
        let (removes, keeps, todo) = (all(removes), all(keeps), all(todo));
        self.rules.push(Rule {
            id: full_id,
            aliases: of_aliases.iter().map(|alias| (**alias).into()).collect(),
            category,
            level: *level,
            kind,
        });
        self.source.rules.push(SourceRule { file, why: why.get_ref().as_str().into(), removes, keeps, todo });
        Ok(number)
    }

    fn example(def: &ExampleDef) -> Example {
        let value = def.get_ref();
        let at = def.span();
        Example { text: value.text.clone(), becomes: value.becomes.clone(), bare: value.bare, at }
    }

    pub(super) fn finish(self) -> Layer {
        let first_pattern = self.base.patterns_len();
        let tokens = |number: u32| match &self.source.patterns[number as usize - first_pattern].phrase {
            Phrase::Tokens(_, tokens) => tokens.as_slice(),
            Phrase::WholeRegex | Phrase::SearchRegex => &[],
        };
        let index = self.index.build(tokens, self.base.index());
        let numbered = || (self.base.len() as RuleId..).zip(&self.rules);
        let detectors = |is_wanted: fn(Scope) -> bool| -> Vec<RuleId> {
            let is_wanted = |rule: &Rule| matches!(&rule.kind, RuleKind::Detector(d) if is_wanted(d.scope()));
            numbered().filter(|(_, rule)| is_wanted(rule)).map(|(id, _)| id).collect()
        };
        let switch = |rule: &Rule| Switch { level: rule.level, category: rule.category };
        let sites = |rule: &Rule| match &rule.kind {
            RuleKind::Phrases(action) => action.conditions.site.as_ref().map(|hosts| hosts.0.clone()),
            RuleKind::Detector(_) => None,
        };
        let is_in_line = |rule: &Rule| matches!(&rule.kind, RuleKind::Phrases(action) if action.is_in_line());
        let ids: Vec<(&str, RuleId)> =
            numbered().flat_map(|(id, rule)| rule.names().map(move |name| (name, id))).collect();
        let mut placeholders: Vec<_> = self.placeholders.into_iter().enumerate().collect();
        placeholders.retain(|(number, _)| self.changed_placeholders.contains(number));
        Layer {
            line_detectors: detectors(|scope| scope == Scope::InLine),
            document_detectors: detectors(|scope| scope != Scope::InLine),
            has_in_line: self.rules.iter().any(is_in_line),
            switches: self.rules.iter().map(switch).collect(),
            sited: numbered().filter_map(|(id, rule)| Some((id, sites(rule)?))).collect(),
            ids: TextTable::new(&ids),
            changed: self.changed.into_iter().collect(),
            placeholders,
            index,
            origin: Origin {
                files: self.files,
                rules: self.rules.len(),
                patterns: self.patterns.len(),
                source: OnceLock::from(self.source),
            },
            hash: None,
            rules: self.rules.into(),
            patterns: self.patterns.into(),
        }
    }
}

/// The fault of a phrase that is empty after folding.
pub(super) fn empty(written: &Spanned<String>) -> Fault {
    Fault::new("this phrase is empty after normalization", written.span())
        .label("only bullets, brackets, punctuation or invisible characters")
        .help("write the words of the line")
}
