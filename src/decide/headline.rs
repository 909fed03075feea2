//! Recognizes the headline of the article: a line above the prose that shares words with it.

use std::cell::OnceCell;
use std::collections::HashSet;

use unboil_text::significant_words;

/// The words of the first line of prose, computed on first use.
#[derive(Debug, Default)]
pub(super) struct Subject(OnceCell<HashSet<String>>);

/// Minimum number of words that a headline shares with the prose. Two may be a name, which a list of teasers may contain too.
const SHARED: usize = 3;

impl Subject {
    /// Whether at least half of the significant words of `line`, and at least three, occur in `prose`.
    pub(super) fn is_in(&self, line: &str, prose: &str) -> bool {
        let words = self.0.get_or_init(|| significant_words(prose).into_iter().collect());
        let of_line = significant_words(line);
        let shared = of_line.iter().filter(|&word| words.contains(word)).count();
        shared >= SHARED && shared * 2 >= of_line.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_says_what_the_prose_says() {
        let subject = Subject::default();
        let prose = "The ferry between Sel and the northern islands was cancelled on Monday because of strong winds, the company said.";
        assert!(subject.is_in("Ferry to northern islands cancelled", prose));
        // Half of six words, and less than half of seven.
        assert!(subject.is_in("Ferry company cancelled: captains blame timetable", prose));
        assert!(!subject.is_in("Ferry company cancelled: captains blame their timetable", prose));
        assert!(!subject.is_in("Ferry company hires forty captains and opens new terminal", prose));
        assert!(!subject.is_in("News", prose));
        let subject = Subject::default();
        assert!(subject.is_in("北方岛屿渡轮停航", "由于强风，前往北方岛屿的渡轮周一全部停航，公司表示。"));
    }
}
