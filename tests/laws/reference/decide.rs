//! Which lines of a document are removed: rounds over the lines that are left, as `rules/README.md` describes them.

use std::collections::BTreeSet;

use super::fold::words;
use super::rules::{Kind, Pack, Phrases, Remove, Repeat};
use super::shapes::{chat, code, headline, prose, sentence, speaker, table_row};

/// A line by itself.
#[derive(Debug, Clone)]
pub(super) struct Described {
    pub(super) text: String,
    pub(super) blank_before: bool,
    /// Numbers of the rules that match it.
    pub(super) claims: Vec<usize>,
    /// Whether something was cut out of it.
    pub(super) was_cut: bool,
}

/// The zones of a place: before the first free prose, between, after the last.
type Zones = Option<(usize, usize)>;

pub(super) struct Round<'a> {
    pack: &'a Pack,
    lines: &'a [Described],
    bold: bool,
    /// The lines that stand.
    alive: &'a [usize],
    zones: Zones,
    /// By place among them: the rule that removes the line.
    taken: Vec<Option<usize>>,
    /// Places from which rules take more than the line.
    acting: BTreeSet<(usize, usize)>,
}

/// For each line the rule that removes it; `None` if the decision does not settle in sixteen rounds.
pub(super) fn decide(pack: &Pack, lines: &[Described], bold: bool) -> Option<Vec<Option<usize>>> {
    let mut fate = vec![None; lines.len()];
    for _ in 0..16 {
        let alive: Vec<usize> = (0..lines.len()).filter(|&i| fate[i].is_none() && !lines[i].text.is_empty()).collect();
        let mut round = Round {
            pack,
            lines,
            bold,
            alive: &alive,
            zones: None,
            taken: vec![None; alive.len()],
            acting: BTreeSet::new(),
        };
        round.run();
        if round.taken.iter().all(Option::is_none) {
            return Some(fate);
        }
        for (&i, &rule) in alive.iter().zip(&round.taken) {
            fate[i] = rule;
        }
    }
    None
}

