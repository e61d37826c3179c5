"""Addresses that somebody else chose, and servers of theirs that answer as they like: real sockets on this machine."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from riz import clock

_BLOCK = 1 << 16
Written = bytes | Iterable[bytes]

PUBLIC = "127.0.0.2"
"""Stands for an address that everybody reaches: tests allow this one of the loopback network and no other."""
PUBLIC_ONLY = [ip_network("127.0.0.2/32")]

SPELLINGS = [
    # This machine, in every way of writing numbers.
    "http://127.0.0.1:{port}/x",
    "http://2130706433:{port}/x",
    "http://0x7f000001:{port}/x",
    "http://0X7F000001:{port}/x",
    "http://017700000001:{port}/x",
    "http://0177.0.0.1:{port}/x",
    "http://0177.0.0.01:{port}/x",
    "http://0x7f.0x0.0x0.0x1:{port}/x",
    "http://0x7f.1:{port}/x",
    "http://127.1:{port}/x",
    "http://127.0.1:{port}/x",
    "http://127.00.00.01:{port}/x",
    "http://127.0.0.1.:{port}/x",
    "http://127.0.0.001:{port}/x",
    "http://127.255.255.254:{port}/x",
    "http://0:{port}/x",
    "http://0.0.0.0:{port}/x",
    "http://0.1.2.3:{port}/x",
    "http://4294967295:{port}/x",
    "http://18446744071554940929:{port}/x",
    # In other scripts, and hidden by escapes.
    "http://１２７.０.０.１:{port}/x",
    "http://１２７。０。０。１:{port}/x",
    "http://127。0。0。1:{port}/x",
    "http://127．0．0．1:{port}/x",
    "http://①②⑦.⓪.⓪.①:{port}/x",
    "http://١٢٧.٠.٠.١:{port}/x",
    "http://%31%32%37.0.0.1:{port}/x",
    "http://127%2e0%2e0%2e1:{port}/x",
    "http://127.0.0.1%2f@example.org:{port}/x",
    "http://127.0.0.1%00.example.org:{port}/x",
    "http://127.0.0.1\x00.example.org:{port}/x",
    # By name.
    "http://localhost:{port}/x",
    "http://LOCALHOST:{port}/x",
    "http://localhost.:{port}/x",
    "http://sub.localhost:{port}/x",
    "http://ｌｏｃａｌｈｏｓｔ:{port}/x",
    "http://lo\u00adcalhost:{port}/x",
    "http://printer.local:{port}/x",
    "http://metadata.google.internal:{port}/x",
    # Beside another host.
    "http://example.org@127.0.0.1:{port}/x",
    "http://example.org:80@127.0.0.1:{port}/x",
    "http://user:word@127.0.0.1:{port}/x",
    "http://:@127.0.0.1:{port}/x",
    "http://127.0.0.1:{port}\\@example.org/x",
    "http://example.org\\@127.0.0.1:{port}/x",
    "http:\\\\127.0.0.1:{port}\\x",
    "http:/\\127.0.0.1:{port}/x",
    "http://example.org[127.0.0.1]:{port}/x",
    "http://[127.0.0.1]:{port}/x",
    "http://127.0.0.1:{port}:80/x",
    "http://127.0.0.1\t:{port}/x",
    "http://127.0.\n0.1:{port}/x",
    "http://127.0.0.1:{port}\r\nHost: example.org/x",
    " http://127.0.0.1:{port}/x",
    "http://127.0.0.1 :{port}/x",
    "ht\ttp://127.0.0.1:{port}/x",
    "HTTP://127.0.0.1:{port}/x",
    # The sixth version, and what holds the fourth in it.
    "http://[::1]:{port}/x",
    "http://[0:0:0:0:0:0:0:1]:{port}/x",
    "http://[::]:{port}/x",
    "http://[::127.0.0.1]:{port}/x",
    "http://[::7f00:1]:{port}/x",
    "http://[::ffff:127.0.0.1]:{port}/x",
    "http://[::ffff:7f00:1]:{port}/x",
    "http://[::ffff:0:127.0.0.1]:{port}/x",
    "http://[64:ff9b::127.0.0.1]:{port}/x",
    "http://[64:ff9b:1::7f00:1]:{port}/x",
    "http://[2002:7f00:1::]:{port}/x",
    "http://[2001:0:7f00:1::]:{port}/x",
    "http://[2001:db8::1]:{port}/x",
    "http://[3fff::1]:{port}/x",
    "http://[fc00::1]:{port}/x",
    "http://[fd00:ec2::254]:{port}/x",
    "http://[fe80::1]:{port}/x",
    "http://[fe80::1%25lo]:{port}/x",
    "http://[::1%25lo]:{port}/x",
    "http://[fec0::1]:{port}/x",
    "http://[ff02::1]:{port}/x",
    "http://[100::1]:{port}/x",
    "http://[v1.127.0.0.1]:{port}/x",
    "http://[::1:{port}/x",
    # Other networks that not everybody reaches.
    "http://10.0.0.8:{port}/x",
    "http://172.16.0.1:{port}/x",
    "http://172.31.255.254:{port}/x",
    "http://192.168.1.1:{port}/x",
    "http://169.254.169.254:{port}/latest/meta-data",
    "http://2852039166:{port}/latest/meta-data",
    "http://168.63.129.16:{port}/x",
    "http://100.64.0.1:{port}/x",
    "http://100.100.100.200:{port}/latest",
    "http://192.0.0.192:{port}/x",
    "http://192.0.2.1:{port}/x",
    "http://192.88.99.1:{port}/x",
    "http://198.18.0.1:{port}/x",
    "http://198.51.100.1:{port}/x",
    "http://203.0.113.1:{port}/x",
    "http://224.0.0.1:{port}/x",
    "http://240.0.0.1:{port}/x",
    "http://255.255.255.255:{port}/x",
    # Other protocols, and ports of theirs.
    "ftp://127.0.0.1:{port}/x",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/x",
    "unix:///run/valkey.sock",
    "http+unix://%2Frun%2Fvalkey.sock/x",
    "//127.0.0.1:{port}/x",
    "127.0.0.1:{port}/x",
    "http:127.0.0.1:{port}/x",
    "http:///127.0.0.1:{port}/x",
    "http://",
    "http://example.org:22/x",
    "http://example.org:25/x",
    "http://example.org:0/x",
    "http://example.org:65536/x",
    "http://example.org:８０/x",
    "http://-example.org/x",
    "http://a..example.org/x",
    "http://" + "a" * 64 + ".example.org/x",
    "http://example.org/" + "x" * 8192,
]  # fmt: skip

NO_ADDRESS = [
    "0.0.0.0",  # noqa: S104 - nothing is bound
    "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.9.9.9", "168.63.129.16", "169.254.169.254",
    "172.16.0.1", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.254",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1",
    "100::1", "2001::1", "2001:0:7f00:1::", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1",
    "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "ff0e::1",
]  # fmt: skip
"""What a name may resolve to and nobody is connected to."""


@dataclass
class Listener:
    """Sockets of this machine that nobody may connect to."""

    port: int
    sockets: list[socket.socket]

    def connections(self) -> int:
        """Take whoever connected: on the loopback network a connection is there as soon as it was made."""
        count = 0
        for one in self.sockets:
            with suppress(BlockingIOError):
                while True:
                    one.accept()[0].close()
                    count += 1
        return count


@contextmanager
def listening() -> Iterator[Listener]:
    """Listen on 127.0.0.1 and, where this machine has it, on ::1, at one port."""
    with ExitStack() as stack:
        first = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = first.getsockname()[1]
        sockets = [first]
        with suppress(OSError):
            sixth = socket.create_server(("::1", port), family=socket.AF_INET6)
            sockets.append(stack.enter_context(sixth))
        for one in sockets:
            one.setblocking(False)
        yield Listener(port, sockets)


@dataclass
class Stranger:
    """A server of somebody else, and what it was asked."""

    host: str
    port: int
    answer: Callable[[bytes], Written] | Written
    tls: ssl.SSLContext | None
    greets: bool
    asked: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/x", *, name: str = "", scheme: str = "http") -> str:
        return f"{scheme}://{name or self.host}:{self.port}{path}"

    def headers(self, number: int = -1) -> dict[str, str]:
        lines = self.asked[number].decode("latin-1").partition("\r\n\r\n")[0].split("\r\n")[1:]
        return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}

    def serve(self, door: socket.socket) -> None:
        """Talk to each that comes, until the door is shut."""
        crowd: list[threading.Thread] = []
        with suppress(OSError):
            while not self.over.is_set():
                line, _ = door.accept()
                crowd.append(threading.Thread(target=self.talk, args=(line,), daemon=True))
                crowd[-1].start()
        for one in crowd:
            one.join()

    def talk(self, line: socket.socket) -> None:
        """Write what is to be written to one of them, until they are gone or the test is over."""
        with suppress(OSError), ExitStack() as stack:
            stack.enter_context(line)
            line.settimeout(60)
            if not self.greets:
                self.over.wait()
            if self.tls is not None:
                line = stack.enter_context(self.tls.wrap_socket(line, server_side=True))
            self.asked.append(_request(line))
            written = self.answer(self.asked[-1]) if callable(self.answer) else self.answer
            for piece in [written] if isinstance(written, bytes) else written:
                if self.over.is_set():
                    return
                line.sendall(piece)
            line.shutdown(socket.SHUT_WR)


def dripping(first: bytes, drop: bytes) -> Callable[[bytes], Iterator[bytes]]:
    """Write a little, and then for ever a drop at a time, or nothing more."""

    def pieces(_asked: bytes) -> Iterator[bytes]:
        yield first
        while True:
            time.sleep(0.02)
            yield drop

    return pieces


@contextmanager
def stranger(
    answer: Callable[[bytes], Written] | Written,
    *,
    host: str = PUBLIC,
    tls: ssl.SSLContext | None = None,
    greets: bool = True,
) -> Iterator[Stranger]:
    """Run a server that writes what it is told to whoever asks.

    Args:
        answer: what it writes, or what it makes of a request; what is iterated may go on for ever.
        host: where it listens.
        tls: how it speaks TLS.
        greets: whether it says anything to whoever comes.
    """
    with socket.create_server((host, 0)) as door:
        one = Stranger(host, door.getsockname()[1], answer, tls, greets)
        keeper = threading.Thread(target=one.serve, args=(door,), daemon=True)
        keeper.start()
        try:
            yield one
        finally:
            one.over.set()
            with suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)
            keeper.join()


def _request(line: socket.socket) -> bytes:
    """Read one request; whoever hangs up before its end, as callers do whose time ran out, gets no answer."""
    asked = b""
    while b"\r\n\r\n" not in asked:
        if not (more := line.recv(_BLOCK)):
            raise ConnectionAbortedError
        asked += more
    head, _, body = asked.partition(b"\r\n\r\n")
    lengths = [
        part[16:] for part in head.lower().split(b"\r\n") if part.startswith(b"content-length: ")
    ]
    while lengths and len(body) < int(lengths[0]) and (more := line.recv(_BLOCK)):
        body += more
    return head + b"\r\n\r\n" + body


def response(body: bytes = b"", *headers: str, status: str = "200 OK") -> bytes:
    """Write an honest answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    """Send whoever asks elsewhere."""
    written = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nLocation: {location}\r\n\r\n"
    return written.encode("utf-8")


