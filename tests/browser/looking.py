"""What is looked for on every page that stands open: too wide, squeezed, and barriers where scripts can run."""

from playwright.sync_api import Page

from tests.browser.conftest import AXE

# What a rule finds has the rule's own impact, where it has one: those that find nothing serious needn't run.
SERIOUS = """(() => {
    const lesser = axe._audit.rules.filter(rule => ['minor', 'moderate'].includes(rule.impact));
    const rules = Object.fromEntries(lesser.map(rule => [rule.id, {enabled: false}]));
    return axe.run({rules}).then(found => found.violations.filter(one => ['serious', 'critical'].includes(one.impact)));
})()"""
HAS_SCRIPTS = "matchMedia('(scripting: enabled)').matches"
HAS_AXE = "'axe' in window"
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# A cell of a table in which words stand letter below letter.
SQUEEZED = """[...document.querySelectorAll('tbody td, tbody th')].filter(
    cell => cell.innerText.trim().length > 3 && cell.clientWidth < 60
).map(cell => cell.innerText)"""
# Whether nothing has changed since this was asked last: a page that comes anew has forgotten, and fields keep what is
# typed to themselves.
SAME = """(() => {
    const fields = [...document.querySelectorAll('input, select, textarea')];
    const now = JSON.stringify([
        document.documentElement.outerHTML, innerWidth, innerHeight, fields.indexOf(document.activeElement),
        fields.map(field => [field.value, field.checked, field.disabled]),
    ]);
    const same = window.lookedAt === now;
    window.lookedAt = now;
    return same;
})()"""


def look_at(name: str, pages: list[Page], *, for_barriers: bool = True) -> None:
    """Look at each page that stands open; at one that stands as it stood, once.

    Barriers needn't be looked for on pages that another test opens as they are: that takes longer than all the rest.
    """
    for page in pages:
        if page.url == "about:blank" or page.evaluate(SAME):
            continue
        assert not page.evaluate(TOO_WIDE), f"{name} is wider than the screen"
        assert not (squeezed := page.evaluate(SQUEEZED)), f"{name} has no room for {squeezed}"
        if not for_barriers or not page.evaluate(HAS_SCRIPTS):
            continue
        if not page.evaluate(HAS_AXE):
            page.evaluate(AXE.read_text())
        found = page.evaluate(SERIOUS)
        assert not found, f"{name}: {[(one['id'], one['nodes'][0]['html']) for one in found]}"
