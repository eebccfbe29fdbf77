import zlib

from hypothesis import given
from hypothesis import strategies as st

from certificates import deflating

bodies = st.binary(max_size=300) | st.binary(min_size=1, max_size=20).map(lambda one: one * 50)


@given(bodies, st.lists(bodies), bodies)
def test_pieces_in_any_order_make_one_stream(first, middle, end):
    whole = b"".join((first, *middle, end))

    made = deflating.stream(first, [deflating.piece(one) for one in middle], end, zlib.adler32(whole))

    assert zlib.decompress(made) == whole


def test_what_is_longer_than_a_block_is_stored_in_several():
    body = bytes(range(256)) * 1000

    assert zlib.decompress(deflating.stream(body, [], body, zlib.adler32(2 * body))) == 2 * body


def test_a_piece_is_never_longer_than_the_body_as_it_is():
    assert len(deflating.piece(b"ab")) == len(b"ab") + 5
