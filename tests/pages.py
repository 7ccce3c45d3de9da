"""Look at pages the way a reader does: what stands in which field, and what is said by it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from werkzeug.test import TestResponse

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, tag: str, **wanted: str) -> list["Element"]:
        """Elements below with that tag and these attributes."""
        found = []
        for child in self.children:
            if child.tag == tag and wanted.items() <= child.attributes.items():
                found.append(child)
            found += child.all(tag, **wanted)
        return found

    def by_id(self, name: str) -> "Element":
        [found] = [each for each in self._below() if each.attributes.get("id") == name]
        return found

    def ids(self) -> list[str]:
        return [each.attributes["id"] for each in self._below() if "id" in each.attributes]

    def _below(self) -> list["Element"]:
        return [each for child in self.children for each in (child, *child._below())]  # noqa: SLF001

    @property
    def words(self) -> str:
        """All text in it, with single spaces."""
        return " ".join(self.text.split())


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def page_of(response: TestResponse) -> Element:
    """The page as a tree."""
    builder = _Builder()
    builder.feed(response.get_data(as_text=True))
    builder.close()
    return builder.open[0]


def form_to(page: Element, action: str) -> Element:
    """The form that is sent to an address."""
    [found] = page.all("form", action=action)
    return found


def typed(form: Element) -> dict[str, str]:
    """What a browser sends of the form as it stands, by name: of boxes, those that are ticked."""
    values = {
        each.attributes["name"]: each.attributes.get("value", "")
        for each in form.all("input")
        if "name" in each.attributes and (each.attributes.get("type") != "checkbox" or "checked" in each.attributes)
    }
    for area in form.all("textarea"):
        values[area.attributes["name"]] = area.text.removeprefix("\r").removeprefix("\n")
    for select in form.all("select"):
        chosen = [each.attributes["value"] for each in select.all("option") if "selected" in each.attributes]
        values[select.attributes["name"]] = chosen[0] if chosen else ""
    return values


def control(form: Element, name: str) -> Element:
    """The field with that name."""
    [found] = [each for tag in ("input", "textarea", "select") for each in form.all(tag, name=name)]
    return found


def error_by(form: Element, name: str) -> str:
    """The error that is said by a field, to eyes and ears alike; "" when there is none."""
    element = control(form, name)
    told_by = element.attributes.get("aria-describedby", "").split()
    errors = [each for each in form.all("span", **{"class": "error"}) if each.attributes["id"] in told_by]
    assert (element.attributes.get("aria-invalid") == "true") == bool(errors), f"{name} is half marked as wrong"
    return " ".join(error.words for error in errors)
