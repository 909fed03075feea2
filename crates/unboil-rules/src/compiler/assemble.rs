//! Compiles rules to a [`Layer`]: names are resolved, conditions checked against each other. Phrases are compiled in
//! [`patterns`](super::patterns), placeholders in [`placeholders`](super::placeholders).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use toml::Spanned;

use super::first_sets::PrefixTable;
use super::phrase::{self, Names};
use super::schema::{
    EchoDef, ExampleDef, FileDef, LevelDef, RemoveDef, RepeatDef, RuleDef, SpareDef, StrengthDef, Text, UnitDef,
    ZoneDef,
};
use crate::category::Category;
use crate::diagnostic::Fault;
use crate::level::Level;
use crate::ruleset::index::IndexBuilder;
use crate::ruleset::model::{Action, Echo, Near, Remove, Repeat, Rule, RuleId, RuleKind, Switch, Unit, Zones};
use crate::ruleset::pattern::Pattern;
use crate::ruleset::placeholder::Placeholder;
use crate::ruleset::set::{Layer, RuleSet};
use crate::ruleset::source::{Example, LayerSource, Origin, Phrase, RuleFile, SourceRule};
use crate::ruleset::text_table::TextTable;
use crate::site::Site;
use unboil_text::fold;
use unboil_text::suggest::nearest;

