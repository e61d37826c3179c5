"""Calls to addresses that others chose: where they may go, how long they take, how much is read, what goes along."""

from __future__ import annotations

import gzip
import itertools
import socket
import threading
import tracemalloc
import zlib
from ipaddress import ip_network

import certifi
import hypothesis
import idna
import pytest
from django.db import transaction
from hypothesis import strategies as st

from riz.outgoing import addresses, client
from riz.outgoing.client import Limits, call
from riz.outgoing.errors import AddressRefused, CallFailed, InsideTransaction, TimedOut, TooLarge
from tests.support.strangers import (
    NO_ADDRESS,
    PUBLIC,
    PUBLIC_ONLY,
    SPELLINGS,
    certificate,
    dripping,
    listening,
    redirect,
    resolver,
    response,
    stranger,
)

LIMITS = Limits(seconds=60, largest=1 << 20)
FOLLOWING = Limits(seconds=60, largest=1 << 20, redirects=3)
HASTY = Limits(seconds=0.5, largest=1 << 20)


@pytest.fixture
def _nowhere_private(settings):
    settings.RIZ_OUTGOING_PRIVATE_NETWORKS = []


@pytest.fixture
def _one_public(settings):
    settings.RIZ_OUTGOING_PRIVATE_NETWORKS = PUBLIC_ONLY


@pytest.fixture
def listener():
    with listening() as one:
        yield one
        assert one.connections() == 0


@pytest.fixture
def names(monkeypatch):
    with resolver(monkeypatch) as told:
        yield told


def read(url, limits=LIMITS, **options):
    with call(url, limits=limits, **options) as answer:
        return answer.read()


