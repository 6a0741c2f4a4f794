"""Invented people for a local stack: who they are, what they use, what they tell. Pure.

Person ``number`` of a seed and a region is always the same, however many there are beside. Names
are made of syllables; mailboxes lie in domains that nobody can have (RFC 2606), phones in ranges
that are kept for films (the Bundesnetzagentur's "drama numbers"; 555-0100 to 555-0199 in North
America), and everybody calls from a network of their own in the documentation's range (RFC 3849).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from types import MappingProxyType

from infra.local.seed.parcels import Parcel, happens, parcels_of
from shared.people.accounts.providers import ProviderId

MOST_PEOPLE = 100_000
MOST_SEED = 9_999
PHONES = 20
"""People of a population who sign in by SMS: well below what a region sends in an hour."""
_EVERY_PHONE, _EVERY_LOGIN, _EVERY_PORTRAIT = 50, 10, 40
"""Of so many people one has it."""
_AT = 7
"""Which one of them: not the first."""

# Countries of each region, how many of a hundred live there, and the language that they choose.
_COUNTRIES: Mapping[str, Sequence[tuple[str, int, str]]] = {
    "eu": (
        ("DE", 30, "de-DE"), ("FR", 14, "fr-FR"), ("IT", 10, "it-IT"), ("ES", 9, "es-ES"),
        ("GB", 8, "en-GB"), ("PL", 8, "pl-PL"), ("NL", 6, "nl-NL"), ("AT", 4, "de-AT"),
        ("BE", 3, "nl-BE"), ("CH", 3, "de-CH"), ("SE", 3, "sv-SE"), ("ZA", 2, "en-ZA"),
    ),
    "us": (
        ("US", 72, "en-US"), ("CA", 11, "en-CA"), ("MX", 8, "es-MX"), ("BR", 6, "pt-BR"),
        ("CL", 3, "es-CL"),
    ),
    "asia": (
        ("JP", 30, "ja-JP"), ("IN", 28, "en-IN"), ("KR", 12, "ko-KR"), ("AU", 12, "en-AU"),
        ("TH", 10, "th-TH"), ("SG", 8, "en-SG"),
    ),
}  # fmt: skip
_PHONES: Mapping[str, tuple[str, str]] = {"eu": ("DE", "+4917139200"), "us": ("US", "+120255501")}
"""Where SMS reaches people, and what their numbers begin with: two digits follow."""
_DOMAINS = ("example.org", "example.com", "example.net")
_BEGIN = "Bel Dor Fen Gal Hel Jor Kel Lor Mel Nor Ossi Pel Quen Ros Sil Tor Ulv Vel Wen Yor Zan"
_MIDDLE = "a e i o u ala eri ino osa una"
_END = "dra lith mir nelle quist rin sko thea vik wyn zel"
_MANNERS = "brisk calm clever early gentle hasty merry patient quiet shy sleepy sunny tidy witty"
_ANIMALS = "badger curlew ferret heron ibex lynx magpie marten otter plover puffin stoat tern vole"
_PROVIDERS: tuple[ProviderId, ...] = ("google", "apple", "facebook")
_LAYOUTS = ("list", "cards", "compact")
_GENDERS = ("female", "male", "other")
_APPS = (
    ("Nordlys 5", "Android", "16"),
    ("Nordlys 4 mini", "Android", "15"),
    ("Pomona 12", "iOS", "26.1"),
    ("Pomona 11", "iOS", "18.6"),
)
_BROWSERS = (("Lanternfox", "144"), ("Brassgull", "27.2"))
_SIXTEEN_BITS = 0xFFFF
_NUMBER_BITS = 17  # 100,000 people of a seed


@dataclass(frozen=True, slots=True)
class Login:
    """An account at a provider of quick login."""

    provider: ProviderId
    subject: str


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody who does not exist."""

    source: str
    """Their network address."""
    country: str
    email: str | None
    phone: str | None
    login: Login | None
    """With an address it is linked to the account; without one the account is made by it."""
    details: Mapping[str, str]
    """What they tell when they register, beside address and country."""
    devices: tuple[Mapping[str, str], ...]
    preferences: Mapping[str, str] | None
    colour: tuple[int, int, int] | None
    """Of their portrait, if they have one."""
    parcels: tuple[Parcel, ...]
    agrees: bool
    """That their parcels may be counted once they are gone."""

    def words(self) -> set[str]:
        """Return all that nobody may find in any store."""
        told = {self.email, self.phone, self.details.get("nickname")}
        told |= {self.email.partition("@")[0]} if self.email else set()
        told |= {self.login.subject} if self.login else set()
        told |= {device[name] for device in self.devices for name in device if name in _OWN}
        told |= {word for parcel in self.parcels for word in parcel.words()}
        return {word for word in told if word}


