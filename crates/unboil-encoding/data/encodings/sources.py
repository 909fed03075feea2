"""Running text of many languages out of translated programs and manuals that are installed or unpacked below a folder.

Goes in: a folder that holds `usr/share/locale/LANG/LC_MESSAGES/*.mo` and `usr/share/help/LANG/**`, as Debian packages
unpack. Comes out: for a language, a list of messages and paragraphs in Unicode. README.md names the packages.

    for text in sources.texts(Path("unpacked"), ["pt", "pt_BR"]): ...
"""

import html
import re
import struct
import unicodedata
from pathlib import Path

TAG = re.compile(r"<[^>]*>")
FORMAT = re.compile(r"%[-+ #0-9.$*']*(?:hh|h|ll|l|z|q|j|t)?[a-zA-Z]|%\([a-z_]+\)[sd]|\{[^}]*\}|\$\{?\w+\}?|\\[nt]")
# What stands for a key (`_File`, `&File`), not for a letter.
MNEMONIC = re.compile(r"[_&](?=\w)")


def messages(path):
    """The translations in a compiled message catalogue."""
    data = path.read_bytes()
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    count, _, table = struct.unpack(order + "3I", data[8:20])
    for index in range(1, count):
        length, offset = struct.unpack_from(order + "2I", data, table + 8 * index)
        for form in data[offset : offset + length].split(b"\0"):
            yield form.decode("utf-8", "replace")


def paragraphs(path):
    """The paragraphs of a help page: what stands between block elements of its XML."""
    text = path.read_text(encoding="utf-8", errors="replace")
    text = re.sub(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^\[>]*(\[.*?\])?>", " ", text, flags=re.S)
    text = re.sub(r"<(code|cmd|screen|sys|file|link)\b[^>]*>[^<]*</\1>", " ", text)
    for block in re.split(r"</?(?:p|title|desc|para|item|td|note|section|entry|listitem)\b[^>]*>", text):
        yield block


def clean(text):
    """One line of NFC text without markup, place holders and marks of keys."""
    text = html.unescape(TAG.sub("", text))
    text = MNEMONIC.sub("", FORMAT.sub(" ", text))
    return unicodedata.normalize("NFC", re.sub(r"[ \t\r\n\f\v]+", " ", text).strip(" "))


def texts(root, names):
    """All pieces of text in the languages `names` (as folders call them), without repetitions, in a fixed order."""
    seen = {}
    for name in names:
        files = sorted((root / "usr/share/locale" / name / "LC_MESSAGES").glob("*.mo"))
        pieces = [piece for path in files for piece in messages(path)]
        pages = sorted(p for p in (root / "usr/share/help" / name).rglob("*") if p.suffix in (".page", ".docbook", ".xml"))
        pieces += [piece for path in pages for piece in paragraphs(path)]
        for piece in pieces:
            piece = clean(piece)
            if len(piece) >= 4 and "\ufffd" not in piece:
                seen.setdefault(piece)
    return list(seen)
