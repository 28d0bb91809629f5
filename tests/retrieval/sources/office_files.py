"""Small office files written by hand, part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
OPEN = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
    )
)


def zipped(parts: Mapping[str, str]) -> bytes:
    """A package of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return stream.getvalue()


def relations(*targets: str) -> str:
    """A part that refers to others, as r1, r2 and so on: "header:header1.xml"."""
    made = "".join(
        f'<Relationship Id="r{number}" Type="{R}/{kind}" Target="{target}"/>'
        for number, (kind, _, target) in enumerate((told.partition(":") for told in targets), 1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{made}</Relationships>'


def word(body: str, **parts: str) -> bytes:
    """A Word file with this body; `styles`, `numbering`, `footnotes` and `header` are parts."""
    names = {
        "styles": "styles",
        "numbering": "numbering",
        "footnotes": "footnotes",
        "header": "hdr",
    }
    files = {
        f"word/{name}.xml": f'<w:{names[name]} xmlns:w="{W}">{inside}</w:{names[name]}>'
        for name, inside in parts.items()
    }
    told = relations(*(f"{name}:{name}.xml" for name in parts))
    document = f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'
    return zipped({"word/document.xml": document, "word/_rels/document.xml.rels": told, **files})


def sheet(rows: str, *, above: str = "", below: str = "") -> str:
    """A part that is a sheet of these rows."""
    return f'<worksheet xmlns="{S}">{above}<sheetData>{rows}</sheetData>{below}</worksheet>'


def workbook(
    *sheets: tuple[str, str], strings: str = "", styles: str = "", settings: str = ""
) -> bytes:
    """An Excel file of sheets, each with the attributes that name it and its part."""
    entries = "".join(
        f'<sheet {told} r:id="r{number}"/>' for number, (told, _) in enumerate(sheets, 1)
    )
    files = {f"xl/sheet{number}.xml": part for number, (_, part) in enumerate(sheets, 1)}
    told = [f"worksheet:sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    return zipped(
        {
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}">{settings}'
            f"<sheets>{entries}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations(
                *told, "sharedStrings:strings.xml", "styles:styles.xml"
            ),
            "xl/strings.xml": f'<sst xmlns="{S}">{strings}</sst>',
            "xl/styles.xml": f'<styleSheet xmlns="{S}">{styles}</styleSheet>',
            **files,
        }
    )


def open_document(
    body: str, *, kind: str = "text", automatic: str = "", styles: str = "", pages: str = ""
) -> bytes:
    """An OpenDocument file with this body, and styles of its program and of its user."""
    return zipped(
        {
            "content.xml": f"<office:document-content {OPEN}><office:automatic-styles>{automatic}"
            f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
            "</office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {OPEN}><office:styles>{styles}"
            f"</office:styles><office:master-styles>{pages}</office:master-styles>"
            "</office:document-styles>",
        }
    )


def slides(*trees: str, notes: str = "", shown: str = "") -> bytes:
    """A PowerPoint file of slides with these shapes; the notes are those of the first."""
    identities = "".join(f'<p:sldId r:id="r{n}"/>' for n in range(1, len(trees) + 1))
    parts = {
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst>'
        f"{identities}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            *(f"slide:slides/slide{n}.xml" for n in range(1, len(trees) + 1))
        ),
    }
    for number, tree in enumerate(trees, 1):
        parts[f"ppt/slides/slide{number}.xml"] = _slide("sld", tree, shown if number > 1 else "")
    if notes:
        parts["ppt/slides/_rels/slide1.xml.rels"] = relations("notesSlide:../notes/notes1.xml")
        parts["ppt/notes/notes1.xml"] = _slide("notes", notes, "")
    return zipped(parts)


def _slide(name: str, tree: str, attributes: str) -> str:
    return (
        f'<p:{name} xmlns:p="{P}" xmlns:a="{A}" {attributes}><p:cSld><p:spTree>{tree}</p:spTree>'
        f"</p:cSld></p:{name}>"
    )
