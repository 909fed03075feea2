"""Cleaning one document."""

from __future__ import annotations

import logging
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Optional

import pytest

import unboil
from conftest import HOTLINE, RULE


LONG = "The pier is closed.\n" * 8 + "\nLeave a Reply"
"""Shorter documents have no budget."""


def test_a_text_is_cleaned() -> None:
    assert unboil.clean("Share on Facebook\n\nThe ferry sailed.") == "The ferry sailed."
    assert unboil.clean(b"Caf\xe9s in K\xf6ln close at ten.") == "Cafés in Köln close at ten."


def test_edits_count_characters_of_the_decoded_text() -> None:
    text = "Ünder 😀😀  the pier.\n\nLeave a Reply"
    result = unboil.Cleaner().clean(text)
    assert (result.text, result.status, result.decoded) == ("Ünder 😀😀 the pier.", "cleaned", text)
    assert result.encoding.name == "UTF-8"
    for edit in result.edits:
        assert text[edit.start : edit.end] == edit.removed
    spaces, _, reply = result.edits
    assert (spaces.rule, spaces.category, spaces.removed, spaces.content) == ("normalize/spaces", None, " ", "")
    assert (reply.start, reply.end, reply.category, reply.removed) == (20, 34, "comments", "\nLeave a Reply")
    assert result.removals() == {"comments": 1}


def test_bytes_are_decoded_and_edits_count_in_the_decoded_text() -> None:
    text = "Привет,  мир! Как у вас дела сегодня?\n\nLeave a Reply"
    result = unboil.Cleaner().clean(text.encode("windows-1251"))
    assert result.encoding.name == "windows-1251"
    assert result.encoding.evidence == "guessed"
    assert result.decoded == text
    assert all(text[edit.start : edit.end] == edit.removed for edit in result.edits)
    assert unboil.Cleaner(encoding="koi8-r").clean(text.encode("koi8-r")).decoded == text


def test_edits_lead_back_and_forth(texts: list[Optional[str]]) -> None:
    cleaner = unboil.Cleaner()
    for text in texts:
        if text is not None:
            result = cleaner.clean(text)
            assert unboil.replay(text, result.edits) == result.text
            assert unboil.restore(result.text, result.edits) == text
    result = cleaner.clean(HOTLINE + "\n\nLeave a Reply")
    with pytest.raises(ValueError, match="not one of this text"):
        unboil.replay("another text", result.edits)
    with pytest.raises(ValueError, match="not one of this text"):
        unboil.restore("x", [unboil.Edit(3, 4, "a", None, "b", "c")])


