"""Keys of partners: their shape, and what is kept of them."""

from __future__ import annotations

import hashlib

import pytest

from contexts.identity.parts.partners.domain import key_throttle, keys, networks


@pytest.mark.requirement("ASVS 5.0 11.5.1")
def test_a_key_is_its_client_id_and_256_random_bits():
    made = [keys.new_key(environment="live") for _ in range(200)]

    assert len({key.secret for key in made}) == len({key.client_id for key in made}) == 200
    assert {len(bytes.fromhex(key.secret)) for key in made} == {32}
    assert all(keys.read_key(key.text) == key for key in made)


@pytest.mark.requirement("ASVS 5.0 11.4.1")
def test_a_secret_is_kept_as_the_sha_256_of_its_bytes():
    secret = "ab" * 32

    assert keys.hash_of(secret) == hashlib.sha256(b"\xab" * 32).hexdigest()
    assert keys.is_right(secret, stored=keys.hash_of(secret))
    assert not keys.is_right("cd" * 32, stored=keys.hash_of(secret))
    assert not keys.is_right(secret, stored=None)


@pytest.mark.requirement("ASVS 5.0 16.2.5")
def test_a_key_does_not_show_its_secret_when_it_is_printed():
    key = keys.new_key(environment="live")

    assert key.secret not in repr(key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "riz_",
        "riz_live",
        "riz_live_aaaaaaaaaaaaaaaa",
        "riz_live_aaaaaaaaaaaaaaaa_" + "0" * 63,
        "riz_live_aaaaaaaaaaaaaaaa_" + "0" * 65,
        "riz_live_aaaaaaaaaaaaaaaa_" + "A" * 64,
        "riz_live_aaaaaaaaaaaaaaa1_" + "0" * 64,
        "riz_LIVE_aaaaaaaaaaaaaaaa_" + "0" * 64,
        "riz_live_aaaaaaaaaaaaaaaa_" + "٠" * 64,
        "riz_live_aaaaaaaaaaaaaaaa_" + "0" * 64 + "\n",
        "riz_oat_" + "0" * 64,
        "x" * 100_000,
    ],
)
def test_what_nobody_can_have_is_not_looked_up(text):
    assert keys.read_key(text) is None


def test_waits_double_and_end():
    assert [key_throttle.wait_after(failures) for failures in (1, 19, 20, 21, 25)] == [
        0,
        0,
        1,
        2,
        32,
    ]
    assert key_throttle.wait_after(10**6) == key_throttle.LONGEST_SECONDS


def test_networks_have_one_spelling():
    texts = ["203.0.113.7", "203.0.113.0/24", " 2001:DB8::/32 ", "203.0.113.7/32"]

    assert networks.normalise_networks(texts) == (
        "203.0.113.7/32",
        "203.0.113.0/24",
        "2001:db8::/32",
    )


@pytest.mark.parametrize("text", ["203.0.113.1/24", "somewhere", "0177.0.0.1", "1.2.3.4/33", ""])
def test_what_is_no_network_is_refused(text):
    with pytest.raises(ValueError, match=r"\S"):
        networks.normalise_networks([text])


def test_callers_of_one_ipv6_site_count_as_one():
    assert networks.place_of("2001:db8::1") == networks.place_of("2001:db8::ffff:1")
    assert networks.place_of("203.0.113.7") != networks.place_of("203.0.113.8")
