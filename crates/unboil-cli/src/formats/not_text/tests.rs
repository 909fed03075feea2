//! What is recognized, and the nearest texts that are not.

use std::path::Path;

use super::{Kind, by_name, by_start, is_skipped, is_skipped_in_place};

#[test]
fn names_tell_what_is_not_text() {
    let of = |name: &str| by_name(Path::new(name));
    assert_eq!(of("a/page.HTML"), Some(Kind::Html));
    assert_eq!(of("page.html.gz"), Some(Kind::Html));
    assert_eq!(of("src/main.py"), Some(Kind::Source));
    assert_eq!(of("Makefile"), Some(Kind::Source));
    assert_eq!(of("CMakeLists.txt"), Some(Kind::Source));
    assert_eq!(of("requirements.txt"), Some(Kind::Configuration));
    assert_eq!(of("talk.srt"), Some(Kind::Subtitles));
    assert_eq!(of("inbox.mbox"), Some(Kind::Mail));
    for text in
        ["a.txt", "page", "page.html.txt", "20 Newsgroups/51060", "c1.story", "www.example.pl", "html", "notes.de"]
    {
        assert_eq!(of(text), None, "{text}");
    }
}

#[test]
fn folders_are_read_by_name() {
    for name in ["a.py", "requirements.txt", "x/Makefile", "a.yaml.gz"] {
        assert!(is_skipped(Path::new(name)), "{name}");
    }
    for name in ["a.txt", "LICENSE", "a.jsonl.gz", "a.story", "page"] {
        assert!(!is_skipped(Path::new(name)), "{name}");
    }
    for name in ["LICENSE", "LICENSE.txt", "a.story", "a.rst", "requirements.txt", "a.rs"] {
        assert!(is_skipped_in_place(Path::new(name)), "{name}");
    }
    for name in ["a.txt", "a.jsonl.gz", "a.csv", "a.tar"] {
        assert!(!is_skipped_in_place(Path::new(name)), "{name}");
    }
}

#[test]
fn first_bytes_tell_what_is_not_text() {
    let cases = [
        (Kind::Html, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>"),
        (Kind::Html, "\u{feff}\n <!doctype HTML PUBLIC \"-//W3C//DTD XHTML 1.0//EN\">\n<html>"),
        (Kind::Html, "<html>\n<body>The ferry.</body>"),
        (Kind::Html, "<html lang=\"en\"><head>"),
        (Kind::Xml, "<?xml version=\"1.0\"?>\n<book>"),
        (Kind::Xml, "<rss version=\"2.0\"><channel>"),
        (Kind::Source, "#!/usr/bin/env python3\nprint(1)\n"),
        (Kind::Source, "<?php\necho 1;"),
        (Kind::Subtitles, "WEBVTT\n\n00:01.000 --> 00:04.000\nThe ferry."),
        (Kind::Subtitles, "WEBVTT - The ferry\n\n1\n00:01.000 --> 00:04.000\nThe ferry."),
        (Kind::Subtitles, "1\r\n00:00:01,000 --> 00:00:04,000\r\nThe ferry."),
        (Kind::Mail, "Return-Path: <a@harbour.example>\nReceived: from b\n\tby c\nFrom: A\n"),
        (Kind::Mail, "Message-ID: <1@harbour.example>\nDate: Mon, 14 May 2001\nFrom: a@harbour.example\n"),
        (Kind::Mail, "From a@harbour.example Mon May 14 09:00:00 2001\nReceived: from b\nSubject: Boats\n"),
    ];
    for (kind, start) in cases {
        assert_eq!(by_start(start.as_bytes()), Some(kind), "{start}");
    }
}

#[test]
fn quotations_of_code_and_markup_are_text() {
    let texts = [
        "<html> is the outermost element of a page.\n\nThe ferry sailed.",
        "<!DOCTYPE html> tells browsers to follow the standard.",
        "<htmlparser> was a library.\n<b>",
        "<?xml version=\"1.0\"?> is the first line of such a file.",
        "<b>Bold</b> words in the first line.",
        "<3 to everyone who came to the pier.",
        "<?php is how a script begins, and ?> how it ends.",
        "# The harbour\n\nThe ferry sailed.",
        "#!/bin/sh is the first line of most scripts that run at the harbour.",
        "#harbour #ferry\nThe ferry sailed.",
        "WEBVTT is a format of subtitles.\n\nIts lines are short.",
        "1\n\nThe ferry sailed at nine --> ten.",
        "1 --> 2 is an arrow.\nThe ferry sailed.",
        "From the pier the ferry sailed.\nIt was late.\nNote: the clock was wrong.",
        "From: The Editor\nTo: Readers\nSubject: The pier",
        "Received: three letters.\n\nThe ferry sailed.",
        "{ferry} is a placeholder.",
        "[Music]\nThe ferry sailed.",
        "import antigravity is a joke.\n\nThe ferry sailed.",
        "def main(): is where the program begins.",
        "",
        " ",
        "<",
    ];
    for text in texts {
        assert_eq!(by_start(text.as_bytes()), None, "{text}");
    }
}
