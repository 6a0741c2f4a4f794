"""The one catalogue of texts that people read.

A language is one more mapping with the same keys.
"""

from collections.abc import Mapping

from shared.kernel.languages import best

_EN: Mapping[str, str] = {
    # Problems: the title of an answer that is not what was hoped for.
    "invalid-input": "Something in the request needs to be corrected.",
    "credentials-not-accepted": "What you gave does not prove who you are: see `errors`.",
    "unauthenticated": "Sign in, or send a valid token.",
    "forbidden": "This is not open to you.",
    "no-account": "Nobody has registered with this. Register first.",
    "phone-idle": "This number was not used here for six months, and may be somebody else's by "
    "now. Give the recovery code too, or do this on a device where you signed in; else register "
    "anew. Erasing, and objecting, need no more than the code.",
    "last-way-in": "Without this you could not sign in any more. Add another way first.",
    "consent-required": "You have not allowed this. You can, under your choices.",
    "restricted": "The data is only stored, as its person asked or was told, or they object to "
    "this use. What you asked for you can take back under your rights.",
    "second-member": "Another member of the staff has to decide this than the one who asked.",
    "age-restricted": "Registration is for people aged 18 or over. Tracking works without it.",
    "wrong-region": "Your account belongs to another region. Use its address.",
    "not-found": "There is nothing at this address.",
    "method-not-allowed": "This address takes other methods: see the Allow header.",
    "request-timeout": "The request did not arrive in time. Please send it again.",
    "conflict": "This was changed by somebody else in the meantime. Read it again, then retry.",
    "address-taken": "Another account has this address. Sign in with it, or use another one.",
    "too-many": "You have as many of these as there can be. Remove one first.",
    "still-running": "The same request is being worked on. Please send it again shortly.",
    "replayed": "This was received before, or is too old to be taken.",
    "body-too-large": "The request's body is too large.",
    "address-too-long": "The request's address is too long.",
    "unsupported-media-type": "Send the body as one of the media types in the Accept header of "
    "this answer, in UTF-8 and not compressed.",
    "recent-sign-in-required": "Sign in again: this needs a sign-in of the last five minutes.",
    "precondition-failed": "This was changed in the meantime. Read it again, then retry.",
    "precondition-required": "Send the ETag of what you mean to change as If-Match.",
    "idempotency-mismatch": "This Idempotency-Key came with another request before. Use a new one.",
    "too-many-requests": "Too many requests. Please wait a little.",
    "unavailable": "This cannot be answered right now. Please try again shortly.",
    "internal": "Something went wrong on our side. It has been recorded.",
    "follows-limit": "You follow as many parcels as one may. Stop following one of them first.",
    # Problems of one parcel.
    "duplicate-item": "This number was asked before in the same request: see the earlier item.",
    "carrier-unknown": "We cannot tell which carrier this number belongs to. Name the carrier.",
    "carrier-ambiguous": "The number does not tell surely whose it is. Name one of the candidates.",
    "carrier-not-configured": "This service cannot ask this carrier.",
    "carrier-off": "This carrier is not being asked at the moment.",
    "carrier-busy": "Many people ask this carrier right now. Please look again shortly.",
    "carrier-pending": "The carrier is being asked. Please look again shortly.",
    "carrier-budget": "This carrier cannot be asked again today.",
    "proof-required": "This carrier tells more only to those who know one more detail.",
    "proof-rejected": "The carrier does not accept this detail for this number.",
    # What follows such a problem where the carrier has a page.
    "own-parcel": "Use the carrier's own page.",
    "own-tracking": "Type the number on the carrier's own page.",
    "own-home": "Look for tracking on the carrier's own site.",
    # Faults of one field: what to do about it.
    "requested-with-missing": "With the cookie, send `X-Requested-With: agogopost`.",
    "origin-not-ours": "With the cookie, send this from a page of the site.",
    "idempotency-key-form": "Give 8 to 128 visible ASCII characters, best at random.",
    "field-missing": "Give this field.",
    "field-unknown": "Remove what is not one of: {allowed}.",
    "field-repeated": "Give this field once.",
    "field-type": "Give {expected} here.",
    "field-too-short": "Give at least {min_length}.",
    "field-too-long": "Give at most {max_length}.",
    "field-not-listed": "Give one of the listed values.",
    "field-not-acceptable": "This value cannot be accepted here.",
    "text-characters": "Leave out control characters, and marks that turn the direction of text.",
    "text-invisible": "Give at least one letter, digit or sign that can be seen.",
    "day-impossible": "Give a day that the month has, such as --02-29.",
    "body-not-json": "Send one JSON object (RFC 8259) in UTF-8.",
    "body-nesting": "Nest at most {max_depth} levels.",
    "body-repeated-name": "Name every field of an object only once.",
    "body-number": "Use finite numbers only.",
    "country-unknown": "Give a country's code, such as DE.",
    "time-zone-unknown": "Give a time zone by its name, such as Europe/Berlin.",
    "country-not-served": "People of this country are not served here: {reason}.",
    "address-one": "Give an email address or a phone number, one of them.",
    "look-up-one": "Give an email address, a phone number or an id, one of them.",
    "address-one-at-a-time": "Change the email address and the phone number one after the other.",
    "code-needed": "Give the code that was sent to the new address.",
    "email-malformed": "Give an email address such as name@example.com.",
    "phone-malformed": "Give a phone number with its country's prefix, such as +49 171 1234567.",
    "phone-impossible": "No phone has a number like this. Check its digits and its country.",
    "channel-not-served": "We cannot send messages there. Use another address.",
    "credentials-one": "Give an email address, a phone number or a quick login, one of them.",
    "quick-login-off": "This service does not offer this quick login. Sign in another way.",
    "token-not-accepted": "Ask for a new nonce, and sign in with the provider again: a token must "
    "be for this service, in time, and serves once.",
    "code-not-accepted": "Check the code, or give the long code of the last message: a code serves "
    "once, and six digits for ten minutes, with the handle that they were asked for with.",
    "handle-needed": "Give the handle that POST /v1/sign-in/codes answered, or the long code.",
    "language-malformed": "Give a language as BCP 47 has it, such as de, pt-BR or zh-Hant.",
    "policy-version-old": "Show the current policy, and send its version.",
    "push-one": "Give `fcm` or `web_push`, one of them.",
    "push-not-offered": "From this region no push messages go this way: GET /v1/me/push says which "
    "do.",
    "push-endpoint-unknown": "Give the address of a subscription at one of `web_push_services` of "
    "GET /v1/me/push.",
    "push-key-unknown": "Subscribe with `web_push_key` of GET /v1/me/push, and send the new "
    "subscription.",
    "push-point": "Give the browser's key as `PushSubscription.toJSON()` does.",
    "portrait-unreadable": "Send a whole PNG, JPEG or WebP picture.",
    "portrait-too-large": "Send a picture of at most 16 million pixels.",
    "portrait-too-small": "Send a picture of at least 16 by 16 pixels.",
    "unsubscribe-title": "Stop these messages.",
    "unsubscribe-ask": "One step stops this: {channel}.",
    "unsubscribe-button": "Stop now.",
    "unsubscribe-done": "Stopped: {channel}. You can turn it on again in your settings.",
    "unsubscribe-gone": "Nothing is sent to you any more: the account is gone.",
    "without-location": "Tracking and everything else work. Pick-up points are shown for a "
    "place that you type.",
    "without-preferences": "Everything works; the site is shown as your browser asks for it, and "
    "a choice is forgotten with the page.",
    "without-usage": "Everything works; how it is used is not counted.",
    "lawful-until-then": "What was done before you withdraw stays lawful.",
    "notice-not-current": "Show the notice of GET /v1/consents, and send its version.",
    "notice-language": "Give a language that the notice has.",
    "not-asked": "This is not something that people are asked.",
    "number-empty": "Give a waybill number.",
    "number-too-long": "Give a number of at most 50 characters.",
    "number-bad-character": "Use the letters A to Z and the digits 0 to 9 only.",
    "number-several": "Give one number at a time: several stand here.",
    "number-absent": "Give the waybill number itself: none stands here for certain.",
    "carrier-choose": "Give the code of one of the candidates.",
    "carrier-code-unknown": "Use a code from GET /v1/carriers.",
    "postcode-malformed": "Give a postcode: 2 to 12 letters or digits.",
    "phone-tail-malformed": "Give the last four digits of the phone number.",
    "postcode-required": "Give the recipient's postcode.",
    "phone-tail-required": "Give the last four digits of the recipient's phone number.",
    "postcode-rejected": "Check the recipient's postcode.",
    "phone-tail-rejected": "Check the last four digits of the recipient's phone number.",
    # Messages.
    "mail-change-subject": "An address of your agogopost account changes.",
    "mail-change-text": "Somebody who is signed in to your agogopost account is changing an email "
    "address or phone number of it.\n\nIf that is you, you need not do anything. If it is not, "
    "sign in, end the sessions that are not yours, and write to us.",
    "mail-code-subject": "Here is your agogopost code.",
    "mail-code-text": "Your code is {code}.\n\nIt is good for ten minutes. If it is not accepted, "
    "or somebody else asked for this message, use the long code instead: {long}. That one is good "
    "for an hour.\n\nOne of them serves, once. If you did not ask, you need not do anything: "
    "without a code nobody gets in.\n\nWe never ask for a code by phone or mail.",
    "mail-long-code-text": "Your code is {code}.\n\nIt is good for an hour and serves once. It is "
    "this long because many codes were asked for lately, perhaps by somebody else. If you did not "
    "ask, you need not do anything: without the code nobody gets in.\n\nWe never ask for a code "
    "by phone or mail.",
    "sms-code-text": "agogopost: {code}, good for 10 minutes. If it is not accepted: {long}, good "
    "for an hour. Tell nobody.",
    "sms-long-code-text": "agogopost: {code}, good for an hour. Tell nobody.",
    # By SMS, to who has no email: at most 160 characters of GSM 03.38.
    "sms-change": "agogopost: an email or phone number of your account changes. If that is not "
    "you, sign in, end the other sessions and write to us.",
    "sms-erasure": "agogopost: your account is being deleted, as somebody asked who had just "
    "signed in. The receipt is {receipt}.",
    "sms-export-asked": "agogopost: a copy of your data was asked for. If that is not you, sign "
    "in, end the other sessions and write to us.",
    "sms-export-ready": "agogopost: the copy of your data is ready. Sign in to download it by "
    "{until}.",
    "sms-inactivity": "agogopost: your account is deleted on {day}, unless you sign in before: on "
    "a device where you signed in, or with your recovery code.",
    "sms-linked": "agogopost: a quick login was linked to your account. If that is not you, sign "
    "in, unlink it and end the other sessions.",
    "sms-minor-reported": "agogopost: we were told you are under 18. Your account is erased after "
    "{until}. If you are not, sign in and say so, or write to us.",
    "sms-minor-off": "agogopost: your account stays. It is not stored only any more because "
    "somebody said that you are under 18.",
    "sms-minor": "agogopost: your account is being erased, as we were told that you are under 18. "
    "The receipt is {receipt}.",
    "sms-policy": "agogopost: our privacy policy changes on {day} at the earliest. Read what is "
    "different in the app or on the site.",
    "sms-rights-received": "agogopost: we have your request {id}, and answer it by {due}. If that "
    "is not you, write to us.",
    "sms-news": "agogopost: {news} {stop} stops these.",
    "sms-sign-in": "agogopost: somebody signed in to your account on {at}. If that is not you, "
    "sign in and end that session.",
    # News of a followed parcel: one sentence each, which is a mail's subject or a part of its text.
    "news-info_received": "{parcel} was announced.",
    "news-in_transit": "{parcel} is on its way.",
    "news-out_for_delivery": "{parcel} is out for delivery.",
    "news-available_for_pickup": "{parcel} can be picked up.",
    "news-delivery_failed": "{parcel} could not be delivered.",
    "news-delivered": "{parcel} was delivered.",
    "news-exception": "{parcel} is held up.",
    "news-expired": "{parcel} had no news for 30 days.",
    "news-day": "{parcel} is expected on {day}.",
    "news-because-customs": "It is with customs.",
    "news-because-returned": "It goes back to the sender.",
    "news-because-damaged": "It is damaged.",
    "news-because-address": "The address is not complete or not right.",
    "news-because-refused": "It was refused.",
    "news-because-recipient_absent": "Nobody was there.",
    "news-because-delayed": "It is late.",
    "news-because-lost": "It is lost.",
    "news-because-security": "It is held for reasons of safety or law.",
    "news-because-destroyed": "It was destroyed.",
    "news-because-cancelled": "The sender called it off.",
    "news-many": "{number} of your parcels have news.",
    "mail-news-text": "{news}\n\nTo stop these mails, open {stop}\n\nThis is what the carrier "
    "says of it.",
    "mail-promotion-text": "{text}\n\nYou get this because you agreed to it. {stop} stops "
    "these mails.",
    "mail-linked-subject": "A quick login was linked to your agogopost account.",
    "mail-linked-text": "Somebody who is signed in to your agogopost account can sign in by a "
    "quick login from now on.\n\nIf that is you, you need not do anything. If it is not, sign in, "
    "unlink it, end the sessions that are not yours, and write to us.",
    "mail-erasure-subject": "Your agogopost account is being deleted.",
    "mail-erasure-text": "Somebody who had just signed in to your agogopost account has asked to "
    "delete it. Every session has ended, and everything about you is being erased; this cannot be "
    "undone.\n\nThe number of the receipt is {receipt}. Whoever has it can see how far it has "
    "come, and nothing about you.",
    "mail-inactivity-subject": "Your agogopost account is going to be deleted.",
    "mail-inactivity-text": "Nobody has used your agogopost account for almost two years. If that "
    "stays so, everything about you is deleted, on {day} at the earliest. To keep it, sign in once "
    "before that day.",
    "mail-minor-reported-subject": "Your agogopost account is only stored for now.",
    "mail-minor-reported-text": "We were told that this account belongs to somebody under 18. "
    "agogopost is for adults only. So every session has ended, your data is only stored, and "
    "everything about you is erased once two of us agree that it is so, and from {until} on in any "
    "case.\n\nIf it is not so, say it before then: sign in and ask, under your rights, for a "
    "correction, or write to us.",
    "mail-minor-off-subject": "Your agogopost account stays.",
    "mail-minor-off-text": "We were told that this account belongs to somebody under 18. {reason} "
    "So your account stays, and the restriction of your data that came of it has ended. One that "
    "you asked for yourself goes on.\n\nSign in to use it again.",
    "minor-off-not-a-minor": "That is not so.",
    "minor-off-unfounded": "Nothing shows that it is so.",
    "minor-off-mistaken": "It was said of another account.",
    "mail-minor-subject": "Your agogopost account is being closed.",
    "mail-minor-text": "We were told that this account belongs to somebody under 18. agogopost is "
    "for adults only. So every session has ended, and everything about you is being erased; this "
    "cannot be undone. If it is not so, you can register again.\n\nThe number of the receipt is "
    "{receipt}. Whoever has it can see how far it has come, and nothing about you.",
    "mail-policy-subject": "The privacy policy of agogopost is going to change.",
    "mail-policy-text": "{banner}\n\nThe change takes effect on {day} at the earliest, and not "
    "before thirty days have passed since everybody was told. Until then the present policy "
    "stays in force. You can read both, and what differs, in the app and on the site.\n\nIf you "
    "go on using agogopost after that, you accept the change. If you do not agree, you can take "
    "your data with you and delete your account.",
    "mail-sign-in-subject": "Somebody has signed in to your agogopost account.",
    "mail-sign-in-text": "Somebody has signed in to your account, on {at}.\n\nIf it was you, you "
    "need not do anything. If it was not, look at your sessions and end those that are not yours, "
    "and make sure that nobody else reads your messages.\n\nWe never ask for a code by phone or "
    "mail.",
    "mail-export-asked-subject": "A copy of your agogopost data was asked for.",
    "mail-export-asked-text": "Somebody who is signed in to your agogopost account has asked for a "
    "copy of everything we hold about you.\n\nIf that is you, you need not do anything: we write "
    "again when it is ready. If it is not, sign in, end the sessions that are not yours, and write "
    "to us.",
    "mail-export-ready-subject": "The copy of your agogopost data is ready.",
    "mail-export-ready-text": "The copy of everything we hold about you is ready. Sign in to "
    "download it, by {until}: then it is deleted.\n\nFor your safety this mail holds no link.",
    "mail-rights-received-subject": "We have received your request.",
    "mail-rights-received-text": "We have received a request about your data. Its number is {id}, "
    "and it is answered by {due}.\n\nYou can follow it, and take it back, in your account, or on "
    "our site with a code that we mail you. If it was not you who asked, write to us.",
    "mail-rights-prove-text": "We have received your mail as request {id}, and answer it by {due}."
    "\n\nAnybody could write in your name. So that we may act on it, show that this mailbox is "
    "yours: give this code on our site, under your rights, within an hour.\n\nYour code is "
    "{code}.\n\nA new one can be had there at any time. Until then we answer in general words "
    "only. If you did not write to us, you need not do anything.",
    "mail-rights-extended-subject": "Your request takes longer.",
    "mail-rights-extended-text": "Your request {id} takes longer than a month. {reason} It is "
    "answered by {due}.\n\nYou can complain to the data protection authority of your country, or "
    "go to court.",
    "rights-extension-complex": "It is complex.",
    "rights-extension-many": "You have made many requests.",
    "mail-rights-answered-subject": "Your request is answered.",
    "mail-rights-answered-text": "This is the answer to your request {id}.",
    "mail-rights-complain": "If you do not agree, you can complain to the data protection "
    "authority of your country, or go to court.",
    "rights-outcome-carried_out": "What you asked for is done.",
    "rights-outcome-exported": "The copy of your data is ready. Sign in to download it.",
    "rights-outcome-stopped": "What you object to has stopped.",
    "rights-outcome-nothing_held": "We hold no data about you beside this request.",
    "rights-outcome-answered": "Your question is answered.",
    "rights-outcome-upheld": "What you asked for is in force until you take it back.",
    "rights-outcome-not_proven": "Nobody has shown that the data is theirs.",
    "rights-outcome-unfounded": "The request is manifestly unfounded (GDPR Article 12(5)).",
    "rights-outcome-excessive": "The requests are manifestly excessive (GDPR Article 12(5)).",
    "rights-outcome-overriding_grounds": "There are compelling legitimate grounds that override "
    "your interests (GDPR Article 21(1)).",
    "rights-outcome-legal_duty": "A law obliges us to keep the data (GDPR Article 17(3)(b)).",
    "rights-outcome-legal_claims": "The data is needed for legal claims (GDPR Articles 17(3)(e) "
    "and 21(1)).",
    "rights-outcome-others_rights": "It would harm the rights of others (GDPR Article 15(4)).",
    "rights-outcome-taken_back": "You have taken it back.",
    "rights-outcome-lifted": "It has ended.",
    "mail-restriction-lifts-subject": "A restriction of your data is about to end.",
    "mail-restriction-lifts-text": "Your data is only stored, as you asked in your request {id}. "
    "This restriction ends now: your data is used again for what you allow.\n\nIf you do not "
    "agree, you can ask for it anew, with your reasons, or complain to the data protection "
    "authority of your country.",
    "mail-rights-due-subject": "Rights requests are due.",
    "mail-rights-due-text": "{waiting} rights requests wait for an answer. {soon} of them are due "
    "within seven days, and {overdue} are overdue.",
    "confirm-erasure": "Give `confirm` as DELETE: an erasure cannot be undone.",
    "objection-purpose": "Say what you object to: a purpose of GET /v1/data-map.",
    "rights-proof": "Sign in, or give your email or phone, its country and the code that was sent "
    "there.",
    "rights-signed-in": "You are signed in: leave this out.",
    "request-not-standing": "Give the id of a request of this person that waits for its answer.",
    "request-not-asked": "Leave this out: the reason is another.",
    "work-one": "Give `extend`, `outcome` or `lift`, one of them.",
    "mailbox-unknown": "This is not an address of ours.",
    # Exports.
    "export-page-title": "Everything that agogopost holds about you.",
    "export-page-intro": "Made on {made}. Of each kind the first {shown} are shown here, and "
    "nothing that is empty; all of it is in the folder data, and what each field means is in the "
    "folder schema. Times are UTC.",
    "export-page-damaged": "{count} more cannot be opened any more.",
    "export-page-contents": "What is in it.",
    "export-page-files": "For machines.",
    "export-page-count": "Number held: {count}.",
    "export-page-data": "As data (JSON).",
    "export-page-schema": "What each field means.",
    "export-page-more": "{count} more are in the file.",
    "export-page-number": "Number.",
    "export-page-notes": "What the service notes for itself.",
    "export-page-nothing": "Of these kinds we hold nothing.",
    "export-page-yes": "yes.",
    "export-page-no": "no.",
    "export-kind-people": "Your account.",
    "export-kind-identities": "Quick logins that you linked.",
    "export-kind-preferences": "Your preferences.",
    "export-kind-devices": "Your devices.",
    "export-kind-sessions": "Where you are signed in.",
    "export-kind-known_devices": "Devices on which you have signed in.",
    "export-kind-follows": "Parcels that you follow.",
    "export-kind-consents": "What you allowed and refused, each time.",
    "export-kind-consent_states": "What you allow and refuse now.",
    "export-kind-withdrawals": "What you took back, and is being deleted.",
    "export-kind-rights_requests": "What you asked for under your rights.",
    "export-kind-claimed_requests": "What came from your email address, in your name.",
    "export-kind-exports": "Copies of your data.",
    "export-kind-disclosures": "Who was given your data, or looked at it.",
    "export-kind-unmaskings": "Which of our staff may see some of your data now.",
    "export-kind-policy_notices": "What you were told of our privacy policy.",
    "export-kind-messages": "Messages that you were sent.",
    "export-kind-outgoing": "Messages that are about to be sent to you.",
    "export-kind-places": "Where you last were, roughly.",
    "export-kind-traces": "Pages and buttons that you used.",
    "export-kind-interests": "Habits and interests.",
    "export-kind-replies": "What your app was answered lately.",
    "export-kind-origins": "From where you registered, for two days.",
    "export-about-sources": "Where your data comes from.",
    "export-about-rights": "Your rights.",
    "export-about-purposes": "Why we hold data, and on which basis.",
    "export-about-recipients": "Who may be given data, and where.",
    "export-about-backups": "How long backups could bring it back.",
    "export-about-data": "What we hold of people, and how long.",
    "export-about-transfers": "Where your data stays.",
    "export-about-automated_decisions": "Decisions by machines.",
    "export-about-left_out": "What is left out.",
    "export-column-text": "Why.",
    "export-column-basis": "Legal basis.",
    "export-column-name": "Who.",
    "export-column-purpose": "For what.",
    "export-column-categories": "What data.",
    "export-column-country": "Country.",
    "export-column-keeps": "What they keep.",
    "export-column-database": "Where.",
    "export-column-days": "Days.",
    "export-column-holds": "What.",
    "export-column-kept_days": "Days kept.",
    "export-column-counted_from": "Counted from.",
    "export-column-protection": "Protection.",
    "export-source-you": "From you: what you told us when you registered and afterwards.",
    "export-source-app": "From your app or browser: device facts, sign-ins, and what you allowed "
    "it to tell of your use.",
    "export-source-quick-login": "From a quick login that you linked: by which name it knows you.",
    "export-source-carriers": "From carriers: where a parcel is. That is kept apart, under the "
    "parcel's number and not under you, so it is not in this copy.",
    "export-right-rectify": "You can correct your data at any time, in your profile.",
    "export-right-erase": "You can have your account deleted, and everything with it.",
    "export-right-restrict": "You can object to a use of your data, or have it restricted.",
    "export-right-withdraw": "You can take back whatever you have allowed, at any time.",
    "export-right-complain": "You can complain to the data protection authority of your country.",
    "export-no-automated-decisions": "Nothing is decided about you by machines alone.",
    "export-transfers": "Your data stays in your region; a recipient elsewhere gets only what is "
    "listed beside its name.",
    "export-left-out": "Left out are only the keys, hashes and marks that protect your data, and "
    "what is about others.",
    # Purposes: why data is held.
    "purpose-rights": "To answer people who use their rights, and to show that they were answered.",
    "purpose-policy_news": "To write to people before the privacy policy changes.",
    "purpose-evidence": "To prove what was shown and agreed to.",
    "purpose-analytics": "To improve the service by counting how it is used.",
    "purpose-preferences": "To remember language and layout on the site by a cookie.",
    "purpose-advertising": "To choose advertising for a browser by a cookie.",
    "purpose-personalisation": "To choose promotions that fit a person.",
    "purpose-location": "To show what is near a person.",
    "purpose-promotions_email": "To write about offers by email.",
    "purpose-promotions_sms": "To send offers by SMS.",
    "purpose-promotions_push": "To send offers to the app.",
    "purpose-activities": "To run lotteries, surveys and votes.",
    "purpose-anonymous_statistics": "To show figures about groups that lead to nobody.",
    "purpose-status_email": "To tell of followed parcels by email.",
    "purpose-status_sms": "To tell of followed parcels by SMS.",
    "purpose-status_push": "To tell your devices of followed parcels, by push messages.",
    "purpose-account": "To keep the account that a person asked for.",
    "purpose-tracking": "To show where a parcel is to those who know its number.",
    "purpose-protection": "To keep the service available to everyone by limiting overuse.",
}

CATALOGUE: Mapping[str, Mapping[str, str]] = {"en": _EN}


def say(key: str, language: str = "en", **facts: str) -> str:
    """Return the text for a key, in what we have that fits a language best, else in English.

    Raises:
        KeyError: The catalogue has no such key: a fault of ours, caught by the tests.
    """
    texts = CATALOGUE[best((language,), CATALOGUE)]
    return texts.get(key, _EN[key]).format(**facts)
