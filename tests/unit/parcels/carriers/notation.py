"""The shapes of all formats a second time, in another notation, so that a slip is noticed."""

from collections.abc import Callable
from random import Random

from shared.parcels.carriers.shapes import Shape

_COUNTRIES = (
    "FR|DE|BE|UK|GB|IT|ES|NL|AT|IE|PL|SE|PT|LU|DK|FI|CZ|SK|HU|RO|BG|HR|SI|EE|LV|LT|GR|CY|MT|CH|NO|"
    "IS|LI|TR"
)
_MIXED = "(?=.*[0-9])(?=.*[A-Z])"

OF_FACTS = {
    "amazon_logistics": "TB[ACM][0-9A-Z]{12}",
    "amazon_international": "[ACF][0-9]{10}",
    "canada_post": "[0-9]{16}",
    "canpar_22": "[CDKLSUXZ][0-9]{21}",
    "dhl_express": "[0-9]{10,11}",
    "dhl_express_piece_id": "J[A-Z]{2,3}[0-9]{9,10}",
    "dhl_ecommerce": "(?:GM|LX|RX|UV)(?:[0-9][0-9A-Z]{9}|[0-9]{11}|[0-9][0-9A-Z]{11,38})",
    "dhl_ecommerce_13": "(?:GM|LX|RX|UV)[0-9][0-9A-Z]{10}",
    "dhl_ecommerce_asia": "(?:CN|SG|TH|IN|HK|MY)[0-9][0-9A-Z]{9,38}",
    "dhl_paket": "0034043[345][0-9]{12}",
    "dhl_piece": "JJD[0-9A-Z]{8,21}|JD[0-9]{18}",
    "dhl_piece_16": "JD[0-9]{16}",
    "dpd": "[0-9]{27}[0-9A-Z]",
    "dpd_14": "[0-9]{14}[0-9A-Z]",
    "fedex_12": "[0-9]{12}",
    "fedex_34": "[0-8][0-9]{33}",
    "fedex_astra_32": "3[0-9]{31}",
    "fedex_ground": "[0-9]{15}",
    "fedex_ground_sscc_18": "0[0124][0-9]{16}",
    "fedex_ground_96": "96[0-9]{20}",
    "fedex_ground_gsn": "96[0-9]{32}",
    "gofo_us": "GFUS[0-9]{14}",
    "landmark_global": "LTN[0-9]{8,9}(?:N1)?",
    "lasership_lx": "L[AIEHNX][1-3][0-9]{7}",
    "lasership_1ls7": "1LS7[12][0-9]{10}",
    "lasership_1ls7_18": "1LS7[12][0-9]{2}01[1-4][0-9]{6}1",
    "lasership_1lscx": "1LSCX[0-9A-Z]{10}",
    "old_dominion": "(?:777|778|072|780)[0-9]{8}",
    "old_dominion_guaranteed": "80[0-9]{9}",
    "ontrac_c": "C[0-9]{14}",
    "ontrac_d": "D[0-9]{14}",
    "purolator_numeric": "[0-5][0-9]{11}",
    "purolator_alpha": "[A-Z]{3}[0-9]{9}",
    "s10": "[A-Z]{2}[0-9]{9}[A-Z]{2}",
    "speedee": "SP[0-9]{18}",
    "ups": "1Z[0-9A-Z]{15}[0-9]",
    "ups_waybill": "[AHJKTV][0-9]{10}",
    "usps_20": "(?!00)[0-9]{20}",
    "usps_impb_n": (
        "(?:420[0-9]{5})?94[0-9]{20}(?:[0-9]{4})?|94[0-9]{3}9[0-9]{24}|420[0-9]{9}94[0-9]{20}"
    ),
    "usps_legacy_20": "(?!00)[0-9]{20}",
    "usps_legacy": "91[0-9]{20}|420[0-9]{5}(?:[0-9]{4})?(?:91)?[0-9]{20}",
    "usps_impb_c": ("(?:420[0-9]{5})?9[235][0-9]{20}(?:[0-9]{4})?|420[0-9]{9}9[235][0-9]{20}"),
    "yodel": "J?JD[0-9]{16}",
    "yunexpress": "YT[0-9]{16}",
    "sandbox": "AGP[A-Z]{2,24}[0-9]{4}|AGPMOVES[0-9]{9,12}",
}
"""Formats of the facts, and the sandbox's."""

