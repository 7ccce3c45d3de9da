"""Which files may be kept beside a publication: a PDF, a JPEG or a PNG, told by what is in them, and nothing more.

A file can be two things at once: a picture with a page of HTML or an archive hung behind it. Such a file is
refused, whatever its name says.
"""

import re
import zlib
from dataclasses import dataclass

from outreach.refusals import N_, Refusal
from outreach.texts import clean_line

MOST_BYTES = 5 * 1024 * 1024
MOST_FILES = 10  # beside one publication
LONGEST_NAME = 100

PNG_START = b"\x89PNG\r\n\x1a\n"
PDF_START = re.compile(rb"%PDF-[12]\.[0-9]")
PDF_END = re.compile(rb"%%EOF[\s\x00]*\Z")
# What a browser might take for a page or a script, and what begins an archive, a program or another document.
FOREIGN = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|form|meta\s|\?php)|<\?php"
    rb"|PK\x03\x04|PK\x05\x06|Rar!\x1a|7z\xbc\xaf|%PDF-|\x7fELF|\xca\xfe\xba\xbe|\xff\xd8\xff[\xe0\xe1\xdb]|\x89PNG",
    re.IGNORECASE,
)
# In the head of a PDF only what a browser might take for a page; its streams may hold any bytes.
PAGE = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?php)", re.IGNORECASE)
HEAD = 2048
STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # JPEG markers that no length follows
UNSAFE = re.compile(r'[\\/:*?"<>|;%\x00-\x1f]+')


class FileRefusal(Refusal):
    """Why a file can't be kept."""

    NOT_KNOWN = N_("Only PDF, JPEG and PNG can be attached, and this is none of them.")
    DAMAGED = N_("The file is damaged or not whole. Save or scan it anew.")
    TWO_IN_ONE = N_("There is something else hidden in the file. Save or scan it anew.")
    TOO_LARGE = N_("The file is too large: at most 5 MB.")
    TOO_MANY = N_("There are ten files already. Remove one first.")


@dataclass(frozen=True)
class FileType:
    """What a file is."""

    media_type: str
    ending: str


PDF = FileType("application/pdf", ".pdf")
JPEG = FileType("image/jpeg", ".jpg")
PNG = FileType("image/png", ".png")


def check_file(data: bytes) -> FileType | FileRefusal:
    """What the file is, or why it can't be kept."""
    if len(data) > MOST_BYTES:
        return FileRefusal.TOO_LARGE
    if data.startswith(PNG_START):
        return _check_png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _check_jpeg(data)
    if PDF_START.match(data):
        return _check_pdf(data)
    return FileRefusal.NOT_KNOWN


def clean_name(name: str, kind: FileType) -> str:
    """A file name that means nothing to any system but itself, with the ending of what the file is."""
    stem = UNSAFE.sub(" ", clean_line(name.replace("\\", "/").rsplit("/", 1)[-1]))
    stem = stem.rpartition(".")[0] or stem if "." in stem.lstrip(".") else stem
    stem = " ".join(stem.replace(".", " ").split())[:LONGEST_NAME].strip(" -")
    return (stem or "bilaga") + kind.ending


def _check_pdf(data: bytes) -> FileType | FileRefusal:
    if PAGE.search(data[:HEAD]):
        return FileRefusal.TWO_IN_ONE
    if PDF_END.search(data[-HEAD:]):
        return PDF
    return FileRefusal.DAMAGED if data.rfind(b"%%EOF") < 0 else FileRefusal.TWO_IN_ONE


def _check_png(data: bytes) -> FileType | FileRefusal:
    """Walk the chunks: each whole, with its sum, IHDR first and IEND last, with no page in those that hold text."""
    at = len(PNG_START)
    first = True
    while at + 12 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body, end = data[at + 8 : at + 8 + length], at + 12 + length
        if len(body) < length or zlib.crc32(name + body) != int.from_bytes(data[end - 4 : end], "big"):
            return FileRefusal.DAMAGED
        if first and name != b"IHDR":
            return FileRefusal.DAMAGED
        if name not in (b"IDAT", b"IHDR", b"PLTE") and PAGE.search(body):
            return FileRefusal.TWO_IN_ONE
        first = False
        at = end
        if name == b"IEND":
            return _check_rest(data[at:], PNG)
    return FileRefusal.DAMAGED


def _check_jpeg(data: bytes) -> FileType | FileRefusal:
    """Walk the segments to the end of the picture; cameras may leave some bytes of their own behind it."""
    at = 2
    while 0 <= at < len(data) - 1:
        if data[at] != 0xFF:
            return FileRefusal.DAMAGED
        marker = data[at + 1]
        if marker == 0xD9:
            return _check_rest(data[at + 2 :], JPEG)
        if marker == 0xFF:
            at += 1
        elif marker in STANDALONE:
            at += 2
        else:
            length = int.from_bytes(data[at + 2 : at + 4], "big")
            if length < 2 or at + 2 + length > len(data):
                return FileRefusal.DAMAGED
            if PAGE.search(data[at + 4 : at + 2 + length]):
                return FileRefusal.TWO_IN_ONE
            at = _next_marker(data, at + 2 + length) if marker == 0xDA else at + 2 + length
    return FileRefusal.DAMAGED


def _next_marker(data: bytes, at: int) -> int:
    """Where the picture's data ends: at a 0xFF that is neither escaped nor a restart; -1 when there is none."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return -1
        if data[at + 1] not in (0x00, *range(0xD0, 0xD8)):
            return at
        at += 2


def _check_rest(rest: bytes, kind: FileType) -> FileType | FileRefusal:
    return FileRefusal.TWO_IN_ONE if FOREIGN.search(rest) else kind
