"""Office files spoilt or dressed otherwise: pure functions of a file's bytes and a seeded ``random.Random``.

For Word documents and workbooks alike: an archive of parts, lists of types and relationships, XML. ``mutated`` draws
one to three of :data:`MUTATORS` and says which, so a file that breaks something can be made again from its seed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

from lxml import etree

from isoaudit.files import BROKEN_ARCHIVE

Parts = dict[str, bytes]
Mutator = Callable[[bytes, Random], bytes]
"""A file and a source of chance give another file; the same two always give the same one."""

MAIN = ("word/document.xml", "word/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml")
"""The parts programs read most: half of all changes of XML fall on them."""
LISTS = ("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "xl/_rels/workbook.xml.rels")
VALUES = (
    "",
    "0",
    "-1",
    "1",
    "99999999999999999999",
    "1e309",
    "NaN",
    "true",
    "abc",
    "٣",
    "auto",
    "//",
    "&lt;",
    "{{ 7*7 }}",
)
"""What a broken program writes where a number, a name or a switch is expected."""
TEXTS = (
    "",
    " ",
    "\u200b",
    "\ufeff",
    "{{",
    "{%p if",
    "{% endfor %}",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "V/v",
    "Số:",
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_STRICT = (
    (b"http://schemas.openxmlformats.org/officeDocument/2006", b"http://purl.oclc.org/ooxml/officeDocument"),
    (b"http://schemas.openxmlformats.org/wordprocessingml/2006", b"http://purl.oclc.org/ooxml/wordprocessingml"),
    (b"http://schemas.openxmlformats.org/spreadsheetml/2006", b"http://purl.oclc.org/ooxml/spreadsheetml"),
    (b"http://schemas.openxmlformats.org/drawingml/2006", b"http://purl.oclc.org/ooxml/drawingml"),
)


def unpacked(data: bytes) -> Parts:
    """The parts of an Office file by their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def packed(parts: Parts) -> bytes:
    """An Office file of these parts, the same bytes each time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def mutated(data: bytes, random: Random, names: list[str] | None = None) -> tuple[str, bytes]:
    """A file with one to three changes, and their names joined by ``, ``; ``names``: those to draw from.

    A change that finds nothing to change, or a file that an earlier one made unreadable, leaves it as it is.
    """
    said = []
    for _ in range(random.choice((1, 1, 2, 3))):
        name = random.choice(names or list(MUTATORS))
        try:
            data = MUTATORS[name](data, random)
        except (*BROKEN_ARCHIVE, etree.LxmlError, IndexError, ValueError, KeyError):
            continue
        said.append(name)
    return ", ".join(said), data


# --- the bytes of the file ------------------------------------------------------------------------------------------


def bytes_flipped(data: bytes, random: Random) -> bytes:
    """Some bytes are others, as by a bad memory stick."""
    spoilt = bytearray(data)
    for _ in range(random.choice((1, 3, 20))):
        spoilt[random.randrange(len(spoilt))] ^= 1 << random.randrange(8)
    return bytes(spoilt)


def bytes_cut(data: bytes, random: Random) -> bytes:
    """A piece is missing: the end, or something before it."""
    start = random.randrange(len(data))
    return data[:start] + (b"" if random.random() < 0.5 else data[start + random.randrange(2000) :])


def bytes_repeated(data: bytes, random: Random) -> bytes:
    """A piece stands twice."""
    start = random.randrange(len(data))
    end = start + random.randrange(1, 2000)
    return data[:end] + data[start:end] + data[end:]


# --- the parts of the archive ---------------------------------------------------------------------------------------


def _on_parts(change: Callable[[Parts, Random], None]) -> Mutator:
    def mutate(data: bytes, random: Random) -> bytes:
        parts = unpacked(data)
        change(parts, random)
        return packed(parts)

    return mutate


def _any_part(parts: Parts, random: Random, *wanted: str) -> str:
    return random.choice([name for name in parts if not wanted or name.endswith(wanted)])


def _part_dropped(parts: Parts, random: Random) -> None:
    del parts[_any_part(parts, random)]


def _part_emptied(parts: Parts, random: Random) -> None:
    parts[_any_part(parts, random)] = b""


def _parts_swapped(parts: Parts, random: Random) -> None:
    first, second = _any_part(parts, random), _any_part(parts, random)
    parts[first], parts[second] = parts[second], parts[first]


def _part_renamed(parts: Parts, random: Random) -> None:
    name = _any_part(parts, random)
    parts[random.choice((name.upper(), f"other/{name}", name.replace(".xml", "9.xml"), f"/{name}"))] = parts.pop(name)


def _part_spoilt(parts: Parts, random: Random) -> None:
    """The archive is whole, a part is not: its checksum fits what it holds."""
    name = _any_part(parts, random, ".xml", ".rels")
    parts[name] = bytes_flipped(parts[name], random)


def _part_in_utf16(parts: Parts, random: Random) -> None:
    name = _any_part(parts, random, ".xml", ".rels")
    text = re.sub(r"^<\?xml.*?\?>", '<?xml version="1.0" encoding="UTF-16"?>', parts[name].decode())
    parts[name] = text.encode("utf-16")


def _part_declares_a_type(parts: Parts, random: Random) -> None:
    name = _any_part(parts, random, ".xml", ".rels")
    parts[name] = b'<!DOCTYPE d [<!ENTITY a "b">]>' + parts[name].partition(b"?>")[2]


def _part_binary(parts: Parts, random: Random) -> None:
    parts[_any_part(parts, random)] = random.randbytes(500)


def _type_changed(parts: Parts, random: Random) -> None:
    """One part is said to be of another's type."""
    listed = parts["[Content_Types].xml"]
    types = re.findall(rb'ContentType="([^"]*)"', listed)
    at = random.choice(list(re.finditer(rb'ContentType="([^"]*)"', listed)))
    new = random.choice([*types, b"application/octet-stream", b""])
    parts["[Content_Types].xml"] = listed[: at.start(1)] + new + listed[at.end(1) :]


