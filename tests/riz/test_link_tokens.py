from uuid import uuid4

from riz import link_tokens


def make(row_id, nonce=b"n", purpose="reset_password"):
    return link_tokens.make(purpose=purpose, row_id=row_id, nonce=nonce)


def is_of(token, row_id, nonce=b"n", purpose="reset_password"):
    return link_tokens.is_of(token, purpose=purpose, row_id=row_id, nonce=nonce)


def test_a_token_names_its_row_and_is_made_the_same_again():
    row_id = uuid4()
    token = make(row_id)

    assert len(token) == link_tokens.LENGTH
    assert link_tokens.row_id_of(token) == row_id
    assert is_of(token, row_id)
    assert make(row_id) == token


def test_a_token_is_of_no_other_row_purpose_or_nonce():
    row_id = uuid4()
    token = make(row_id)

    assert not is_of(token, uuid4())
    assert not is_of(token, row_id, nonce=b"m")
    assert not is_of(token, row_id, purpose="verify_email")
    assert not is_of(token[:-2] + ("AA" if token[-2:] != "AA" else "BB"), row_id)


def test_a_token_of_the_key_before_still_counts(settings):
    row_id = uuid4()
    token = make(row_id)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10

    assert is_of(token, row_id)
    assert make(row_id) != token


def test_what_is_no_token_names_no_row():
    for text in ("", "x", "é" * 64, "a" * 63, "=" * 64, "\ud800" * 64):
        assert link_tokens.row_id_of(text) is None