def test_options_have_the_meaning_of_the_command() -> None:
    text = "The pier  is closed.\n\nLeave a Reply"
    clean = lambda **options: unboil.Cleaner(**options).clean(text).text  # noqa: E731
    assert clean(keep=["comments"]) == "The pier is closed.\n\nLeave a Reply"
    assert clean(keep="comments") == "The pier is closed.\n\nLeave a Reply"
    assert clean(drop=["promo"]) == "The pier is closed.\n\nLeave a Reply"
    assert clean(ignore=["comments"]) == "The pier is closed.\n\nLeave a Reply"
    assert clean(select=["comments"]) == "The pier is closed."
    assert clean(default_rules=False) == "The pier is closed.\n\nLeave a Reply"
    assert clean(only_rules=True) == "The pier  is closed."
    assert unboil.Cleaner(budget=0).clean(LONG).status == "over-budget"
    assert unboil.Cleaner(markdown=True).clean("# A  b\n\n## [Leave a Reply](#form)").text == "# A  b"
    assert unboil.Cleaner(repair=False).clean("LiÃ¨ge").text == "LiÃ¨ge"
    assert unboil.Cleaner(keep_indent=True).clean("if x:\n    y  = 1").text == "if x:\n    y = 1"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"level": "mild"}, "mild"),
        ({"keep": ["ads"]}, "ads"),
        ({"budget": 2.0}, "from 0 to 1"),
        ({"encoding": "klingon"}, "unknown encoding `klingon`"),
        ({"bad_bytes": "ignore"}, "`replace` or `fail`"),
    ],
)
def test_a_wrong_option_is_named(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        unboil.Cleaner(**options)  # type: ignore[arg-type]


def test_rules_come_from_files_folders_and_texts(rules: Path) -> None:
    for given in (RULE, [RULE], rules, str(rules), [rules / "harbour.toml"]):
        cleaner = unboil.Cleaner(rules=given)
        assert cleaner.clean(HOTLINE, site="https://www.harbour.example/x").text == "The ferry sailed at seven."
        assert cleaner.clean(HOTLINE, site="other.example").text == HOTLINE
        assert cleaner.clean(HOTLINE).text == HOTLINE


def test_a_site_without_a_host_is_an_error() -> None:
    with pytest.raises(ValueError, match="names no host"):
        unboil.Cleaner().clean("x", site="")


def test_a_rule_that_does_not_compile_is_shown_with_its_place(tmp_path: Path) -> None:
    broken = RULE.replace("{phone}", "{phome}")
    path = tmp_path / "broken.toml"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(unboil.RuleError) as caught:
        unboil.Cleaner(rules=[path])
    error = caught.value
    assert (error.file, error.line, error.column, error.help) == (str(path), 8, 9, "did you mean `{phone}`?")
    assert "unknown placeholder `{phome}`" in str(error)
    assert pickle.loads(pickle.dumps(error)).faults == error.faults
    with pytest.raises(unboil.RuleError) as caught:
        unboil.Cleaner(rules=broken)
    assert (caught.value.file, caught.value.line) == ("<rules 1>", 8)
    with pytest.raises(unboil.RuleError, match="cannot read rules"):
        unboil.Cleaner(rules="no/such/folder")
    with pytest.raises(unboil.RuleError, match="did you mean `promo`"):
        unboil.Cleaner(ignore=["promos"])


def test_binary_data_and_bad_bytes_are_refused() -> None:
    with pytest.raises(unboil.DecodeError) as caught:
        unboil.Cleaner().clean(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert caught.value.is_binary
    bad = "Die Fähre fährt um sieben, und alle Gäste gehen früh.".encode() * 20 + b"\xff."
    assert unboil.Cleaner().clean(bad).encoding.bad_sequences == 1
    with pytest.raises(unboil.DecodeError) as caught:
        unboil.Cleaner(bad_bytes="fail").clean(bad)
    assert not caught.value.is_binary
    with pytest.raises(TypeError, match="a document is a str or bytes, not a int"):
        unboil.Cleaner().clean(7)  # type: ignore[arg-type]


def test_detection_tells_encoding_and_evidence() -> None:
    found = unboil.detect("Привет, мир! Как у вас дела сегодня?".encode("windows-1251"))
    assert (found.name, found.evidence, str(found)) == ("windows-1251", "guessed", "windows-1251")
    assert unboil.detect(b"\xef\xbb\xbfx").bom == 3
    with pytest.raises(unboil.DecodeError):
        unboil.detect(bytes(100))


def test_an_explanation_names_the_rule_of_each_line() -> None:
    explanation = unboil.Cleaner().explain("The pier is closed.\n\nLeave a Reply")
    kept, removed = explanation.lines
    assert (kept.number, kept.outcome, kept.rules) == (1, "kept", ())
    assert (removed.number, removed.outcome, removed.rules[0].category) == (3, "removed", "comments")
    assert "Leave a Reply" in str(explanation)


def test_a_cleaner_is_pickled_with_its_rules(rules: Path) -> None:
    cleaner = unboil.Cleaner(level="bold", keep=["credit"], rules=[rules])
    packed = pickle.dumps(cleaner)
    (rules / "harbour.toml").rename(rules / "elsewhere")
    try:
        again = pickle.loads(packed)
    finally:
        (rules / "elsewhere").rename(rules / "harbour.toml")
    assert again.clean(HOTLINE, site="harbour.example").text == "The ferry sailed at seven."
    assert pickle.dumps(again) == packed


def test_a_cleaner_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = pickle.dumps(unboil.Cleaner())
    monkeypatch.setattr("unboil._core.__version__", "9.9.9")
    with pytest.raises(unboil.VersionError, match="9.9.9"):
        pickle.loads(packed)


def test_threads_share_a_cleaner(texts: list[Optional[str]]) -> None:
    cleaner = unboil.Cleaner()
    documents = [text for text in texts if text is not None]
    alone = [cleaner.clean(text).text for text in documents]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: cleaner.clean(text).text, documents)) == alone


def test_other_threads_run_while_a_document_is_cleaned() -> None:
    text = "The ferry sailed at seven, and nobody saw it.\n\n" * 100_000
    cleaner, ticks, is_done = unboil.Cleaner(), 0, threading.Event()

    def clean() -> None:
        cleaner.clean_many([text], threads=1)
        is_done.set()

    thread = threading.Thread(target=clean)
    thread.start()
    while not is_done.wait(0.001):
        ticks += 1
    thread.join()
    assert ticks > 5


def test_a_result_shows_what_was_removed() -> None:
    result = unboil.Cleaner().clean("The <pier>  is closed.\n\nLeave a Reply")
    assert repr(result) == "<unboil.Result cleaned: 'The <pier> is closed.', removed: comments 1>"
    page = result._repr_html_()
    assert "The &lt;pier&gt;" in page
    assert "Leave a Reply</del>" in page
    assert "(comments)" in page
    assert str(result) == result.text


def test_warnings_go_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    cleaner = unboil.Cleaner(budget=0)
    with caplog.at_level(logging.WARNING, "unboil"):
        cleaner.clean(LONG)
        cleaner.clean_many([LONG, "x"])
    assert [record.getMessage() for record in caplog.records] == [
        "a text is over-budget and was only normalized",
        "1 of 2 texts are over budget and were only normalized",
    ]
