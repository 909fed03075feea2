//! The documents of one input of several documents, in the order of the report.
//!
//! Input: the clean texts of a file, in order. Output: the document of each. If records may be left out individually (rows), the
//! report is searched forward, so that a file from which rows were removed can be restored. An archive or a table contains every
//! member that the report does not list as failed, so each text must match the next document; otherwise it is refused.
//!
//! documents `a`, `b`, `c` and the texts `a`, `c` → `a`, `c` for rows; `c` is refused for an archive

use unboil::report::{DocumentRecord, DocumentStatus, Reported, hash};

use super::index::{Container, Index, OpenReport, several, unknown};
use crate::formats::input_format::MemberPlace;
use crate::formats::record::{Reject, RejectCause};

/// How a file's texts correspond to the documents of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Some may be missing.
    Subsequence,
    /// All are present, except members that failed and were left out.
    AllKept,
    /// All are present, except rows of members that failed and were left out; failed members were kept unchanged.
    MembersKept,
    /// All are present; failed records were kept unchanged.
    All,
}

/// How the next document of the report relates to the current text.
enum Step {
    /// It is the document of the text.
    Take,
    /// It belongs to another text, which is missing.
    Skip,
    /// It belongs to a member that was left out.
    LeftOut,
    /// It is the document of the text and failed, so the text is unchanged.
    Failed,
    /// The text has no document, so it is unchanged.
    NoText,
    /// The text was changed.
    Unknown,
}

impl Order {
    /// Whether records may be missing that have a number, because they failed.
    fn counts(self) -> bool {
        matches!(self, Self::AllKept | Self::MembersKept)
    }

    /// Whether a document that failed was kept unchanged because it is a member.
    fn keeps(self, document: Option<&DocumentRecord>) -> bool {
        let is_failed_member =
            |document: &DocumentRecord| document.status == DocumentStatus::Failed && document.member_row.is_none();
        self == Self::MembersKept && document.is_some_and(is_failed_member)
    }

    /// `wanted` is the hash of the text, `here` the number of its record in the input.
    fn step(self, next: Option<&Reported>, wanted: &str, here: u64) -> Step {
        let document = next.map(|next| &next.document);
        let is_failed = document.is_some_and(|document| document.status == DocumentStatus::Failed);
        let is_missing = document.is_some_and(|document| document.status == DocumentStatus::Missing);
        let is_its = document.and_then(|document| document.hashes.as_ref()).is_some_and(|all| all.output == wanted);
        let row = document.and_then(|document| document.row);
        match self {
            Self::Subsequence if is_its => Step::Take,
            Self::Subsequence if document.is_some() => Step::Skip,
            Self::AllKept | Self::MembersKept => match row {
                None => Step::NoText,
                Some(row) if row == here && self.keeps(document) => Step::Failed,
                Some(row) if row > here => Step::NoText,
                Some(row) if row == here && (is_failed || is_missing) => Step::LeftOut,
                Some(row) if row == here && is_its => Step::Take,
                Some(_) => Step::Unknown,
            },
            // A lost row group is not in the output, and a row before this one was kept without being looked up.
            Self::All if (is_failed || is_missing) && row.is_none_or(|row| row < here) => Step::Skip,
            Self::All if is_failed => Step::Failed,
            Self::All if is_its => Step::Take,
            Self::Subsequence | Self::All => Step::Unknown,
        }
    }
}

/// A position in the documents of an input.
pub(super) struct Rows<'i> {
    index: &'i Index,
    name: &'i str,
    order: Order,
    /// The input; `None` before the first text.
    input: Option<RowsOfInput>,
}

struct RowsOfInput {
    report: OpenReport,
    path: String,
    /// Whether the inputs that follow in the report are searched too: a file with an unknown name may be several, concatenated.
    goes_on: bool,
    ahead: Option<Reported>,
    /// Members that were left out so far.
    left_out: u64,
}

impl<'i> Rows<'i> {
    /// The documents of the file named `name`.
    pub(super) fn new(index: &'i Index, name: &'i str, order: Order) -> Self {
        Self { index, name, order, input: None }
    }

    /// The document whose output is `clean`, in the record `number`, from 1.
    ///
    /// # Errors
    /// There is none. The cause tells whether the record was kept unchanged because it holds no text or failed.
    pub(super) fn next(&mut self, clean: &[u8], number: u64) -> Result<Reported, Reject> {
        let wanted = hash(clean);
        if self.input.is_none() {
            self.input = Some(self.find(&wanted)?);
        }
        let input = self.input.as_mut().expect("it was found a line above");
        loop {
            let here = number + input.left_out;
            match self.order.step(input.peek(self.index)?, &wanted, here) {
                Step::Take => return input.ahead.take().ok_or_else(|| unknown().into()),
                Step::Skip => input.ahead = None,
                Step::LeftOut => {
                    input.ahead = None;
                    input.left_out += 1;
                }
                Step::Failed => {
                    input.ahead = None;
                    return Err(no_text());
                }
                Step::NoText => return Err(no_text()),
                Step::Unknown => return Err(unknown().into()),
            }
        }
    }

