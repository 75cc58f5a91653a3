"""The guides of the office as pages: the Markdown of ``docs/vi`` rendered, its pictures within, for reading offline."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from typing import Any

import mistune
from markupsafe import Markup

from isoaudit.pages.frame import css, environment

Picture = Callable[[str], bytes | None]
"""The bytes of a picture by its name; nothing where there is none."""
_NO_LETTER = re.compile(r"[^\w\s-]")
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_TYPES = {"png": "image/png", "svg": "image/svg+xml"}


def title_of(markdown: str) -> str:
    """The title of a guide."""
    found = _TITLE.search(markdown)
    return found[1].strip() if found else ""


def anchor(heading: str) -> str:
    """What a heading is reached by within its page, as GitHub makes it: 1-cài-đặt of «1. Cài đặt»."""
    return re.sub(r"\s", "-", _NO_LETTER.sub("", heading.strip().lower()))


def guide_html(name: str, markdown: str, titles: Mapping[str, str], picture: Picture) -> str:
    """A guide as one self-contained page.

    ``titles``: of all guides by name, the others linked at its head. A link to another guide leads to its page; one to
    what does not come along is left as text.
    """
    render = mistune.create_markdown(renderer=_Pages(titles, picture), plugins=["table", "url"])
    return (
        environment()
        .get_template("guide.html.j2")
        .render(css=css(), name=name, title=titles[name], titles=titles, body=Markup(render(markdown)))  # escaped by it
    )


class _Pages(mistune.HTMLRenderer):
    """Headings and bold words that can be reached, links among the guides, pictures within; HTML is shown as text."""

    def __init__(self, titles: Mapping[str, str], picture: Picture) -> None:
        super().__init__(escape=True)
        self._titles, self._picture = titles, picture
        self._reached: set[str] = set()

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return f"<h{level}{self._id(text)}>{text}</h{level}>\n"

    def strong(self, text: str) -> str:
        return f"<strong{self._id(text)}>{text}</strong>"

    def _id(self, text: str) -> str:
        """What it is reached by; nothing where an earlier one of these words is."""
        place = anchor(Markup(re.sub(r"<[^>]+>", "", text)).unescape())
        if not place or place in self._reached:
            return ""
        self._reached.add(place)
        return f' id="{mistune.escape(place)}"'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        page, _, place = url.partition("#")
        if not page:
            return super().link(text, url, title)
        name = page.rpartition("/")[2].removesuffix(".md")
        if page.endswith(".md") and name in self._titles:
            return super().link(text, f"{name}.html" + (f"#{place}" if place else ""), title)
        return super().link(text, url, title) if page.startswith("http") else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        data = self._picture(url.rpartition("/")[2])
        if data is None:
            return text
        kind = _TYPES.get(url.rpartition(".")[2], "")
        return super().image(text, f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}", title)

    def safe_url(self, url: str) -> str:
        return url if url.startswith("data:image/") else super().safe_url(url)
