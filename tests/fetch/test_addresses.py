"""Which addresses are out in the open."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.fetch.addresses import is_public

INSIDE = """
    127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 255.255.255.255 224.0.0.1 240.0.0.1
    192.0.2.1 198.18.0.1 192.88.99.1 ::1 :: fd00::1 fe80::1 fe80::1%eth0 ::ffff:127.0.0.1 ::ffff:10.0.0.1
    64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: ::127.0.0.1 fec0::1 ff02::1 2001:0:53aa:64c::1 2001:db8::1 100::1
    localhost 127.1 1
""".split()
OUTSIDE = ["8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2a00:1450:400f::200e", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses())
def test_nothing_is_public_that_python_calls_private(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if is_public(str(address)):
        kinds = ("is_private", "is_loopback", "is_link_local", "is_multicast", "is_unspecified")
        assert not [kind for kind in kinds if getattr(address, kind)]
