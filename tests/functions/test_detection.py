"""Whose a number is, over HTTP: candidates with honest evidence, and who is asked unnamed.

Most numbers are such as people told of in public that a program took for somebody else's or did not
know; those that a check digit does not bind have other digits.
"""

from typing import Any

import httpx
import pytest

from tests.world import World

pytestmark = pytest.mark.stack

Json = dict[str, Any]


async def candidates(visitor: httpx.AsyncClient, number: str, **more: str) -> list[Json]:
    """Return whose a number may be."""
    reply = await visitor.post("/v1/carriers/detect", json={"number": number, **more})
    assert reply.status_code == 200, reply.text
    found: list[Json] = reply.json()["candidates"]
    return found


async def carriers(visitor: httpx.AsyncClient, number: str, **more: str) -> list[str]:
    """Return their codes."""
    return [one["carrier"] for one in await candidates(visitor, number, **more)]


async def looked_up(visitor: httpx.AsyncClient, number: str, **more: str) -> Json:
    """Return what comes of a query that names no carrier."""
    reply = await visitor.post("/v1/waybills/query", json={"items": [{"number": number, **more}]})
    assert reply.status_code == 200, reply.text
    (found,) = reply.json()["items"]
    assert isinstance(found, dict)
    return found


ASKED = {
    "UPS Mail Innovations, 802": ("802269919937015457", "ups"),
    "UPS Mail Innovations, 801": ("801648328299311945", "ups"),
    "USPS, 26 digits with 92 and a mailer of six": ("92041124161170148800003131", "usps"),
    "USPS, another service": ("92055124161170148800000274", "usps"),
    "DHL Paket, JJD and 18": ("JJD014600006281230704", "dhl"),
    "DHL Paket, JD and 18": ("JD014600006281230704", "dhl"),
    "DHL Paket, an article by its look": ("JJD000390012345678901", "dhl"),
    "DHL Paket, its container code": ("00340433000000000018", "dhl"),
    "a parcel of Germany's post, which DHL's API tracks": ("CQ964395186DE", "dhl"),
    "FedEx, 12 digits that fit nobody else's sum": ("986578788855", "fedex"),
    # Ten digits are FedEx's and others', too: one in ten of those is right for DHL by chance, and
    # this one of FedEx's is. A right check digit settles where it is one carrier's alone of that
    # length: most of what has ten digits and is right is DHL Express's. FedEx is a candidate all
    # the same.
    "ten digits that are right for DHL": ("5096672442", "dhl"),
}


@pytest.mark.parametrize(("number", "carrier"), ASKED.values(), ids=ASKED)
async def test_a_number_that_is_surely_a_carriers_is_asked_of_it(
    visitor: httpx.AsyncClient, number: str, carrier: str
) -> None:
    assert (await carriers(visitor, number))[0] == carrier
    found = await looked_up(visitor, number)
    assert (found["carrier"], found["shipment"]["asked"]) == (carrier, carrier)


KNOWN = {
    "Amazon's with a station": ("TBAONT500361196", "amazon"),
    "Amazon's in France": ("CA0071234563", "amazon"),
    "Colissimo's": ("6Q01929938641", "post_fr"),
    "Hermes's of 20": ("H1000000000000000001", "hermes_de"),
    "Poczta Polska's": ("00359007730000000015", "post_pl"),
    "Pocztex's": ("PX1234567890", "post_pl"),
    "Packeta's": ("Z 123 4567 890", "packeta"),
    "Swiss Post's": ("99.34.123456.12345678", "post_ch"),
    "bpost's": ("323200000000000000000001", "post_be"),
    "Correos's": ("PL00ZZ0000000010100000Y", "post_es"),
    "UniUni's": ("UUS0000000000000001", "uniuni"),
    "J&T's": ("JT0000000000001", "j_and_t"),
    "Mondial Relay's label": ("12123456780101006623123454", "mondial_relay"),
    "Chronopost's that is of no country": ("XR123456785TS", "chronopost"),
    "Yanwen's that is of no country": ("RR344217874YP", "yanwen"),
}


@pytest.mark.parametrize(("number", "carrier"), KNOWN.values(), ids=KNOWN)
async def test_a_number_of_a_carrier_that_cannot_be_asked_here_is_known(
    visitor: httpx.AsyncClient, number: str, carrier: str
) -> None:
    assert (await carriers(visitor, number))[0] == carrier
    found = await looked_up(visitor, number)
    assert (found["carrier"], found["problem"]["code"]) == (carrier, "carrier-not-configured")


