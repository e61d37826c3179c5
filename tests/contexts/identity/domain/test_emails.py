import pytest

from contexts.identity.errors import EmailNotAcceptable
from contexts.identity.parts.accounts.domain.emails import normalise


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Anita@RIZ.Example", "anita@riz.example"),
        ("  anita@riz.example ", "anita@riz.example"),
        ("anita@Bücher.example", "anita@xn--bcher-kva.example"),
        ("a+b@riz.example", "a+b@riz.example"),
    ],
)
def test_an_address_has_one_spelling(written, stored):
    assert normalise(written) == stored
    assert normalise(stored) == stored


@pytest.mark.parametrize(
    "written",
    ["", "@", "anita", "anita@", "@riz.example", "ànita@riz.example", "a@" + "x" * 64 + ".example",
     "a@riz..example", "a" * 250 + "@riz.example"],
)  # fmt: skip
def test_what_no_mail_reaches_is_refused(written):
    with pytest.raises(EmailNotAcceptable):
        normalise(written)