impl Round<'_> {
    fn run(&mut self) {
        self.measure();
        for place in 0..self.alive.len() {
            let strong =
                self.holding(place).into_iter().filter(|&r| !self.phrases(r).weak && self.phrases(r).near.is_empty());
            let strong: Vec<usize> = strong.collect();
            self.act(place, &strong);
        }
        for (number, rule) in self.pack.rules.iter().enumerate() {
            if let Kind::Repeat(repeat) = &rule.kind {
                for place in self.repetitions(repeat) {
                    self.take(place, number);
                }
            }
        }
        self.take_along();
        for _ in 0..3 {
            if !self.companies() {
                break;
            }
            self.take_along();
        }
    }

    fn line(&self, place: usize) -> &Described {
        &self.lines[self.alive[place]]
    }

    fn phrases(&self, rule: usize) -> &Phrases {
        match &self.pack.rules[rule].kind {
            Kind::Phrases(phrases) => phrases,
            _ => panic!("a rule with claims has phrases"),
        }
    }

    fn prose(&self, place: usize) -> bool {
        prose(&self.line(place).text)
    }

    /// Zones are measured from prose that no rule matches and that occurs once.
    fn measure(&mut self) {
        let copies =
            |place: usize| (0..self.alive.len()).filter(|&p| self.line(p).text == self.line(place).text).count();
        let free = |&p: &usize| self.line(p).claims.is_empty() && self.prose(p) && copies(p) == 1;
        let places: Vec<usize> = (0..self.alive.len()).filter(free).collect();
        self.zones = places.first().copied().zip(places.last().copied());
    }

    fn zone(&self, place: usize) -> &'static str {
        match self.zones {
            Some((first, _)) if place < first => "head",
            Some((_, last)) if place > last => "tail",
            Some(_) => "body",
            None => "",
        }
    }

    /// The rules that match a line and whose conditions on its place hold.
    fn holding(&self, place: usize) -> Vec<usize> {
        let holds = |&rule: &usize| {
            let phrases = self.phrases(rule);
            let found = self.alive.iter().flat_map(|&i| &self.lines[i].claims).filter(|&&claim| claim == rule).count();
            found <= phrases.at_most
                && (phrases.zones.is_empty() || phrases.zones.iter().any(|z| z == self.zone(place)))
        };
        self.line(place).claims.iter().copied().filter(holds).collect()
    }

    fn take(&mut self, place: usize, rule: usize) {
        self.taken[place].get_or_insert(rule);
    }

    /// Says whether that is new.
    fn act(&mut self, place: usize, rules: &[usize]) -> bool {
        let mut new = false;
        for &rule in rules {
            new |= self.taken[place].is_none();
            self.take(place, rule);
            if !matches!(self.phrases(rule).remove, Remove::Line | Remove::Match) {
                new |= self.acting.insert((place, rule));
            }
        }
        new
    }

    /// Takes all of a stretch but prose, sentences and the headline that nobody claims.
    fn take_all(&mut self, places: std::ops::Range<usize>, rule: usize) {
        for place in places {
            let text = &self.line(place).text;
            let is_headline =
                self.zones.is_some_and(|(first, _)| place < first && headline(text, &self.line(first).text));
            let is_kept = self.prose(place) || sentence(text) || is_headline;
            if !(self.line(place).claims.is_empty() && is_kept) {
                self.take(place, rule);
            }
        }
    }

    fn begins_block(&self, place: usize) -> bool {
        place == 0 || (self.alive[place - 1] + 1..=self.alive[place]).any(|i| self.lines[i].blank_before)
    }

    fn block_end(&self, place: usize) -> usize {
        (place + 1..self.alive.len()).find(|&p| self.begins_block(p)).unwrap_or(self.alive.len())
    }

    fn take_along(&mut self) {
        for (place, rule) in self.acting.clone() {
            match self.phrases(rule).remove {
                Remove::Block => {
                    let begin = (0..=place).rev().find(|&p| self.begins_block(p)).unwrap_or(0);
                    let end = self.block_end(place);
                    if end - begin <= 40 {
                        self.take_all(begin..end, rule);
                    }
                }
                Remove::ToEnd if self.zone(place) == "tail" => self.take_all(place + 1..self.alive.len(), rule),
                Remove::FromStart if self.zone(place) == "head" => self.take_all(0..place, rule),
                Remove::Run(most) => {
                    let end = self.run_end(place, rule, most);
                    self.take_all(place + 1..end, rule);
                }
                _ => {}
            }
        }
    }

    /// Where the run under a heading ends.
    fn run_end(&self, heading: usize, rule: usize, most: usize) -> usize {
        let limit = (heading + 1 + most).min(self.alive.len());
        let phrases = self.phrases(rule);
        if !phrases.until.is_empty() {
            let last = (heading + 1..limit).find(|&p| self.pack.ends_run(&self.line(p).text, phrases));
            return last.unwrap_or(heading) + 1;
        }
        let mut end = self.article_goes_on(heading + 1, limit);
        if self.zone(heading) == "body" {
            // The rest of its block; or the next block, if the heading is one by itself and that block is a list.
            let own = self.block_end(heading);
            let block = if own > heading + 1 || own == self.alive.len() || self.block_end(own) == own + 1 {
                own
            } else {
                self.block_end(own)
            };
            end = end.min(block);
        }
        end
    }

    /// The first place up to `limit` that is no entry of a list: prose, with the line directly above it; a sentence; a line that
    /// the next one, which begins small, goes on with.
    fn article_goes_on(&self, first: usize, limit: usize) -> usize {
        let parted = |p: usize| p == self.alive.len() || self.begins_block(p);
        for place in first..limit {
            let small = self.alive.get(place + 1).is_some_and(|&i| self.lines[i].text.starts_with(char::is_lowercase));
            if !self.prose(place) && (sentence(&self.line(place).text) || (small && !parted(place + 1))) {
                return place;
            }
            // Prose, or one line above it that is not the last of a list with a blank line behind it.
            let above = place + 1 < self.alive.len() && self.prose(place + 1);
            if self.prose(place) || (above && (parted(place) || !parted(place + 1))) {
                return place;
            }
        }
        limit
    }

    /// Whether a line is removed or matched.
    fn member(&self, place: usize) -> bool {
        self.taken[place].is_some() || !self.holding(place).is_empty()
    }

    /// Lets weak rules act that have other findings next to them. Says whether anything is new.
    fn companies(&mut self) -> bool {
        let mut new = false;
        let mut from = 0;
        while from < self.alive.len() {
            let to = (from..self.alive.len()).find(|&p| !self.member(p)).unwrap_or(self.alive.len());
            if from < to {
                new |= self.company(from, to);
            }
            from = to + 1;
        }
        new
    }

    fn company(&mut self, from: usize, to: usize) -> bool {
        let going = (from..to).filter(|&p| self.taken[p].is_some()).count();
        let standing = to - from - going;
        let all: BTreeSet<usize> = (from..to).flat_map(|p| self.holding(p)).collect();
        let weak: BTreeSet<usize> =
            (from..to).filter(|&p| self.taken[p].is_none()).flat_map(|p| self.holding(p)).collect();
        let (lines, kinds) = if self.bold { (2, 1) } else { (3, 2) };
        let next_door = [from.checked_sub(1), (to < self.alive.len()).then_some(to)];
        let cut = next_door.into_iter().flatten().any(|p| self.line(p).was_cut);
        // A removed line supports the lines that are left; a line that is removed needs another one to support it.
        let enough = cut || going > 0 || (standing >= lines && weak.len() >= kinds);
        let enough_beside = cut || going > 1 || (standing + 1 >= lines && all.len() >= kinds);
        let mut new = false;
        for place in from..to {
            let enough = if self.taken[place].is_some() { enough_beside } else { enough };
            let act = |&rule: &usize| {
                let phrases = self.phrases(rule);
                (!phrases.weak || enough) && (phrases.near.is_empty() || self.near(place, from..to, &phrases.near))
            };
            let rules: Vec<usize> = self.holding(place).into_iter().filter(act).collect();
            new |= self.act(place, &rules);
        }
        new
    }

    /// Whether a finding of a wanted rule or category is at most two lines away in the cluster.
    fn near(&self, place: usize, company: std::ops::Range<usize>, wanted: &[String]) -> bool {
        company.filter(|&p| p != place && p.abs_diff(place) <= 2).any(|p| {
            self.taken[p].into_iter().chain(self.holding(p)).any(|rule| {
                let rule = &self.pack.rules[rule];
                wanted.contains(&rule.id) || wanted.contains(&rule.category)
            })
        })
    }

    /// The places of repeated lines among those that nothing has taken yet.
    fn repetitions(&self, repeat: &Repeat) -> Vec<usize> {
        let text = |place: usize| self.line(place).text.as_str();
        if repeat.doubled > 0.0 {
            // Of the different lines that are long enough, how many stand twice, near enough and in one order?
            let long = (0..self.alive.len()).map(text).filter(|line| words(line) >= repeat.min_words);
            let different: BTreeSet<&str> = long.collect();
            let mut twice = Vec::new();
            for line in &different {
                let places: Vec<usize> = (0..self.alive.len()).filter(|&p| text(p) == *line).collect();
                if let [first, second] = places[..]
                    && repeat.window.is_none_or(|window| second - first <= window)
                {
                    twice.push((second, first));
                }
            }
            twice.sort_unstable();
            // The longest list of them in which the first copies are in order too, by trying each as the last.
            let mut lengths: Vec<usize> = Vec::new();
            for (n, &(_, first)) in twice.iter().enumerate() {
                let before = (0..n).filter(|&m| twice[m].1 < first).map(|m| lengths[m]).max();
                lengths.push(before.unwrap_or(0) + 1);
            }
            let in_order = lengths.into_iter().max().unwrap_or(0);
            if in_order == 0 || (different.len() as f64) >= in_order as f64 / repeat.doubled {
                return Vec::new();
            }
        }
        let places: Vec<usize> = (0..self.alive.len()).filter(|&p| self.taken[p].is_none()).collect();
        let mut gone = Vec::new();
        let Some(window) = repeat.window else {
            for (number, &place) in places.iter().enumerate() {
                let again = places[..number].iter().any(|&p| text(p) == text(place));
                if again && words(text(place)) >= repeat.min_words && !self.spared(place, repeat) {
                    gone.push(place);
                }
            }
            return gone;
        };
        let mut kept: Vec<usize> = Vec::new();
        let mut next = 0;
        while next < places.len() {
            let again = (1..=window.min(kept.len()).min(places.len() - next)).find(|&width| {
                let (before, now) = (&kept[kept.len() - width..], &places[next..next + width]);
                before.iter().zip(now).all(|(&a, &b)| text(a) == text(b))
                    && now.iter().map(|&p| words(text(p))).sum::<usize>() >= repeat.min_words
                    && !now.iter().all(|&p| self.spared(p, repeat))
                    && !(repeat.spare.iter().any(|spare| spare == "chat") && now.iter().any(|&p| speaker(text(p))))
            });
            match again {
                Some(width) => {
                    gone.extend(&places[next..next + width]);
                    next += width;
                }
                None => {
                    kept.push(places[next]);
                    next += 1;
                }
            }
        }
        gone
    }

    fn spared(&self, place: usize, repeat: &Repeat) -> bool {
        let spares = |kind: &str| repeat.spare.iter().any(|spare| spare == kind);
        let line = &self.line(place).text;
        spares("table") && table_row(line)
            || spares("code") && code(line)
            || spares("verse") && self.verse(place)
            || spares("chat") && chat(line)
    }

    /// A short line in a block of three or more of which three in four are short, as far as three lines to either side.
    fn verse(&self, place: usize) -> bool {
        let short = |p: usize| words(&self.line(p).text) < 12;
        let begin = (place.saturating_sub(3)..=place).rev().find(|&p| self.begins_block(p));
        let from = begin.unwrap_or(place.saturating_sub(3));
        let to = self.block_end(place).min(place + 4);
        let shorts = (from..to).filter(|&p| short(p)).count();
        short(place) && to - from >= 3 && shorts * 4 >= (to - from) * 3
    }
}
