"""One rule for each kind of value: what is taken, in which spelling, and what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riz import clock, values
from riz.values import BadValue

LISTED = Path(os.environ.get("RIZ_DATA", "/nonexistent")) / "security" / "blns.txt"
RULES = (
    values.line, values.phone, values.time_zone, values.currency, values.language, values.host, values.email,
    values.web_address, values.secure_web_address,
)  # fmt: skip


def refused(rule, text, **options):
    try:
        rule(text, **options)
    except BadValue:
        return True
    return False


NAMES = [
    "Anita Debbarma", "O'Brien-Smith, Jr.", "কুমুদিনী শর্মা", "ক্‍ষমা", "നന്‍ മോഹന്‍", "عائشة‌ بنت", "נעמי\u200f (ב)", "王小明", "Nguyễn Thị Minh Khai",
    "👩‍👩‍👧‍👦 family", "⏰️", "1", "-", "\u2067שלום\u2069 Anita",
    "\u202bשלום\u202c", "སྒྲུབ་ཐབས", "ྐྵྨྱ".join("ཀཀ"), "Søren <b>'; DROP TABLE users; --</b> 🛶",
]  # fmt: skip
HOSTILE = {
    "nothing": "",
    "spaces of all widths": " \u00a0\u1680\u2003\u202f\u205f\u3000",
    "a zero-width space": "\u200b",
    "joiners alone": "\u200c\u200d",
    "a word joiner": "\u2060",
    "a byte order mark": "\ufeff",
    "a soft hyphen": "\u00ad",
    "fillers of Hangul": "\u115f\u1160\u3164\uffa0",
    "a blank of Braille": "\u2800",
    "variation selectors": "\ufe0f\U000e0100",
    "tags": "\U000e0041\U000e007f",
    "marks on nothing": "\u0301\u0302",
    "directions around nothing": "\u2067\u2069",
    "NUL": "A\0B",
    "BEL": "A\x07B",
    "escape": "A\x1b[31mB",
    "a tab": "A\tB",
    "a line break": "A\nB",
    "a header": "A\r\nBcc: all@riz.example",
    "next line": "A\x85B",
    "a line separator": "A\u2028B",
    "a paragraph separator": "A\u2029B",
    "delete": "A\x7fB",
    "an override to the left": "invoice\u202egnp.exe",
    "a closed override": "\u202egnp.exe\u202c",
    "an override to the right": "A\u202dB\u202c",
    "an embedding without end": "A\u202bB",
    "an isolate without end": "A\u2066B",
    "an end without beginning": "A\u202c",
    "ends in the wrong order": "\u2067\u202bA\u2069\u202c",
    "half a character": "A\ud800",
    "another half": "\udfffA",
    "no character": "A\ufffe",
    "a sentence in tags": "Anita" + "".join(chr(0xE0000 + ord(each)) for each in "pay"),
    "a flag that is written with tags": "\U0001f3f4\U000e0067\U000e0062\U000e007f",
    "annotations": "A\ufff9B\ufffaC\ufffb",
    "private use": "A\ue000",
    "private use beyond": "A\U000f0000\U0010fffd",
    "zalgo": "Z" + "\u0335\u0321\u0322\u0327\u0328\u0331\u0332\u0333",
}


class TestLines:
    @pytest.mark.parametrize("name", NAMES)
    def test_of_people_everywhere_are_kept(self, name):
        assert values.line(name) == unicodedata.normalize("NFC", name)

    @pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
    def test_that_are_none_are_refused(self, text):
        assert refused(values.line, text)

    def test_have_one_spelling(self):
        assert values.line("  Ame\u0301lie \n") == "Am\u00e9lie"
        assert values.line("\ufeffRudra\u200bsagar\u00ad") == "Rudrasagar"

    def test_are_no_longer_than_asked_for(self):
        assert values.line(" abc ", longest=3) == "abc"
        assert refused(values.line, "abcd", longest=3)

    @pytest.mark.parametrize("text", [*HOSTILE.values(), *NAMES])
    def test_can_be_made_of_anything(self, text):
        cleaned = values.clean_line(text, longest=150)
        assert cleaned == "" or values.line(cleaned) == cleaned

    def test_are_made_of_what_can_be_read(self):
        assert values.clean_line("A\nB\x07", longest=150) == "A B"
        assert values.clean_line("invoice\u202egnp.exe", longest=150) == "invoicegnp.exe"
        assert values.clean_line("\u200b", longest=150) == ""
        assert values.clean_line("Anita \ud800", longest=150) == "Anita"
        assert values.clean_line("x" * 200, longest=150) == "x" * 150

    @given(st.text(st.characters(codec=None, exclude_categories=()), max_size=40))
    def test_made_of_anything_are_lines(self, text):
        cleaned = values.clean_line(text, longest=20)
        assert len(cleaned) <= 20
        assert cleaned == "" or values.line(cleaned) == cleaned


class TestPhones:
    @pytest.mark.parametrize(
        ("written", "country", "stored"),
        [
            ("(0381) 222-5555", "IN", "+913812225555"),
            ("0381 222 5555", "IN", "+913812225555"),
            ("+91 381 222 5555", "DE", "+913812225555"),
            ("0091 381 222 5555", "DE", "+913812225555"),
            ("tel:+91-381-222-5555", "IN", "+913812225555"),
            ("94361 23456", "IN", "+919436123456"),
            ("+91.94361.23456", "IN", "+919436123456"),
            ("\u202a+91 94361 23456\u202c", "IN", "+919436123456"),
            ("+९१ ९४३६१ २३४५६", "IN", "+919436123456"),
            ("01712-345678", "BD", "+8801712345678"),
            ("(202) 555-0143", "US", "+12025550143"),
            ("030 901820", "DE", "+4930901820"),
            ("+870 773 111 632", "IN", "+870773111632"),
        ],
    )
    def test_are_read_as_people_write_them(self, written, country, stored):
        assert values.phone(written, country=country) == stored
        assert values.phone(stored, country="FR") == stored

    @pytest.mark.parametrize(
        "text",
        ["", "1.....", "abc", "+", "112", "100", "911", "12345678", "0000000000", "+91 381", "+999 12345678",
         "381-2225555 ext. 12", "Anita 9436123456", "1-800-FLOWERS", "+91 94361 23456 78901 23456", "9436123456\n9436123457x",
         "-" * 30, "++919436123456", "\u200b"],
    )  # fmt: skip
    def test_that_are_nobody_s_are_refused(self, text):
        assert refused(values.phone, text)

    def test_are_shown_in_their_international_form(self):
        assert values.format_phone("+913812225555") == "+91 381 222 5555"
        assert values.format_phone("") == ""

    @pytest.mark.parametrize(
        ("facts", "country"),
        [
            ({}, "IN"),
            ({"locale": "bn", "time_zone": "UTC", "default_currency": "INR"}, "IN"),
            ({"locale": "bn-BD", "time_zone": "Asia/Kolkata"}, "BD"),
            ({"locale": "bn", "time_zone": "Asia/Dhaka", "default_currency": "INR"}, "BD"),
            ({"locale": "zh-Hant-TW"}, "TW"),
            ({"locale": "en", "time_zone": "UTC", "default_currency": "USD"}, "US"),
            ({"locale": "en-001", "default_currency": "EUR"}, "IN"),
            ({"locale": ["x"], "time_zone": {}, "default_currency": None}, "IN"),
        ],
    )
    def test_without_a_code_are_of_the_country_that_the_facts_tell(self, facts, country):
        assert values.country_of(facts) == country


class TestTimeZones:
    @pytest.mark.parametrize("name", ["Asia/Kolkata", "Asia/Calcutta", "UTC", "Etc/GMT+5", "America/Argentina/Ushuaia"])  # fmt: skip
    def test_of_iana_are_known(self, name):
        assert values.time_zone(f" {name} ") == name
        assert clock.zone(name) is not None

    @pytest.mark.parametrize(
        "name",
        ["Asia/Agartala", "localtime", "Factory", "posixrules", "posix/UTC", "right/UTC", "asia/kolkata", "IST", "Asia", "",
         "../etc/passwd", "Asia/Kolkata\0", "+05:30", "leapseconds", "tzdata.zi"],
    )  # fmt: skip
    def test_others_are_not(self, name):
        assert refused(values.time_zone, name)
        assert str(clock.zone(name)) == "UTC"

    def test_are_the_same_whatever_this_machine_s_disk_has(self, tmp_path):
        told = subprocess.run(
            [sys.executable, "-c", "from riz.values import time_zones; print(len(time_zones()))"],
            env={**os.environ, "PYTHONTZPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert int(told.stdout) == len(values.time_zones()) > 590


def test_loading_the_rules_loads_no_tables_of_numbers_and_names():
    told = subprocess.run(
        [sys.executable, "-c", "import sys, riz.values; print({'phonenumbers', 'idna'} & set(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    assert told.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("rule", "written", "stored"),
    [
        (values.currency, "INR", "INR"),
        (values.currency, " jpy ", "JPY"),
        (values.language, "en", "en"),
        (values.language, "bn-in", "bn-IN"),
        (values.language, "pt_br", "pt-BR"),
        (values.language, "ZH-hant-tw", "zh-Hant-TW"),
        (values.language, "es-419", "es-419"),
        (values.language, "de-ch-1996", "de-CH-1996"),
        (values.language, "de-u-co-phonebk", "de-u-co-phonebk"),
        (values.language, "trp", "trp"),
        (values.language, "iw", "he"),
    ],
)
def test_currencies_and_languages_have_one_spelling(rule, written, stored):
    assert rule(written) == rule(stored) == stored


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        *((values.currency, text) for text in ("XXX", "XTS", "XAU", "XDR", "HRK", "CHW", "ZZZ", "", "RUPEES", "IN", "₹", "I\u0660R")),
        *(
            (values.language, text)
            for text in ("no such locale", "xx", "", "e", "english", "en-", "en--US", "en-x", "und", "mul", "zxx", "1", "en-US-US", "../en")
        ),
    ],
)  # fmt: skip
def test_currencies_and_languages_that_nobody_knows_are_refused(rule, text):
    assert refused(rule, text)


# What the standard says of each: RFC 5891 to 5893, and UTS 46 without its transitional mappings.
HOSTS = {
    "faß.de": "xn--fa-hia.de",
    "FASS.de": "fass.de",
    "FAẞ.de": "xn--fa-hia.de",
    "βόλος.com": "xn--nxasmm1c.com",
    "ΒΌΛΟΣ.com": "xn--nxasmq6b.com",
    "bücher.example": "xn--bcher-kva.example",
    "BÜCHER.example": "xn--bcher-kva.example",
    "bu\u0308cher.example": "xn--bcher-kva.example",
    "xn--bcher-kva.example": "xn--bcher-kva.example",
    "XN--BCHER-KVA.example": "xn--bcher-kva.example",
    "straße.example": "xn--strae-oqa.example",
    "øre.dk": "xn--re-kka.dk",
    "ǆamija.hr": "xn--damija-3pb.hr",
    "café.fr": "xn--caf-dma.fr",
    "ıstanbul.com": "xn--stanbul-qfb.com",
    "пример.рф": "xn--e1afmkfd.xn--p1ai",
    "ПРИМЕР.РФ": "xn--e1afmkfd.xn--p1ai",
    "україна.укр": "xn--80aa2annq7l.xn--j1amh",
    "παράδειγμα.gr": "xn--hxajbheg2az3al.gr",
    "օրինակ.հայ": "xn--y9atn0a2c3a.xn--y9a3aq",
    "მაგალითი.გე": "xn--lodafveble.xn--node",
    "दूरसंचार.भारत": "xn--i1b2c8a1bc9b4b1a.xn--h2brj9c",
    "ত্রিপুরা.ভারত": "xn--45bmrb4edp6g.xn--45brj9c",
    "বাংলা.com": "xn--54b7fta0cc.com",
    "ভারত.বাংলা": "xn--45brj9c.xn--54b7fta0cc",
    "ਉਦਾਹਰਣ.ਭਾਰਤ": "xn--08b6ci4b4b3a.xn--s9brj9c",
    "ઉદાહરણ.ભારત": "xn--odc6ci4b4b3a.xn--gecrj9c",
    "ଉଦାହରଣ.ଭାରତ": "xn--chc6ci4b4b3a.xn--3hcrj9c",
    "உதாரணம்.இந்தியா": "xn--zkc6cc5bi7f6e.xn--xkc2dl3a5ee0h",
    "ఉదాహరణ.భారత్": "xn--noc6ci4b4b3a.xn--fpcrj9c3d",
    "ಉದಾಹರಣೆ.ಭಾರತ": "xn--bsc6ci4b4b3a3d.xn--2scrj9c",
    "ഉദാഹരണം.ഭാരതം": "xn--rvcn2fl4cxc8a.xn--rvc1e0am3e",
    "ශ්\u200dරී.com": "xn--10cl1a0b660p.com",
    "ශ්රී.com": "xn--10cl1a0b.com",
    "ক্\u200dষ.com": "xn--p5b2ezc687j.com",
    "نامه\u200cای.com": "xn--mgba3gch31f060k.com",
    "مثال.إختبار": "xn--mgbh0fb.xn--kgbechtv",
    "پاکستان.com": "xn--mgbai9azgqp6j.com",
    "דוגמה.co.il": "xn--6dbbec0c.co.il",
    "ตัวอย่าง.ไทย": "xn--72c1a1bt4awk9o.xn--o3cw4h",
    "ຕົວຢ່າງ.com": "xn--v6c1a1bt0d9b7e.com",
    "ဥပမာ.com": "xn--8idi8a4a.com",
    "ឧទាហរណ៍.com": "xn--w2ef1ax7a5fyh.com",
    "འབྲུག.com": "xn--7cd3b3a0f3o.com",
    "例え.テスト": "xn--r8jz45g.xn--zckzah",
    "日本語。jp": "xn--wgv71a119e.jp",
    "实例.中国": "xn--fsq270a.xn--fiqs8s",
    "實例．台灣": "xn--fsqz41a.xn--kpry57d",
    "예시.한국": "xn--vv4b11d.xn--3e0b707e",
    "ＦＵＬＬ．ｃｏｍ": "full.com",
    "ﬁne.com": "fine.com",
    "riz\u00ad.example": "riz.example",
    "riz\u200b.example": "riz.example",
    "a-b.co.uk": "a-b.co.uk",
    "9.example": "9.example",
    "x" * 63 + ".example": "x" * 63 + ".example",
}
NO_HOSTS = [
    "", ".", "example", "localhost", "a.localhost", "x.invalid", "printer.local", "x.onion", "x.internal", "x.test",
    "1.in-addr.arpa", "127.0.0.1", "1.2.3.4.", "[127.0.0.1]", "[::1]", "::1", "2130706433", "0x7f.1", "a.b.0x1", "1.2.3.com.4",
    "a..example", ".example.com", "example.com.", "-a.example", "a-.example", "ab--cd.example", "a_b.example", "a b.example",
    "a@b.example", "a/b.example", "x" * 64 + ".example", "ä" * 64 + ".example", ".".join(["x" * 60] * 5) + ".example",
    "I♥.example", "☕.example", "👍.example", "xn--i-7iq.example", "xn--a.example", "xn--.example", "xn--fass-abc.example",
    "\u0301a.example", "\u200cab.example", "a\u200db.example", "אa.example", "1א.example", "a\u05d0.example", "٠۰.example",
    "a\u2260b.example", "例\u3000え.example", "a\x00.example", "a\n.example", "\ud800.example", "a.e", "a.c0m", "㏂.example",
]  # fmt: skip


class TestHosts:
    @pytest.mark.parametrize(("written", "stored"), HOSTS.items(), ids=ascii)
    def test_of_every_script_are_written_as_the_dns_has_them(self, written, stored):
        assert values.host(written) == stored
        assert values.host(stored) == stored
        assert values.email(f"Anita.D+riz@{written}") == f"anita.d+riz@{stored}"
        assert values.web_address(f"https://{written}/x") == f"https://{stored}/x"

    @pytest.mark.parametrize("text", NO_HOSTS, ids=ascii)
    def test_that_nobody_can_have_are_refused(self, text):
        assert refused(values.host, text)
        assert refused(values.email, f"anita@{text}")
        if not set(text) & set("/@"):
            assert refused(values.web_address, f"https://{text}/")


class TestEmails:
    @pytest.mark.parametrize(
        "text",
        ["", "@", "anita", "anita@", "@riz.example", "a@b@riz.example", "a b@riz.example", '"a b"@riz.example', ".a@riz.example",
         "a.@riz.example", "a..b@riz.example", "a\n@riz.example", "a,b@riz.example", "Anita <a@riz.example>", "a@riz.example,b@riz.example",
         "a" * 65 + "@riz.example", f"a@{'.'.join(['x' * 49] * 5)}.example"],
    )  # fmt: skip
    def test_that_are_none_are_refused(self, text):
        assert refused(values.email, text)

    @pytest.mark.parametrize("mailbox", ["অনিতা", "josé", "ａnita", "Kelvin\u212a"])
    def test_of_mailboxes_that_we_can_t_send_to_are_refused_in_plain_words(self, mailbox):
        with pytest.raises(BadValue, match="can't send mail to this address yet"):
            values.email(f"{mailbox}@riz.example")

    def test_have_one_spelling(self):
        assert values.email("  Anita+Trips@RIZ.example ") == "anita+trips@riz.example"


class TestWebAddresses:
    @pytest.mark.parametrize(
        ("written", "stored"),
        [
            ("https://riz.example/a.jpg?w=1#x", "https://riz.example/a.jpg?w=1#x"),
            ("HTTPS://RIZ.example:8443/A", "https://riz.example:8443/A"),
            ("http://riz.example", "http://riz.example"),
        ],
    )
    def test_have_one_spelling(self, written, stored):
        assert values.web_address(written) == stored

    @pytest.mark.parametrize(
        "text",
        ["", "javascript:alert(1)", "data:text/html,x", "ftp://riz.example/", "//riz.example/x", "/x", "riz.example", "https:/riz.example",
         "https://anita@riz.example/", "https://a:b@riz.example/", "https://riz.example\\@evil.example/", "https://riz.example:99999/",
         "https://riz.example:x/", "https://riz.example/a b", "https://riz.example/\u202egpj", "java\nscript:x", 'https://riz.example/"x',
         "https://riz.example/<b>", "https://127.0.0.1/x", "https://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0x7f.1/",
         "https://printer.local/x", "https://[", "https:///x"],
    )  # fmt: skip
    def test_that_lead_elsewhere_are_refused(self, text):
        assert refused(values.web_address, text)

    def test_are_secure_where_pages_of_ours_load_them(self):
        assert values.secure_web_address("https://riz.example/a.jpg")
        assert refused(values.secure_web_address, "http://riz.example/a.jpg")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_takes_or_refuses_whatever_it_is_given(rule):
    listed = LISTED.read_text().splitlines() if LISTED.exists() else []
    for text in [
        *listed,
        *HOSTILE.values(),
        *NAMES,
        *NO_HOSTS,
        "x" * 100_000,
        "١" * 5_000,
        "xn--" * 5_000,
        "a." * 50_000,
        "a" + "\u0301\u0323" * 500_000,
    ]:
        if not refused(rule, text):
            stored = rule(text)
            assert rule(stored) == stored, text[:100]
