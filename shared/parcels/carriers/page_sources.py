"""Where the addresses of carriers' sites and tracking pages were found. Data.

All of it is public: lists of carriers and programs that link to them. None was opened live: a page
may have moved since its source was last seen to name it.
"""

from enum import StrEnum


class Source(StrEnum):
    """Who names an address."""

    CARRIER_TABLE = "a table of carriers with their sites, in the database of a public shop program"
    DELIVERY_TRACKER = "shlee322/delivery-tracker, packages/core/src/carriers"
    EUROPE_LIST = "a public catalogue of Europe's carriers and posts with their sites"
    ITSVIC = "itsvic-dev/parcel, app api/*.kt"
    KARRIO = "karrioapi/karrio, karrio/providers/*/utils.py"
    KUTEPOV = "Kutepov/parcels, common/components/services/*.php"
    LOGISTICS_LIST = "a public list of the world's posts with their sites, of a logistics program"
    MYPARCEL = "MyParcel.com TrackingModule, CarrierCode.php"
    ORDERS_TRACKING = "Orders Tracking for WooCommerce, includes/data.php"
    OWN_API = "the carrier's own API, as public programs call it"
    OWN_PLUGIN = "the carrier's own plugins for WooCommerce and Magento"
    PARCEL_APP = "a parcel app's catalogue of carriers, its table of pages"
    PARCEL_SCRAPER = "plhery/universal-parcel-scraper, generated/catalog.ts and carriers/"
    SEVENTEEN_TRACK = "17TRACK's list of carriers, as lancerdia/lancerfile has it"
    SHOPS = "several shops' own public programs"
    TRACKING_NUMBER_DATA = "jkeen/tracking_number_data (MIT), of posts from the UPU's members"
    TRACKINGMORE = (
        "TrackingMore's list of carriers, as common-repository/woo-orders-tracking has it"
    )
    TRACKR = "justinholtweb/trackr, built-in provider registry"
    TRAKTOR = "BaseCodeOy/traktor, src/Links/Strategies"
    WOOCOMMERCE = "WooCommerce's shipment-tracking provider list, as plugins copy it"
