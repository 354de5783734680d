"""Matrices of correlations: which can be, which is the nearest that can, and their factors."""

from __future__ import annotations

from math import fsum, sqrt

import numpy as np

from assets.tables.generators.base import Floats
from assets.tables.rank_correlations import Scale

_ROUNDING = 1e-9
"""What an eigenvalue may be below 0, and a pivot above, and still count as 0."""

_DIGITS = 3  # of the coefficients that are offered
_MOST_PROJECTIONS = 10_000


def least_eigenvalue(matrix: Floats) -> float:
    """Of a symmetric matrix; numbers can have it as their correlations if it is at least 0. What is
    below 0 by rounding alone counts as 0."""
    least = float(np.linalg.eigvalsh(matrix)[0])
    return 0.0 if -_ROUNDING < least < 0.0 else least


def nearest_correlations(matrix: Floats, tolerance: float = 1e-8) -> Floats:
    """The correlation matrix nearest to a symmetric matrix, in the Frobenius norm.

    By alternating projections onto the positive semi-definite matrices and those with ones on
    the diagonal, with Dykstra's correction (Higham 2002, algorithm 3.3).
    """
    nearest, correction = matrix, np.zeros_like(matrix)
    for _ in range(_MOST_PROJECTIONS):
        corrected = nearest - correction
        values, vectors = np.linalg.eigh(corrected)
        definite = (vectors * np.maximum(values, 0.0)) @ vectors.T
        correction = definite - corrected
        nearest = (definite + definite.T) / 2.0
        np.fill_diagonal(nearest, 1.0)
        if np.linalg.norm(nearest - definite) <= tolerance * np.linalg.norm(nearest):
            break
    return nearest


def nearest_ranks(ranks: Floats, scale: Scale) -> Floats:
    """Rank correlations that can be, of few digits, near to some that cannot.

    What rounding breaks is mended by drawing the nearest ones a little towards 0.
    """
    nearest, one = nearest_correlations(scale.normal(ranks)), np.eye(len(ranks))
    towards = 0.0
    while True:
        drawn = np.clip((1.0 - towards) * nearest + towards * one, -1.0, 1.0)
        found: Floats = np.trunc(scale.ranks(drawn) * 10**_DIGITS) / 10**_DIGITS
        found += 0.0  # no -0.0
        if least_eigenvalue(scale.normal(found)) >= 0.0:
            return found
        towards = 2.0 * towards + 10.0**-_DIGITS / 4.0


def factor(matrix: Floats) -> list[list[float]]:
    """The lower triangular rows of Cholesky, whose product with their transpose is ``matrix``.

    The matrix may be singular: a column that follows from those before it gets a 0 on the diagonal.
    Plain arithmetic in a fixed order, so that every machine finds the same digits. Each row has
    the length 1.
    """
    rows: list[list[float]] = []
    for place, wanted in enumerate(matrix.tolist()):
        row: list[float] = []
        for other in range(place):
            pivot = rows[other][other]
            above = fsum(a * b for a, b in zip(row, rows[other], strict=False))
            row.append((wanted[other] - above) / pivot if pivot > 0.0 else 0.0)
        left = 1.0 - fsum(value * value for value in row)
        row.append(sqrt(left) if left > _ROUNDING else 0.0)
        length = sqrt(fsum(value * value for value in row))
        rows.append([value / length for value in row])
    return rows
