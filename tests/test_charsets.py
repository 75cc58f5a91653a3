"""Old encodings: every letter both ways, whole files recognised, and nothing guessed."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from isoaudit.tables.charsets import Unreadable, decode, is_syllable

HERE = Path(__file__).parent
FILES = HERE / "example-files" / "positive" / "charsets"
REFUSED = HERE / "example-files" / "negative" / "agencies"
PROVINCE = HERE.parent / "examples" / "an-binh-2026"


def words(text: str) -> list[str]:
    return text.split()


# The tables once more, in the order people recite them; bytes are shown as Latin-1 shows them.
SMALL = words(
    "á à ả ã ạ ă ắ ằ ẳ ẵ ặ â ấ ầ ẩ ẫ ậ é è ẻ ẽ ẹ ê ế ề ể ễ ệ í ì ỉ ĩ ị ó ò ỏ õ ọ ô ố ồ ổ ỗ ộ ơ ớ ờ ở ỡ ợ "
    "ú ù ủ ũ ụ ư ứ ừ ử ữ ự ý ỳ ỷ ỹ ỵ đ"
)
VNI_SMALL = words(
    "aù aø aû aõ aï aê aé aè aú aü aë aâ aá aà aå aã aä eù eø eû eõ eï eâ eá eà eå eã eä í ì æ ó ò "
    "où oø oû oõ oï oâ oá oà oå oã oä ô ôù ôø ôû ôõ ôï uù uø uû uõ uï ö öù öø öû öõ öï yù yø yû yõ î ñ"
)
TCVN3_SMALL = "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉËÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\xadøõö÷ùýúûüþ®"
TCVN3_LARGE = dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))

MARKS = dict(zip("…‘’“”–—\u00a0", "\x85\x91\x92\x93\x94\x96\x97\xa0", strict=True))
VNI = MARKS | dict(zip(SMALL, VNI_SMALL, strict=True))
VNI |= {letter.upper(): VNI[letter].upper() for letter in SMALL}
TCVN3 = MARKS | dict(zip(SMALL, TCVN3_SMALL, strict=True)) | TCVN3_LARGE
TONELESS = {letter.upper() for letter in SMALL} - set(TCVN3_LARGE)
"""Capitals that TCVN3 does not have: stored small, shown large by the font."""

CARRIER = "Ủy ban nhân dân tỉnh, Sở Nội vụ, quyết định công bố thủ tục của phường Đức Thịnh gửi lại trước mười bữa; "


def to_1258(text: str) -> bytes:
    """As Windows writes it: a letter with its shape, then its tone where the set has no letter with both."""

    def letter(sign: str) -> bytes:
        try:
            return sign.encode("cp1258")
        except UnicodeEncodeError:
            base, tone = "", ""
            for part in unicodedata.normalize("NFD", sign):
                if part in "\u0300\u0301\u0303\u0309\u0323":
                    tone = part
                else:
                    base += part
            return (unicodedata.normalize("NFC", base) + tone).encode("cp1258")

    return b"".join(map(letter, text))


def to_vni(text: str) -> bytes:
    return "".join(VNI.get(letter, letter) for letter in text).encode("latin-1")


def to_tcvn3(text: str) -> bytes:
    return "".join(TCVN3.get(letter, letter) for letter in as_tcvn3(text)).encode("latin-1")


def as_tcvn3(text: str) -> str:
    """What is left of a text in TCVN3."""
    return "".join(letter.lower() if letter in TONELESS else letter for letter in text)


def same(text: str) -> str:
    return text


WRITERS: dict[str, tuple[Callable[[str], bytes], Callable[[str], str]]] = {
    "windows-1258": (to_1258, same),
    "vni": (to_vni, same),
    "tcvn3": (to_tcvn3, as_tcvn3),
}
ENCODINGS = sorted(WRITERS)


def read(data: bytes) -> tuple[str, str] | None:
    """Encoding and text, or None where the file is refused."""
    try:
        found = decode(data)
    except Unreadable:
        return None
    return found.encoding, found.text


def rows() -> list[str]:
    return (PROVINCE / "answers.csv").read_text(encoding="utf-8").splitlines()


def names() -> list[str]:
    with (PROVINCE / "agencies.csv").open(encoding="utf-8", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("letter", SMALL + [letter.upper() for letter in SMALL])
def test_every_letter_comes_back(encoding: str, letter: str) -> None:
    write, left = WRITERS[encoding]
    assert read(write(CARRIER + letter)) == (encoding, left(CARRIER + letter))


@pytest.mark.parametrize(
    ("text", "tcvn3", "vni"),
    [
        ("Việt Nam", "ViÖt Nam", "Vieät Nam"),
        ("ủy ban nhân dân", "ñy ban nh©n d©n", "uûy ban nhaân daân"),
        ("Sở Khoa học và Công nghệ", "Së Khoa häc vµ C«ng nghÖ", "Sôû Khoa hoïc vaø Coâng ngheä"),
        ("Đường", "§\xadêng", "Ñöôøng"),
        ("Nguyễn", "NguyÔn", "Nguyeãn"),
        ("thủ tục hành chính", "thñ tôc hµnh chÝnh", "thuû tuïc haønh chính"),
    ],
)
def test_words_as_the_old_fonts_stored_them(text: str, tcvn3: str, vni: str) -> None:
    """The signs an office sees when the font is missing."""
    assert read(to_tcvn3(CARRIER) + tcvn3.encode("latin-1")) == ("tcvn3", as_tcvn3(CARRIER) + text)
    assert read(to_vni(CARRIER) + vni.encode("latin-1")) == ("vni", CARRIER + text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", *ENCODINGS])
def test_a_register_in_each_encoding(encoding: str) -> None:
    """TCVN3 and Windows-1258 were written by glibc's iconv, not by our tables."""
    assert read((FILES / f"agencies.{encoding}.csv").read_bytes()) == (
        encoding,
        (FILES / "agencies.utf-8.csv").read_text(encoding="utf-8"),
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_files_of_a_few_rows_are_recognised(encoding: str) -> None:
    write, left = WRITERS[encoding]
    """Of 400 small files one in a hundred may be refused, so that somebody says what it is; none is read wrongly."""
    chance, (heading, *answers) = Random(2026), rows()
    refused = 0
    for _ in range(400):
        text = "\r\n".join([heading, *chance.sample(answers, chance.randint(1, 4))])
        found = read(write(text))
        assert found in (None, (encoding, left(text)))
        refused += found is None
    assert refused <= 4


@settings(max_examples=300)
@given(st.lists(st.sampled_from(names()), min_size=1, max_size=2, unique=True), st.sampled_from(ENCODINGS))
def test_a_name_or_two_are_right_or_refused(some: list[str], encoding: str) -> None:
    write, left = WRITERS[encoding]
    text = "\n".join(some)
    assert read(write(text)) in (None, (encoding, left(text)))


def test_large_letters_and_typesetting_are_read() -> None:
    text = "QUYẾT ĐỊNH số 12/QĐ-UBND – “Ủy ban” gửi Sở Nội vụ, phường Đức Thịnh… điểm đ\u00a0khoản 1"
    for encoding, (write, left) in WRITERS.items():
        said = left(text).replace("QUYếT ĐịNH", "QUYẾT ĐỊNH")  # TCVN3 has no such letters; the word tells
        assert read(write(text)) == (encoding, said)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_utf_8_is_left_alone(mark: bytes) -> None:
    found = decode(mark + CARRIER.encode())
    assert (found.text, found.encoding, found.note) == (CARRIER, "utf-8", "")


@pytest.mark.parametrize("data", [b"", b"code,name\n01,So Noi vu\n", b"a\x00b", b"a\0b\0c\0d\0e", b"a\0\0\0b\0\0\0"])
def test_plain_ascii_is_utf_8(data: bytes) -> None:
    assert read(data) == ("utf-8", data.decode())


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_utf_16_with_and_without_its_mark(codec: str, mark: str) -> None:
    assert read((mark + CARRIER).encode(codec)) == ("utf-16", CARRIER)


@pytest.mark.parametrize("encoding", ["utf-16", *ENCODINGS])
def test_the_note_names_the_encoding_and_what_to_look_at(encoding: str) -> None:
    note = decode((FILES / f"agencies.{encoding}.csv").read_bytes()).note
    assert encoding in note.lower()
    assert note.endswith(".")
    assert ("xem lại tên riêng" in note) == (encoding != "utf-16")
    assert ("chữ hoa có dấu" in note) == (encoding == "tcvn3")


@pytest.mark.parametrize(
    ("data", "position"),
    [
        ((REFUSED / "french-latin-1.csv").read_bytes(), 23),
        ((REFUSED / "japanese-shift-jis.csv").read_bytes(), 6),
        ((REFUSED / "broken-utf-8.csv").read_bytes(), 240),
        ("thé né bé lé dé hé ré à là où".encode("latin-1"), 3),
        (b"PK\x03\x04\x14\x00\x06\x00\xff\xfe", 9),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 1),
        (to_tcvn3(CARRIER) + b"\x01", 1),
        (b"\xef\xbb\xbf" + b"ab\xff" + to_vni(CARRIER), 6),
        (b"\xff\xfea\x00b", 5),
        ("ab".encode("utf-32"), 3),
        ("mục\ud801".encode("utf-16-le", "surrogatepass") + b"a\x00b\x00", 7),
        ("Sở Nội vụ, phường Đức Thịnh; ".encode() + to_vni(CARRIER), 45),
    ],
)
def test_what_is_refused_says_where(data: bytes, position: int) -> None:
    """The first byte that is no UTF-8 (or no UTF-16), counted from 1."""
    with pytest.raises(Unreadable) as refused:
        decode(data)
    assert refused.value.position == position


