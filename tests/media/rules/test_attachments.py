"""Which files may be kept: by what is in them, whole, and nothing but one thing."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.attachments import JPEG, MOST_BYTES, PDF, PNG, FileRefusal, FileType, check_file, clean_name


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


A_PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00")
    + chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    + chunk(b"IEND", b"")
)
A_JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xda\x00\x08\x01\x01\x00\x00?\x00\x12\xff\x00\x34\xff\xd0\x56\xff\xd9"
)
A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HTML, SVG = b"<html><script>alert(1)</script></html>", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
COMMENT = b"\xff\xfe" + (len(HTML) + 2).to_bytes(2, "big") + HTML

CASES: dict[str, tuple[bytes, FileType | FileRefusal]] = {
    "a PDF": (A_PDF, PDF),
    "a PNG": (A_PNG, PNG),
    "a JPEG": (A_JPEG, JPEG),
    "a JPEG with what a camera hangs behind it": (A_JPEG + b"\x00\x01SEFH\x00SEFT", JPEG),
    "HTML": (HTML, FileRefusal.NOT_KNOWN),
    "SVG": (SVG, FileRefusal.NOT_KNOWN),
    "GIF": (b"GIF89a\x01\x00\x01\x00;", FileRefusal.NOT_KNOWN),
    "an archive": (b"PK\x03\x04\x14\x00", FileRefusal.NOT_KNOWN),
    "nothing": (b"", FileRefusal.NOT_KNOWN),
    "a PDF after something else": (b"x" * 10 + A_PDF, FileRefusal.NOT_KNOWN),
    "a PDF that is a page as well": (b"%PDF-1.4\n" + HTML + A_PDF, FileRefusal.TWO_IN_ONE),
    "a PDF with an archive behind it": (A_PDF + b"PK\x03\x04", FileRefusal.TWO_IN_ONE),
    "half a PDF": (A_PDF[:20], FileRefusal.DAMAGED),
    "a PNG with a page behind it": (A_PNG + HTML, FileRefusal.TWO_IN_ONE),
    "a PNG with a page in its text": (
        A_PNG[:33] + chunk(b"tEXt", b"Comment\x00" + HTML) + A_PNG[33:], FileRefusal.TWO_IN_ONE,
    ),
    "half a PNG": (A_PNG[:-6], FileRefusal.DAMAGED),
    "a PNG with a wrong sum": (A_PNG.replace(b"IDAT", b"IDAX"), FileRefusal.DAMAGED),
    "a JPEG with an archive behind it": (A_JPEG + b"PK\x03\x04", FileRefusal.TWO_IN_ONE),
    "a JPEG with a page behind it": (A_JPEG + HTML, FileRefusal.TWO_IN_ONE),
    "a JPEG with a page in its comment": (A_JPEG[:2] + COMMENT + A_JPEG[2:], FileRefusal.TWO_IN_ONE),
    "half a JPEG": (A_JPEG[:-2], FileRefusal.DAMAGED),
    "too large": (A_JPEG + b"\x00" * MOST_BYTES, FileRefusal.TOO_LARGE),
}  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), CASES.values(), ids=CASES)
def test_what_may_be_kept(data: bytes, expected: FileType | FileRefusal) -> None:
    assert check_file(data) == expected


@given(st.binary(max_size=300), st.sampled_from([b"", A_PNG, A_JPEG, A_PDF]), st.integers(0, 120))
def test_whatever_comes_is_answered(rubbish: bytes, whole: bytes, at: int) -> None:
    assert isinstance(check_file(whole[:at] + rubbish + whole[at:]), FileType | FileRefusal)


NAMES = {
    "Insändare 3 mars.PDF": "Insändare 3 mars.pdf",
    "../../etc/passwd": "passwd.pdf",
    "C:\\skanning\\bild.html": "bild.pdf",
    'a"b;c%d\r\nSet-Cookie: x.pdf': "a b c d Set-Cookie x.pdf",
    "\u202efdp.exe": "fdp.pdf",
    ".pdf": "pdf.pdf",
    "": "bilaga.pdf",
    "x" * 300: "x" * 100 + ".pdf",
}


@pytest.mark.parametrize(("name", "clean"), NAMES.items())
def test_names(name: str, clean: str) -> None:
    assert clean_name(name, PDF) == clean


@given(st.text(max_size=200))
def test_no_name_means_anything_to_a_system(name: str) -> None:
    clean = clean_name(name, PNG)

    assert clean.endswith(".png")
    assert 4 < len(clean) <= 104
    assert not set(clean) & set('/\\:*?"<>|;%\r\n\x00')
    assert clean.count(".") == 1
