"""Bytes into text, whatever they are declared to be."""

import codecs

# A name as it is declared, and the wider one that senders mean by it.
_WIDER = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
_OTHER_NAMES = {
    "ks_c_5601-1987": "cp949",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-8-i": "iso-8859-8",
    "x-sjis": "cp932",
    "cp-850": "cp850",
}
# Codecs of Python that no mail means, some of them slow on purpose-made input.
_NOT_FOR_MAIL = {
    "idna",
    "punycode",
    "unicode-escape",
    "raw-unicode-escape",
    "undefined",
    "mbcs",
    "oem",
}


def codec_of(charset: str) -> str:
    """Return the codec for a declared charset, empty when there is none."""
    name = charset.strip().strip("\"'").lower()[:40]
    try:
        found = codecs.lookup(_OTHER_NAMES.get(name, name))
    except (LookupError, ValueError, UnicodeError):
        return ""
    is_text = getattr(found, "_is_text_encoding", True)
    plain = found.name.replace("_", "-")
    if not is_text or plain in _NOT_FOR_MAIL:
        return ""
    return _WIDER.get(found.name, found.name)


def decoded(data: bytes, charset: str) -> str:
    """Return data as text: as declared, else UTF-8, else Windows' western letters.

    A character that the end of data cuts in two is left out.
    """
    for codec in (codec_of(charset), "utf-8"):
        if codec:
            try:
                return codecs.getincrementaldecoder(codec)().decode(data)
            except (ValueError, LookupError):
                continue
    return data.decode("cp1252", errors="replace")
