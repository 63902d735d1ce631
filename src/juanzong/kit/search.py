"""Full text on both databases without extensions: FTS5 on SQLite, tsvector and GIN on PostgreSQL.

One table for each index, made by the owning room's migration with `CreateTextIndex`. A row is an id and its
tokens; rows come back newest first, which for ids that rise with time is id descending. The table keeps no text.
A *keyed* index stores hashed tokens, for texts that may hold what must not stand in clear on the disk.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from math import isqrt
from typing import Any

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

from juanzong.kit import blind, tokens
from juanzong.kit.tokens import GAP, INITIALS, SCOPE, Phrase


class CreateTextIndex(RunPython):
    """A migration step that makes the table `text_<name>`."""

    def __init__(self, name: str) -> None:
        def forward(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
            if editor.connection.vendor == "postgresql":
                editor.execute(f"CREATE TABLE text_{name} (id bigint PRIMARY KEY, body tsvector NOT NULL)")
                editor.execute(f"CREATE INDEX text_{name}_body ON text_{name} USING gin (body)")
            else:
                editor.execute(
                    f"CREATE VIRTUAL TABLE text_{name} USING fts5("
                    "body, content='', contentless_delete=1, tokenize='ascii')"
                )

        def backward(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
            editor.execute(f"DROP TABLE text_{name}")

        super().__init__(forward, backward, elidable=False)


class AddTriples(RunPython):
    """A migration step that adds to the rows of `text_<name>` the triples of initials (`_triples`), which their pairs tell.
    On PostgreSQL only."""

    def __init__(self, name: str) -> None:
        def forward(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
            if editor.connection.vendor == "postgresql":
                editor.execute(ADD_TRIPLES.format(table=f"text_{name}", pair=f"{INITIALS}__"))

        super().__init__(forward, RunPython.noop, elidable=True)


ADD_TRIPLES = """
UPDATE {table} SET body = body || made.triples FROM (
    SELECT id, array_to_tsvector(array_agg(DISTINCT one.lexeme || right(two.lexeme, 1))) AS triples
    FROM {table}, unnest(body) AS one, unnest(one.positions) AS place, unnest(body) AS two
    WHERE one.lexeme LIKE '{pair}' AND two.lexeme LIKE '{pair}' AND place + 1 = ANY (two.positions)
    GROUP BY id
) AS made WHERE made.id = {table}.id
"""


def row_tokens(fields: Iterable[str], *, initials: Iterable[str] = (), scopes: Iterable[str] = ()) -> list[str]:
    """The tokens of a row: its text fields, the pinyin initials of its names, and who may find it."""
    words: list[str] = []
    for field in fields:
        if field:
            words += tokens.tokens(field)
            words.append(GAP)
    for letters in initials:
        if letters:
            words += tokens.initials(letters)
            words.append(GAP)
    words.extend(SCOPE + scope for scope in scopes)
    return words


@lru_cache(maxsize=200_000)
def _hashed(key: bytes, word: str) -> str:
    return hmac.digest(key, word.encode(), "sha256")[:6].hex()


class TextIndex:
    """The index `text_<name>`. Writes belong inside the transaction that writes the row itself."""

    def __init__(self, name: str, *, keyed: bool = False) -> None:
        self.table = f"text_{name}"
        self.name = name
        self.keyed = keyed

    def _stored(self, words: Iterable[str]) -> list[str]:
        if not self.keyed:
            return list(words)
        key = blind.token_key(self.name)
        return [word if word[0] in (SCOPE, GAP) else _hashed(key, word) for word in words]

    def put(self, rows: Iterable[tuple[int, Sequence[str]]], *, new: bool = False) -> None:
        """Index rows of (id, tokens); `new` promises that none of them is there yet, which saves a look."""
        made = [(row_id, self._stored(words)) for row_id, words in rows]
        if not made:
            return
        if not new:
            self.remove([row_id for row_id, _ in made])
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.cursor.copy(f"COPY {self.table} (id, body) FROM STDIN") as copy:
                    for row_id, words in made:
                        copy.write_row((row_id, _vector(words)))
            else:
                cursor.executemany(
                    f"INSERT INTO {self.table} (rowid, body) VALUES (%s, %s)",
                    [(row_id, " ".join(words)) for row_id, words in made],
                )

    def remove(self, ids: Sequence[int]) -> None:
        """Forget rows; unknown ids are fine."""
        column = "id" if connection.vendor == "postgresql" else "rowid"
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {self.table} WHERE {column} = %s", [(row_id,) for row_id in ids])

    def find(
        self, query: str, *, scopes: Sequence[str] | None = None, limit: int = 20, before: int | None = None
    ) -> list[int]:
        """Ids of rows that hold every word of `query`, newest first.

        A word finds any part of a field; plain letters also find pinyin initials. `scopes`: only rows that bear
        one of these scope tokens, None for all rows. `before`: only ids below, for paging. One SQL statement, or
        none when the query holds nothing to search for.
        """
        wanted = [self._alternatives(word) for word in query.split()]
        wanted = [choices for choices in wanted if choices]
        if not wanted or (scopes is not None and not scopes):
            return []
        if scopes is not None:
            wanted.append([Phrase((SCOPE + scope,)) for scope in scopes])
        postgres = connection.vendor == "postgresql"
        column = "id" if postgres else "rowid"
        below = "" if before is None else f" AND {column} < %(before)s"
        if postgres:
            match = " & ".join(f"({' | '.join(map(_pg, choices))})" for choices in wanted)
            where = f"body @@ %(match)s::tsquery{below}"
        else:
            match = " AND ".join(f"({' OR '.join(map(_fts, choices))})" for choices in wanted)
            where = f"{self.table} MATCH %(match)s{below}"
        sql = f"SELECT {column} FROM {self.table} WHERE {where} ORDER BY {column} DESC LIMIT %(limit)s"
        if postgres:
            sql = _RARE_OR_COMMON.format(table=self.table, where=where, below=below, walk=sql)
        latest = _LATEST if any(p.words[0][0] == INITIALS for choices in wanted for p in choices) else 0
        asked = {"match": match, "before": before, "limit": limit, "rare": _RARE * isqrt(limit), "latest": latest}
        with connection.cursor() as cursor:
            cursor.execute(sql, asked)
            return [row[0] for row in cursor.fetchall()]

    def _alternatives(self, word: str) -> list[Phrase]:
        found = [p for p in (tokens.phrase(word), tokens.initials_phrase(word)) if p]
        if not self.keyed:
            return found
        # The beginning of a hashed token cannot be known: in a keyed index a word has at least two characters.
        return [Phrase(tuple(self._stored(p.words))) for p in found if not p.open_end]


_RARE, _LATEST = 300, 500
# PostgreSQL knows how common the commonest tokens are and guesses the others too common, so that it would walk the
# table from its newest end for a name that only a few bear. So the index is asked first, for some hundreds of rows at
# most, more where more is wanted; only what is more common than that is looked for from the newest end, where it turns
# up soon. Pinyin initials are common as a rule (there are so few of them): for these a short look at the newest rows
# comes before all, and often is enough.
_RARE_OR_COMMON = """
WITH latest AS MATERIALIZED (
    SELECT id FROM (SELECT id, body FROM {table} WHERE true{below} ORDER BY id DESC LIMIT %(latest)s) AS newest
    WHERE {where} ORDER BY id DESC LIMIT %(limit)s
),
hits AS MATERIALIZED (SELECT id FROM {table} WHERE {where} LIMIT %(rare)s + 1),
way AS MATERIALIZED (SELECT CASE
    WHEN (SELECT count(*) FROM latest) = %(limit)s THEN 'latest'
    WHEN (SELECT count(*) FROM latest) > 1 OR (SELECT count(*) FROM hits) > %(rare)s THEN 'walk'
    ELSE 'hits' END AS taken)
