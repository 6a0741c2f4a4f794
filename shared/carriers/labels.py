"""What waybill numbers are called: in front of them, and in links. Data."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.casefold().split())


LABELS = _words(
    # English
    "tracking track number no num id code shipment parcel package consignment waybill airwaybill "
    "awb order reference ref item barcode your my the is "
    # German
    "sendungsnummer sendungsnr sendungsverfolgung sendung paketnummer paketnr paket "
    "trackingnummer frachtbriefnummer identcode leitcode nummer nr ihre "
    # French
    "numéro n° suivi de du colis envoi expédition votre "
    # Spanish, Portuguese, Italian
    "número seguimiento envío paquete guía rastreo rastreio código objeto encomenda numero "
    "spedizione tracciamento codice pacco di del da "
    # Dutch, Danish, Norwegian, Swedish, Finnish
    "zendingsnummer pakketnummer pakket trackentrace barcodenummer forsendelsesnummer "
    "pakkenummer sporingsnummer kollinummer sändningsnummer paketnummer kollinr seurantakoodi "
    "lähetystunnus "
    # Polish, Czech, Slovak, Hungarian, Romanian, Turkish, Greek
    "numer przesyłki paczki śledzenia list przewozowy číslo zásilky zásielky balíku csomagszám "
    "küldemény azonosító număr colet takip kargo gönderi αριθμός αποστολής "
    # Ukrainian, Russian
    "номер посилки відправлення ттн трекномер трек отправления посылки накладной "
    # Chinese, Japanese, Korean
    "单号 快递单号 运单号 物流单号 單號 運單號 追蹤號碼 "
    "追跡番号 お問い合わせ番号 伝票番号 送り状番号 운송장번호 송장번호 "
    # Whose number it is; that alone names nobody, for the number says more
    "dhl ups usps fedex dpd gls evri hermes inpost postnl bpost correos chronopost colissimo"
)
"""Words that people copy together with a number, in front of it. They count only as whole words,
and only where no colon or ``#`` marks a label: there any words without a digit are one."""

NUMBER_FIELDS = _words(
    "awb awbno consignmentnumber idc inquirynumber inquirynumber1 mailno numcolis "
    "numero_albaran numero_spedizione numeroexpedition origtracknum parcel_id parcelid parcelno "
    "parcelnumber parcel_number piececode qtc_tlabels1 segonlineidentificador shipmentnumber "
    "tlabels tracking-id tracking-number tracking_id tracking_number trackingcode trackingid "
    "trackingno trackingnumber trackingnumbers trackno tracknum tracknumber tracknumbers tracknums "
    "trknbr trknbrs waybill waybillno"
)
"""Fields of links that hold a waybill number and nothing else, beside those of the carriers' own
pages in the directory, which count on their own hosts."""

VAGUE_FIELDS = _words(
    "barcode consignment envio item itemcode lookupnumber match num number nums parcel parcels ref "
    "reference shipment shipmentid snr tn track trackid tracking"
)
"""Fields that others use for other things, too, and segments of a path that numbers stand behind:
there only what may be a number of that carrier is one."""

POSTCODE_FIELDS = _words("codepostal plz postal postalcode postal_code postcode zip zipcode")
"""Fields of links with the recipient's postcode."""