/// The language of a file.
pub(super) fn language(def: &FileDef) -> Result<&str, Fault> {
    let lang = def.lang.get_ref();
    if lang.is_empty() || !lang.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        let fault = Fault::new(format!("`{lang}` is no language tag"), def.lang.span());
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
        faults.extend(def.echo.iter().filter_map(|echo| self.echo(file, lang, echo).err()));
        faults.extend(def.repeat.iter().filter_map(|repeat| self.repeat(file, lang, repeat).err()));
        faults
    }

    pub(super) fn rule(&mut self, file: usize, lang: &str, def: &RuleDef) -> Result<(), Fault> {
        let at = def.id.span();
        let id = def.id.get_ref();
        if def.line.is_empty()
            && def.start.is_empty()
            && def.end.is_empty()
            && def.contains.is_empty()
            && def.regex.is_empty()
        {
            return Err(Fault::new(format!("the rule `{id}` looks for nothing"), at)
                .help("give it one of line, start, end, contains, regex"));
        }
        if def.search && def.regex.is_empty() {
            return Err(Fault::new(format!("`search` of `{id}` is about regex, and there is none"), at)
                .help("leave out `search`; `contains` finds a phrase anywhere in a line"));
        }
        let zones = def.zone.as_slice().iter().fold(0, |zones, zone| {
            zones
                | match zone {
                    ZoneDef::Head => Zones::HEAD,
                    ZoneDef::Body => Zones::BODY,
                    ZoneDef::Tail => Zones::TAIL,
                }
        });
        let weak = def.strength == StrengthDef::Weak;
        let remove = match def.remove {
            RemoveDef::Line => Remove::Line,
            RemoveDef::Match => Remove::Match,
            RemoveDef::Block => Remove::Block,
            RemoveDef::ToEnd => Remove::ToEnd,
            RemoveDef::FromStart => Remove::FromStart,
            RemoveDef::Run => {
                let mut until = Vec::new();
                for written in &def.until {
                    until.push(self.tokens(written, true, false)?);
                }
                Remove::Run { max_lines: def.max_lines.unwrap_or(DEFAULT_RUN), until }
            }
        };
        let around = weak || !Zones(zones).anywhere() || def.at_most.is_some() || !def.near.as_slice().is_empty();
        if matches!(remove, Remove::Match) && around {
            return Err(Fault::new(format!("`{id}` cuts inside a line, so its surroundings cannot count"), at)
                .help("leave out zone, at_most, near and strength, or remove the whole line"));
        }
        if !matches!(remove, Remove::Run { .. }) && (def.max_lines.is_some() || !def.until.is_empty()) {
            return Err(Fault::new(format!("max_lines and until of `{id}` belong to remove = \"run\""), at)
                .help("write remove = \"run\", or leave them out"));
        }
        if let (Some(min), Some(max)) = (def.min_words, def.max_words)
            && min > max
        {
            return Err(Fault::new(format!("`{id}` wants at least {min} words and at most {max}"), at)
                .label("no line has")
                .help("make `min_words` the smaller number"));
        }
        let unless = self.unless(&def.unless)?;
        let near = def.near.as_slice().iter().map(|name| match name.parse() {
            Ok(category) => Near::Category(category),
            Err(_) if name.contains('/') => Near::Rule(name.as_str().into()),
            Err(_) => Near::Rule(format!("{lang}/{name}").into()),
        });
        let mut sites = Vec::with_capacity(def.site.as_slice().len());
        for written in def.site.as_slice() {
            match written.parse::<Site>() {
                Ok(site) if !written.contains('/') => sites.push(site.host().into()),
                _ => {
                    return Err(Fault::new(format!("`site` of `{id}` takes hosts, and `{written}` is none"), at)
                        .help("write example.com, which stands for www.example.com too"));
                }
            }
        }
        let action = Action {
            zones: Zones(zones),
            min_words: def.min_words.unwrap_or(0),
            max_words: def.max_words.unwrap_or(usize::MAX),
            at_most: def.at_most.unwrap_or(usize::MAX),
            near: near.collect(),
            unless,
            sites,
            weak,
            glued: def.glued,
            remove,
        };
        let level = match def.level {
            LevelDef::Careful => Level::Careful,
            LevelDef::Bold => Level::Bold,
        };
        let rule = self.head(
            file,
            lang,
            &def.id,
            &def.aliases,
            &def.category,
            &def.why,
            (&def.removes, &def.keeps, &def.todo),
            level,
            RuleKind::Phrases(action),
        )?;
        self.phrases(rule, [&def.line, &def.start, &def.end, &def.contains])?;
        for written in &def.regex {
            self.regex(rule, written, def.search)?;
        }
        Ok(())
    }

    pub(super) fn echo(&mut self, file: usize, lang: &str, def: &EchoDef) -> Result<(), Fault> {
        let fold_all = |texts: &[Text]| -> Result<Vec<Box<str>>, Fault> {
            texts
                .iter()
                .map(|t| match fold::fold(&phrase::canonical(t.get_ref())) {
                    folded if folded.is_empty() => Err(empty(t)),
                    folded => Ok(folded.into()),
                })
                .collect()
        };
        let echo = Echo::new(def.min_words.max(1), fold_all(&def.labels)?, fold_all(&def.credits)?);
        self.head(
            file,
            lang,
            &def.id,
            &def.aliases,
            &def.category,
            &def.why,
            (&def.removes, &def.keeps, &def.todo),
            Level::Careful,
            RuleKind::Echo(echo),
        )?;
        Ok(())
    }

    pub(super) fn repeat(&mut self, file: usize, lang: &str, def: &RepeatDef) -> Result<(), Fault> {
        let unit = match (def.unit, &def.window) {
            (UnitDef::Line, None) => Unit::Group(1),
            (UnitDef::Anywhere, None) => Unit::Anywhere,
            (UnitDef::Group, Some(window)) if (1..=MAX_WINDOW).contains(window.get_ref()) => {
                Unit::Group(*window.get_ref())
            }
            (UnitDef::Group, Some(window)) => {
                return Err(Fault::new(format!("`window` must be 1 to {MAX_WINDOW} lines"), window.span())
                    .help("six lines hold a post of a thread; few groups are longer"));
            }
            (UnitDef::Group, None) => {
                return Err(Fault::new("unit = \"group\" needs a `window`", def.id.span())
                    .help("add window = 6, the most lines of a group"));
            }
            (_, Some(window)) => {
                return Err(Fault::new("`window` belongs to unit = \"group\"", window.span())
                    .help("leave it out, or write unit = \"group\""));
            }
        };
        let repeat = Repeat {
            unit,
            min_words: def.min_words,
            spare_tables: def.spare.contains(&SpareDef::Table),
            spare_code: def.spare.contains(&SpareDef::Code),
            spare_verse: def.spare.contains(&SpareDef::Verse),
            doubled: def.doubled.clamp(0.0, 1.0),
        };
        self.head(
            file,
            lang,
            &def.id,
            &def.aliases,
            &def.category,
            &def.why,
            (&def.removes, &def.keeps, &def.todo),
            Level::Careful,
            RuleKind::Repeat(repeat),
        )?;
        Ok(())
    }

    /// What rules of all kinds have.
    #[expect(clippy::too_many_arguments, reason = "the fields the three kinds of rule share, each once")]
    fn head(
        &mut self,
        file: usize,
        lang: &str,
        id: &Text,
        aliases: &[Text],
        category: &Text,
        why: &Text,
        (removes, keeps, todo): (&[ExampleDef], &[ExampleDef], &[ExampleDef]),
        level: Level,
        kind: RuleKind,
    ) -> Result<RuleId, Fault> {
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
                return Err(Fault::new(format!("there are two rules `{name}`"), text.span())
                    .label(format!("the first stands in {place}"))
                    .help("rename one of them"));
            }
        }
        let known = category.get_ref().parse::<Category>();
        let category = known.map_err(|_| {
            let fault = Fault::new(format!("there is no category `{}`", category.get_ref()), category.span());
            match nearest(category.get_ref(), Category::ALL.iter().map(|c| c.name())) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help(format!(
                    "there are {}",
                    Category::ALL.iter().map(|c| c.name()).collect::<Vec<_>>().join(", ")
                )),
            }
        })?;
        if why.get_ref().trim().is_empty() {
            return Err(Fault::new(format!("the rule `{}` says not why", id.get_ref()), why.span())
                .help("say in a sentence why this stands in texts and is none of them"));
        }
        for (key, examples) in [("removes", removes), ("keeps", keeps)] {
            if examples.is_empty() {
                return Err(Fault::new(format!("the rule `{}` has no `{key}`", id.get_ref()), id.span())
                    .label("every rule shows what it removes and what it keeps")
                    .help(format!("add {key} = [\"…\"]")));
            }
        }
        let all = |defs: &[ExampleDef]| defs.iter().map(Self::example).collect();
        let (removes, keeps, todo) = (all(removes), all(keeps), all(todo));
        self.rules.push(Rule {
            id: full_id,
            aliases: of_aliases.iter().map(|alias| (**alias).into()).collect(),
            category,
            level,
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
        let of_kind = |wanted: fn(&RuleKind) -> bool| -> Vec<RuleId> {
            numbered().filter(|(_, rule)| wanted(&rule.kind)).map(|(id, _)| id).collect()
        };
        let echoes = of_kind(|kind| matches!(kind, RuleKind::Echo(_)));
        let repeats = of_kind(|kind| matches!(kind, RuleKind::Repeat(_)));
        let switch = |rule: &Rule| Switch { level: rule.level, category: rule.category };
        let sites = |rule: &Rule| match &rule.kind {
            RuleKind::Phrases(action) if !action.sites.is_empty() => Some(action.sites.clone()),
            _ => None,
        };
        let cuts = !of_kind(|k| matches!(k, RuleKind::Phrases(Action { remove: Remove::Match, .. }))).is_empty();
        let ids: Vec<(&str, RuleId)> =
            numbered().flat_map(|(id, rule)| rule.names().map(move |name| (name, id))).collect();
        let mut placeholders: Vec<_> = self.placeholders.into_iter().enumerate().collect();
        placeholders.retain(|(number, _)| self.changed_placeholders.contains(number));
        Layer {
            echoes,
            repeats,
            cuts,
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

/// Lines a run takes where the rule does not say: a list of related articles has four to eight entries.
const DEFAULT_RUN: usize = 8;

/// The widest group of lines the repeat detector compares, so that its work stays linear.
const MAX_WINDOW: usize = 32;

pub(super) fn empty(written: &Spanned<String>) -> Fault {
    Fault::new("nothing is left of this phrase", written.span())
        .label("only bullets, brackets, punctuation or invisible characters")
        .help("write the words of the line")
}