class TestWhereCallsGo:
    def test_there_are_as_many_spellings_as_attackers_know(self):
        assert len(set(SPELLINGS)) == len(SPELLINGS) >= 60

    @pytest.mark.requirement("ASVS 5.0 1.3.6", "ASVS 5.0 15.3.2")
    @pytest.mark.usefixtures("_nowhere_private")
    @pytest.mark.parametrize("spelling", SPELLINGS)
    def test_no_spelling_of_a_number_or_a_name_leads_inside(self, listener, spelling):
        url = spelling.format(port=listener.port)
        for asked in (addresses.check, read):
            with pytest.raises(AddressRefused):
                asked(url)

    @pytest.mark.parametrize(
        "url",
        [
            " https://example.org/x",
            "https://exam\tple.org/x",
            "https://example.org/a b",
            "https://example.org/a\\b",
            "https://example.org\\.example.net/x",
            "https://example.org/\x7f",
            "https://example.org/x\r\nX: y",
            "https://example.org/\xa0x",
            "https://example.org/\ud800",
            None,
            b"https://example.org/x",
            ["https://example.org/x"],
        ],
    )
    def test_what_readers_could_read_differently_is_refused(self, url):
        with pytest.raises(AddressRefused):
            addresses.check(url)

    @pytest.mark.usefixtures("_one_public")
    @pytest.mark.parametrize("spelling", SPELLINGS)
    def test_no_redirect_leads_there_either(self, listener, names, spelling):
        names.tells("example.org", "127.0.0.1")
        location = spelling.format(port=listener.port).partition("\r")[0].replace("\n", "\t")
        with (
            stranger(redirect(location.replace("\x00", "%00"))) as there,
            pytest.raises((AddressRefused, CallFailed)),
        ):
            read(there.url(), FOLLOWING)

    @pytest.mark.usefixtures("_one_public")
    def test_a_network_that_is_allowed_opens_no_other(self):
        assert addresses.check(f"http://{PUBLIC}:8000/x").names_this_network
        for url in ("http://127.0.0.1/x", "http://10.0.0.1/x", "http://[::1]/x"):
            with pytest.raises(AddressRefused):
                addresses.check(url)

    @pytest.mark.usefixtures("_nowhere_private")
    @pytest.mark.parametrize("address", NO_ADDRESS)
    def test_a_name_that_leads_inside_is_not_connected_to(self, listener, names, address):
        names.tells("feeds.example.org", address)
        with pytest.raises(AddressRefused):
            read(f"http://feeds.example.org:{listener.port}/x")
        assert names.asked == ["feeds.example.org"]

    @pytest.mark.parametrize(
        "address", ["8.8.8.8", "1.1.1.1", "193.0.6.139", "2606:4700:4700::1111", "2a00:1450::1"]
    )
    def test_what_everybody_reaches_may_be_asked(self, settings, address):
        settings.RIZ_OUTGOING_PRIVATE_NETWORKS = []
        assert addresses.may_be_connected(address)
        host = f"[{address}]" if ":" in address else address
        assert addresses.check(f"https://{host}/x").host == address

    @hypothesis.given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
    def test_nothing_is_asked_that_python_calls_special(self, address):
        if not any(
            address in network for network in addresses.settings.RIZ_OUTGOING_PRIVATE_NETWORKS
        ):
            special = not address.is_global or address.is_multicast or address.is_reserved
            assert not (special and addresses.may_be_connected(str(address)))

    @pytest.mark.usefixtures("_one_public")
    def test_the_name_is_looked_up_once_and_connected_to_where_it_was_judged(self, names):
        names.tells("feeds.example.org", PUBLIC, "127.0.0.1")
        with stranger(response(b"timetable")) as there:
            url = there.url(name="feeds.example.org")
            with socket.create_server(("127.0.0.1", there.port)) as inside:
                inside.setblocking(False)
                assert read(url) == b"timetable"
                assert names.asked == ["feeds.example.org"]
                with pytest.raises(AddressRefused):
                    read(url)
                with pytest.raises(BlockingIOError):
                    inside.accept()
        assert there.headers()["host"] == f"feeds.example.org:{there.port}"
        assert len(there.asked) == 1

    @pytest.mark.usefixtures("_one_public")
    def test_of_several_addresses_those_inside_are_left_out(self, names):
        with stranger(response(b"timetable")) as there:
            names.tells("feeds.example.org", ["127.0.0.1", "::1", "10.0.0.1", PUBLIC])
            with socket.create_server(("127.0.0.1", there.port)) as inside:
                inside.setblocking(False)
                assert read(there.url(name="feeds.example.org")) == b"timetable"
                with pytest.raises(BlockingIOError):
                    inside.accept()

    @pytest.mark.usefixtures("_one_public")
    def test_the_next_address_is_tried_where_one_does_not_answer(self, settings, names):
        settings.RIZ_OUTGOING_PRIVATE_NETWORKS = [*PUBLIC_ONLY, ip_network("127.0.0.3")]
        names.tells("feeds.example.org", ["127.0.0.3", PUBLIC])
        with stranger(response(b"timetable")) as there:
            assert read(there.url(name="feeds.example.org")) == b"timetable"

    @pytest.mark.usefixtures("_one_public")
    @pytest.mark.parametrize(
        ("written", "name"),
        [
            ("FEEDS.Example.Org", "feeds.example.org"),
            ("feeds.example.org.", "feeds.example.org"),
            ("ত্রিপুরা.example.org", f"{idna.encode('ত্রিপুরা').decode()}.example.org"),
            ("faß.example.org", "xn--fa-hia.example.org"),
            ("my_feeds.example.org", "my_feeds.example.org"),
        ],
    )
    def test_a_name_is_looked_up_in_its_one_spelling(self, names, written, name):
        names.tells(name, PUBLIC)
        with stranger(response(b"timetable")) as there:
            assert read(there.url(name=written)) == b"timetable"
        assert names.asked == [name]

    @pytest.mark.parametrize(
        ("url", "written"),
        [
            ("https://example.org", "https://example.org/"),
            ("https://Example.org:443/x", "https://example.org/x"),
            ("http://example.org:443/x?y#z", "http://example.org:443/x?y"),
            ("http://[2606:4700:0::1111]:8080/x", "http://[2606:4700::1111]:8080/x"),
            ("https://8.8.8.8/x", "https://8.8.8.8/x"),
        ],
    )
    def test_what_was_read_reads_as_itself(self, url, written):
        target = addresses.check(url)
        assert str(target) == written
        assert addresses.check(str(target)) == target

    @pytest.mark.usefixtures("_one_public")
    def test_path_and_query_arrive_as_they_were_written(self):
        with stranger(response()) as there:
            read(there.url("/ত্রিপুরা/a%20b;v=1?key=x%26y&q[]=1&t=a+b#part"))
        line = there.asked[0].split(b"\r\n")[0]
        assert line == (
            b"GET /%E0%A6%A4%E0%A7%8D%E0%A6%B0%E0%A6%BF%E0%A6%AA%E0%A7%81%E0%A6%B0%E0%A6%BE"
            b"/a%20b;v=1?key=x%26y&q[]=1&t=a+b HTTP/1.1"
        )

    def test_never_inside_a_transaction(self, db):
        with transaction.atomic(), pytest.raises(InsideTransaction):
            read("https://feeds.example.org/x")