UNSURE = {
    # One's by length or beginning, which others may have, too.
    "FedEx Ground Economy without 92": ("61299998245242452033", {"fedex"}),
    "the same of another mailer": ("61292701078443410536", {"fedex"}),
    "UPS Mail Innovations abroad": ("UPAAB000000205998761", {"ups"}),
    "USPS with a check digit that is not right": ("9468930109345000192358", {"usps"}),
    "GLS in Czechia, nine digits": ("100292154", {"gls"}),
    "GLS in Slovakia, eleven": ("90273617527", {"gls", "dhl"}),
    "GLS's track id": ("AB12CD34", {"gls"}),
    "SF's twelve digits": ("254412284165", {"sf_express"}),
    "ORLEN Paczka, 13 digits": ("2100676601223", {"orlen_paczka"}),
    "Allegro One": ("AD010AHGE2", {"allegro_one"}),
    "Australia Post's 16": ("7BJ1000634011427", {"post_au"}),
    "UPS freight, ten digits": ("1058233044", {"ups", "fedex", "dhl"}),
    "SEUR's 16": ("SU15260341841253", {"seur"}),
    "DPD's 14 of any depot": ("15501234567890", {"dpd", "dhl"}),
    "Nova Poshta's 14": ("20400000000001", {"nova_poshta", "dpd"}),
    "24 digits": ("520000000000000000000001", {"inpost"}),
    "three letters and nine digits": ("KYV009956937", {"purolator"}),
    "TH and digits": ("TH123456789012", {"dhl", "spx", "flash_express"}),
    "SG and digits": ("SG1234567890", {"dhl"}),
    "JD and ten digits": ("JD1234567890", {"j_and_t"}),
    "Amazon's in Europe": ("DE0000000001", {"amazon"}),
    "a taxpayer's in Belgium": ("BE0123456789", {"amazon"}),
    "JD and 16": ("JD1234567890123456", {"yodel", "dhl"}),
    "JJD and 16": ("JJD1234567890123456", {"yodel", "dhl"}),
    "H and 15": ("H123456789012349", {"hermes_de", "evri"}),
    # A check digit that carriers share.
    "16 digits": ("3000000000000018", {"canada_post", "correos_express"}),
    "12 digits by seven": ("200000000001", {"yamato", "post_jp", "sagawa", "lotte"}),
    "11 digits by seven": ("12345678903", {"dhl", "post_jp", "aramex", "blue_dart"}),
    "15 characters by 37 and 36": ("25000000000001B", {"dpd", "chronopost"}),
    "14 digits by GS1": ("12345678901231", {"hermes_de", "dpd"}),
}


@pytest.mark.parametrize(("number", "some"), UNSURE.values(), ids=UNSURE)
async def test_a_number_that_may_be_anothers_is_asked_of_nobody_and_the_person_may_choose(
    world: World, visitor: httpx.AsyncClient, number: str, some: set[str]
) -> None:
    found = await candidates(visitor, number)
    assert some <= {one["carrier"] for one in found}
    told = await looked_up(visitor, number)
    assert told["problem"]["code"] == "carrier-ambiguous"
    assert told["candidates"] == found
    assert (told["carrier"], told["carrier_link"]) == (None, None)
    assert not any(number in world.calls(code) for code in ("dhl", "fedex", "ups", "usps"))


# A right check digit of a public 22-digit label would be one of USPS's; a wrong one may be a typing
# error, so that it is put to the person, although USPS has answered such a number before. GS1's sum
# on bare digits is everybody's. Where one report alone tells of a shape, it is a candidate and no
# more, as for SEUR, Allegro and ORLEN: to know the name is better than to know nothing.


@pytest.mark.parametrize(
    "number", ["00340312000000000018", "00340436000000000019", "RR473124829TS", "RR473124829YQ"]
)
async def test_a_shippers_own_code_and_a_country_that_is_none_are_nobodys(
    visitor: httpx.AsyncClient, number: str
) -> None:
    assert await carriers(visitor, number) == []
    assert (await looked_up(visitor, number))["problem"]["code"] == "carrier-unknown"


async def test_the_likelier_come_first_and_no_more_than_twenty(
    visitor: httpx.AsyncClient,
) -> None:
    number = "123456789014"
    asked = await carriers(visitor, number)
    assert len(asked) == len(set(asked)) == 15
    assert len(await carriers(visitor, "313848996705")) == 20
    assert (await carriers(visitor, number, country="ES"))[:2] == ["mrw", "nacex"]
    assert (await carriers(visitor, number, country="kr"))[:2] == ["cj_logistics", "hanjin"]
    told = await looked_up(visitor, number, country="KR")
    assert [one["carrier"] for one in told["candidates"]][:2] == ["cj_logistics", "hanjin"]
    ten = "1058233044"
    assert (await carriers(visitor, ten))[:3] == ["dhl", "fedex", "ups"]
    assert (await carriers(visitor, ten, country="GR"))[:3] == ["acs", "geniki", "boxnow"]


async def test_evidence_comes_before_the_country(visitor: httpx.AsyncClient) -> None:
    found = await candidates(visitor, "200000000001", country="JP")
    assert [one["carrier"] for one in found[:4]] == ["yamato", "post_jp", "sagawa", "lotte"]
    found = await candidates(visitor, "200000000001", country="KR")
    assert found[0] == {"carrier": "lotte", "format": "lotte", "evidence": "checksum"}
    assert found[3]["evidence"] == "checksum"


async def test_without_a_country_that_of_the_language_counts(visitor: httpx.AsyncClient) -> None:
    visitor.headers["Accept-Language"] = "es, es-ES;q=0.8, ko-KR;q=0.5"
    assert (await carriers(visitor, "123456789014"))[0] == "mrw"
    told = await looked_up(visitor, "123456789014")
    assert told["candidates"][0]["carrier"] == "mrw"
    assert (await carriers(visitor, "123456789014", country="KR"))[0] == "cj_logistics"


async def test_what_is_no_country_is_told_so(visitor: httpx.AsyncClient) -> None:
    told = await looked_up(visitor, "123456789014", country="Spain")
    assert told["problem"]["code"] == "invalid-input"
    (error,) = told["problem"]["errors"]
    assert (error["field"], error["code"]) == ("country", "country-unknown")
    reply = await visitor.post(
        "/v1/carriers/detect", json={"number": "123456789014", "country": "E"}
    )
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "country")


async def test_where_an_aggregator_alone_can_be_asked_it_is_asked_of_the_countrys_post(
    world: World,
) -> None:
    async with world.gateway("without-dhl", "us", DHL_API_KEY="") as instance:
        found = await looked_up(instance.visitor, "CQ123456785DE")
    assert found["carrier"] == "post_de"
