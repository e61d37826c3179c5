import pytest

from contexts.identity.parts.accounts.domain.passwords import normalise, weaknesses

COMMON = {"password1", "tripura123"}


def check(password, about_owner=()):
    return weaknesses(normalise(password), about_owner=about_owner, common=COMMON)


@pytest.mark.requirement("ASVS 5.0 6.2.1", "ASVS 5.0 6.2.5", "ASVS 5.0 6.2.9")
@pytest.mark.parametrize(
    "password",
    [
        "eightchr",
        "three rivers and a lake",
        "        ",
        "пароль-из-букв",
        "密码密码密码密码",
        "x" * 64,
        "x" * 128,
        "1928374650",
    ],
)
def test_length_is_all_that_is_asked(password):
    assert check(password) == []


@pytest.mark.requirement("ASVS 5.0 6.2.1")
@pytest.mark.parametrize("password", ["", "seven77", "x" * 129])
def test_too_short_and_too_long_are_refused(password):
    assert check(password)


@pytest.mark.requirement("ASVS 5.0 6.2.4")
@pytest.mark.parametrize("password", ["password1", "PassWord1", "Tripura123"])
def test_passwords_that_are_tried_first_are_refused(password):
    assert check(password)


@pytest.mark.requirement("ASVS 5.0 6.2.11")
@pytest.mark.parametrize("password", ["anitadebbarma", "Debbarma1", "anita@riz.example"])
def test_the_owners_own_name_is_refused(password):
    assert check(password, ("anita@riz.example", "Anita Debbarma"))


def test_a_name_among_other_words_is_fine():
    assert check("debbarma likes the lake", ("anita@riz.example", "Anita Debbarma")) == []


def test_two_spellings_of_one_text_are_one_password():
    assert normalise("cafe\u0301 am see") == normalise("caf\u00e9 am see")