    /// Checks that the record `number`, which has no text, had none before.
    ///
    /// # Errors
    /// The report has a text for it.
    pub(super) fn next_missing(&mut self, number: u64) -> Result<(), Reject> {
        let order = self.order;
        // The first text tells which of several inputs this is.
        let index = self.index;
        let Some(input) = self.input_if_only() else { return Ok(()) };
        loop {
            let here = number + input.left_out;
            let Some(next) = input.peek(index)? else { break };
            let (status, row) = (next.document.status, next.document.row);
            let is_missing = status == DocumentStatus::Missing;
            let is_its = match order {
                Order::Subsequence => is_missing,
                Order::AllKept | Order::MembersKept => row == Some(here) && is_missing,
                Order::All => row == Some(number) && next.document.hashes.is_none(),
            };
            let can_skip = order == Order::Subsequence || next.document.hashes.is_none();
            if !is_its && !can_skip {
                break;
            }
            input.left_out += u64::from(order.counts() && !is_its);
            input.ahead = None;
            if is_its {
                return Ok(());
            }
        }
        Err(unknown().into())
    }

    /// Passes the record `number`, in which no text was looked up, so that records that were left out before it are counted.
    /// `failed` is its place if it could not be read and stayed as it was.
    ///
    /// # Errors
    /// The report cannot be read.
    pub(super) fn pass(&mut self, number: u64, failed: Option<&MemberPlace>) -> Result<(), Reject> {
        if !self.order.counts() {
            return Ok(());
        }
        let (index, order) = (self.index, self.order);
        let Some(input) = self.input_if_only() else { return Ok(()) };
        loop {
            let here = Some(number + input.left_out);
            let Some(next) = input.peek(index)? else { break };
            if next.document.row != here || next.document.hashes.is_some() {
                break;
            }
            let (member, row) = (next.document.member.as_ref(), next.document.member_row);
            let is_its = failed.is_some_and(|place| member == Some(&place.path) && row == place.row);
            let is_its = is_its || order.keeps(Some(&next.document));
            input.ahead = None;
            if is_its {
                break;
            }
            input.left_out += 1;
        }
        Ok(())
    }

    /// The input; nothing if there are several candidates, of which the first text tells the right one.
    fn input_if_only(&mut self) -> Option<&mut RowsOfInput> {
        if self.input.is_none() {
            let [only] = self.index.containers(self.name)[..] else { return None };
            self.input = Some(RowsOfInput::new(self.index, only));
        }
        self.input.as_mut()
    }

    /// Checks that no text is missing at the end.
    ///
    /// # Errors
    /// One is.
    pub(super) fn finish(mut self) -> Result<(), Reject> {
        if self.order == Order::Subsequence {
            return Ok(());
        }
        let Some(input) = self.input.as_mut() else { return Ok(()) };
        while let Some(next) = input.peek(self.index)? {
            if !matches!(next.document.status, DocumentStatus::Failed | DocumentStatus::Missing) {
                let what = format!("{} is missing, which the report knows; it was changed since", next.document.id);
                return Err(what.into());
            }
            input.ahead = None;
        }
        Ok(())
    }

    /// The input of the texts: the only candidate, or the only one with a document whose output has this hash.
    fn find(&self, wanted: &str) -> Result<RowsOfInput, Reject> {
        let candidates = self.index.containers(self.name);
        let named = candidates.len() == 1;
        let holds = |container: &&&Container| {
            let mut rows = RowsOfInput::new(self.index, container);
            loop {
                match rows.peek(self.index) {
                    Ok(Some(next)) if next.document.hashes.as_ref().is_some_and(|h| h.output == wanted) => return true,
                    Ok(Some(_)) => rows.ahead = None,
                    // Errors of the report are returned when its documents are read.
                    Ok(None) | Err(_) => return false,
                }
            }
        };
        let found: Vec<&Container> = match candidates.as_slice() {
            [only] => vec![only],
            several => several.iter().filter(holds).copied().collect(),
        };
        match found.as_slice() {
            [] => Err(unknown().into()),
            [only] => {
                let goes_on = !named && self.order == Order::Subsequence;
                Ok(RowsOfInput { goes_on, ..RowsOfInput::new(self.index, only) })
            }
            all => {
                let names: Vec<String> = all.iter().take(5).map(|container| container.path.clone()).collect();
                Err(several("inputs with this text", &names).into())
            }
        }
    }
}

impl RowsOfInput {
    fn new(index: &Index, container: &Container) -> Self {
        let (report, path) = (index.from(container.start), container.path.clone());
        Self { report, path, goes_on: false, ahead: None, left_out: 0 }
    }

    /// The next document of the input.
    fn peek(&mut self, index: &Index) -> Result<Option<&Reported>, Reject> {
        if self.ahead.is_none() {
            self.ahead = self.report.next().transpose().map_err(|error| Reject::from(index.fault(&error)))?;
        }
        let is_row = |next: &&Reported| {
            let document = &next.document;
            let is_its =
                document.path == self.path && (document.row.is_some() || document.status == DocumentStatus::Failed);
            is_its || self.goes_on
        };
        Ok(self.ahead.as_ref().filter(is_row))
    }
}

/// The record has no document.
fn no_text() -> Reject {
    Reject::new(unknown(), RejectCause::NotText)
}
