//! The observer of a decision: records how each line was described, and for the matches of lines that are kept the conditions that
//! do not hold.

use crate::decide::Round;
use crate::document::Document;
use crate::matcher::Match;
use crate::pipeline::Observer;
use unboil_rules::conditions::Miss;
use unboil_rules::lines::Findings;
use unboil_rules::ruleset::model::RuleId;
use unboil_rules::zones::Zones;
use unboil_text::Span;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub(super) lines: Vec<TracedLine>,
    /// Line, rule, and why the rule does not remove the line.
    pub(super) misses: Vec<(usize, RuleId, Miss)>,
    /// The first and the last line of the body.
    pub(super) prose: Option<(usize, usize)>,
}

/// A line of the normal text.
#[derive(Debug)]
pub(super) struct TracedLine {
    pub(super) span: Span,
    /// The text that was decided on: without the parts that were removed.
    pub(super) text: String,
    /// The rules that removed parts of it, in the order of the text.
    pub(super) cuts: Vec<RuleId>,
    pub(super) matches: Vec<Match>,
    pub(super) is_prose: bool,
    pub(super) removed_by: Option<RuleId>,
}

impl Observer for Trace {
    fn at_rest(&mut self, round: &Round<'_>) {
        let mut body = Vec::new();
        for (place, &line) in round.left().iter().enumerate() {
            let line = line as usize;
            if round.zone(place) == Zones::BODY {
                body.push(line);
            }
            for found in round.matches(place) {
                self.misses.extend(round.miss(place, found).map(|miss| (line, found.rule, miss)));
            }
        }
        self.prose = body.first().copied().zip(body.last().copied());
    }

    fn decided(&mut self, document: &Document<'_>, removed_by: &[Option<RuleId>]) {
        self.lines = (0..document.len())
            .map(|i| {
                let span = document.span(i);
                let inside = document.cuts.iter().skip_while(|cut| cut.span.end <= span.start);
                TracedLine {
                    span,
                    text: document.line(i).to_owned(),
                    cuts: inside.take_while(|cut| cut.span.start < span.end).map(|cut| cut.rule).collect(),
                    matches: document.matches(i).to_vec(),
                    is_prose: document.is_prose(i),
                    removed_by: removed_by.get(i).copied().flatten(),
                }
            })
            .collect();
        if self.prose.is_none() {
            // No rule matches, so there was no round.
            let prose = |i: &usize| removed_by.is_empty() && document.is_prose(*i);
            self.prose = (0..document.len()).find(prose).zip((0..document.len()).rev().find(prose));
        }
    }
}
