"""Makes `tables.txt` and `cns.txt`: what the bytes of code pages stand for that the WHATWG standard leaves out.

    python3 tables.py

The mappings are facts, taken from the codecs of Python's standard library (which are made from the mapping files of the
Unicode Consortium), and for VISCII (RFC 1456) and EUC-TW (CNS 11643) from the `iconv` of the GNU C library. Writes both
files beside this script. Python 3.11 and iconv 2.36.
"""

import subprocess
from pathlib import Path

HERE = Path(__file__).parent

# Name, the codec, labels (compared without case; `-` and `_` are left out).
PAGES = [
    ("IBM437", "cp437", "437 cp437 ibm437 cspc8codepage437 oem437 dos437"),
    ("IBM720", "cp720", "720 cp720 ibm720 dos720"),
    ("IBM737", "cp737", "737 cp737 ibm737 dos737"),
    ("IBM775", "cp775", "775 cp775 ibm775 cspc775baltic"),
    ("IBM850", "cp850", "850 cp850 ibm850 cspc850multilingual dos850"),
    ("IBM852", "cp852", "852 cp852 ibm852 cspcp852 dos852"),
    ("IBM855", "cp855", "855 cp855 ibm855 csibm855"),
    ("IBM857", "cp857", "857 cp857 ibm857 csibm857"),
    ("IBM858", "cp858", "858 cp858 ibm858 ibm00858 ccsid00858 cp00858 pcmultilingual850+euro"),
    ("IBM860", "cp860", "860 cp860 ibm860 csibm860"),
    ("IBM861", "cp861", "861 cp861 ibm861 cpis csibm861"),
    ("IBM862", "cp862", "862 cp862 ibm862 cspc862latinhebrew dos862"),
    ("IBM863", "cp863", "863 cp863 ibm863 csibm863"),
    ("IBM864", "cp864", "864 cp864 ibm864 csibm864"),
    ("IBM865", "cp865", "865 cp865 ibm865 csibm865"),
    ("IBM869", "cp869", "869 cp869 ibm869 cpgr csibm869"),
    ("IBM1125", "cp1125", "1125 cp1125 ibm1125 cp866u ruscii"),
    ("x-mac-ce", "mac_latin2", "xmacce macce maccentraleurope maccentraleurroman maclatin2 xmaccentraleurroman 10029"),
    ("x-mac-greek", "mac_greek", "xmacgreek macgreek 10006"),
    ("x-mac-turkish", "mac_turkish", "xmacturkish macturkish 10081"),
    ("x-mac-icelandic", "mac_iceland", "xmacicelandic maciceland macicelandic 10079"),
    ("x-mac-croatian", "mac_croatian", "xmaccroatian maccroatian 10082"),
    ("x-mac-romanian", "mac_romanian", "xmacromanian macromanian 10010"),
    ("KOI8-T", "koi8_t", "koi8t"),
    ("PTCP154", "ptcp154", "ptcp154 csptcp154 pt154 cp154 cyrillicasian"),
    ("KZ-1048", "kz1048", "kz1048 strk1048 strk10482002 rk1048 cskz1048"),
    ("HP-ROMAN8", "hp_roman8", "hproman8 roman8 r8 cshproman8"),
]


def meaning(codec, byte):
    try:
        c = bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return "\ufffd"
    # A line that is cut at line ends must not hold one; C1 controls in a page mean that the place is empty.
    return "\ufffd" if len(c) != 1 or "\x7f" <= c < "\xa0" else c


def iconv(charset, data):
    """The text, or nothing if any of the bytes stand for nothing."""
    done = subprocess.run(["iconv", "-f", charset, "-t", "UTF-8"], input=data, capture_output=True)
    return done.stdout.decode() if done.returncode == 0 else None


def pages():
    yield "# Upper halves of code pages, made by tables.py. Not to be edited. A page is three lines: its name and labels,"
    yield "# what bytes 80 to FF stand for (U+FFFD: nothing), and what bytes below 80 stand for that are not ASCII."
    for name, codec, labels in PAGES:
        yield f"{name} {labels}"
        yield "".join(meaning(codec, byte) for byte in range(0x80, 0x100))
        # The Latin of all these pages is ASCII; control bytes stay what they are.
        assert all(meaning(codec, byte) == chr(byte) for byte in range(0x20, 0x7F) if (codec, byte) != ("cp864", 0x25))
        yield "-"
    yield "VISCII viscii csviscii viscii11"
    yield "".join(iconv("VISCII", bytes([byte])) or "\ufffd" for byte in range(0x80, 0x100))
    low = [(byte, iconv("VISCII", bytes([byte]))) for byte in range(0x20)]
    yield " ".join(f"{byte:02X}{c}" for byte, c in low if c != chr(byte))


def big5_places():
    """Characters of Big5 by their place in a table of 157 columns."""
    places = {}
    for lead in range(0xA1, 0xFA):
        for trail in [*range(0x40, 0x7F), *range(0xA1, 0xFF)]:
            try:
                c = bytes([lead, trail]).decode("big5")
            except UnicodeDecodeError:
                continue
            places.setdefault(c, (lead - 0xA1) * 157 + (trail - 0x40 if trail < 0x7F else trail - 0xA1 + 63))
    return places


def cns():
    yield "# Planes 1 to 3 of CNS 11643, made by tables.py. Not to be edited. Two hold the characters of Big5, nearly in its"
    yield "# order. `PLANE FIRST COUNT BIG5`: so many characters from place FIRST (row * 94 + column, from 0) are those of"
    yield "# Big5 from place BIG5 (row * 157 + column). `PLANE FIRST = CHARACTERS`: those that Big5 has not."
    places = big5_places()
    for plane, end in ((1, 8691), (2, 7650), (3, 6148)):
        runs = []
        for place in range(end):
            code = bytes([0xA1 + place // 94, 0xA1 + place % 94])
            c = iconv("EUC-TW", code if plane == 1 else bytes([0x8E, 0xA0 + plane]) + code)
            if not c or len(c) != 1:
                continue
            big5 = places.get(c)
            last = runs[-1] if runs else None
            if last and last[0] + last[1] == place and (
                isinstance(last[2], int) and big5 == last[2] + last[1] or isinstance(last[2], str) and big5 is None
            ):
                last[1] += 1
                if big5 is None:
                    last[2] += c
            else:
                runs.append([place, 1, c if big5 is None else big5])
        for first, count, big5 in runs:
            yield f"{plane} {first} = {big5}" if isinstance(big5, str) else f"{plane} {first} {count} {big5}"


for file, lines in (("tables.txt", pages()), ("cns.txt", cns())):
    (HERE / file).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
