"""A person's portrait, as the data map describes it. Pure."""

from typing import Annotated

from shared.people.person.model import WHILE_ACCOUNT
from shared.privacy.describe import Database, Kind, Personal, Record
from shared.privacy.purposes import ACCOUNT


class Portrait(Record, collection="portraits", database=Database.BUCKET, owner="a person"):
    """A portrait: one sealed object, named by a keyed hash of whose it is."""

    image: Annotated[
        bytes,
        Personal(
            Kind.BASIC,
            purpose=ACCOUNT,
            keep=WHILE_ACCOUNT,
            holds="the picture that the person chose, made anew without its metadata",
        ),
    ]
