"""All documents with a value, page by page: for who wants to see each of them."""

from collections.abc import AsyncIterator

from shared.platform.records.port import Document, Documents

_PAGE = 300


async def each_having(
    documents: Documents, collection: str, field: str, value: str
) -> AsyncIterator[Document]:
    """Yield all documents whose clear, indexed field has this value, in the order of their names.

    Raises:
        UnavailableError: The database did not answer.
    """
    after, full = "", True
    while full:
        page = await documents.having(collection, field, value, after=after, limit=_PAGE)
        for one in page:
            yield one
        full = len(page) == _PAGE
        after = page[-1].id.name if full else ""
