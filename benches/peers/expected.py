"""What must be left when all lines that hold a phrase of a list go, worked out the slow way.

In go canonical text and phrases, out comes the list of lines that stay. A phrase stands in a line where it does once both
are folded (case, quotes, dashes, ellipses, full width, ß) and no letter or digit is stuck to it, scripts without spaces
aside: `["share this"]` takes `► Share this!` and leaves `Timeshare this`. grep knows bytes and no words, so it takes
`Imagery` for `image` and leaves `SCHÖN` for `schön`; `compare` counts both kinds.
"""
import unicodedata

SIGNS = {"‘": "'", "’": "'", "‛": "'", "′": "'", "ʼ": "'", "´": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"',
         "«": '"', "»": '"', "−": "-", "﹘": "-", "﹣": "-", "…": "...", "ß": "ss", "ẞ": "ss", "ı": "i", "İ": "i",
         "ё": "е", "Ё": "е", "ς": "σ", "、": ",", "،": ",", "。": ".", "۔": ".", "؟": "?",
         "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "", "ٰ": ""}
SIGNS |= {chr(c): "-" for c in range(0x2010, 0x2016)}
SIGNS |= {chr(c): chr(c - 0xFEE0).lower() for c in range(0xFF01, 0xFF5F)}
SIGNS |= {chr(c): "" for c in [*range(0x64B, 0x653), *range(0x200C, 0x2010), 0x61C, *range(0x2066, 0x206A),
                               *range(0xFE00, 0xFE10)]}
SIGNS |= {chr(zero + n): str(n) for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50) for n in range(10)}
for letters, plain in (("άΆ", "α"), ("έΈ", "ε"), ("ήΉ", "η"), ("ίΊϊΪΐ", "ι"), ("όΌ", "ο"), ("ύΎϋΫΰ", "υ"), ("ώΏ", "ω")):
    SIGNS |= dict.fromkeys(letters, plain)
TABLE = str.maketrans(SIGNS)


def fold(text):
    return text.translate(TABLE).lower().translate(TABLE)


def wide(c):
    """Whether the script of a character is written without spaces."""
    n = ord(c)
    return (0xE00 <= n <= 0xEFF or 0x1000 <= n <= 0x109F or 0x1780 <= n <= 0x17FF or 0x3005 <= n <= 0x3007
            or 0x3040 <= n <= 0x30FF or 0x3400 <= n <= 0x4DBF or 0x4E00 <= n <= 0x9FFF or 0xF900 <= n <= 0xFAFF)


def in_word(c):
    return c.isalnum() or unicodedata.category(c) in ("Mn", "Mc")


def parted(text, at):
    """Whether a word may end or begin at a place."""
    if at in (0, len(text)):
        return True
    before, after = text[at - 1], text[at]
    return not in_word(before) or not in_word(after) or wide(before) or wide(after)


class Phrases:
    """Phrases by their first three characters."""

    def __init__(self, phrases):
        self.by_start = {}
        for phrase in map(fold, phrases):
            self.by_start.setdefault(phrase[:3], []).append(phrase)

    def stand_in(self, line):
        folded = fold(line)
        for at in range(len(folded) - 2):
            for phrase in self.by_start.get(folded[at:at + 3], ()):
                if folded.startswith(phrase, at) and parted(folded, at) and parted(folded, at + len(phrase)):
                    return True
        return False


def left(text, phrases):
    """The lines of `text` that stay, without blank ones."""
    known = Phrases(phrases)
    answers = {}
    kept = []
    for line in text.split("\n"):
        if line:
            if line not in answers:
                answers[line] = known.stand_in(line)
            if not answers[line]:
                kept.append(line)
    return kept