SHAPES = {
    # Americas
    "amazon_europe": f"(?:{_COUNTRIES})[0-9]{{10}}",
    "amazon_france": "C[12AE]00[0-9]{7}3",
    "ups_mail_innovations": "80[0-9]{16}",
    "ups_mail_innovations_unchecked": "80[0-9]{16}",
    "ups_mail_innovations_letters": "UPAAB[0-9]{15}|MI[0-9]{6}[0-9A-Z]{1,22}",
    "fedex_ground_economy": "61[0-9]{18}",
    "ups_mail_innovations_usps": "(?:926129|927489)[0-9]{16}(?:[0-9]{4})?",
    "fedex_ground_economy_usps": "9261[0-9]{18}",
    "usps_impb_unchecked": "9[2345][0-9]{20}",
    "uniuni": "UUS[0-9A-Z]{16}|UUSC[0-9]{12}|U9999[0-9]{11}|4C[0-9]{9}US",
    "intelcom": "INTLCM[0-9]{8,20}|INTLCMD[0-9]{9}|CRIN[0-9]{14}",
    "speedx": "SPX[A-Z]{3}[0-9]{12}(?:[0-9]{6})?",
    "estafeta": (
        "[0-9]{12}(?:[A-Z][0-9]|[0-9][A-Z])[0-9]{8}|[0-9]{15}(?![0-9]{7}|[A-Z]{7})[0-9A-Z]{7}"
    ),
    "andreani": "3[0-9]{14}",
    # Britain
    "evri": "(?!H[0-9]{15})[HT][0-9A-Z]{5}[0-9]{10}",
    "evri_h15": "H[0-9]{15}",
    "evri_unchecked": "[A-Z][0-9][0-9][A-Z][A-Z0-9]{2}[0-9]{10}",
    "royal_mail_2d": "32[0-9]{11}(?=.*[A-F])(?=.{0,7}[0-9])[0-9A-F]{8}",
    "royal_mail_item": f"32[0-9]{{19}}|{_MIXED}[0-9A-F]{{16}}",
    "parcelforce_s10": "(?:E[A-E]|CP|GI)[0-9]{9}GB",
    "parcelforce": "[A-Z]{2}[0-9]{7}|[A-Z]{4}[0-9]{10}",
    "yodel_8ydr": "8YDR[0-9]{9}",
    # France
    "colissimo": "(?:[68][A-Z]|5[N-Z])[0-9]{11}",
    "la_poste_15": "(?:870|880)[0-9]{11}[0-9A-Z]",
    "la_poste_13": "[0-9][A-Z][0-9]{11}",
    "la_poste_14": "870[0-9]{11}",
    "chronopost_15": "[0-9]{14}[0-9A-Z]",
    "chronopost": "(?:PZ|X[RTUWY])[0-9]{9}(?:TS|JF|JB)",
    "chronopost_s10": "(?:PZ|X[RTUWY])[0-9]{9}FR",
    "mondial_relay_26": "[0-9]{26}",
    "relais_colis": "CC[0-9]{10,14}|VD[0-9]{10}",
    "geodis": "1G[0-9A-Z]{10}",
    "asendia": "ASE[0-9A-Z]{8,37}|AS[0-9]{9}US|AHOY[0-9A-Z]{8}",
    "dpd_france": "250[0-9]{12}",
    # Germany and around, the North, the East
    "dhl_identcode": "[0-9]{12}",
    "dhl_s10": "[CL][A-Z][0-9]{9}DE",
    "dhl_netherlands": "JVGL[0-9A-Z]{8,24}|3SDFC[0-9]{10}",
    "hermes_14": "[0-9]{14}",
    "hermes": "H[0-9]{16,19}",
    "hermes_h15": "H[0-9]{15}",
    "dpd_pl": "[0-9]{13}U",
    "dpd_pl_qw": "[0-9]{13}[WQ]",
    "dpd_14_plain": "(?:0[0-9]|10|13)[0-9]{12}",
    "gls_12": "[0-9]{12}",
    "gls_track_id": f"{_MIXED}[0-9A-Z]{{8}}",
    "inpost": "[456789][0-9]{23}",
    "postnl_3s": "(?=.{13}$|.{15}$)(?!3SDFC[0-9]{10})3S[A-Z]{1,4}[0-9]+",
    "bpost": "(?:3232|3299)[0-9]{20}|3232[0-9]{14}",
    "swiss_post_18": "9[89][0-9]{16}",
    "planzer": "91346097[0-9]{12}|99990[0-9]{8}",
    "quickpac": "44[0-9]{16}",
    "austrian_post_22": "1[06][0-9]{20}",
    "poczta_polska": "00[0-9]5900773[0-9]{10}",
    "poczta_polska_19": "00[0-9]5900773[0-9]{9}",
    "pocztex": "PX[0-9]{10}",
    "allegro_one": f"(?:A[0-9]{_MIXED}|AD{_MIXED})[0-9A-Z]{{8}}",
    "packeta": "Z[0-9]{10}",
    "magyar_posta": "RL[0-9]{14}|PNTM[0-9]{22}|JJH[0-9]{2}[0-9A-Z]{7}[0-9]{8}",
    "postnord_se": "[0-9]{11}SE",
    "postnord_sscc": "00[0-9](?:57|64|70|73)[0-9]{15}",
    "posti": "JJFI[0-9]{17}",
    "posti_sscc": "00[0-9]64[0-9]{15}",
    "bring": "7[03][0-9]{15}|37[0-9]{16}",
    "ukrposhta": "[0-9]{13}",
    "nova_poshta": "(?:20[4678]|59[05])[0-9]{11}|(?:21|51)[0-9]{12}",
    "fan_courier": "FAN[A-Z]{2}[0-9]{9}",
    # Southern Europe
    "correos": "(?:[PD][A-Z]|CD)[A-Z0-9]{4}[0-9]{16}[A-Z]|[PD][A-Z][A-Z0-9]{4}[0-9]{9}[A-Z]",
    "correos_pr": "PR[0-9]{15}C",
    "correos_express": "[0-9]{16}|[0-9]{23}",
    "dhl_iberia": "(?!L)[A-Z]{2}[0-9]{7}0",
    "seur_su": "SU[0-9]{14}",
    "mrw": "[0-9]{5}[A-Z][0-9]{6}",
    "ctt_express": "00[0-9]{4}00[0-9]{14}(?:001)?",
    "tipsa_22": "0[0-9]{5}0[0-9]{15}",
    "poste_italiane": "RA[0-9]{11}|[13]UW[0-9A-Z]{10}|5P[0-9A-Z]{11}|2IMA[0-9]{10}",
    "sda": "[0-9]{6}[A-Z][0-9]{6}|3C[0-9]{4}[A-Z][0-9]{6}|[0-9]{3}[A-Z][0-9]{8}[A-Z]",
    "elta_courier": "(?:SE|EL)[0-9]{9}GR",
    "speedex": "SP[0-9]{8,10}",
    "boxnow": "BN[0-9]{8,10}",
    "ptt": "KP[0-9]{11}|P[0-9]{11}A|PA[0-9A-Z]{2}[0-9]{7}TR",
    # East Asia and the Pacific
    "cainiao_lp": "LP[0-9]{14}",
    "cainiao": "CNG[0-9]{14}|DOFR[0-9]{13}HD|CN(?:ESP|PRT)[0-9]{20}|LP[0-9]{13}CN",
    "cainiao_us": "CNUSUP[0-9]{11}",
    "four_px": "4PX[0-9]{13}CN",
    "jd_logistics": "JD[A-Z0-9][A-Z0-9][0-9]{11}",
    "jd_logistics_vg": "VG[0-9]{11}",
    "sf_express": "SF[0-9]{13}",
    "yanwen": "[A-Z]{2}[0-9]{9}YP",
    "yanwen_bys": "BYS[0-9]{9}",
    "cne": "3A5V[0-9]{9}",
    "sunyou": "SY(?:[0-9]{11}|AE[0-9]{9})",
    "speedpak": "E[ES][0-9A-Z]{26}",
    "wish_post": "WI[0-9]{12}[A-Z]{3}|WOSP[0-9]{12}[A-Z]{3}",
    "yto": "YT[0-9]{13}",
    "yto_d": "D[0-9]{11}",
    "zto_14": "7[34568][0-9]{12}",
    "yamato": "[0-9]{12}",
    "japan_post_parcel": "[0-9]{12}",
    "sagawa": "[0-9]{12}",
    "lotte": "[0-9]{12}",
    "japan_post_registered": "[0-9]{11}",
    "australia_post_article": "(?!JJD)(?=.{0,4}[A-Z])[A-Z0-9]{3}(?:[A-Z0-9]{2})?[0-9]{16}0[0-9]",
    "australia_post_consignment": "[0-9]{2}(?![0-9]{3})[A-Z0-9]{3}[0-9]{7}",
    "australia_post_16": "[0-9][A-Z]{2}[0-9]{13}",
    "australia_post_prepaid": "0[0-3][0-9]{20}",
    "startrack": "O[WX]XZ[0-9]{8}",
    "aramex_au": "BN[0-9]{10}|K71083[0-9]{4}",
    "nz_couriers": "[A-Z]{2}[0-9]{7}|[A-Z]{4}[0-9]{8}",
    "nz_post_20": "(?!00)[0-9]{20}",
    "korea_post_13": "6[0-9]{12}",
    # South Asia
    "aramex": "[0-9]{11}",
    "blue_dart": "[0-9]{11}",
    "dtdc": "7[DX][0-9]{9}",
    "dtdc_letter": "[NV][0-9]{8}|[BDHPTUV][0-9]{10}",
    "ekart": "(?:FMP[CP]|MYS[PR])[0-9]{10}",
    "xpressbees": "[19][0-9]{13}",
    "j_and_t": "JT[0-9]{13}|J[XY][0-9]{10}",
    "j_and_t_letter": "J[A-WZ][0-9]{10}",
    "ninja_van": (
        "NL(?:MY|SG|ID|PH|TH|VN)[A-Z]{1,2}[0-9]{8,10}|NV(?:MY|SG|ID|PH|TH|VN)[0-9A-Z]{8,20}|"
        "NJVTT[0-9]{11}"
    ),
    "spx_philippines": "SPXPH[0-9]{10,16}[A-Z]?",
    "spx_country": "PH[0-9]{12,14}[A-Z]?|TH[0-9]{11,12}",
    "flash_express": "TH[0-9A-Z]{10,16}",
    "kex": "SHP[0-9A-Z]{10,12}",
    "jne": "(?:TG|CGK|JNE)[0-9]{8,13}",
    "sicepat": "00[0-9]{10}",
    "pos_malaysia": "MYPM[0-9]{11}",
    "pos_malaysia_letters": "[A-Z]{3}[0-9]{8,9}MY",
    "the_courier_guy": "(?:DD|LD)[0-9A-Z]{6}",
    "tnt_mod7": "[0-9]{9}",
    "tnt_mod11": "[0-9]{9}",
}
"""Further formats."""

