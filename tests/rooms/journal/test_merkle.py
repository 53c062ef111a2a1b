"""The tree's arithmetic, against a naive reading of RFC 9162 and values that others have published."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vestibule.journal.merkle import (
    EMPTY,
    Growing,
    complete,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    leaf_hash,
    node_hash,
    range_hash,
    root_by_inclusion,
)

pytestmark = pytest.mark.once

# The inputs and roots by which implementations of Certificate Transparency are tested (RFC 6962 and 9162 hash alike).
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

sizes = st.integers(min_value=1, max_value=70)


def leaves_of(size: int) -> list[bytes]:
    """Return the hashes of some entries."""
    return [leaf_hash(str(number).encode()) for number in range(size)]


def split(size: int) -> int:
    """Return the largest power of two smaller than a size, by counting."""
    half = 1
    while half * 2 < size:
        half *= 2
    return half


def mth(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash as RFC 9162, 2.1.1 defines it."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = split(len(leaves))
    return sha256(b"\x01" + mth(leaves[:half]) + mth(leaves[half:])).digest()


def path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return PATH as RFC 9162, 2.1.3.1 defines it."""
    if len(leaves) == 1:
        return []
    half = split(len(leaves))
    if index < half:
        return [*path(index, leaves[:half]), mth(leaves[half:])]
    return [*path(index - half, leaves[half:]), mth(leaves[:half])]


def subproof(old: int, leaves: Sequence[bytes], *, known: bool) -> list[bytes]:
    """Return SUBPROOF as RFC 9162, 2.1.4.1 defines it."""
    if old == len(leaves):
        return [] if known else [mth(leaves)]
    half = split(len(leaves))
    if old <= half:
        return [*subproof(old, leaves[:half], known=known), mth(leaves[half:])]
    return [*subproof(old - half, leaves[half:], known=False), mth(leaves[:half])]


def subtrees(leaves: Sequence[bytes]):
    """Return the function that gives hashes of complete subtrees."""
    return lambda level, index: complete(leaves[index << level : (index + 1) << level])


def grown(leaves: Sequence[bytes]) -> Growing:
    """Return a tree to which these were added."""
    tree = Growing()
    tree.extend(leaves)
    return tree


def test_an_empty_tree_has_the_hash_of_nothing():
    """Source: AUD-2."""
    assert Growing().root() == range_hash(0, 0, subtrees([])) == EMPTY
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_that_others_have_published(size):
    """Source: AUD-2."""
    leaves = [leaf_hash(each) for each in INPUTS[:size]]

    assert grown(leaves).root().hex() == range_hash(0, size, subtrees(leaves)).hex() == ROOTS[size - 1]


def test_proofs_are_those_that_others_have_published():
    """Source: AUD-2. Of eight entries: the first's place, and growth from one and from six."""
    tree = subtrees([leaf_hash(each) for each in INPUTS])
    first = [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    from_six = [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]

    assert [each.hex() for each in inclusion_proof(0, 8, tree)] == first
    assert [each.hex() for each in consistency_proof(1, 8, tree)] == first
    assert [each.hex() for each in consistency_proof(6, 8, tree)] == from_six


@given(sizes)
def test_a_root_is_what_the_rfc_defines(size):
    """Source: AUD-2."""
    leaves = leaves_of(size)

    assert grown(leaves).root() == range_hash(0, size, subtrees(leaves)) == mth(leaves)


@pytest.mark.parametrize("size", [1023, 1024, 1025, 2048, 3000])
def test_whole_subtrees_at_once_give_the_same_root(size):
    """Source: AUD-2."""
    leaves = leaves_of(size)
    one_by_one, in_pieces = Growing(), Growing()
    for leaf in leaves:
        one_by_one.extend([leaf])
    in_pieces.extend(leaves[:7])
    in_pieces.extend(leaves[7:])

    assert grown(leaves).root() == one_by_one.root() == in_pieces.root() == mth(leaves)
    assert in_pieces.size == size


@given(st.data())
def test_a_place_is_proven_as_the_rfc_defines_and_nothing_else_is(data):
    """Source: AUD-2."""
    size = data.draw(sizes)
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    leaves = leaves_of(size)
    proof = inclusion_proof(index, size, subtrees(leaves))

    assert proof == path(index, leaves)
    assert root_by_inclusion(leaves[index], index, size, proof) == mth(leaves)
    assert root_by_inclusion(leaf_hash(b"other"), index, size, proof) != mth(leaves)
    assert root_by_inclusion(leaves[index], index, size, [*proof, EMPTY]) is None
    assert root_by_inclusion(leaves[index], size, size, proof) is None
    elsewhere = data.draw(st.integers(min_value=0, max_value=size - 1))
    if elsewhere != index:
        assert root_by_inclusion(leaves[index], elsewhere, size, proof) != mth(leaves)
    if proof:
        assert root_by_inclusion(leaves[index], index, size, proof[:-1]) != mth(leaves)


@given(st.data())
def test_growth_is_proven_as_the_rfc_defines_and_nothing_else_is(data):
    """Source: AUD-2."""
    size = data.draw(sizes)
    old = data.draw(st.integers(min_value=1, max_value=size))
    leaves = leaves_of(size)
    proof = consistency_proof(old, size, subtrees(leaves))
    was, now = mth(leaves[:old]), mth(leaves)

    assert proof == ([] if old == size else subproof(old, leaves, known=True))
    assert is_consistent(old, size, was, now, proof)
    changed = [leaf_hash(b"other"), *leaves[1:]]
    assert not is_consistent(old, size, mth(changed[:old]), now, proof)
    assert not is_consistent(old, size, was, mth(changed), proof)
    assert not is_consistent(old, size, was, now, [*proof, EMPTY])
    if proof:
        assert not is_consistent(old, size, was, now, proof[:-1])


def test_growth_from_nothing_needs_no_proof():
    """Source: AUD-2."""
    leaves = leaves_of(5)

    assert consistency_proof(0, 5, subtrees(leaves)) == []
    assert is_consistent(0, 5, EMPTY, mth(leaves), [])
    assert not is_consistent(0, 5, leaves[0], mth(leaves), [])
    assert not is_consistent(5, 3, mth(leaves), mth(leaves[:3]), [])


def test_leaves_and_nodes_hash_apart():
    """Else a node could be passed for an entry. Source: AUD-2."""
    one, other = leaves_of(2)

    assert node_hash(one, other) != leaf_hash(one + other)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_what_is_not_there_has_no_proof(index, size):
    """Source: AUD-2."""
    with pytest.raises(ValueError, match="no entry"):
        inclusion_proof(index, size, subtrees(leaves_of(3)))
    with pytest.raises(ValueError, match="can't have grown"):
        consistency_proof(size + 1, size, subtrees(leaves_of(3)))
