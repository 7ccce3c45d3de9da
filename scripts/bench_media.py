"""Our poller and the PyPI package `reader` on the same made-up feeds, in turns: see scripts/bench.

500 feeds of 30 items and some 31 KB, all of one host on loopback. Each run is a process of its own with an empty
database and looks four times: at a first load, when nothing is new and the server says so (304), when it sends the
same bytes again, and when each feed has one new item. Ours match, classify, group and store as they do in earnest;
the match words are those of the Solna starter. Medians of five runs. `reader` lives in an environment of its own,
made at first run in the user's cache folder; it needs sgmllib3k beside it.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import feedparser
import urllib3

from scripts.feed_farm import body

PEER = "reader"
PEER_HOME = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "outreach-bench" / PEER
HERE = Path(__file__).parent
# What the server serves at each look: new items / validators.
SCENES = {"first": "0/1", "304": "0/1", "unchanged": "0/0", "new": "1/1"}
ROWS = {
    "first load, one process": ("one", "first", 2.0),
    "first load, two processes": ("two", "first", 4.0),
    "all 304": ("one", "304", 5.0),
    "200, unchanged": ("one", "unchanged", 40.0),
    "one new item each": ("one", "new", 15.0),
}
MOST_MEMORY = 80.0  # MB

Run = Mapping[str, float]


def main() -> None:
    options = argparse.ArgumentParser(prog="scripts/bench media", description=__doc__)
    options.add_argument("--feeds", type=int, default=500)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--without-peer", action="store_true", help="measure ours alone")
    options.add_argument("--json", action="store_true")
    options.add_argument("--run", type=int, metavar="PARSERS", help=argparse.SUPPRESS)
    options.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options.add_argument("--prepare", metavar="FOLDER", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.prepare:
        prepare(chosen.prepare, chosen.feeds, chosen.port)
        return
    if chosen.run:
        print(json.dumps(run_ours(chosen.feeds, chosen.port, chosen.run)))  # noqa: T201
        return
    peer = None if chosen.without_peer else peer_python()
    runs: dict[str, list[Run]] = {"one": [], "two": [], PEER: []}
    with farm(chosen.feeds) as port:
        print(f"server alone: {server_ms(port, chosen.feeds):.2f} ms a feed", file=sys.stderr)  # noqa: T201
        for number in range(chosen.rounds):
            print(f"round {number + 1} of {chosen.rounds}", file=sys.stderr)  # noqa: T201
            for name, parsers in (("one", 1), ("two", 2)):
                module = [sys.executable, "-m", "scripts.bench_media", "--run", str(parsers), "--port", str(port)]
                runs[name].append(run([*module, "--feeds", str(chosen.feeds)]))
            if peer is not None:
                with tempfile.TemporaryDirectory() as folder:
                    command = [str(peer), str(HERE / "reader_run.py"), folder, str(port), str(chosen.feeds)]
                    runs[PEER].append(run(command))
    rows = list(compared(runs, chosen.feeds))
    if chosen.json:
        print(json.dumps(rows, indent=2))  # noqa: T201
        return
    for row in rows:
        print(  # noqa: T201
            f"{row['what']:<48}{row['ours']:>9.4g}" + (f"{row['peer']:>9.4g}" if row["peer"] is not None else " " * 9)
            + (f"{row['ratio']:>8.1f} ×" if row["ratio"] is not None else "") + f"   {row['goal']}"
        )  # fmt: skip


def compared(runs: Mapping[str, list[Run]], feeds: int) -> Iterator[dict[str, object]]:
    """One row for each thing measured; a ratio above 1 is ours being faster."""
    peer_name = PEER if runs[PEER] else None

    def row(what: str, ours: float, peer: float | None = None, goal: str = "") -> dict[str, object]:
        ratio = round(peer / ours, 2) if peer is not None else None
        return {"what": what, "ours": ours, "peer": peer, "peer_name": peer_name, "ratio": ratio, "goal": goal}

    for what, (kind, scene, goal) in ROWS.items():
        peer = median(runs[PEER], scene) if runs[PEER] else None
        yield row(f"{what}, ms a feed", median(runs[kind], scene), peer, f"goal ≥ {goal:g} ×")
    peak = median(runs[PEER], "memory") if runs[PEER] else None
    yield row("peak memory of the poller, MB", median(runs["one"], "memory"), peak, f"goal ≤ {MOST_MEMORY:g} MB")
    yield row("peak memory of its child, MB", median(runs["one"], "memory_child"))
    yield row("memory of both at the end, shared pages once, MB", median(runs["one"], "memory_shared"))
    # Of use where the machine has other work as well: waiting for it is not counted.
    for scene in SCENES:
        peer = median(runs[PEER], f"cpu_{scene}") if runs[PEER] else None
        yield row(f"CPU ms a feed, {scene}", median(runs["one"], f"cpu_{scene}"), peer)
    yield row("share of the first outside feedparser", 1 - feedparser_ms(feeds) / median(runs["one"], "cpu_first"))


def median(runs: list[Run], name: str) -> float:
    return round(statistics.median(one[name] for one in runs), 3)


def feedparser_ms(feeds: int) -> float:
    """CPU that feedparser alone takes for a feed, with both flags off."""
    bodies = [body(number, 0) for number in range(min(feeds, 50))]
    taken = []
    for _ in range(3):
        started = time.process_time()
        for one in bodies:
            feedparser.parse(one, resolve_relative_uris=False, sanitize_html=False)
        taken.append((time.process_time() - started) * 1000 / len(bodies))
    return min(taken)


# ---- the server, and who asks it


@contextmanager
def farm(count: int) -> Iterator[int]:
    """The port of a server process with that many feeds."""
    command = [sys.executable, str(HERE / "feed_farm.py"), str(count)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        assert server.stdout is not None
        yield int(server.stdout.readline())
        assert server.stdin is not None
        server.stdin.close()


def serve_from_now(port: int, state: str) -> None:
    urllib3.request("PUT", f"http://127.0.0.1:{port}/{state}")


def server_ms(port: int, feeds: int) -> float:
    """What fetching alone takes, with nothing around it: were this much of a row, the server would be measured."""
    pool = urllib3.HTTPConnectionPool("127.0.0.1", port)
    started = time.perf_counter()
    for number in range(feeds):
        pool.request("GET", f"/{number}")
    return (time.perf_counter() - started) * 1000 / feeds


def run(command: list[str]) -> Run:
    done = subprocess.run(  # noqa: S603  (our own scripts)
        command, capture_output=True, text=True, check=False, cwd=HERE.parent
    )
    if done.returncode:
        sys.exit(done.stderr)
    found: Run = json.loads(done.stdout.splitlines()[-1])
    return found


def peer_python() -> Path:
    """The peer's own environment, made when it is not there."""
    python = PEER_HOME / "bin" / "python"
    if not python.exists():
        venv.create(PEER_HOME, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", PEER, "sgmllib3k"], check=True)  # noqa: S603
    return python


# ---- one run of ours, in a process of its own


def run_ours(feeds: int, port: int, parsers: int) -> dict[str, float]:
    """An instance in a temporary folder, polled four times, by what `outreach poll` loads and no more."""
    # Imported here: the process that compares needs nothing of it, and the one that is measured only this.
    from sqlalchemy import func, select

    from outreach.config import Config
    from outreach.core import create_core, settle
    from outreach.db import db
    from outreach.media.models import Entry
    from outreach.media.parser import shared_parser
    from outreach.media.service.polling import poll_due

    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        config = Config(Path(folder), f"sqlite:///{folder}/bench.db", "not a secret", feed_parsers=parsers)
        module = [sys.executable, "-m", "scripts.bench_media", "--prepare", folder]
        subprocess.run([*module, "--port", str(port), "--feeds", str(feeds)], check=True, cwd=HERE.parent)  # noqa: S603
        app = create_core(replace(config, feed_allow=frozenset({("127.0.0.1", port)})))
        settle()
        with app.app_context():
            for name, state in SCENES.items():
                serve_from_now(port, state)
                before = cpu_seconds(shared_parser.pid)
                started = time.perf_counter()
                results = poll_due(every_feed=True)
                found[name] = (time.perf_counter() - started) * 1000 / feeds
                found[f"cpu_{name}"] = (cpu_seconds(shared_parser.pid) - before) * 1000 / feeds
                expected = {"first": 30, "new": 1}.get(name, 0)
                assert [result.new for result in results] == [expected] * feeds, (name, results[:3])
            found["entries"] = float(db.session.scalar(select(func.count(Entry.id))) or 0)
            found["matched"] = float(db.session.scalar(select(func.count(Entry.id)).where(Entry.is_match)) or 0)
            db.session.commit()
            found |= memory(shared_parser.pid)
            db.engine.dispose()
    return found


def prepare(folder: str, feeds: int, port: int) -> None:
    """Tables, the starter's match words, and the feeds."""
    import flask_migrate
    from sqlalchemy import delete, insert

    from outreach.app import MIGRATIONS, create_app
    from outreach.config import Config
    from outreach.db import db
    from outreach.media.models import Feed, Outlet, OutletTier
    from outreach.starter import load

    with create_app(Config(Path(folder), f"sqlite:///{folder}/bench.db", "not a secret")).app_context():
        flask_migrate.upgrade(MIGRATIONS)
        load("solna", 2027)
        db.session.execute(delete(Feed))
        outlet = Outlet(name="Lokalbladen", tier=OutletTier.LOCAL)
        db.session.add(outlet)
        db.session.flush()
        addresses = [f"http://127.0.0.1:{port}/{number}" for number in range(feeds)]
        db.session.execute(insert(Feed), [{"outlet_id": outlet.id, "url": address} for address in addresses])
        db.session.commit()


def cpu_seconds(child: int | None) -> float:
    """What this process and its parser have used of the processors."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime
    if child is not None:
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


def memory(child: int | None) -> dict[str, float]:
    """Peak of this process, and of its parser; and both at the end, with what they share counted once."""
    pids = [os.getpid(), *([child] if child is not None else [])]
    peaks = [_megabytes(f"/proc/{pid}/status", "VmHWM:") for pid in pids]
    shared = [_megabytes(f"/proc/{pid}/smaps_rollup", "Pss:") for pid in pids]
    return {"memory": peaks[0], "memory_child": sum(peaks[1:]), "memory_shared": sum(shared)}


def _megabytes(path: str, name: str) -> float:
    line = next(line for line in Path(path).read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