(SELECT id FROM latest WHERE (SELECT taken = 'latest' FROM way) ORDER BY id DESC)
UNION ALL
(SELECT id FROM hits WHERE (SELECT taken = 'hits' FROM way) ORDER BY id DESC LIMIT %(limit)s)
UNION ALL
(SELECT found.id FROM ({walk}) AS found WHERE (SELECT taken = 'walk' FROM way))
"""


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _triples(words: Sequence[str]) -> list[str]:
    """Three initials in a row, one token each. The index of PostgreSQL holds no positions: for two pairs in a row it has to
    read every row that holds both anywhere, while a token of its own is answered by the index alone."""
    pairs = pairwise(word if word[0] == INITIALS and len(word) > 2 else "" for word in words)
    return [first + second[-1] for first, second in pairs if first and second]


def _vector(words: Sequence[str]) -> str:
    """A tsvector literal with positions; PostgreSQL keeps positions up to 16383, which is enough for a phrase."""
    placed = (f"{_quoted(word)}:{min(place, 16383)}" for place, word in enumerate(words, 1))
    return " ".join([*placed, *map(_quoted, _triples(words))])


def _pg(found: Phrase) -> str:
    parts = [_quoted(word) for word in found.words]
    if found.open_end:
        parts[-1] += ":*"
    triples = [_quoted(word) for word in _triples(found.words)]
    in_a_row = [] if len(triples) == 1 else [" <-> ".join(parts)]
    return "(" + " & ".join([*triples, *in_a_row]) + ")"


def _fts(found: Phrase) -> str:
    text = " + ".join(f'"{word}"' for word in found.words)
    return f"({text}*)" if found.open_end else f"({text})"
