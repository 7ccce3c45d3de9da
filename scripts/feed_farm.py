"""Made-up feeds of Swedish local papers, and a server process for them on loopback: for scripts/bench media.

The server answers GET /<number> from memory, on connections that are kept open. PUT /<steps>/<validators> changes what
it serves: that many new items in every feed, and whether it gives and honours ETag and Last-Modified.
"""

import asyncio
import random
import sys
from html import escape
from typing import ClassVar

ITEMS = 30
WITHOUT_GUID = 0.14
OURS = 0.03  # of the items name the party and the place
WORDS = """kommunen politiker beslut skolan förskolan badet biblioteket gatan torget stationen bussen tåget cyklister
ungdomar föräldrar lärare pengar budget miljoner kronor hyran bostäder lägenheter bygget planen samrådet nämnden
fullmäktige oppositionen majoriteten förslag kritik röster frågan äldre vården sjukhuset läkare personal facket
idrott matchen laget säsongen vinst tränaren publiken konserten utställningen teatern restaurangen polisen branden
olyckan trafiken vägen parken sjön skogen hösten vintern våren året veckan måndagen många flera nya gamla stora små
öppnar stänger bygger river ökar minskar föreslår kräver menar säger tycker hoppas efter under mellan enligt utan
också redan fortfarande återigen och i på för med att som det en ett av till är inte men har kan ska""".split()
SECTIONS = ("Nyheter", "Insändare", "Debatt", "Kultur", "Sport", "Trafik", "Bostad", "Skola & barn")
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
    "<title>Lokalbladet {feed}</title>\n<link>https://www.lokalbladet{feed}.example/</link>\n"
    "<description>Nyheter från orten</description>\n<language>sv-se</language>\n"
    '<atom:link href="https://www.lokalbladet{feed}.example/rss" rel="self" type="application/rss+xml"/>\n'
)


def sentence(chance: random.Random, words: int) -> str:
    text = " ".join(chance.choice(WORDS) for _ in range(words))
    return text[0].upper() + text[1:] + "."


def item(feed: int, number: int) -> str:
    """One article, always the same for the same numbers. Two in five have a short text, two the whole article."""
    chance = random.Random(feed * 100_003 + number)
    title, text = sentence(chance, 8)[:-1], sentence(chance, 28)
    if chance.random() < OURS:
        title, text = f"Insändare: {title}", f"{text} Vi i Vänsterpartiet Solna säger nej."
    link = f"https://www.lokalbladet{feed}.example/nyheter/{number}-{chance.randrange(10**9)}"
    kind = number % 5
    if kind == 2:
        text = f'<p>{text}</p><p>{sentence(chance, 50)}</p><img src="{link}.jpg"/><p>Läs <a href="{link}">mer</a></p>'
    parts = [f"<title>{escape(title)}</title>", f"<link>{link}</link>"]
    if chance.random() >= WITHOUT_GUID:
        parts.append(f'<guid isPermaLink="false">{feed}-{number}</guid>')
    day, weekday = 1 + number % 28, ("Mon", "Tue", "Wed")[number % 3]
    parts.append(f"<pubDate>{weekday}, {day:02} Oct 2026 {number % 24:02}:15:00 +0200</pubDate>")
    parts.append("<dc:creator>Redaktionen</dc:creator>")
    parts.append(f"<category>{escape(chance.choice(SECTIONS))}</category>")
    parts.append(f"<description>{'<![CDATA[' + text + ']]>' if kind >= 2 else escape(text)}</description>")
    if kind >= 3:
        article = "".join(f"<p>{sentence(chance, chance.randrange(25, 72))}</p>" for _ in range(3))
        parts.append(f"<content:encoded><![CDATA[{article}]]></content:encoded>")
    return "<item>\n" + "\n".join(parts) + "\n</item>\n"


def body(feed: int, steps: int) -> bytes:
    """A feed as it stands after so many new items; the oldest leave."""
    head = HEAD.format(feed=feed) + f"<lastBuildDate>Sun, 22 Nov 2026 06:{steps % 60:02}:00 +0100</lastBuildDate>\n"
    items = "".join(item(feed, number) for number in range(steps + ITEMS - 1, steps - 1, -1))
    return f"{head}{items}</channel>\n</rss>\n".encode()


class Farm(asyncio.Protocol):
    """Answers on one connection, as little work as will do: the server must not be what is measured."""

    bodies: ClassVar[dict[int, list[bytes]]] = {}
    steps: ClassVar[int] = 0
    has_validators: ClassVar[bool] = True
    count: ClassVar[int] = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.waiting = transport, b""

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
            self.transport.write(self.answer(head))

    def answer(self, head: bytes) -> bytes:
        method, path, _ = head.split(b"\r\n", 1)[0].split()
        if method == b"PUT":
            steps, validators = path.strip(b"/").split(b"/")
            Farm.steps, Farm.has_validators = int(steps), validators == b"1"
            if Farm.steps not in Farm.bodies:
                Farm.bodies[Farm.steps] = [body(feed, Farm.steps) for feed in range(Farm.count)]
            return b"HTTP/1.1 204 OK\r\ncontent-length: 0\r\n\r\n"
        number = int(path[1:])
        validators = b""
        if Farm.has_validators:
            etag = b'"%d-%d"' % (number, Farm.steps)
            validators = b"etag: %b\r\nlast-modified: Sun, 22 Nov 2026 05:00:%02d GMT\r\n" % (etag, Farm.steps % 60)
            if etag in head:
                return b"HTTP/1.1 304 Not Modified\r\n%bcontent-length: 0\r\n\r\n" % validators
        content = Farm.bodies[Farm.steps][number]
        about = b"content-type: application/rss+xml; charset=utf-8\r\ncontent-length: %d\r\n" % len(content)
        return b"HTTP/1.1 200 OK\r\n%b%b\r\n%b" % (validators, about, content)


async def serve(count: int) -> None:
    """Serve until stdin is closed; the port is printed first."""
    Farm.count = count
    Farm.bodies[0] = [body(feed, 0) for feed in range(count)]
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Farm, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
