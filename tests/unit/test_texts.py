"""The catalogue: every text that the code asks for is there, and every text is asked for."""

import ast
import re
import string
from collections.abc import Iterator
from itertools import product

import pytest

from functions.staff.minors import CallOffReason
from infra.local.stack.process import ROOT
from infra.local.tools.problems import error_classes
from shared.kernel.texts import CATALOGUE, say
from shared.parcels.carriers.model import LinkKind, Proof, Reason, Status
from shared.parcels.carriers.number import NumberFault
from shared.parcels.follows.news_text import SHORT_CHARACTERS
from shared.people.consents.unsubscribe import TOKEN_CHARACTERS
from shared.privacy.purposes import PURPOSES
from shared.rights.requests.model import RightsExtension, RightsOutcome
from tests.rows import each_row
from tests.source import DEPLOYED, nodes_of

NEWS = set(Status) - {Status.NOT_FOUND, Status.UNKNOWN}
"""What is ever news of a parcel."""
_COMPUTED = (
    {f"number-{fault}" for fault in NumberFault}
    | {f"{proof}-required".replace("_", "-") for proof in Proof}
    | {f"{proof}-rejected".replace("_", "-") for proof in Proof}
    | {f"{proof}-malformed".replace("_", "-") for proof in Proof}
    | {f"own-{kind}" for kind in LinkKind}
    | {f"purpose-{purpose}" for purpose in PURPOSES}
    | {f"rights-outcome-{outcome}" for outcome in RightsOutcome}
    | {f"rights-extension-{reason}" for reason in RightsExtension}
    | {f"minor-off-{reason}" for reason in CallOffReason}
    | {f"news-{status}" for status in NEWS}
    | {f"news-because-{reason}" for reason in Reason}
)


def written() -> Iterator[ast.AST]:
    """Yield all that stands in what is deployed, but for the catalogue."""
    for path in DEPLOYED:
        if path != ROOT / "shared" / "kernel" / "texts.py":
            yield from nodes_of(path)


def asked_outright() -> set[str]:
    """Return the keys that stand as a constant where a fault is made or a text is asked for."""
    places = {"FieldFault": 1, "bad_field": 1, "_fault": 0, "say": 0}
    found: set[str] = set()
    for node in written():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            at = places.get(node.func.id)
            if at is not None and len(node.args) > at:
                argument = node.args[at]
                if isinstance(argument, ast.Constant):
                    found.add(str(argument.value))
    return found


def constants() -> set[str]:
    """Return every text constant of the deployed code."""
    return {
        node.value
        for node in written()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def used() -> set[str]:
    return asked_outright() | _COMPUTED | {error.code for error in error_classes()}


def test_every_key_that_is_used_has_a_text() -> None:
    assert used() - set(CATALOGUE["en"]) == set()


def test_every_text_is_used() -> None:
    assert set(CATALOGUE["en"]) - used() - constants() == set()


@each_row(("key", "language"), product(sorted(CATALOGUE["en"]), CATALOGUE))
def test_every_text_is_a_sentence_with_the_same_facts_in_every_language(
    key: str, language: str
) -> None:
    facts = [name for _, name, _, _ in string.Formatter().parse(CATALOGUE["en"][key]) if name]
    text = say(key, language, **dict.fromkeys(facts, "FACT"))
    assert text.endswith((".", "FACT."))
    assert text.count("FACT") == len(facts)
    assert "{" not in text


def test_a_language_that_we_lack_is_english() -> None:
    assert say("not-found", "tlh") == CATALOGUE["en"]["not-found"]


def test_a_key_that_we_lack_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        say("no-such-text")


_GSM = re.compile(r"\A[A-Za-z0-9@!\"#%&'()*+,./:;<=>? \n_-]*\Z")
"""Characters of GSM 03.38 that we need: others halve what fits into an SMS."""
_LONGEST = {
    "code": "123456",
    "long": "XXXX-XXXX-XXXX-XXXX",
    "receipt": "0" * 32,
    "id": "0" * 32,
    "until": "2026-11-29 17:15 UTC",
    "at": "2026-11-29 17:15 UTC",
    "day": "2026-11-29",
    "due": "2026-11-29",
    "number": "20",
    "stop": "https://asia.api.example.com/v1/unsubscribe/" + "x" * TOKEN_CHARACTERS,
    "news": max(
        (say(f"news-{one}", parcel=f"{'x' * SHORT_CHARACTERS} ...1234") for one in NEWS), key=len
    ),
}


@pytest.mark.parametrize("language", sorted(CATALOGUE))
@pytest.mark.parametrize("key", [one for one in CATALOGUE["en"] if one.startswith("sms-")])
def test_what_goes_by_sms_fits_into_one(key: str, language: str) -> None:
    text = CATALOGUE[language][key].format(**_LONGEST)
    if key == "sms-long-code-text":
        text = text.replace("123456", _LONGEST["long"])
    assert len(text) <= 160
    assert _GSM.match(text)
