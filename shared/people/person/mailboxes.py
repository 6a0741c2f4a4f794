"""Where an address of a large provider arrives, for limits: the ways in which one mailbox is many.

Never for who somebody is: an address is what it says, and only its owner's provider knows more. But
where a provider says that all ways of writing are one mailbox, who reads one reads all of them.
What is not known here counts as a mailbox of its own. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Provider:
    """How a provider sees the part before the at sign."""

    domain: str
    """In which its addresses are counted."""
    ignored: str = ""
    """What makes no difference in it."""
    tags: str = "+"
    """After which a tag of the owner's choosing stands."""
    alike: str = ""
    """Two signs that it takes for one another: the first is read as the second."""
    is_one: bool = False
    """Whether it says itself that whoever reads one way of writing reads all of them."""


_PROTON = _Provider("proton.me", ignored="._-", is_one=True)
_GOOGLE = _Provider("gmail.com", ignored=".", is_one=True)
_APPLE = _Provider("icloud.com", is_one=True)
_YANDEX = _Provider("yandex.ru", alike=".-")
_MICROSOFT = ("outlook.com", "hotmail.com", "live.com", "msn.com")
_YAHOO = ("yahoo.", "ymail.com", "rocketmail.com", "myyahoo.com")
_PROVIDERS: Mapping[str, _Provider] = {
    **dict.fromkeys(("gmail.com", "googlemail.com"), _GOOGLE),
    **dict.fromkeys(("proton.me", "protonmail.com", "protonmail.ch", "pm.me"), _PROTON),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), _APPLE),
    **{one: _Provider(one, is_one=True) for one in _MICROSOFT},
    **dict.fromkeys(("yandex.ru", "yandex.com", "yandex.by", "yandex.kz", "ya.ru"), _YANDEX),
}
_OWN_DOMAINS = ("fastmail.com", "fastmail.fm")
"""Providers that give each person a domain below theirs: what stands before it is a tag."""


def mailbox_of(local: str, domain: str) -> str:
    """Return the mailbox in which an address most likely arrives.

    Without what follows a plus, whoever the provider is (RFC 5233): who takes two such addresses to
    two people has them share a limit.

    Args:
        local: What stands before the at sign, lower-case.
        domain: What stands behind it, in ASCII and lower-case.
    """
    for provider in _OWN_DOMAINS:
        if domain.endswith(f".{provider}"):
            return f"{domain.removesuffix(f'.{provider}').rpartition('.')[2]}@{provider}"
    known = _PROVIDERS.get(domain) or _Provider(domain, tags="+-" if _is_yahoo(domain) else "+")
    for tag in known.tags:
        local = local.partition(tag)[0] or local
    plain = "".join(one for one in local if one not in known.ignored)
    if known.alike:
        plain = plain.replace(known.alike[0], known.alike[1])
    return f"{plain or local}@{known.domain}"


def is_one(domain: str) -> bool:
    """Tell whether a domain's provider says that all ways of writing a mailbox are one person's.

    Much hangs on it: whoever reads one of them proves to have any. In doubt it is not so.
    """
    known = _PROVIDERS.get(domain)
    return known is not None and known.is_one


def _is_yahoo(domain: str) -> bool:
    """Tell whether a hyphen begins a tag: no name at Yahoo has one."""
    return domain.startswith(_YAHOO[0]) or domain in _YAHOO