_AGREE = 0.6
_OWN = frozenset({"device_id"})


def invented(number: int, *, seed: int, region: str) -> Invented:
    """Return a person of a population.

    Args:
        number: From 0.
        seed: Which population.
        region: Where they live.
    """
    chance = Random(f"{seed}|{region}|{number}")  # noqa: S311 - the same every time is the point
    id_ = seed << _NUMBER_BITS | number
    name = (_name(chance), _name(chance))
    country, locale = _home(chance, region)
    login = _login(chance, number, id_)
    phone = _phone(number, seed, region)
    if phone is not None:
        country = _PHONES[region][0]
    alone = login is not None and number // _EVERY_LOGIN % 2 == 0
    local = f"{name[0]}.{name[1]}.{id_:x}".lower()
    email = f"{local}@{chance.choice(_DOMAINS)}"
    return Invented(
        source=_source(id_),
        country=country,
        email=None if phone or alone else email,
        phone=phone,
        login=login,
        details=_details(chance, name, locale),
        devices=tuple(_device(chance) for _ in range(chance.choice((0, 1, 1, 1, 2)))),
        preferences=_preferences(chance, locale),
        colour=_colour(chance) if number % _EVERY_PORTRAIT == _AT + 1 else None,
        parcels=parcels_of(chance, name[0]),
        agrees=chance.random() < _AGREE,
    )


def _name(chance: Random) -> str:
    return "".join(chance.choice(part.split()) for part in (_BEGIN, _MIDDLE, _END))


def _home(chance: Random, region: str) -> tuple[str, str]:
    rows = _COUNTRIES[region]
    [(country, _, locale)] = chance.choices(rows, weights=[weight for _, weight, _ in rows])
    return country, locale


def _source(id_: int) -> str:
    """Return an address in a /64 of its own within 2001:db8::/32."""
    return f"2001:db8:{id_ >> 16 & _SIXTEEN_BITS:x}:{id_ & _SIXTEEN_BITS:x}::1"


def _login(chance: Random, number: int, id_: int) -> Login | None:
    """Return an account at a provider: a tenth have one."""
    if number % _EVERY_LOGIN != _AT - 1:
        return None
    return Login(chance.choice(_PROVIDERS), f"invented-{id_:x}-{chance.getrandbits(40):010x}")


def _phone(number: int, seed: int, region: str) -> str | None:
    """Return a phone for one in fifty of the first thousand: SMS are few."""
    turn, rest = divmod(number, _EVERY_PHONE)
    if rest != _AT or turn >= PHONES or region not in _PHONES:
        return None
    return f"{_PHONES[region][1]}{(seed * PHONES + turn) % 100:02}"


def _details(chance: Random, name: tuple[str, str], locale: str) -> Mapping[str, str]:
    told = {}
    if happens(chance, 80):
        told["locale"] = locale
    if happens(chance, 70):
        manner, animal = chance.choice(_MANNERS.split()), chance.choice(_ANIMALS.split())
        nicknames = (f"{manner}-{animal}-{chance.randrange(1000):03}", " ".join(name))
        told["nickname"] = chance.choice(nicknames)
    if happens(chance, 30):
        told["gender"] = chance.choice(_GENDERS)
    if happens(chance, 40):
        day = date(2000, 1, 1) + timedelta(days=chance.randrange(366))
        told["birthday"] = f"--{day:%m-%d}"
    return MappingProxyType(told)


def _device(chance: Random) -> Mapping[str, str]:
    """Return what an app tells of a phone, or the site of a browser."""
    id_ = f"{chance.getrandbits(64):016x}"
    if happens(chance, 30):
        browser, version = chance.choice(_BROWSERS)
        return MappingProxyType({"browser": browser, "browser_version": version, "device_id": id_})
    model, os, version = chance.choice(_APPS)
    facts = {"model": model, "os": os, "os_version": version, "app_version": "1.0.0"}
    return MappingProxyType({**facts, "device_id": id_})


def _preferences(chance: Random, locale: str) -> Mapping[str, str] | None:
    if happens(chance, 50):
        return None
    language, layout = locale.partition("-")[0], chance.choice(_LAYOUTS)
    return MappingProxyType({"language": language, "layout": layout})


def _colour(chance: Random) -> tuple[int, int, int]:
    red, green, blue = (chance.randrange(256) for _ in range(3))
    return red, green, blue