@pytest.mark.usefixtures("_one_public")
class TestWhatGoesAlong:
    @pytest.fixture
    def _environment(self, monkeypatch, tmp_path, listener):
        proxy = f"http://127.0.0.1:{listener.port}"
        for name in ("http_proxy", "https_proxy", "all_proxy", "ftp_proxy"):
            monkeypatch.setenv(name, proxy)
            monkeypatch.setenv(name.upper(), proxy)
        netrc = tmp_path / ".netrc"
        netrc.write_text(f"machine {PUBLIC} login root password s3cret\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("NETRC", str(netrc))
        monkeypatch.setenv("HOME", str(tmp_path))

    @pytest.mark.usefixtures("_environment")
    def test_no_proxy_and_no_password_of_the_environment(self):
        with stranger(response(b"timetable")) as there:
            assert read(there.url()) == b"timetable"
        assert there.asked[0].startswith(b"GET /x HTTP/1.1\r\n")
        assert set(there.headers()) == {
            "host", "user-agent", "accept", "accept-encoding", "connection",
        }  # fmt: skip

    def test_headers_stay_with_the_origin_they_were_meant_for(self):
        with (
            stranger(response(b"far")) as other,
            stranger(
                lambda asked: redirect("/y" if b"GET /x" in asked else other.url("/z"))
            ) as there,
        ):
            assert read(there.url(), FOLLOWING, headers={"x-api-key": "s3cret"}) == b"far"
        assert [there.headers(n).get("x-api-key") for n in (0, 1)] == ["s3cret", "s3cret"]
        assert "s3cret" not in str(other.asked)
        assert other.headers()["host"] == f"{PUBLIC}:{other.port}"

    def test_a_form_is_posted_and_never_sent_elsewhere(self):
        with (
            stranger(response()) as other,
            stranger(redirect(other.url(), "307 Temporary Redirect")) as there,
            pytest.raises(CallFailed, match="answered 307"),
        ):
            read(there.url(), FOLLOWING, form=b"code=s3cret")
        assert there.asked[0].startswith(b"POST /x HTTP/1.1\r\n")
        assert there.asked[0].endswith(b"\r\n\r\ncode=s3cret")
        assert other.asked == []

    @pytest.mark.parametrize("header", ["x\r\ny: z", "naïve", "a b", ""])
    def test_a_header_that_is_none_is_a_failure_and_not_a_second_one(self, header):
        with stranger(response()) as there, pytest.raises(CallFailed):
            read(there.url(), headers={header: "1"})
        assert there.asked == []


@pytest.mark.usefixtures("_one_public")
class TestRedirects:
    def test_they_are_not_followed_unasked(self, listener):
        with stranger(redirect(f"http://127.0.0.1:{listener.port}/")) as there:
            with call(there.url(), limits=LIMITS) as answer:
                assert answer.status == 302
            with pytest.raises(CallFailed, match="answered 302"):
                read(there.url())

    def test_a_few_are_followed_where_they_are_asked_for(self):
        def answer(asked):
            step = int(asked[5:6])
            return redirect(f"/{step - 1}") if step else response(b"timetable")

        with stranger(answer) as there:
            assert read(there.url("/3"), FOLLOWING) == b"timetable"
            with pytest.raises(CallFailed, match="again and again"):
                read(there.url("/4"), FOLLOWING)

    def test_no_location_is_an_answer_like_others(self):
        with (
            stranger(response(status="302 Found")) as there,
            pytest.raises(CallFailed, match="answered 302"),
        ):
            read(there.url(), FOLLOWING)


@pytest.mark.usefixtures("_one_public")
class TestTls:
    NAME = "feeds.example.org"

    @pytest.fixture
    def shown(self, names, tmp_path, monkeypatch):
        names.tells(self.NAME, PUBLIC)
        names.tells("other.example.org", PUBLIC)
        context, authority = certificate(self.NAME, tmp_path)
        monkeypatch.setattr(certifi, "where", lambda: str(authority))
        client._tls.cache_clear()
        yield context
        client._tls.cache_clear()

    def test_the_host_s_name_is_verified_although_its_address_is_connected_to(self, shown):
        seen = []
        shown.sni_callback = lambda _, name, __: seen.append(name)
        with stranger(response(b"timetable"), tls=shown) as there:
            assert read(there.url(name=self.NAME, scheme="https")) == b"timetable"
            for name in ("other.example.org", PUBLIC):
                with pytest.raises(CallFailed, match="SSLCertVerificationError"):
                    read(there.url(name=name, scheme="https"))
        assert seen == [self.NAME, "other.example.org", None]
        assert len(there.asked) == 1

    def test_an_authority_that_nobody_trusts_is_refused(self, shown, monkeypatch):
        client._tls.cache_clear()
        monkeypatch.undo()
        with stranger(response(), tls=shown) as there, pytest.raises(CallFailed):
            read(there.url(scheme="https"))
        assert there.asked == []

    def test_https_never_leads_down_to_http(self, shown):
        with (
            stranger(response(b"plain")) as plain,
            stranger(redirect(plain.url()), tls=shown) as there,
            pytest.raises(AddressRefused),
        ):
            read(there.url(name=self.NAME, scheme="https"), FOLLOWING)
        assert plain.asked == []

    def test_whoever_never_shakes_hands_is_left_in_time(self, shown):
        with stranger(response(), tls=shown, greets=False) as there, pytest.raises(TimedOut):
            read(there.url(name=self.NAME, scheme="https"), HASTY)


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.usefixtures("_one_public")
class TestTime:
    """Each of these servers goes on for ever: that the call ends is what is asserted."""

    @pytest.mark.parametrize(
        ("first", "drop"),
        [
            (b"", b""),
            (b"H", b""),
            (OK + b"X-Slow: ", b"x"),
            (OK, b"X-Slow: x\r\n"),
            (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
            (OK + b"Content-Length: 9999\r\n\r\n", b"x"),
            (OK + b"Content-Length: 9999\r\n\r\n", b""),
            (OK + b"\r\n", b"x"),
            (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
            (OK + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x"),
            (OK + b"Content-Encoding: gzip\r\n\r\n", b"\x00"),
        ],
        ids=[
            "silent", "one byte", "a header's value", "headers", "early hints", "body", "no body", "endless body",
            "chunks", "a chunk's extension", "packed",
        ],
    )  # fmt: skip
    def test_what_drips_is_left_in_time(self, first, drop):
        with (
            stranger(dripping(first, drop)) as there,
            pytest.raises((TimedOut, CallFailed)) as left,
        ):
            read(there.url(), HASTY)
        assert isinstance(left.value, TimedOut) or drop == b"\x00"

    def test_redirects_take_part_in_the_same_time(self):
        def answer(asked):
            return redirect(f"/{int(asked[5:].split(b' ')[0]) + 1}")

        with stranger(answer) as there, pytest.raises(TimedOut):
            read(there.url("/1"), Limits(seconds=0.5, largest=1, redirects=10_000))

    def test_a_name_server_takes_part_too(self, monkeypatch):
        over = threading.Event()
        real = socket.getaddrinfo

        def never(host, *args, **options):
            if host == "slow.example.org":
                over.wait()
                raise socket.gaierror
            return real(host, *args, **options)

        monkeypatch.setattr(socket, "getaddrinfo", never)
        with pytest.raises(TimedOut):
            read("https://slow.example.org/x", HASTY)
        over.set()

    def test_what_nobody_knows_or_answers_fails(self, monkeypatch):
        def unknown(*_, **__):
            raise socket.gaierror

        with socket.create_server((PUBLIC, 0)) as closed:
            port = closed.getsockname()[1]
        with pytest.raises(CallFailed, match="ConnectionRefusedError"):
            read(f"http://{PUBLIC}:{port}/x")
        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        with pytest.raises(CallFailed, match="gaierror"):
            read("https://unknown.example.org/x")


@pytest.mark.usefixtures("_one_public")
class TestBytes:
    LIMITS = Limits(seconds=60, largest=100_000)

    def read_of(self, *written, limits=LIMITS):
        pieces = written[0] if len(written) == 1 else written
        with stranger(lambda _: pieces) as there:
            return read(there.url(), limits)

    def test_as_much_as_is_allowed_is_read_and_no_more(self):
        assert self.read_of(response(b"x" * 100_000)) == b"x" * 100_000
        with pytest.raises(TooLarge):
            self.read_of(response(b"x" * 100_001))

    @pytest.mark.parametrize(
        "first", [OK + b"\r\n", OK + b"Transfer-Encoding: chunked\r\n\r\n"], ids=["open", "chunked"]
    )
    def test_a_body_without_end_is_left(self, first):
        piece = b"2710\r\n" + b"x" * 10_000 + b"\r\n" if b"chunked" in first else b"x" * 10_000
        with pytest.raises(TooLarge):
            self.read_of(itertools.chain([first], itertools.repeat(piece)))

    def test_headers_without_end_are_left(self):
        with pytest.raises(CallFailed):
            self.read_of(itertools.chain([OK], itertools.repeat(b"X-More: x\r\n" * 1000)))

    def test_a_small_answer_that_unpacks_without_end_is_not_unpacked(self):
        bomb = response(gzip.compress(bytes(64 << 20)), "Content-Encoding: gzip")
        tracemalloc.start()
        try:
            with pytest.raises(TooLarge):
                self.read_of(bomb)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert most < 8 << 20

    def test_what_unpacks_to_nothing_is_counted_as_it_came(self):
        packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
        empty = packer.compress(b"") + b"".join(
            packer.flush(zlib.Z_FULL_FLUSH) for _ in range(40_000)
        )
        nothing = b"\x00\x00\x00\xff\xff" * 40_000  # stored blocks of no bytes
        with pytest.raises(TooLarge):
            self.read_of(response(empty[:10] + nothing, "Content-Encoding: gzip"))

    @pytest.mark.parametrize("size", [0, 1, 99_999, 100_000])
    def test_a_packed_answer_is_read(self, size):
        packed = response(gzip.compress(b"x" * size), "Content-Encoding: GZIP")
        assert self.read_of(packed) == b"x" * size

    def test_a_large_one_comes_in_blocks(self):
        packed = response(gzip.compress(bytes(5 << 20)), "Content-Encoding: gzip")
        with (
            stranger(packed) as there,
            call(there.url(), limits=Limits(seconds=60, largest=5 << 20)) as answer,
        ):
            sizes = [len(block) for block in answer.blocks()]
        assert sum(sizes) == 5 << 20
        assert max(sizes) <= 1 << 20

    def test_no_more_is_read_than_its_length_says(self):
        assert self.read_of(response(b"timetable") + b"and more") == b"timetable"

    @pytest.mark.parametrize(
        "written",
        [
            OK + b"Content-Length: 9\r\n\r\nshort",
            OK + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\ntimetable",
            OK + b"Content-Length: -1\r\n\r\nx",
            OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort",
            OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
            OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            response(gzip.compress(b"x" * 1000, mtime=0)[:-9], "Content-Encoding: gzip"),
            response(b"<html>", "Content-Encoding: gzip"),
            response(b"x", "Content-Encoding: br"),
            response(b"x", "Content-Encoding: gzip, gzip"),
            response(b"x", "Content-Encoding: deflate"),
            response(b"x", status="404 Not Found"),
            response(b"x", status="206 Partial Content"),
            response(b"x", status="500 Oh"),
            b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
            b"HTTP/0.9 what\r\n\r\n",
            b"SSH-2.0-OpenSSH_9.9\r\n",
            b"",
        ],
    )
    def test_what_is_no_good_answer_fails(self, written):
        with pytest.raises(CallFailed):
            self.read_of(written)

    def test_nothing_new_has_no_body(self):
        with (
            stranger(response(b"", 'ETag: "one"', status="304 Not Modified")) as there,
            call(there.url(), headers={"If-None-Match": '"one"'}, limits=LIMITS) as answer,
        ):
            assert (answer.status, answer.headers["etag"]) == (304, '"one"')
        assert there.headers()["if-none-match"] == '"one"'
