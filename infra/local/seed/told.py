"""What the seed tells a person at a terminal: how far it is, and what came of it. Pure."""

from collections.abc import Callable, Iterator
from typing import TextIO

from infra.local.seed.calls import Tally

_TENTHS = 10
_PARCEL = "parcel "
_WAYS = ("mail", "SMS", "quick login alone")
_THINGS = ("quick logins linked", "devices", "preferences", "portraits")


def progress_line(stream: TextIO, people: int) -> Callable[[int, float], None]:
    """Return what writes the progress: one line anew on a terminal, else a line each tenth."""
    if stream.isatty():

        def rewrite(done: int, seconds: float) -> None:
            end = "\n" if done == people else ""
            print(f"\r{_progress(done, people, seconds)}", end=end, flush=True, file=stream)

        return rewrite
    told = 0

    def tell(done: int, seconds: float) -> None:
        nonlocal told
        if done * _TENTHS // people > told:
            told = done * _TENTHS // people
            print(_progress(done, people, seconds), flush=True, file=stream)

    return tell


def summary(tally: Tally, region: str, seconds: float) -> Iterator[str]:
    """Yield the lines that say what was made, and every refusal."""
    made = tally.made
    rate = tally.seen / max(seconds, 0.001)
    yield f"{_many(tally.seen)} people of {region} in {seconds:.1f} s, {rate:.1f} a second:"
    yield _line("people", {w: made[f"people {w}"] for w in ("new", "there already", "refused")})
    yield _line("signed in by", {way: made[f"by {way}"] for way in _WAYS})
    yield _line("they brought", {what: made[what] for what in _THINGS})
    yield _line("they follow", {"new": made["followed"], "already": made["followed already"]})
    parcels = {k.removeprefix(_PARCEL): n for k, n in made.most_common() if k.startswith(_PARCEL)}
    yield _line("parcels", parcels)
    if not tally.refused:
        yield "  nothing was refused"
    for refusal, times in tally.refused.most_common():
        yield f"  refused {_many(times)} x {refusal}"


def _progress(done: int, people: int, seconds: float) -> str:
    rate = done / seconds if seconds else 0.0
    return f"  {_many(done)} of {_many(people)} people, {seconds:.0f} s, {rate:.1f} a second"


def _line(what: str, counts: dict[str, int]) -> str:
    told = ", ".join(f"{name} {_many(count)}" for name, count in counts.items() if count)
    return f"  {what}: {told or 'nothing'}"


def _many(count: int) -> str:
    return f"{count:,}"
