"""Vietnamese text in the encodings of the years before Unicode. Written from the character charts, apart from the tables
in src/text/legacy, so that each checks the other."""

import unicodedata

TONES = "\u0300\u0309\u0303\u0301\u0323"

# á à ả ã ạ and so on: each vowel's five tones in the order of `TONES`.
_TCVN3_VOWELS = {
    "a": "µ¶·¸¹", "ă": "»¼½¾Æ", "â": "ÇÈÉÊË", "e": "ÌÎÏÐÑ", "ê": "ÒÓÔÕÖ", "i": "×ØÜÝÞ",
    "o": "ßáâãä", "ô": "åæçèé", "ơ": "êëìíî", "u": "ïñòóô", "ư": "õö÷øù", "y": "úûüýþ",
}
_TCVN3_LETTERS = dict(zip("ăâđêôơưĂÂĐÊÔƠƯ", "¨©®ª«¬\u00ad¡¢§£¤¥¦"))
_TCVN3 = {
    unicodedata.normalize("NFC", vowel + tone): byte
    for vowel, bytes_ in _TCVN3_VOWELS.items() for tone, byte in zip(TONES, bytes_)
} | _TCVN3_LETTERS

_VNI_SHAPES = {"": "øûõùï", "\u0302": "àåãáä", "\u0306": "èúüéë"}
_VNI_BARE = {"\u0302": "â", "\u0306": "ê"}
_VNI_WHOLE = dict(zip("ìỉĩíịỵđơư", "ìæóíòîñôö"))


def nfc(text):
    return unicodedata.normalize("NFC", text)


def nfd(text):
    return unicodedata.normalize("NFD", text)


def tcvn3(text):
    """TCVN3 (ABC). A capital with a tone is a small letter in the font .VnTimeH, so its capital is lost."""
    def letter(c):
        if c in _TCVN3:
            return _TCVN3[c]
        return _TCVN3.get(c.lower(), c)
    return "".join(map(letter, nfc(text))).encode("latin-1")


def after_tcvn3(text):
    """What can be had back of a sentence: toned capitals come back small, except in texts that are capitals throughout.
    Names get theirs back, for all their other words have capitals."""
    if text.upper() == text:
        return text
    lost = lambda c: c.lower() if c not in _TCVN3 and c.lower() in _TCVN3 else c
    return "".join(map(lost, nfc(text)))


def vni(text):
    """VNI-Windows: the vowel, then a byte for its marks, 0x20 lower behind a capital."""
    out = []
    for c in nfc(text):
        if c.lower() in _VNI_WHOLE:
            byte = _VNI_WHOLE[c.lower()]
            out.append(byte.upper() if c.isupper() else byte)
            continue
        base, *marks = nfd(c)
        if marks and "\u031b" in marks:
            whole = nfc(base + "\u031b")
            byte = _VNI_WHOLE[whole.lower()]
            out.append(byte.upper() if c.isupper() else byte)
            marks.remove("\u031b")
        else:
            out.append(base)
        shape = next((mark for mark in marks if mark in _VNI_BARE), "")
        tone = next((mark for mark in marks if mark in TONES), None)
        mark = _VNI_SHAPES[shape][TONES.index(tone)] if tone else _VNI_BARE.get(shape, "")
        out.append(chr(ord(mark) - 0x20) if mark and c.isupper() else mark)
    return "".join(out).encode("latin-1")


def windows_1258(text):
    """Windows-1258 as Windows makes it: letters that the page has whole, others with their tone behind them."""
    out = b""
    for c in nfc(text):
        try:
            out += c.encode("cp1258")
        except UnicodeEncodeError:
            tone = next(mark for mark in nfd(c) if mark in TONES)
            out += (nfc(nfd(c).replace(tone, "")) + tone).encode("cp1258")
    return out


def misread(data):
    """What a program makes of bytes that it takes for Latin-1."""
    return data.decode("latin-1")


def twice(text):
    """UTF-8 read as Windows-1252 (Latin-1 where that has no letter), as if it were to be written as UTF-8 again."""
    def one(byte):
        try:
            return bytes([byte]).decode("cp1252")
        except UnicodeDecodeError:
            return chr(byte)
    return "".join(map(one, nfc(text).encode()))
