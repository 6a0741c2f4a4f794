"""What is in an archive, written kind by kind as it is read: never more than a page is in memory.

index.html             to read
about.json             what a person must be told beside their data (GDPR Article 15)
data/<kind>.json       everything of one kind, by the data map
schema/<kind>.json     its form, and why and how long each field is held
portrait.jpg           if there is one
manifest.json          size and SHA-256 of every file above
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.kernel.errors import IntegrityError, NotFoundError
from shared.people.person.subject_data import Store
from shared.people.portraits.portraits import Portraits
from shared.rights.exports.page import Chapter, page
from shared.rights.exports.schema import exported_fields, schema_of
from shared.rights.exports.zip_stream import ZipStream

FORM = 1
"""The version of all this."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Whose data it is, and where it comes from."""

    person: str
    stores: Sequence[Store]
    portraits: Portraits
    facts: Mapping[str, Any]
    at: datetime
    language: str


async def write_contents(
    archive: ZipStream, contents: Contents, go_on: Callable[[], Awaitable[None]]
) -> None:
    """Write all files of an archive.

    Args:
        archive: Where to.
        contents: What.
        go_on: Called for each record; raises when the work is to stop.

    Raises:
        UnavailableError: Something did not answer: the archive is worth nothing.
    """
    chapters: list[Chapter] = []
    for store in contents.stores:
        kind = store.record.collection
        schema = schema_of(store.record)
        chapter = Chapter(store.record)
        await archive.add(f"data/{kind}.json", _items(store, contents.person, chapter, go_on))
        await archive.add_whole(f"schema/{kind}.json", _json(schema))
        chapters.append(chapter)
    portrait = await _portrait(archive, contents)
    await archive.add_whole("about.json", _json(contents.facts))
    readable = page(
        chapters,
        contents.facts,
        made=f"{contents.at:%Y-%m-%d %H:%M} UTC",
        portrait=portrait == "there",
        language=contents.language,
    )
    await archive.add_whole("index.html", readable.encode())
    await archive.add_whole(
        "manifest.json", _json(_manifest(archive, contents, chapters, portrait))
    )


async def _items(
    store: Store, person: str, chapter: Chapter, go_on: Callable[[], Awaitable[None]]
) -> AsyncIterator[bytes]:
    """Yield the file of one kind; nothing is masked, for it is the person's own."""
    fields = set(exported_fields(store.record))
    head = {"kind": store.record.collection, "version": store.record.version}
    yield json.dumps(head)[:-1].encode() + b', "items": ['
    async for slot in store.of(person):
        await go_on()
        chapter.damaged += slot.damaged
        if slot.record is None:
            continue
        comma = b",\n" if chapter.count else b"\n"
        number = store.record.number_of(slot.name)
        item = {"id": number} if number is not None else {}
        item |= slot.record.model_dump(mode="json", include=fields)
        chapter.add(slot)
        yield comma + json.dumps(item, ensure_ascii=False).encode()
    yield f'\n], "damaged": {chapter.damaged}}}\n'.encode()


async def _portrait(archive: ZipStream, contents: Contents) -> str:
    """Add the portrait; tell whether it is there, damaged, or none."""
    try:
        picture = await contents.portraits.get(contents.person)
    except NotFoundError:
        return "none"
    except IntegrityError:
        return "damaged"
    await archive.add_whole("portrait.jpg", picture)
    return "there"


def _manifest(
    archive: ZipStream, contents: Contents, chapters: Sequence[Chapter], portrait: str
) -> dict[str, Any]:
    return {
        "form": FORM,
        "made_at": contents.at.isoformat(),
        "files": [
            {"path": one.path, "bytes": one.size, "sha256": one.sha256} for one in archive.packed
        ],
        "items": {one.kind: one.count for one in chapters},
        "damaged": {one.kind: one.damaged for one in chapters if one.damaged},
        "portrait": portrait,
    }


def _json(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"
