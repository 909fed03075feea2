//! The watcher's journal: damaged lines are dropped, and what is left is written so that it says the same when it is read again.
#![no_main]

use unboil_cli::fuzzing::journal;
use unboil_fuzz::with_sums;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let folder = unboil_fuzz::folder();
    // As it is, and with right checksums, so that changed lines are taken too.
    for bytes in [data, &with_sums(data)] {
        std::fs::write(folder.join("journal"), bytes).expect("a scratch file");
        let (says, _) = journal(folder).expect("a folder that can be read and written");
        assert_eq!(journal(folder).expect("the same folder"), (says, 0));
    }
});
