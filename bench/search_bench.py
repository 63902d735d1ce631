"""The search box at two sizes, against the bare page under the same server in the same run."""

from __future__ import annotations

import argparse
import contextlib
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random

from bench.figures import Figure, median, say
from bench.house import BUILT, SEED, built, database_of_its_own
from bench.serving import Asking, Client, bare, by_turns, product, session_cookie

SMALL = 10_000
REQUESTS = 240
TO_BARE = 3.0
TO_SMALL = 1.5
QUERIES = ("name of 2 characters", "company part of 4 characters", "pinyin initials", "last four digits")


@dataclass(frozen=True, slots=True)
class _House:
    """A built installation and what to ask it."""

    folder: Path
    url: str
    cookie: str
    words: dict[str, list[str]]


def run(args: argparse.Namespace) -> list[Figure]:
    """Median milliseconds of each kind of query at each size, with both ratios; all servers are asked by turns."""
    sizes = sorted({SMALL, max(args.customers, SMALL)})
    houses: dict[int, _House] = {}
    for size in sizes:
        with get_context("spawn").Pool(1) as process:  # one installation for each process
            houses[size] = process.apply(_built, (size, args.database, args.url))
    with contextlib.ExitStack() as stack:
        clients: dict[int, Client] = {}
        for size, house in houses.items():
            port, _pid = stack.enter_context(product(house.folder, house.url))
            clients[size] = Client(port, house.cookie)
            clients[size].take_token("/")
        port, _pid = stack.enter_context(bare(BUILT / "bare", database_of_its_own(args.url, "bench_bare")))
        figures: list[Figure] = []
        plain: list[float] = []
        for what in QUERIES:
            medians = _asked(Client(port), clients, {size: houses[size].words[what] for size in sizes})
            plain.append(medians[0])
            figures += _figures(what, args.database, sizes, medians)
    figures.append(Figure("bare page", args.database, 100_000, median(plain), "ms"))
    return figures


def _asked(plain: Client, clients: dict[int, Client], words: dict[int, list[str]]) -> dict[int, float]:
    """Medians by size, of the bare page under 0."""
    rng = Random(SEED)
    pages = [f"/{rng.randrange(1, 100_001)}/" for _ in range(REQUESTS)]
    asking: list[list[Asking]] = [[partial(plain.get, page) for page in pages]]
    for size, client in clients.items():
        several = (words[size] * REQUESTS)[:REQUESTS]
        asking.append([partial(client.post, "/search/", {"q": word}, **BOX) for word in several])
    return dict(zip((0, *clients), by_turns(*asking), strict=True))


def _figures(what: str, database: str, sizes: list[int], medians: dict[int, float]) -> list[Figure]:
    found = [
        Figure(f"search: {what}", database, size, medians[size], "ms", medians[size] / medians[0], TO_BARE)
        for size in sizes
    ]
    if len(sizes) > 1:
        grown = medians[sizes[-1]] / medians[sizes[0]]
        found.append(
            Figure(f"search: {what}, from {SMALL:,}", database, sizes[-1], medians[sizes[-1]], "ms", grown, TO_SMALL)
        )
    for figure in found:
        say(f"  {figure.line()}")
    return found


def _built(size: int, database: str, url: str) -> _House:
    folder, own = built(size, database, url)
    return _House(folder, own, session_cookie(), _queries(size))


BOX = {
    "HX-Request": "true",
    "HX-Target": "search-results",
    "HX-Trigger": "search",
    "HX-Current-URL": "http://127.0.0.1/",
}
"""What htmx says when the box asks."""


def _queries(size: int) -> dict[str, list[str]]:
    """Words that find something, taken from customers spread over the whole table; tails are random digits."""
    from juanzong.customers.models import Customer

    rng = Random(SEED)
    last = Customer.objects.order_by("-id").values_list("id", flat=True)[0]
    first = Customer.objects.order_by("id").values_list("id", flat=True)[0]
    found: dict[str, list[str]] = {what: [] for what in QUERIES}
    while min(len(found[what]) for what in QUERIES[:3]) < REQUESTS // 4:
        near = Customer.objects.filter(id__gte=rng.randint(first, last)).order_by("id")[:20]
        for kind, name, folded, initials in near.values_list("kind", "name", "folded", "initials"):
            if kind == "person":
                if len(name) == 2:
                    found[QUERIES[0]].append(name)
                found[QUERIES[2]].append(initials)
            elif len(folded) >= 4:
                found[QUERIES[1]].append(folded[:4])
    found[QUERIES[3]] = [f"{rng.randrange(10_000):04d}" for _ in range(REQUESTS)]
    return {what: words[:REQUESTS] for what, words in found.items()}