DIGITS_ONLY = {
    "acs": (10,),
    "boxnow": (10,),
    "brt": (12, 14),
    "cj_logistics": (10, 12),
    "colis_prive": (12, 17),
    "delhivery": (13, 14),
    "dhl": (10, 11, 14),
    "dpd": (14,),
    "estafeta": (10, 22),
    "evri": (16,),
    "fan_courier": (13,),
    "fedex": (10,),
    "geniki": (10,),
    "gls": (9, 11),
    "hanjin": (12, 14),
    "j_and_t": (12,),
    "jne": (15,),
    "lbc": (12,),
    "mondial_relay": (8, 10, 12),
    "mrw": (12,),
    "nacex": (12,),
    "naqel": (8, 9),
    "orlen_paczka": (13, 14),
    "parcelforce": (12,),
    "post_at": (22,),
    "sameday": (13,),
    "seur": (7, 14, 21),
    "sf_express": (12,),
    "smsa": (12,),
    "speedex": (12,),
    "speedy": (11,),
    "sto": (12, 13),
    "tipsa": (10,),
    "ups": (10,),
    "yunda": (13, 15),
    "zto": (12,),
}
"""The carriers that write nothing but digits, with the lengths of their numbers."""

_ALPHABETS = {
    "isdigit": "0123456789",
    "isalpha": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "isalnum": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "_mixed": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "_mixed_hexadecimal": "0123456789ABCDEF",
}


def drawn(shape: Shape, chance: Random) -> str:
    """Return a number of a shape, at random: each run is made of what its question knows."""
    return "".join(_run(part.stop - part.start, holds, chance) for part, holds in shape.runs)


def _run(width: int, holds: Callable[[str], bool], chance: Random) -> str:
    words = getattr(holds, "__self__", None)
    if isinstance(words, frozenset):
        return str(chance.choice(sorted(words)))
    alphabet = _ALPHABETS[holds.__name__]
    while True:
        text = "".join(chance.choices(alphabet, k=width))
        if holds(text):
            return text