def test_two_words_prove_nothing() -> None:
    assert read(to_vni("Đức Dũng")) is None
    assert read(to_vni("Đức Dũng Hạnh")) == ("vni", "Đức Dũng Hạnh")


def test_neither_do_single_letters_nor_letters_of_mixed_size() -> None:
    assert read(to_tcvn3("ở ừ ộ ơ")) is None
    assert read(to_vni("Đức Dũng Hạnh bỞi")) is None


@pytest.mark.parametrize("encoding", ["vni", "windows-1258"])
@pytest.mark.parametrize("text", ["Sở Nội vụ; điểm đ", "«Đức» «Dũng» «Hạnh»", "HĐND, BCĐ và Sở Nội vụ quyết"])
def test_points_quotes_and_abbreviations_do_not_disturb(encoding: str, text: str) -> None:
    data = WRITERS[encoding][0](text)
    assert read(data) == (encoding, text)


def test_a_tenth_of_the_words_may_be_foreign() -> None:
    proof = "Sở Nội vụ của phường Đức Thịnh quyết định bữa "
    foreign = ["Krông", "Môkrắp", "Xrêđ"]
    assert read(to_vni(proof + foreign[0])) == ("vni", proof + foreign[0])
    assert read(to_vni(proof + " ".join(foreign))) is None


@pytest.mark.parametrize(
    "word", words("nghiêng gì gìn giếng quý quỳnh thuở khuya ngoài hòa hoà thủy thuỷ đắk kạn của uống")
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", words("région société ngáe gế nghó cê aí toàm̀ lăc họć tồan thưở dươg krông trườc hàc"))
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


@settings(max_examples=500)
@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"\x00" * 9)
def test_random_bytes_are_text_or_refused(data: bytes) -> None:
    """Nothing but Unreadable ever leaves, and its position is a place in the file or just behind it."""
    try:
        assert decode(data).encoding in {"utf-8", "utf-16", *ENCODINGS}
    except Unreadable as refused:
        assert 1 <= refused.position <= len(data)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(words("là où né thé bé région été déjà hôtel à procédure çà forêt élève")), min_size=1))
def test_french_is_never_vietnamese(words: list[str]) -> None:
    data = " ".join(words).encode("latin-1")
    assert read(data) is None


def test_a_reading_that_is_mostly_nonsense_is_no_rival() -> None:
    """Read as Windows-1258 a third of these words looks Vietnamese by chance."""
    text = "các việc đang vướng và kinh phí đã bố trí"
    assert read(to_vni(text)) == ("vni", text)
