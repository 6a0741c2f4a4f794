"""Numbers that are right, one or more for each format; published ones where we know any.

The published ones are the test numbers of tracking_number_data (MIT, Jeff Keen), parcels long
delivered; and of the carriers beyond it, the examples that stand with their formats. The others had
theirs computed by a program that shares no code with ours.
"""

from typing import NamedTuple

from shared.carriers.model import Evidence

LOOKUP = Evidence.CHECKSUM_LOOKUP
CHECKSUM = Evidence.CHECKSUM
PREFIX = Evidence.PREFIX
LENGTH = Evidence.LENGTH


class Example(NamedTuple):
    """A number, and what detection should find among its candidates."""

    format: str
    carrier: str
    number: str
    evidence: Evidence
    check_at: int | None = None
    """Where the check digit stands, if there is one."""


EXAMPLES = (
    Example("amazon_logistics", "amazon", "TBA123456789012", PREFIX),
    Example("amazon_logistics", "amazon", "TBC123456789012", PREFIX),
    Example("amazon_logistics", "amazon", "TBM123456789012", PREFIX),
    Example("amazon_international", "amazon", "A1234567890", LENGTH),
    Example("canada_post", "canada_post", "0073938000549297", CHECKSUM, -1),
    Example("canpar_22", "canpar", "D123456789012345678901", LENGTH),
    Example("dhl_express", "dhl", "3318810025", CHECKSUM, -1),
    Example("dhl_express", "dhl", "8487135506", CHECKSUM, -1),
    Example("dhl_express", "dhl", "73891051146", CHECKSUM, -1),
    Example("dhl_paket", "dhl", "00340434161094042557", LOOKUP, -1),
    Example("dhl_paket", "dhl", "00340434161094015902", LOOKUP, -1),
    Example("dhl_paket_piece", "dhl", "JJD000390007827876", PREFIX),
    Example("dhl_express_piece_id", "dhl", "JVG123456789", LENGTH),
    Example("dhl_express_piece_id", "dhl", "JVGL1234567890", LENGTH),
    Example("dhl_ecommerce", "dhl", "GM1234567890", PREFIX),
    Example("dhl_ecommerce", "dhl", "LX" + "1" * 39, PREFIX),
    Example("dhl_ecommerce_14", "dhl", "12345678901234", LENGTH),
    Example("dpd", "dpd", "0098534123456789123451012760", LOOKUP, -1),
    Example("dpd", "dpd", "0098534123456789123451019990", CHECKSUM, -1),
    Example("dpd", "dpd", "0098534123456789123459992766", CHECKSUM, -1),
    Example("dpd_14", "dpd", "012345678901233", CHECKSUM, -1),
    Example("fedex_12", "fedex", "986578788855", CHECKSUM, -1),
    Example("fedex_12", "fedex", "477179081230", CHECKSUM, -1),
    Example("fedex_12", "fedex", "974367662710", CHECKSUM, -1),
    Example("fedex_34", "fedex", "1001921334250001000300779017972697", CHECKSUM, -1),
    Example("fedex_34", "fedex", "1002297871540001000300790695517286", CHECKSUM, -1),
    Example("fedex_astra_32", "fedex", "31234567890123459865787888551234", CHECKSUM, 27),
    Example("fedex_ground", "fedex", "041441760228964", CHECKSUM, -1),
    Example("fedex_ground", "fedex", "568283610012734", CHECKSUM, -1),
    Example("fedex_ground_sscc_18", "fedex", "000123450000000027", LOOKUP, -1),
    Example("fedex_ground_96", "fedex", "9611020987654312345672", CHECKSUM, -1),
    Example("fedex_ground_gsn", "fedex", "9622001900000000000000776632517510", CHECKSUM, -1),
    Example("fedex_ground_gsn", "fedex", "9632001560123456789900794808390594", CHECKSUM, -1),
    Example("gofo_us", "gofo", "GFUS12345678901234", PREFIX),
    Example("landmark_global", "landmark", "LTN12345678N1", PREFIX),
    Example("lasership_lx", "lasership", "LX17635036", PREFIX),
    Example("lasership_1ls7", "lasership", "1LS717793482164", PREFIX),
    Example("lasership_1ls7_18", "lasership", "1LS71190136181271", PREFIX),
    Example("lasership_1lscx", "lasership", "1LSCXA1B2C3D4E5", PREFIX),
    Example("old_dominion", "old_dominion", "07209562763", CHECKSUM, -1),
    Example("old_dominion", "old_dominion", "77767553207", CHECKSUM, -1),
    Example("old_dominion", "old_dominion", "77806528897", CHECKSUM, -1),
    Example("old_dominion_guaranteed", "old_dominion", "80003280379", CHECKSUM, -1),
    Example("old_dominion_guaranteed", "old_dominion", "80993847369", CHECKSUM, -1),
    Example("ontrac_c", "ontrac", "C11031500001879", CHECKSUM, -1),
    Example("ontrac_c", "ontrac", "C10999911320231", CHECKSUM, -1),
    Example("ontrac_d", "ontrac", "D10011354453707", CHECKSUM, -1),
    Example("ontrac_d", "ontrac", "D10011342332145", CHECKSUM, -1),
    Example("purolator_numeric", "purolator", "320595463938", CHECKSUM, -1),
    Example("purolator_numeric", "purolator", "331434972567", CHECKSUM, -1),
    Example("purolator_alpha", "purolator", "KYV009956937", LENGTH),
    Example("s10", "post_gb", "RB123456785GB", LOOKUP, 10),
    Example("s10", "usps", "EA123456785US", LOOKUP, 10),
    Example("s10", "canada_post", "CX473124829CA", LOOKUP, 10),
    Example("s10", "post_de", "JJ123456785DE", CHECKSUM, 10),
    Example("speedee", "speedee", "SP123456789012345678", PREFIX),
    Example("ups", "ups", "1Z5R89390357567127", LOOKUP, -1),
    Example("ups", "ups", "1Z410E7W0392751591", LOOKUP, -1),
    Example("ups", "ups", "1ZXX3150YW44070023", LOOKUP, -1),
    Example("ups", "ups", "1Z999AA10123456784", LOOKUP, -1),
    Example("ups_waybill", "ups", "J1234567895", LOOKUP, -1),
    Example("ups_waybill", "ups", "A1234567895", CHECKSUM, -1),
    Example("usps_20", "usps", "03071790000523483741", LOOKUP, -1),
    Example("usps_20", "usps", "71123456789123456787", CHECKSUM, -1),
    Example("usps_impb_n", "usps", "9400111202555842332669", LOOKUP, -1),
    Example("usps_impb_n", "usps", "9400111201080805483016", LOOKUP, -1),
    Example("usps_impb_n", "usps", "94001112025558423326123454", LOOKUP, -1),
    Example("usps_impb_n", "usps", "940019112233441234567890123459", LOOKUP, -1),
    Example("usps_impb_n", "usps", "420123459400111202555842332669", LOOKUP, -1),
    Example("usps_impb_n", "usps", "4201234594001112025558423326123454", LOOKUP, -1),
    Example("usps_impb_n", "usps", "4201234567899400111202555842332614", LOOKUP, -1),
    Example("usps_legacy", "usps", "71969010756003077385", CHECKSUM, -1),
    Example("usps_legacy", "usps", "9101123456789000000013", LOOKUP, -1),
    Example("usps_legacy", "usps", "4201234501234567890000000014", LOOKUP, -1),
    Example("usps_legacy", "usps", "420221539101026837331000039521", LOOKUP, -1),
    Example("usps_legacy", "usps", "42012345678901234567890000000014", LOOKUP, -1),
    Example("usps_legacy", "usps", "4201234567899101234567890000000014", LOOKUP, -1),
    Example("usps_impb_c", "usps", "9261292700768711948021", LOOKUP, -1),
    Example("usps_impb_c", "usps", "9361289878700317633795", LOOKUP, -1),
    Example("usps_impb_c", "usps", "9505511069605048600624", LOOKUP, -1),
    Example("usps_impb_c", "usps", "92748931507708513018050063", LOOKUP, -1),
    Example("usps_impb_c", "usps", "93001120265558423326123454", LOOKUP, -1),
    Example("usps_impb_c", "usps", "420123459261292700768711948021", LOOKUP, -1),
    Example("usps_impb_c", "usps", "4201002334249200190132607600833457", LOOKUP, -1),
    Example("yodel", "yodel", "JD1234567890123456", PREFIX),
    Example("yodel", "yodel", "JJD1234567890123456", PREFIX),
    Example("yunexpress", "yunexpress", "YT1234567890123456", PREFIX),
    Example("dpd_pl", "dpd", "1000123456789U", LENGTH),
    Example("dpd_pl", "dpd", "0000001234567Q", LENGTH),
    Example("dpd_pl", "dpd", "1000123456789W", LENGTH),
    Example("dpd_14_plain", "dpd", "01234567890123", LENGTH),
    Example("evri", "evri", "H01ABC1234567890", LENGTH),
    Example("evri", "evri", "T00A0B1234567890", LENGTH),
    Example("gls_12", "gls", "993990103198", CHECKSUM, -1),
    Example("gls_12", "gls", "123456789011", CHECKSUM, -1),
    Example("inpost", "inpost", "520000000000000000000001", LENGTH),
    Example("inpost", "inpost", "643400000000000000000002", LENGTH),
    Example("postnl_3s", "post_nl", "3SDEVC1234567", PREFIX),
    Example("postnl_3s", "post_nl", "3SDEVC123456789", PREFIX),
    Example("cainiao_lp", "cainiao", "LP00123456789012", PREFIX),
    Example("cainiao_us", "cainiao", "CNUSUP00012345678", PREFIX),
    Example("four_px", "four_px", "4PX3000123456789CN", PREFIX),
    Example("jd_logistics", "jd_logistics", "JD0012345678901", PREFIX),
    Example("jd_logistics", "jd_logistics", "JDVA12345678901", PREFIX),
    Example("jd_logistics", "jd_logistics", "JDX012345678901", PREFIX),
    Example("sf_express", "sf_express", "SF1007896781640", PREFIX),
    Example("yanwen", "yanwen", "UF339843323YP", CHECKSUM, 10),
    Example("yanwen", "yanwen", "UK000000005YP", CHECKSUM, 10),
    Example("yanwen", "yanwen", "VR344217874YP", CHECKSUM, 10),
    Example("yanwen", "yanwen", "VR000000005YP", CHECKSUM, 10),
    Example("yto", "yto", "YT1234567890123", PREFIX),
    Example("zto_14", "zto", "73123456789012", LENGTH),
    Example("zto_14", "zto", "78123456789012", LENGTH),
    Example("yamato", "yamato", "444413758703", CHECKSUM, -1),
    Example("yamato", "yamato", "123456789013", CHECKSUM, -1),
    Example("japan_post_parcel", "post_jp", "405548424886", CHECKSUM, -1),
    Example("japan_post_registered", "post_jp", "13112383852", CHECKSUM, -1),
    Example("australia_post_article", "post_au", "JDQ019457101000930308", CHECKSUM, -1),
    Example("australia_post_article", "post_au", "ZLE000119601000930207", CHECKSUM, -1),
    Example("australia_post_article", "post_au", "2JD123456701000930203", CHECKSUM, -1),
    Example("australia_post_article", "post_au", "111JD000012001001210900", CHECKSUM, -1),
    Example("australia_post_article", "post_au", "33W4P345499501000965104", CHECKSUM, -1),
    Example("australia_post_consignment", "post_au", "33XXX0123456", LENGTH),
    Example("sandbox", "sandbox", "AGPDELIVERED0001", PREFIX),
    Example("sandbox", "sandbox", "AGPINTRANSIT0001", PREFIX),
)

CHECKED = tuple(example for example in EXAMPLES if example.check_at is not None)
