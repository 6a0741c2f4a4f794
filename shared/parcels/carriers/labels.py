"""What waybill numbers are called, in front of them and in links, and what other numbers are. Data.

In front of a number each word is one of three: it names a parcel's number, or another's, or it is
one of the small words between them.
"""

from enum import Enum, auto


class Label(Enum):
    """What a word in front of a number says of it."""

    PARCEL = auto()
    """It is a parcel's."""
    OTHER = auto()
    """It is something else's: an order's, a customer's, a phone's."""
    SMALL = auto()
    """Nothing by itself: ``number``, ``your``."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.casefold().split())


_SMALL = _words(
    "number numbers no nos num id ids code my the is your nummer nummern nr ihre ihr die ist "
    "lautet mit der numéro numéros n° de du del da di le la est votre ref reference réf référence "
    "número código codice numero numer číslo szám număr numara номер αριθμός"
)
_PARCEL = _words(
    # English
    "tracking track shipment parcel package consignment waybill airwaybill awb barcode delivery "
    "shipping label trackingnumber sscc nve "
    # German
    "sendung paket päckchen lieferung frachtbrief frachtbriefnummer identcode leitcode packstück "
    # French
    "suivi colis envoi expédition livraison "
    # Spanish, Portuguese, Italian
    "seguimiento envío envio paquete guía rastreo rastreio objeto encomenda spedizione "
    "tracciamento pacco albarán "
    # Dutch, Danish, Norwegian, Swedish, Finnish
    "zending pakket pakje trackentrace barcodenummer forsendelse pakke sporing kolli kollinummer "
    "kollinr sändning försändelse seurantakoodi lähetystunnus paketti "
    # Polish, Czech, Slovak, Hungarian, Romanian, Turkish, Greek
    "przesyłki przesyłka przesyłkę paczki paczka paczkę śledzenia przewozowy zásilky zásilka "
    "zásielky zásielka balíku balík csomagszám csomag küldemény azonosító colet coletul takip "
    "kargo gönderi αποστολής "
    # Ukrainian, Russian
    "посилки посилка відправлення ттн трекномер трек отправления посылки посылка накладной "
    # Chinese, Japanese, Korean
    "单号 快递单号 运单号 物流单号 單號 運單號 追蹤號碼 "
    "追跡番号 お問い合わせ番号 伝票番号 送り状番号 운송장번호 송장번호 "
    # Whose number it is; that alone names nobody, for the number says more
    "dhl ups usps fedex dpd gls evri hermes inpost postnl bpost correos chronopost colissimo "
    "mondial relay relais geodis seur mrw nacex brt tnt sda ctt amazon yodel parcelforce mail "
    "packeta poshta posti posten postnord bring omniva econt sameday cargus aramex purolator "
    "canpar ontrac lasership yurtiçi aras ppl yamato sagawa cainiao"
)
_PARCEL_STEMS = (
    *("sendungs", "sendungnr", "paketn", "trackingn", "tracking", "zendings", "pakketn"),
    *("forsendelses", "pakken", "sporingsn", "sändningsn"),
)
_OTHER = _words(
    # Phones
    "tel tél tlf tfn ph puh call phone fax handy mobil mobile mob gsm cell whatsapp sms hotline "
    "rufnummer anruf anrufen rufen fragen rückfragen questions question help helpline support "
    "contact kontakt service kundenservice servicenummer appelez appeler portable contactez "
    "fixe llame llamar móvil movil ligue ligar chiama chiamare cellulare bel bellen ring ringe "
    "puhelin zadzwoń infolinia kontaktní volejte hívja hívjon sunați τηλέφωνο "
    "тел звоните дзвоніть 电话 電話 電話番号 手机 手機 전화 전화번호 "
    # Orders, things, invoices, customers
    "order orders po item items article sku asin ean gtin upc isbn serial invoice receipt payment "
    "ticket case rma customer client cliente account member membership contract transaction "
    "auftrag rechnung kunde "
    "beleg vorgang artikel commande facture article pedido factura fatura ordine fattura articolo "
    "ordre ordrenummer beställning faktura tilaus laskunumero zamówienie zamówienia "
    "objednávka objednávky rendelés comanda sipariş siparis fatura παραγγελία "
    "заказ заказа замовлення счёт счет 订单 订单号 訂單 訂單號 注文 注文番号 주문번호 "
    # Money, addresses, keys
    "iban bic konto kontonummer siret siren nif cif nip vat ust ustid uid mwst tva iva btw "
    "plz zip postal postcode postleitzahl pin otp tan password passwort"
)
_OTHER_STEMS = (
    *(
        "telef",
        "teléf",
        "телефон",
        "téléph",
        "teleph",
        "telep",
        "phone",
        "mobiln",
        "hotline",
        "helpline",
    ),
    *("order", "bestell", "auftrag", "rechnung", "kunden", "customer", "artikel", "vertrag"),
    *("mitglied", "klant", "factuur", "kundnummer", "kundenr", "ordern", "ordren", "faktura"),
    *("tilausn", "asiakasn", "beställnings", "invoice", "abhol", "vorgangs", "referenzn"),
)


_JOINTS = str.maketrans("./", "--")


def label_of(word: str) -> Label | None:
    """Return what a word says of the number behind it; None: it is another word.

    Args:
        word: Without a colon behind it. Of a compound such as ``Kunden-Nr`` the parts count.
    """
    parts = [part for part in word.casefold().translate(_JOINTS).split("-") if part]
    told = [_of_part(part) for part in parts]
    return next((one for one in (Label.OTHER, Label.PARCEL, Label.SMALL) if one in told), None)


def _of_part(word: str) -> Label | None:
    if word in _PARCEL or word in NUMBER_FIELDS:
        return Label.PARCEL
    if word in _OTHER or word.startswith(_OTHER_STEMS):
        return Label.OTHER
    if word in _SMALL:
        return Label.SMALL
    return Label.PARCEL if word.startswith(_PARCEL_STEMS) else None


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
    "reference shipment shipmentid snr tn track trackid tracking details lahetys seuranta "
    "track-and-trace track-en-trace tracktrace tracking-results"
)
"""Fields that others use for other things, too, and segments of a path that numbers stand behind:
there only what may be a number of that carrier is one."""

POSTCODE_FIELDS = _words("codepostal plz postal postalcode postal_code postcode zip zipcode")
"""Fields of links with the recipient's postcode."""
