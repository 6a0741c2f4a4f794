"""Whose a number is taken to be: what was said, or what it surely is, and never a guess."""

from dataclasses import dataclass

import pytest

from shared.kernel.errors import AppError, InvalidInputError
from shared.parcels.carriers.choice import Choose
from shared.parcels.carriers.model import Asked, Report, Status
from shared.parcels.carriers.port import CarrierPort
from shared.parcels.carriers.typed import country_of
from shared.parcels.shipments.lookup import Wanted
from shared.parcels.shipments.planning import Untracked, carrier_of, plan
from shared.parcels.shipments.problems import CarrierAmbiguousError, CarrierUnknownError
from shared.platform.suppliers.port import SupplierStanding
from tests.fakes import ScriptedCarrier

OF_GERMANY = "CQ123456785DE"


async def _story(_: Asked) -> Report:
    return Report(status=Status.NOT_FOUND)


def _asking(standing: SupplierStanding = SupplierStanding.OPEN, **by: str) -> Choose:
    """Return what chooses: each carrier by itself, or by the aggregator that is named."""

    def choose(code: str) -> CarrierPort | None:
        whom = by.get(code)
        return None if whom is None else ScriptedCarrier(_story, code=whom, standing=standing)

    return choose


@pytest.mark.parametrize(
    ("choose", "carrier"),
    [
        (_asking(dhl="dhl"), "dhl"),
        (_asking(dhl="dhl", post_de="aggregator"), "dhl"),
        (_asking(dhl="aggregator", post_de="aggregator"), "post_de"),
        (_asking(post_de="aggregator"), "post_de"),
        (_asking(SupplierStanding.OFF, dhl="dhl"), "post_de"),
        (_asking(), "post_de"),
    ],
)
def test_of_two_that_show_the_same_parcel_the_one_is_asked_that_can_be(
    choose: Choose, carrier: str
) -> None:
    assert carrier_of(None, OF_GERMANY, choose) == carrier
    assert carrier_of(None, OF_GERMANY, choose, "DE") == carrier


def test_the_carrier_that_is_named_is_taken() -> None:
    assert carrier_of("post_de", OF_GERMANY, _asking(dhl="dhl")) == "post_de"
    assert carrier_of("fedex", "12345678901234", _asking()) == "fedex"
    with pytest.raises(InvalidInputError):
        carrier_of("nobody", OF_GERMANY, _asking())


@pytest.mark.parametrize("number", ["12345678901234", "520000000000000000000001", "KYV009956937"])
def test_by_its_length_a_number_is_nobodys_even_where_one_alone_can_be_asked(number: str) -> None:
    with pytest.raises(CarrierAmbiguousError):
        carrier_of(None, number, _asking(dhl="dhl", inpost="inpost", purolator="purolator"))


def _put(number: str, choose: Choose, country: str | None = None) -> list[str]:
    with pytest.raises(CarrierAmbiguousError) as caught:
        carrier_of(None, number, choose, country)
    return [one.carrier for one in caught.value.candidates]


def test_who_can_be_asked_is_put_first_and_before_them_who_is_at_home_there() -> None:
    asking = _asking(dhl="dhl", hanjin="aggregator")
    assert _put("12345678901234", asking)[:2] == ["dhl", "hanjin"]
    assert _put("12345678901234", asking, "ES")[:2] == ["seur", "dhl"]
    assert _put("12345678901234", _asking(post_ua="aggregator"), "IT")[0] == "brt"


def test_what_nobody_writes_is_nobodys() -> None:
    with pytest.raises(CarrierUnknownError):
        carrier_of(None, "HELLO", _asking(dhl="dhl"))


@dataclass(frozen=True)
class Item:
    number: str
    country: str | None = None
    carrier: str | None = None
    postcode: str | None = None
    phone_tail: str | None = None


def _error(item: Item, *languages: str) -> AppError:
    planned = plan(item, _asking(dhl="dhl"), languages)
    assert isinstance(planned, Untracked)
    return planned.error


def test_a_plan_goes_by_the_country_and_else_by_the_languages() -> None:
    asked = plan(Item(OF_GERMANY), _asking(dhl="dhl"))
    assert isinstance(asked, Wanted)
    assert asked.ref.carrier == "dhl"
    for error in (_error(Item("123456789014", "kr")), _error(Item("123456789014"), "ko", "ko-KR")):
        assert isinstance(error, CarrierAmbiguousError)
        assert error.candidates[0].carrier == "cj_logistics"


@pytest.mark.parametrize("country", ["", "D", "DEU", "4", "D1", "\u00c4T", "D E", "DE\n"])
def test_what_is_no_country_is_told_so(country: str) -> None:
    (fault,) = _error(Item(OF_GERMANY, country)).faults
    assert (fault.field, fault.code) == ("country", "country-unknown")


def test_a_country_is_what_is_said_and_else_the_languages_region() -> None:
    assert country_of("at", ["de-CH"]) == "AT"
    assert country_of(None, ["de", "de-CH"]) == "CH"
    assert country_of(None) is None


RIGHT_FOR_FEDEX, OF_UPS = "123456789012", "1Z5R89390357567127"
HOSTS = {
    "a check digit of another's": (
        f"https://www.mrw.es/seguimiento_envios/MRW_resultados_consultas.asp?envio={RIGHT_FOR_FEDEX}",
        "mrw",
    ),
    "the same, and another field": (
        f"https://www.brt.it/it/my-brt/spedizione?num={RIGHT_FOR_FEDEX}",
        "brt",
    ),
    # Yodel writes no twelve digits that we know of; but on its page FedEx's sum is chance.
    "a check digit of another's, where the host writes no such": (
        f"https://www.yodel.co.uk/tracking/{RIGHT_FOR_FEDEX}",
        "yodel",
    ),
    "a number of nobody": (
        "https://www.correos.es/es/herramientas/detalle?tracking-number=PQ4F1C0412345670128001A",
        "post_es",
    ),
    "a number of another for certain": (f"https://www.dhl.com/?tracking-id={OF_UPS}", "ups"),
    "no carrier's page": (f"https://example.org/track?tracking={OF_UPS}", "ups"),
}


@pytest.mark.parametrize(("link", "carrier"), HOSTS.values(), ids=HOSTS)
def test_a_links_host_says_whose_a_number_is_unless_it_is_surely_anothers(
    link: str, carrier: str
) -> None:
    planned = plan(Item(link), _asking(ups="ups", fedex="fedex", dhl="dhl"))
    code = planned.ref.carrier if isinstance(planned, Wanted) else planned.carrier
    assert code == carrier


@pytest.mark.parametrize("number", ["0612345005", "017612000004"])
def test_digits_among_other_words_are_nobodys_by_a_check_digit(number: str) -> None:
    assert isinstance(plan(Item(f"DHL {number}"), _asking(dhl="dhl", purolator="dhl")), Wanted)
    error = _error(Item(f"Max Mustermann {number}"))
    assert isinstance(error, CarrierAmbiguousError)
    assert error.candidates
    assert isinstance(
        _error(Item("Max Mustermann 1234567890123456789012345678901")), CarrierUnknownError
    )


@pytest.mark.parametrize(
    "link",
    [
        "https://www.mondialrelay.fr/suivi-de-colis?numeroExpedition=12345678",
        "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT=XY123456789FR",
    ],
)
def test_words_of_a_links_path_are_no_postcode(link: str) -> None:
    planned = plan(Item(link), _asking(mondial_relay="mondial_relay", chronopost="chronopost"))
    assert isinstance(planned, Wanted)
    assert planned.ref.asked.postcode is None