@dataclass
class Resolver:
    """A name server of somebody else: each name has its answers, one for each time that it is asked."""

    answers: dict[str, list[list[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def tells(self, name: str, *answers: str | list[str]) -> None:
        """Have a name lead there, the first time, the second time ..., and from then on as the last time."""
        self.answers[name] = [[each] if isinstance(each, str) else each for each in answers]


@contextmanager
def resolver(monkeypatch: Any) -> Iterator[Resolver]:
    """Stand in for the name servers of the world; numbers are looked up as ever, and nobody else's is asked."""
    told = Resolver()
    real = socket.getaddrinfo

    def look_up(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in told.answers:
            if not _is_of_this_machine(name):
                raise socket.gaierror(f"{name} is unknown here")
            return real(host, port, *args, **options)
        told.asked.append(name)
        answers = told.answers[name]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [_entry(address, int(port)) for address in found]

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up)
        yield told


def _is_of_this_machine(name: str | None) -> bool:
    with suppress(ValueError):
        ip_address(name or "::")
        return True
    return name == "localhost"


def _entry(address: str, port: int) -> Any:
    if ":" in address:
        where = (socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        return (*where, (address, port, 0, 0))
    return (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port))


def certificate(name: str, folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Make an authority and a certificate of it for a name; return how a server shows it, and what clients trust."""
    authority, key = (
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP256R1()),
    )
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tests")])
    now = clock.now()

    def signed(
        subject: x509.Name, public: Any, *extensions: x509.ExtensionType
    ) -> x509.Certificate:
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
        )
        for extension in extensions:
            made = made.add_extension(extension, critical=False)
        return made.sign(authority, hashes.SHA256())

    root = signed(issuer, authority.public_key(), x509.BasicConstraints(ca=True, path_length=0))
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    leaf = signed(own, key.public_key(), x509.SubjectAlternativeName([x509.DNSName(name)]))
    pem = serialization.Encoding.PEM
    (folder / "authority.pem").write_bytes(root.public_bytes(pem))
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(private + leaf.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context, folder / "authority.pem"
