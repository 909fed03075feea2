//! The names and first bytes of files that are not text: the data of [`super`].
//!
//! To add one, add an entry. A wrong entry refuses somebody's article, so a mark must be something that an article does not begin
//! with; `quotations_of_code_and_markup_are_text` has the nearest ones.

use super::Kind;
use super::marks::Follows;

/// Extensions in lower case, by kind. Not listed: extensions that plain text has as well (`.log`, `.story`, `.1`), and those of
/// binary files, which are known by their bytes.
pub(super) const EXTENSIONS: &[(Kind, &[&str])] = &[
    (
        Kind::Html,
        &["html", "htm", "xhtml", "xht", "mhtml", "mht", "shtml", "vue", "svelte", "jsp", "erb", "ejs", "hbs", "j2"],
    ),
    (
        Kind::Xml,
        &[
            "xml", "svg", "rss", "atom", "xsl", "xslt", "xsd", "dtd", "rdf", "opf", "ncx", "plist", "kml", "gpx",
            "tei", "fb2", "xlf", "tmx",
        ],
    ),
    (
        Kind::Source,
        &[
            "ada", "adb", "asm", "awk", "bas", "bash", "bat", "c", "cc", "clj", "cljs", "cmake", "cmd", "coffee",
            "cpp", "cr", "cs", "css", "cu", "cxx", "dart", "el", "elm", "erl", "ex", "exs", "f90", "fish", "fs", "go",
            "gradle", "groovy", "h", "hh", "hpp", "hs", "hxx", "ino", "ipynb", "java", "jl", "js", "jsx", "kt", "kts",
            "less", "lisp", "lua", "m4", "mak", "mjs", "mk", "ml", "mli", "nim", "nix", "pas", "php", "pl", "pm",
            "proto", "ps1", "py", "pyi", "pyx", "r", "rb", "rkt", "rs", "sass", "scala", "scm", "scss", "sh", "sol",
            "sql", "swift", "tcl", "tex", "bib", "sty", "tf", "ts", "tsx", "v", "vb", "vhd", "vim", "wat", "zig",
            "zsh", "patch", "diff", "ps", "rtf",
        ],
    ),
    (
        Kind::Configuration,
        &[
            "toml",
            "yaml",
            "yml",
            "ini",
            "cfg",
            "conf",
            "properties",
            "env",
            "json5",
            "jsonc",
            "lock",
            "editorconfig",
            "gitignore",
            "gitattributes",
            "dockerignore",
            "service",
            "desktop",
            "pem",
            "crt",
            "po",
            "pot",
            "ics",
            "vcf",
            "mod",
            "sum",
        ],
    ),
    (Kind::Subtitles, &["srt", "vtt", "webvtt", "sbv", "ass", "ssa", "ttml", "dfxp", "lrc"]),
    (Kind::Mail, &["eml", "mbox", "emlx", "mbx"]),
];

/// Names of files in lower case, by kind: those without an extension, and those whose extension is that of text.
pub(super) const NAMES: &[(Kind, &[&str])] = &[
    (
        Kind::Source,
        &[
            "makefile",
            "gnumakefile",
            "cmakelists.txt",
            "dockerfile",
            "containerfile",
            "vagrantfile",
            "jenkinsfile",
            "rakefile",
            "gemfile",
            "justfile",
            "configure",
            "gradlew",
        ],
    ),
    (
        Kind::Configuration,
        &[
            "requirements.txt",
            "requirements-dev.txt",
            "constraints.txt",
            "robots.txt",
            "ads.txt",
            "procfile",
            "pipfile",
            "codeowners",
        ],
    ),
];

/// Names of texts that must stay as they are, so `--in-place` on a folder skips them. In lower case, without extension.
pub(super) const VERBATIM_NAMES: &[&str] = &["license", "licence", "copying", "notice", "copyright", "unlicense"];

/// What begins a file, in lower case, and what must follow. White space and a byte order mark before it are skipped.
pub(super) const MARKS: &[(Kind, &str, Follows)] = &[
    (Kind::Html, "<!doctype html", Follows::Tag),
    (Kind::Html, "<html", Follows::Tag),
    (Kind::Html, "<head", Follows::Tag),
    (Kind::Xml, "<?xml", Follows::Tag),
    (Kind::Xml, "<!doctype svg", Follows::Tag),
    (Kind::Xml, "<svg", Follows::Tag),
    (Kind::Xml, "<rss", Follows::Tag),
    (Kind::Xml, "<feed", Follows::Tag),
    (Kind::Source, "<?php", Follows::LineEnd),
    (Kind::Source, "#!/", Follows::Command),
    (Kind::Source, "{\\rtf1", Follows::Anything),
    (Kind::Source, "%!ps-adobe-", Follows::Anything),
    (Kind::Subtitles, "webvtt", Follows::Cue),
    (Kind::Subtitles, "1", Follows::Cue),
    (Kind::Subtitles, "[script info]", Follows::LineEnd),
    (Kind::Mail, "return-path: ", Follows::Headers),
    (Kind::Mail, "received: ", Follows::Headers),
    (Kind::Mail, "delivered-to: ", Follows::Headers),
    (Kind::Mail, "dkim-signature: ", Follows::Headers),
    (Kind::Mail, "x-original-to: ", Follows::Headers),
    (Kind::Mail, "message-id: ", Follows::Headers),
    (Kind::Mail, "mime-version: ", Follows::Headers),
    (Kind::Mail, "from ", Follows::Headers),
];
