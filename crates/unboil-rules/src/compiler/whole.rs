//! The examples, phrases and places of a set that was compiled earlier, compiled again from its texts when asked for.

use super::files::build;
use crate::ruleset::model::RuleSet;

impl RuleSet {
    /// The same rules with all that is known of them.
    pub fn whole(&self) -> &RuleSet {
        let compile = || {
            let files = self.files.iter().filter(|file| !file.is_config);
            let mut whole = build(files.map(|file| (file.name.clone(), file.text.clone())).collect(), &[]).ok()?;
            whole.standard_files = self.standard_files;
            // As they were: what these say is no rule.
            whole.files.extend(self.files.iter().filter(|file| file.is_config).cloned());
            Some(Box::new(whole))
        };
        let whole = self.whole.get_or_init(compile).as_deref();
        whole.unwrap_or(self)
    }
}
