"""Bytes that are almost right, drawn from a seed."""

from __future__ import annotations

import os
import random
import sys

ALPHABET = bytes(range(256))


def seeded() -> random.Random:
    """Draws from MUTATION_SEED or, without it, from a new seed; says which, for the report of a failure."""
    seed = int(os.environ.get("MUTATION_SEED") or random.randrange(1 << 32))
    sys.stdout.write(f"MUTATION_SEED={seed}\n")
    return random.Random(seed)


def mutated(draw: random.Random, raw: bytes, alphabet: bytes = ALPHABET) -> bytes:
    """`raw` with one to three places changed, cut out, repeated or filled; never `raw` itself."""
    result = raw
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        start = draw.randrange(len(result) + 1)
        end = min(len(result), start + draw.choice((0, 1, 1, 2, 4, 16)))
        new = bytes(draw.choice(alphabet) for _ in range(draw.choice((0, 1, 1, 2, 8))))
        piece = draw.choice((new, result[start:end] * 2, b"", result[start:end][::-1]))
        result = result[:start] + piece + result[end:]
    return result if result != raw else mutated(draw, raw, alphabet)
