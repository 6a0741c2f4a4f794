"""The composition root of where young accounts come from. See ``shared/setup/platform.py``."""

from functools import cache

from shared.people.accounts.origins import AccountOrigin, Origins
from shared.privacy.describe import Database
from shared.setup.accounts import of_people, person_keys
from shared.setup.platform import clock, documents


@cache
def origins() -> Origins:
    """Return from where young accounts were registered."""
    store = documents(Database.DATA)
    return Origins(of_people(AccountOrigin), store, person_keys(), clock())
