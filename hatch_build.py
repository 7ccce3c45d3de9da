"""Compiles the translations: run by the wheel build, and by scripts/setup as `python hatch_build.py`."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_translations(root: Path) -> None:
    """Writes messages.mo beside each messages.po below root's translations folder."""
    for source in sorted((root / "outreach" / "translations").glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as po:
            catalog = read_po(po, locale=source.parts[-3])
        with source.with_suffix(".mo").open("wb") as mo:
            write_mo(mo, catalog)


class TranslationsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Makes the .mo files, which git ignores, part of what is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_translations(Path(self.root))


if __name__ == "__main__":
    compile_translations(Path(__file__).parent)
