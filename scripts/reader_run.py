"""One run of the PyPI package `reader`, in an environment of its own that has nothing of ours: see bench_media.py."""

import http.client  # noqa: TID251  (nothing of ours is at hand here)
import json
import resource
import sys
import time
from typing import Any

SCENES = (("first", "0/1"), ("304", "0/1"), ("unchanged", "0/0"), ("new", "1/1"))


def main() -> None:
    from reader import make_reader  # the package that is measured is not one of ours

    folder, port, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    reader: Any = make_reader(f"{folder}/reader.sqlite")
    for number in range(count):
        reader.add_feed(f"http://127.0.0.1:{port}/{number}")
    found: dict[str, float] = {}
    for name, state in SCENES:
        line = http.client.HTTPConnection("127.0.0.1", int(port))  # noqa: TID251
        line.request("PUT", f"/{state}")
        line.getresponse().close()
        line.close()
        started, worked = time.perf_counter(), time.process_time()
        reader.update_feeds(scheduled=False)
        found[name] = (time.perf_counter() - started) * 1000 / count
        found[f"cpu_{name}"] = (time.process_time() - worked) * 1000 / count
    found["entries"] = reader.get_entry_counts().total
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main()