def _type_missing(parts: Parts, random: Random) -> None:
    listed = parts["[Content_Types].xml"]
    at = random.choice(list(re.finditer(rb"<(?:Override|Default)[^>]*/>", listed)))
    parts["[Content_Types].xml"] = listed[: at.start()] + listed[at.end() :]


def _relation_changed(parts: Parts, random: Random) -> None:
    """A relationship leads elsewhere, is of another kind, or has another name."""
    name = _any_part(parts, random, ".rels")
    attribute = random.choice((b"Target", b"Type", b"Id"))
    found = list(re.finditer(attribute + rb'="([^"]*)"', parts[name]))
    at = random.choice(found)
    others = [one[1] for one in found] + [b"", b"../../x.xml", b"http://a/b", b"word/document.xml", b"rId1"]
    parts[name] = parts[name][: at.start(1)] + random.choice(others) + parts[name][at.end(1) :]


def _relation_external(parts: Parts, random: Random) -> None:
    name = _any_part(parts, random, ".rels")
    at = random.choice(list(re.finditer(rb"/>", parts[name])))
    parts[name] = parts[name][: at.start()] + b' TargetMode="External"/>' + parts[name][at.end() :]


def _relation_dropped(parts: Parts, random: Random) -> None:
    name = _any_part(parts, random, ".rels")
    at = random.choice(list(re.finditer(rb"<Relationship [^>]*/>", parts[name])))
    parts[name] = parts[name][: at.start()] + parts[name][at.end() :]


def _strict(parts: Parts, random: Random) -> None:
    """Strict Office Open XML: other namespaces in every part, or in some only."""
    whole = random.random() < 0.5
    for name in [name for name in parts if name.endswith((".xml", ".rels"))]:
        if whole or random.random() < 0.5:
            for ours, theirs in _STRICT:
                parts[name] = parts[name].replace(ours, theirs)


def _prefixes_changed(parts: Parts, random: Random) -> None:
    """Another maker's prefixes, ``ns0:p`` for ``w:p``, in every part: the same document."""
    for name in [name for name in parts if name.endswith(".xml") and parts[name].startswith(b"<")]:
        prefixes = sorted(set(re.findall(rb"xmlns:([\w.]+)=", parts[name])) - {b"xml"})
        for number, prefix in enumerate(prefixes):
            new = b"ns%d" % number
            parts[name] = re.sub(rb"(?<=[</ ])%s(?=:[\w.]+[\s=/>])" % re.escape(prefix), new, parts[name])
            parts[name] = parts[name].replace(b"xmlns:%s=" % prefix, b"xmlns:%s=" % new)


# --- the XML of a part ----------------------------------------------------------------------------------------------


def _on_tree(change: Callable[[Any, Random], None]) -> Mutator:
    """A change of one part's tree."""

    def mutate(data: bytes, random: Random) -> bytes:
        parts = unpacked(data)
        main = [name for name in MAIN if name in parts]
        name = random.choice(main) if main and random.random() < 0.5 else _any_part(parts, random, ".xml", ".rels")
        tree = etree.fromstring(parts[name])
        change(tree, random)
        parts[name] = etree.tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=True)
        return packed(parts)

    return mutate


def _any_element(tree: Any, random: Random) -> Any:
    """An element below the root."""
    return random.choice([element for element in tree.iter(etree.Element) if element is not tree])


def _element_dropped(tree: Any, random: Random) -> None:
    element = _any_element(tree, random)
    element.getparent().remove(element)


def _element_repeated(tree: Any, random: Random) -> None:
    element = _any_element(tree, random)
    for _ in range(random.choice((1, 1, 40))):
        element.addnext(etree.fromstring(etree.tostring(element)))


