"""A real browser for tests of pages, with an eye on everything that must not happen in one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, ViewportSize, sync_playwright

from tests.parts import CHROMIUM, require

PHONE = "390x844"
DESKTOP = "1280x800"

ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    # Whatever a page may ask for, nothing leaves this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-first-run",
    "--no-sandbox",
)

# Chromium reports a breach of the policy on the console too, but not every one, and not always in time.
REPORT_CSP = """
document.addEventListener("securitypolicyviolation", (event) => {
  const place = `${event.sourceFile}:${event.lineNumber}`;
  console.error(`CSP: ${event.violatedDirective} blocked ${event.blockedURI} at ${place}`);
});
"""

# What Playwright says when a page registers a service worker where none may be.
NO_WORKER = "Service Worker registration blocked by Playwright"


@dataclass
class Watch:
    """Collects what must not happen: script errors, CSP breaches, requests elsewhere, missing files."""

    origin: str
    problems: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, part: str) -> None:
        """Let problems pass whose text has this in it: for pages that are meant to fail."""
        self.expected.append(part)

    def unexpected(self) -> list[str]:
        return [text for text in self.problems if not any(part in text for part in self.expected)]

    def follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._note(f"page error: {error}"))
        page.on("request", lambda request: self._request(request.url))
        page.on("response", self._response)
        page.add_init_script(REPORT_CSP)

    def _note(self, text: str) -> None:
        self.problems.append(text)

    def _console(self, message: ConsoleMessage) -> None:
        # Answers of 400 and above are judged in _response, which knows whether they were a form's own page.
        if message.text == NO_WORKER:
            return
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self._note(f"console {message.type}: {message.text}")

    def _request(self, url: str) -> None:
        if not url.startswith((f"{self.origin}/", "data:", "blob:", "about:")):
            self._note(f"request elsewhere: {url}")

    def _response(self, response: Response) -> None:
        is_refusal = response.request.is_navigation_request() and response.status < 500
        if response.status >= 400 and not is_refusal:
            self._note(f"answer {response.status}: {response.request.method} {response.url}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, for as long as the context lasts."""
    path = require(CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def context_options(size: str, origin: str) -> dict[str, Any]:
    """What a phone or a desk has: its screen, touch or a mouse; in Sweden, as our users are."""
    width, height = (int(number) for number in size.split("x"))
    is_phone = size == PHONE
    return {
        "base_url": origin,
        "viewport": ViewportSize(width=width, height=height),
        "device_scale_factor": 2 if is_phone else 1,
        "has_touch": is_phone,
        "is_mobile": is_phone,
        "locale": "sv-SE",
        "timezone_id": "Europe/Stockholm",
        # a worker's own requests are not seen by what follows a page; tests that need one say service_workers="allow"
        "service_workers": "block",
    }


def axe_findings(page: Page) -> list[str]:
    """What axe finds wrong with the page for people who use it by keyboard, ear or magnifier."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {violation['help']}: {node['html']}"
        for violation in violations
        for node in violation["nodes"]
    ]
