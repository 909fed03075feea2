//! `unboil.toml`: an error that names the file or the folder in it, or settings that the command accepts or refuses.
#![no_main]

use std::ffi::OsStr;

use unboil::{Config, RuleSet};
use unboil_cli::fuzzing::command;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let folder = unboil_fuzz::folder();
    std::env::set_current_dir(folder).expect("a scratch folder");
    std::fs::write("unboil.toml", data).expect("a scratch file");
    // Found, and named.
    for args in [&["clean", "--dump-config"][..], &["clean", "--dump-config", "--config", "unboil.toml"]] {
        let args: Vec<&OsStr> = args.iter().map(OsStr::new).collect();
        let code = command(&args);
        assert!(code == 0 || code == 2, "exit code {code}");
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    let built = Config::parse("unboil.toml", text).and_then(|config| {
        let rules = RuleSet::builder().base(unboil::standard_rules()).config(&config).build()?;
        config.select(&rules, "")?;
        config.ignore(&rules, "").map(drop)
    });
    if let Err(error) = built {
        let names_folder = error.to_string().starts_with("cannot read rules from ");
        assert!(names_folder || error.to_string().contains("unboil.toml"), "{error}");
    }
});