def _element_wrapped(tree: Any, random: Random) -> None:
    """In what Word and other programs put around paragraphs, rows, cells and runs, or in what nobody knows."""
    element = _any_element(tree, random)
    chains = (
        (f"{{{_W}}}sdt", f"{{{_W}}}sdtContent"),
        (f"{{{_W}}}customXml",),
        (f"{{{_W}}}smartTag",),
        (f"{{{_W}}}ins",),
        (f"{{{_W}}}del",),
        (f"{{{_W}}}hyperlink",),
        (f"{{{_MC}}}AlternateContent", f"{{{_MC}}}Choice"),
        (f"{{{_MC}}}AlternateContent", f"{{{_MC}}}Fallback"),
        ("{urn:x}other",),
    )
    for tag in random.choice(chains):
        holder = etree.Element(tag)
        element.addprevious(holder)
        holder.append(element)


def _element_unwrapped(tree: Any, random: Random) -> None:
    element = _any_element(tree, random)
    for child in list(element):
        element.addprevious(child)
    element.getparent().remove(element)


def _element_renamed(tree: Any, random: Random) -> None:
    element, other = _any_element(tree, random), _any_element(tree, random)
    element.tag = random.choice((other.tag, "other", f"{{{_W}}}p", f"{{{_W}}}tbl", f"{{{_W}}}tr", f"{{{_W}}}tc"))


def _element_moved(tree: Any, random: Random) -> None:
    element, other = _any_element(tree, random), _any_element(tree, random)
    if element is not other and element not in other.iterancestors():
        random.choice((other.append, other.addnext))(element)


def _elements_nested(tree: Any, random: Random) -> None:
    """Copies of an element in one another: as deep as parsers go, or far deeper."""
    element = _any_element(tree, random)
    at = element
    for _ in range(random.choice((20, 200, 240, 3000))):
        inner = etree.SubElement(at, element.tag)
        inner.attrib.update(element.attrib)
        at = inner
    at.text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def _root_emptied(tree: Any, random: Random) -> None:
    for child in list(tree):
        if random.random() < 0.7:
            tree.remove(child)


def _attribute_changed(tree: Any, random: Random) -> None:
    for _ in range(random.choice((1, 10))):
        element = random.choice([element for element in tree.iter(etree.Element) if element.attrib])
        element.set(random.choice(list(element.attrib)), random.choice(VALUES))


def _attribute_dropped(tree: Any, random: Random) -> None:
    for _ in range(random.choice((1, 10))):
        element = random.choice([element for element in tree.iter(etree.Element) if element.attrib])
        del element.attrib[random.choice(list(element.attrib))]


def _attribute_huge(tree: Any, random: Random) -> None:
    element = random.choice([element for element in tree.iter(etree.Element) if element.attrib])
    element.set(random.choice(list(element.attrib)), random.choice("x7 {") * random.choice((70_000, 900_000)))


def _text_changed(tree: Any, random: Random) -> None:
    for _ in range(random.choice((1, 10))):
        element = random.choice([element for element in tree.iter(etree.Element) if (element.text or "").strip()])
        element.text = random.choice((*TEXTS, *VALUES))


def _text_huge(tree: Any, random: Random) -> None:
    element = random.choice([element for element in tree.iter(etree.Element) if (element.text or "").strip()])
    element.text = random.choice(("a", " ", "{ ", "ngày ", "{{", "1. ", "- ", "_")) * random.choice((20_000, 150_000))


def _comments_added(tree: Any, random: Random) -> None:
    for _ in range(20):
        new = random.choice((etree.Comment("ghi chú"), etree.ProcessingInstruction("mso", "x")))
        random.choice((_any_element(tree, random).append, _any_element(tree, random).addprevious))(new)


MUTATORS: dict[str, Mutator] = {
    "bytes flipped": bytes_flipped,
    "bytes cut": bytes_cut,
    "bytes repeated": bytes_repeated,
    **{
        change.__name__.strip("_").replace("_", " "): _on_parts(change)
        for change in (
            _part_dropped,
            _part_emptied,
            _parts_swapped,
            _part_renamed,
            _part_spoilt,
            _part_in_utf16,
            _part_declares_a_type,
            _part_binary,
            _type_changed,
            _type_missing,
            _relation_changed,
            _relation_external,
            _relation_dropped,
            _strict,
            _prefixes_changed,
        )
    },
    **{
        change.__name__.strip("_").replace("_", " "): _on_tree(change)
        for change in (
            _element_dropped,
            _element_repeated,
            _element_wrapped,
            _element_unwrapped,
            _element_renamed,
            _element_moved,
            _elements_nested,
            _root_emptied,
            _attribute_changed,
            _attribute_dropped,
            _attribute_huge,
            _text_changed,
            _text_huge,
            _comments_added,
        )
    },
}
BYTES = [name for name in MUTATORS if name.startswith("bytes")]
ON_PARTS = [name for name in MUTATORS if name.startswith(("part", "type", "relation", "strict", "prefixes"))]
ON_TREES = [name for name in MUTATORS if name not in {*BYTES, *ON_PARTS}]
