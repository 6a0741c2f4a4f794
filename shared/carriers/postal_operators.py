"""The postal operators that issue UPU S10 item numbers, by country. Data, and two look-ups.

Facts from tracking_number_data (MIT, Jeff Keen), which has them from the Universal Postal Union's
list of members: the host of each site is the fact's, as https. A site is None where the facts have
none, or name a page that is not the operator's own (a ministry, a map, a stranger's postcode list).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Operator(NamedTuple):
    """Who issues the S10 numbers that end in a country's code."""

    country: str
    """ISO 3166-1 alpha-2, as the last two letters of an S10 number have it."""
    name: str
    site: str | None
    """The operator's own site (https)."""


OPERATORS: tuple[Operator, ...] = (
    Operator("AE", "Emirates Post", "https://www.emiratespost.com"),
    Operator("AF", "Afghan Post", "https://postalcode.afghanpost.gov.af"),
    Operator("AG", "Antigua Postal Services", None),
    Operator("AL", "Posta Shqiptare", "https://www.postashqiptare.al"),
    Operator("AM", "Haypost - Armenian Postal Service", "https://www.haypost.am"),
    Operator("AO", "Correios de Angola", "https://www.correiosdeangola.co.ao"),
    Operator("AR", "Correo Argentino", "https://www.correoargentino.com.ar"),
    Operator("AT", "Österreichische Post AG", "https://www.post.at"),
    Operator("AU", "Australia Post", "https://www1.auspost.com.au"),
    Operator("AZ", "Azarpoçt", "https://www.azerpost.az"),
    Operator("BA", "JP BH POŠTA d.o.o. Sarajevo", "https://www.post.ba"),
    Operator("BB", "Barbados Postal Service", "https://www.bps.gov.bb"),
    Operator("BD", "Bangladesh Post Office", "https://www.bangladeshpost.gov.bd"),
    Operator("BE", "bpost", "https://www.bpost.be"),
    Operator("BF", "SONAPOST", "https://www.sonapost.bf"),
    Operator("BG", "Bulgarian Posts", "https://www.bgpost.bg"),
    Operator("BH", "Bahrain Post", None),
    Operator("BI", "RNP - Régie nationale des postes", "https://www.poste.bi"),
    Operator("BJ", "La Poste du Bénin", "https://www.laposte.bj"),
    Operator("BN", "Brunei Postal Services", "https://www.post.gov.bn"),
    Operator("BO", "ECOBOL - Empresa de Correos de Bolivia", "https://www.correosbolivia.com"),
    Operator("BR", "CORREIOS", "https://www.buscacep.correios.com.br"),
    Operator("BS", "Bahamas Postal Service", None),
    Operator("BT", "Bhutan Post", "https://www.bhutanpost.com.bt"),
    Operator("BW", "BotswanaPost", "https://www.botspost.co.bw"),
    Operator("BY", "Belpochta", "https://zip.belpost.by"),
    Operator("BZ", "Belize Postal Service", "https://www.belizepostalservice.gov.bz"),
    Operator("CA", "Canada Post", "https://www.canadapost-postescanada.ca"),
    Operator("CD", "Congolese Posts and Telecommunications Corporation", None),
    Operator(
        "CF", "Direction des services postaux de l'Office National des Postes et de l'Épargne", None
    ),
    Operator("CG", "Congolese Posts and Savings Company", None),
    Operator("CH", "La Poste Suisse", "https://www.swisspost.ch"),
    Operator("CI", "La Poste de Côte d'Ivoire", "https://www.laposte.ci"),
    Operator("CL", "Correos de Chile", "https://www.correos.cl"),
    Operator("CM", "CAMPOST - Cameroon Postal Services", "https://campostonline.com"),
    Operator("CN", "China Post", "https://www.cpdc.com.cn"),
    Operator("CO", "4-72 La Red Postal de Colombia", None),
    Operator("CR", "Correos de Costa Rica", "https://www.correos.go.cr"),
    Operator(
        "CU", "Ministerio de la Informática y las comunicaciones de Cuba", "https://www.mic.gov.cu"
    ),
    Operator("CV", "Correios de Cabo Verde", "https://www.correios.cv"),
    Operator("CY", "Cyprus Post", None),
    Operator("CZ", "Česká Pošta", "https://psc.cpost.cz"),
    Operator("DE", "Deutsche Post", "https://www.postdirekt.de"),
    Operator("DJ", "La Poste de Djibouti", None),
    Operator("DK", "Post Danmark", "https://www.postdanmark.dk"),
    Operator("DM", "General Post Office", None),
    Operator("DO", "INPOSDOM - Instituto Postal Dominicano", "https://www.inposdom.gob.do"),
    Operator("DZ", "Algérie Poste", "https://www.poste.dz"),
    Operator("EC", "Correos del Ecuador", None),
    Operator("EE", "Eesti Post", "https://www.post.ee"),
    Operator("EG", "Egypt Post", "https://www.egyptpost.org"),
    Operator("ER", "Eritrean Postal Service", "https://www.eriposta.com"),
    Operator("ES", "Correos y Telégrafos", "https://www.correos.es"),
    Operator("ET", "Ethiopian postal service", "https://www.ethiopostal.com"),
    Operator("FI", "Posti Ltd", "https://www.verkkoposti.com"),
    Operator("FJ", "Post Fiji", "https://www.postfiji.com.fj"),
    Operator("FR", "La Poste", "https://www.laposte.fr"),
    Operator("GA", "La Poste SA", "https://www.laposte.ga"),
    Operator("GB", "Royal Mail Group plc", "https://www.royalmail.com"),
    Operator("GD", "Grenada Postal Corporation", "https://www.grenadapostal.com"),
    Operator("GE", "Georgian Post", "https://www.georgianpost.ge"),
    Operator("GH", "Ghana Post", "https://www.ghanapostgh.com"),
    Operator("GM", "Gambia Postal services Corporation", "https://www.gampost.gm"),
    Operator("GN", "Office de la poste guinéenne", None),
    Operator("GQ", "Equatorial Guinea Post", None),
    Operator("GR", "Hellenic Post ELTA", "https://www.elta.gr"),
    Operator("GT", "El Correo", "https://www.elcorreo.com.gt"),
    Operator("GW", "Correios da Guiné-Bissau", None),
    Operator("GY", "Guyana Post Office Corporation", "https://guypost.gy"),
    Operator("HK", "Hong Kong Post", "https://www.hongkongpost.hk"),
    Operator("HN", "Honducor", "https://honducor.gob.hn"),
    Operator("HR", "Hrvatska Posta - Croatian Post", "https://www.posta.hr"),
    Operator("HT", "Office des Postes d'Haiti", "https://postehaiti.gouv.ht"),
    Operator("HU", "Magyar Posta", "https://www.posta.hu"),
    Operator("ID", "Pos Indonesia", None),
    Operator("IE", "An Post", "https://locator.anpost.ie"),
    Operator("IL", "Israel Post", "https://www.israelpost.co.il"),
    Operator("IN", "India Post", "https://www.indiapost.gov.in"),
    Operator("IQ", "Iraqi Post", "https://www.iraqipost.net"),
    Operator("IR", "Islamic Republic of Iran Post Co.", "https://www.post.ir"),
    Operator("IS", "Íslandspóstur hf", "https://www.postur.is"),
    Operator("IT", "Poste Italiane", "https://www.poste.it"),
    Operator("JM", "Jamaica Post", "https://www.jamaicapost.gov.jm"),
    Operator("JO", "Jordan Post", "https://www.jordanpost.com.jo"),
    Operator("JP", "Japan Post", "https://www.post.japanpost.jp"),
    Operator("KE", "Posta Kenya", "https://www.posta.co.ke"),
    Operator("KG", "Kyrgyz Post", "https://kyrgyzpost.kg"),
    Operator("KH", "Ministry of Posts and Telecommunications", "https://www.mptc.gov.kh"),
    Operator("KI", "Kiribati Public Service Public", None),
    Operator(
        "KM",
        "Societé Nationale des Postes et des Services Financiers",
        "https://www.lapostecomores.com",
    ),
    Operator("KN", "St. Kitts & Nevis Postal Services", "https://www.post.gov.kn"),
    Operator("KP", "Korea Post and Telecommunications Corporation", None),
    Operator("KR", "Korea Post", "https://www.epost.go.kr"),
    Operator("KW", "Kuwait Ministry of Communications", "https://moc.kw"),
    Operator("KZ", "Kazpost", "https://www.kazpost.kz"),
    Operator("LA", "Entreprise des Postes Lao", None),
    Operator("LB", "LibanPost", "https://www.libanpost.com.lb"),
    Operator("LC", "Saint Lucia Postal Service", "https://www.stluciapostal.com"),
    Operator("LI", "Liechtensteinische Post AG", "https://www.post.li"),
    Operator("LK", "Sri Lanka Post", "https://www.slpost.gov.lk"),
    Operator("LR", "Ministry of Posts and Telecommunications", "https://www.mopt.gov.lr"),
    Operator("LS", "Lesotho Post", "https://lesothopost.org.ls"),
    Operator("LT", "Lietuvos Pastas", "https://www.post.lt"),
    Operator("LU", "Post", "https://www.post.lu"),
    Operator("LV", "Latvia Post", "https://www.pasts.lv"),
    Operator("LY", "Libya Post", "https://libyapost.ly"),
    Operator("MA", "Barid Al-Maghrib - Poste Maroc", "https://www.codepostal.ma"),
    Operator("MC", "La Poste Monaco", "https://www.lapostemonaco.mc"),
    Operator("MD", "Posta Moldovei", "https://www.posta.md"),
    Operator("ME", "Pošta Crne Gore", "https://www.postacg.me"),
    Operator("MG", "PAOSITRA MALAGASY", None),
    Operator("MK", "Macedonian Post & Telecommunications", "https://www.posta.mk"),
    Operator("ML", "Office national des postes", "https://www.laposte.ml"),
    Operator("MM", "Myanmar Post and Telecommunications Department", None),
    Operator("MN", "Mongol Post", "https://www.zipcode.mn"),
    Operator("MR", "MAURIPOST - Société Mauritanienne des Postes", "https://www.mauripost.mr"),
    Operator("MT", "Malta Post", "https://postcodes.maltapost.com"),
    Operator("MU", "Mauritius Post", "https://www.mauritiuspost.mu"),
    Operator("MV", "Maldives Post", "https://www.maldivespost.com"),
    Operator("MW", "Malawi Posts Corporation", "https://www.malawiposts.com"),
    Operator("MX", "Correos de México", "https://www.correosdemexico.gob.mx"),
    Operator("MY", "Pos Malaysia", "https://www.pos.com.my"),
    Operator("MZ", "Correios de Moçambique", "https://www.correios.co.mz"),
    Operator("NA", "NAM Post", "https://www.nampost.com.na"),
    Operator("NE", "Niger Poste", "https://www.nigerposte.net"),
    Operator("NG", "Nigerian Postal Service", None),
    Operator("NI", "Correos de Nicaragua", "https://www.correos.gob.ni"),
    Operator("NL", "PostNL", "https://www.postnl.nl"),
    Operator("NO", "Posten", "https://adressesok.posten.no"),
    Operator("NP", "Nepal Postal Services", "https://www.gpo.gov.np"),
    Operator("NR", "Nauru General Post Office", None),
    Operator("NZ", "New Zealand Post", "https://www.nzpost.co.nz"),
    Operator("OM", "Oman Post", "https://www.omanpost.om"),
    Operator("PA", "Correos de Panamá", "https://www.correospanama.gob.pa"),
    Operator("PE", "SERPOST - Servicios Postales del Perú", None),
    Operator("PG", "Post PNG", "https://www.postpng.com.pg"),
    Operator("PH", "PHLPOST - Philippine Postal Corporation", "https://www.phlpost.gov.ph"),
    Operator("PK", "Pakistan Post", "https://www.pakpost.gov.pk"),
    Operator("PL", "Poczta Polska", "https://kody.poczta-polska.pl"),
    Operator("PT", "CTT - Correios", "https://www.ctt.pt"),
    Operator("PY", "Correo Paraguayo", "https://www.correoparaguayo.gov.py"),
    Operator("QA", "Qatar Post", "https://www.qpost.com.qa"),
    Operator("RO", "Posta Romana", "https://www.posta-romana.ro"),
    Operator("RS", 'PTT Communications "Srbija"', "https://www.posta.rs"),
    Operator("RU", "Russian Post", "https://www.russianpost.ru"),
    Operator("RW", "National Post Office (Iposita)", "https://i-posita.rw"),
    Operator("SA", "Saudi Post", None),
    Operator("SB", "Solomon Post", None),
    Operator("SC", "Seychelles Postal Service", "https://www.seychellespost.gov.sc"),
    Operator("SD", "Sudapost", "https://sudapost.sd"),
    Operator("SE", "Posten Sweden Post", "https://www.posten.se"),
    Operator("SG", "SingPost", "https://www.singpost.com.sg"),
    Operator("SI", "Posta Slovenije d.o.o.", "https://www.posta.si"),
    Operator("SK", "Slovenská Posta", "https://psc.posta.sk"),
    Operator("SL", "Sierra Leone Postal Services", "https://www.salpost.sl"),
    Operator("SM", "Poste San Marino", "https://www.poste.sm"),
    Operator("SN", "La Poste Senegal", "https://www.laposte.sn"),
    Operator("SO", "Somali Post", None),
    Operator("SR", "SURPOST", "https://www.surpost.com"),
    Operator("SS", "Minister of Telecommunication and Postal Services", None),
    Operator("ST", "Correios de São Tomé e Príncipe", None),
    Operator("SV", "Correos de El Salvador", "https://www.correos.gob.sv"),
    Operator("SY", "Syrian Post", "https://www.syrianpost.gov.sy"),
    Operator("SZ", "Swaziland Posts & Telecommunications Corporation", "https://www.sptc.co.sz"),
    Operator("TD", "Société tchadienne des postes et de l'épargne", None),
    Operator("TG", "La Poste du Togo", "https://www.laposte.tg"),
    Operator("TH", "Thailand Post", "https://www.thailandpost.com"),
    Operator("TJ", "Tajikistan's communications service agency", None),
    Operator("TL", "Correios de Timor Leste", None),
    Operator("TM", "Turkmenpost", "https://www.turkmenpost.gov.tm"),
    Operator("TN", "La Poste Tunisienne", "https://www.poste.tn"),
    Operator("TO", "Tonga Post", "https://tongapost.to"),
    Operator("TR", "Turkey Post", "https://postakodu.ptt.gov.tr"),
    Operator("TT", "Trinidad and Tobago Postal Corporation", "https://www.ttpost.net"),
    Operator("TV", "Tuvalu Philatelic Bureau", None),
    Operator("TZ", "Tanzania Posts Corporation", "https://www.posta.co.tz"),
    Operator("UA", "Ukrposhta", "https://services.ukrposhta.com"),
    Operator("UG", "Posta Uganda", "https://www.ugapost.co.ug"),
    Operator("US", "United States Postal Service", "https://www.usps.com"),
    Operator("UY", "Correo Uruguayo", "https://www.correo.com.uy"),
    Operator("UZ", "Post of Uzbekistan", "https://www.pochta.uz"),
    Operator("VA", "Vatican post", "https://www.vaticanstate.va"),
    Operator("VC", "SVG Postal Corporation", "https://www.svgpost.gov.vc"),
    Operator(
        "VE", "IPOSTEL - Instituto Postal Telegráfico de Venezuela", "https://www.ipostel.gob.ve"
    ),
    Operator(
        "VN", "VNPT - Vietnam Posts and Telecommunications Group", "https://postcode.vnpost.vn"
    ),
    Operator("VU", "Vanuatu Post", "https://www.vanuatupost.vu"),
    Operator("WS", "Samoa Post", "https://www.samoapost.ws"),
    Operator("YE", "Yemen Post", "https://www.post.ye"),
    Operator("ZA", "South African Post Office", "https://www.postoffice.co.za"),
    Operator("ZM", "Zambia Postal Services Corporation (ZAMPOST)", "https://www.zampost.com.zm"),
    Operator("ZW", "Zimpost - Zimbabwe Posts", "https://www.zimpost.co.zw"),
)

_ALREADY_CARRIERS = {"CA": "canada_post", "US": "usps"}
"""Operators whose code has no ``post_``, because they had one as carriers first. Others may have
formats of their own, too; a code never changes."""


def carrier_code(country: str) -> str:
    """Return the code of a country's postal operator as a carrier.

    Args:
        country: ISO 3166-1 alpha-2, in capitals.
    """
    return _ALREADY_CARRIERS.get(country) or f"post_{country.lower()}"


CARRIER_OF_COUNTRY: Mapping[str, str] = MappingProxyType(
    {operator.country: carrier_code(operator.country) for operator in OPERATORS}
)
"""The carrier's code by the country code at the end of an S10 number."""
