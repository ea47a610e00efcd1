"""Codes: which of them answer a wanted one, and the tokens they are posted under."""

from hypothesis import given
from hypothesis import strategies as st

from fourthp.directory.rules.codes import EITHER, also, codes_of, is_code, posted

CODES = ("lang:ro", "interpreter:ro", "who:men", "open-who:men", "need:legal", "in:any")


def test_an_interpreter_answers_a_language_and_silence_whom_it_takes():
    assert also("lang:ro") == "interpreter:ro"
    assert also("who:men") == "open-who:men"
    assert also("need:legal") == ""


@given(st.sets(st.sampled_from(CODES)), st.sampled_from(CODES))
def test_a_token_finds_exactly_what_has_one_of_its_codes(own, code):
    if also(code):
        token = EITHER + code
        assert (token in posted(own)) == (not own.isdisjoint(codes_of(token)))
    if not code.startswith(("interpreter:", "open-who:")):
        assert (code in posted(own)) == (code in own)
        assert codes_of(code) == (code,)


def test_what_is_posted_is_known_as_a_code():
    assert all(is_code(token) for token in posted(CODES))
    assert not is_code("n:garden")
