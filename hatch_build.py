"""The build hook: a wheel carries the pages' assets and compiled translations, or isn't built."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDORS = ("src/vestibule/web/static/vendor", "src/spot/static/spot/vendor")
ASSETS = ("uswds/css/uswds.min.css", "uswds/js/uswds.min.js", "uswds/img/sprite.svg", "htmx/htmx.min.js")


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own signature leaves it open
    """Runs before every build; a checkout that is only linked (``editable``) gets its assets from bin/setup."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Refuse to build without the assets; compile the translations."""
        if version == "editable":
            return
        vendors = (Path(self.root) / folder for folder in VENDORS)
        missing = [name for vendor in vendors for name in ASSETS if not (vendor / name).is_file()]
        if missing:
            raise SystemExit(f"The pages' assets are missing ({', '.join(missing)}): run bin/setup, then build again.")
        for catalogue in sorted(Path(self.root).glob("src/*/**/LC_MESSAGES/*.po")):
            with catalogue.open("rb") as source, catalogue.with_suffix(".mo").open("wb") as target:
                write_mo(target, read_po(source))
