//! What a witness of a decision writes down: each line as it was described, and which claims to lines that stand did
//! not hold.

use crate::decide::{Round, Unmet, Verdict};
use crate::document::Document;
use crate::matcher::Claim;
use crate::pipeline::Witness;
use unboil_rules::ruleset::model::RuleId;
use unboil_text::Span;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub(super) lines: Vec<TracedLine>,
    /// Line, rule, and what keeps the rule from taking the line.
    pub(super) unmet: Vec<(usize, RuleId, Unmet)>,
    /// The zones of lines that stand.
    zones: Vec<(usize, u8)>,
    /// The first and the last line of the body.
    pub(super) prose: Option<(usize, usize)>,
}

/// A line of the normal text.
#[derive(Debug)]
pub(super) struct TracedLine {
    pub(super) span: Span,
    /// As it was decided about: without what was cut out of it.
    pub(super) text: String,
    /// The rules that cut it, in the order of the text.
    pub(super) cuts: Vec<RuleId>,
    pub(super) claims: Vec<Claim>,
    pub(super) is_prose: bool,
    pub(super) verdict: Option<RuleId>,
}

impl Trace {
    /// The zone of a line as a bit; 0 where there are none.
    pub(super) fn zone(&self, line: usize) -> u8 {
        self.zones.binary_search_by_key(&line, |(at, _)| *at).ok().and_then(|i| self.zones.get(i)).map_or(0, |z| z.1)
    }
}

impl Witness for Trace {
    fn at_rest(&mut self, round: &Round<'_>) {
        for (place, &line) in round.standing().iter().enumerate() {
            let line = line as usize;
            self.zones.push((line, round.zone(place)));
            for claim in round.claims(place) {
                if let Some(unmet) = round.unmet(place, claim) {
                    self.unmet.push((line, claim.rule, unmet));
                }
            }
        }
        let body = |&&(_, zone): &&(usize, u8)| zone == unboil_rules::ruleset::model::Zones::BODY;
        let first = self.zones.iter().find(body).map(|(line, _)| *line);
        self.prose = first.zip(self.zones.iter().rev().find(body).map(|(line, _)| *line));
    }

    fn decided(&mut self, document: &Document<'_>, verdicts: &[Option<Verdict>]) {
        self.lines = (0..document.len())
            .map(|i| {
                let span = document.span(i);
                let inside = document.cuts.iter().skip_while(|cut| cut.span.end <= span.start);
                TracedLine {
                    span,
                    text: document.line(i).to_owned(),
                    cuts: inside.take_while(|cut| cut.span.start < span.end).map(|cut| cut.rule).collect(),
                    claims: document.claims(i).to_vec(),
                    is_prose: document.prose(i),
                    verdict: verdicts.get(i).copied().flatten().map(|verdict| verdict.rule),
                }
            })
            .collect();
        if self.prose.is_none() {
            // Nobody laid a claim, so there was no round; the prose is where it is.
            let prose = |i: &usize| verdicts.is_empty() && document.prose(*i);
            self.prose = (0..document.len()).find(prose).zip((0..document.len()).rev().find(prose));
        }
    }
}
