"""The composition root of where young accounts come from. See ``shared/wiring.py``."""

from functools import cache

from shared.people.origins import AccountOrigin, Origins
from shared.people.wiring import of_people, person_keys
from shared.privacy.describe import Database
from shared.wiring import clock, documents


@cache
def origins() -> Origins:
    """Return from where young accounts were registered."""
    store = documents(Database.DATA)
    return Origins(of_people(AccountOrigin), store, person_keys(), clock())
