"""The explorer in a real browser: Chromium without a window, on loopback."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect, sync_playwright

from tests.ui import explored

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true", reason="Chromium is not installed"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a started `tourdetable explore`."""
    store = explored.fill(tmp_path_factory.mktemp("browser") / "store")
    with explored.exploring(store) as (_, found):
        yield found
    assert not list(store.parent.glob(".*-snapshot-*")), "the copy of the store is removed at the end"


@pytest.fixture(scope="module")
def browser_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    assert CHROMIUM, "CI must have Chromium"
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path_factory.mktemp("profile")), executable_path=CHROMIUM, args=ARGUMENTS
        )
        yield context.pages[0]
        context.close()


@pytest.fixture
def page(browser_page: Page) -> Iterator[Page]:
    """A page that may speak to nobody but the explorer, and must not be hacked."""
    elsewhere: list[str] = []

    def note(request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme in ("http", "https", "ws", "wss") and url.hostname != "127.0.0.1":
            elsewhere.append(request.url)

    browser_page.on("request", note)
    browser_page.set_default_timeout(20_000)
    browser_page.set_viewport_size({"width": 1280, "height": 900})
    yield browser_page
    browser_page.remove_listener("request", note)
    assert browser_page.evaluate("window.hacked") is None
    assert not elsewhere, "the explorer loads nothing from elsewhere"


def no_overflow(page: Page) -> bool:
    """Whether everything on the page is as wide as the window at most."""
    main = page.locator("[data-testid=stMain]")
    return bool(main.evaluate("main => main.scrollWidth <= main.clientWidth"))


def test_from_the_table_to_the_sentence_in_its_source(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/?measure=sanctions&target=BLR&on=2021-05-10&among=EU")
    expect(page.get_by_role("heading", name="Sanctions: Belarus")).to_be_visible()
    strip = page.locator(".tdt-column")
    expect(strip.filter(has_text="Opposes").get_by_role("link", name="Austria")).to_be_visible()
    expect(strip.filter(has_text="No position found")).to_contain_text("Portugal")
    page.screenshot(path=tmp_path / "standings.png")
    card = page.locator(".tdt-card").filter(has_text="Austria")
    expect(card).to_contain_text(explored.REFUSAL)
    card.get_by_role("link", name=re.compile("The Invented Post")).click()
    expect(page.locator("mark.tdt-selected")).to_be_in_viewport()
    expect(page.locator("mark.tdt-selected")).to_have_text(explored.REFUSAL)
    text = page.locator(".tdt-text")
    expect(text).to_contain_text(explored.DEMAND)
    expect(text).to_contain_text(explored.PRICE)
    assert text.locator("script, img").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    page.screenshot(path=tmp_path / "source.png")
    page.locator(".tdt-passages").get_by_role("link", name="Austria").click()
    expect(page.get_by_role("heading", name="Austria")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Change of mind"))).to_be_visible()
    page.screenshot(path=tmp_path / "actor.png")


def test_an_address_can_be_shared_and_left_again(page: Page, address: str) -> None:
    page.goto(f"{address}/?measure=sanctions&target=BLR")
    expect(page.get_by_role("heading", name="Sanctions: Belarus")).to_be_visible()
    page.get_by_role("combobox", name=re.compile("Measure")).click()
    page.get_by_role("option", name="Negotiations").click()
    expect(page.get_by_role("heading", name="Negotiations: Belarus")).to_be_visible()
    assert "measure=negotiations" in page.url
    page.reload()
    expect(page.get_by_role("heading", name="Negotiations: Belarus")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Sanctions: Belarus")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 800])
@pytest.mark.parametrize(
    "path",
    [
        "/?measure=sanctions&target=BLR&among=EU",
        "/actor?actor=AUT",
        f"/source?document={explored.key(explored.MAY)}",
        "/questions?question=documents",
    ],
)
def test_nothing_is_wider_than_the_window(
    page: Page, address: str, path: str, width: int, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address + path)
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert no_overflow(page)
    page.screenshot(path=tmp_path / "page.png")


def test_a_stance_in_an_actors_history_leads_to_its_sentence(page: Page, address: str) -> None:
    page.goto(f"{address}/actor?actor=AUT")
    page.locator(".tdt-line a.tdt-proof").filter(has_text="opposes").click()
    expect(page.locator("mark.tdt-selected")).to_have_text(explored.REFUSAL)
    expect(page.locator("mark.tdt-selected")).to_be_in_viewport()
