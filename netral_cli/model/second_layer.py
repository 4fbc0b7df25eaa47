"""The second layer: reads the scores of all outputs, their parts and the counts of a post together (stacking).

The linear scores add up words; they cannot say that two candidates in a news text are no side, or that `berita`
speaking loudly makes a cheer a quoted one. Small networks over the scores and the counts can (Wolpert 1992, "Stacked
generalization"). It also reads what single words and word pairs each add to a score: where they disagree, the words of
a cheer stand in another order. They learn from scores of models that have not seen the post, and are linear between
their kinks, so that the score of a post still splits exactly into contributions of its words (`gradient`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FEWEST_POSTS = 2000
"""With fewer posts than this there is no second layer: it would learn their accidents."""
_BLOCK = 8


def layer_inputs(scores: Floats, words: Floats, pairs: Floats, counts: NDArray[np.floating[Any]]) -> Floats:
    """Return what the second layer reads of each post; shape (posts, 3 * outputs + counts).

    scores: linear scores; words, pairs: what the two families add to them; shapes (posts, outputs)
    """
    return np.hstack([scores, words, pairs, counts])


@dataclass(frozen=True, slots=True)
class SecondLayer:
    """The mean of several networks, each with two hidden layers of rectified units.

    mean, scale: how the inputs (see `layer_inputs`) are standardised; shape (inputs,)
    inner, inner_bias: weights into the first layers of all networks, side by side; shapes (inputs, networks * first),
        (networks * first,)
    middle, middle_bias: of each network from its first layer to its second; shapes (networks, first, second),
        (networks, second)
    outer, outer_bias: weights from all second layers to the log-odds of the outputs; shapes
        (networks * second, outputs), (outputs,)
    """

    mean: Floats
    scale: Floats
    inner: Floats
    inner_bias: Floats
    middle: Floats
    middle_bias: Floats
    outer: Floats
    outer_bias: Floats

    def logits(self, inputs: Floats) -> Floats:
        """Return the log-odds of each post before calibration; shape (posts, outputs)."""
        return _product(self._hidden(inputs)[1], self.outer) + self.outer_bias

    def _hidden(self, inputs: Floats) -> tuple[Floats, Floats]:
        """Return what the first and the second layers of all networks say, the networks side by side."""
        standard = (inputs - self.mean) / self.scale
        first: Floats = np.maximum(_product(standard, self.inner) + self.inner_bias, 0.0)
        of_network = np.split(first, len(self.middle), axis=1)
        second = [_product(own, matrix) for own, matrix in zip(of_network, self.middle, strict=True)]
        return first, np.asarray(np.maximum(np.hstack(second) + self.middle_bias.ravel(), 0.0))

    def gradient(self, inputs: Floats, output: int) -> Floats:
        """Return by how much each input moves one output, at each post; shape (posts, inputs).

        The networks are linear around a post: its log-odds are these slopes times the inputs, plus a constant.
        """
        first, second = self._hidden(inputs)
        onward: Floats = np.where(second > 0, self.outer[:, output], 0.0)
        of_network = np.split(onward, len(self.middle), axis=1)
        slopes = [_product(own, matrix.T) for own, matrix in zip(of_network, self.middle, strict=True)]
        return _product(np.where(first > 0, np.hstack(slopes), 0.0), self.inner.T) / self.scale


def _product(rows: Floats, matrix: Floats) -> Floats:
    """Return `rows @ matrix`, worked out in blocks of one size.

    BLAS takes another way for other sizes, with other last digits: in blocks a post has the same score whatever stands
    beside it. So small a block also keeps the threads of BLAS from waiting for each other.
    """
    blocks = np.zeros((-(-len(rows) // _BLOCK), _BLOCK, rows.shape[1]))
    blocks.reshape(-1, rows.shape[1])[: len(rows)] = rows
    return (blocks @ matrix).reshape(-1, matrix.shape[1])[: len(rows)]


def fit_second_layer(
    inputs: Floats, targets: NDArray[np.int8], weights: Floats | None = None, hidden: tuple[int, int] = (96, 48),
    networks: int = 4, seed: int = 0, jobs: int = 1,
) -> SecondLayer:  # fmt: skip
    """Return a second layer that has learnt from held-out scores; several networks are averaged.

    inputs: as of `layer_inputs`, by models that have not seen the post; targets: 0/1 of all outputs
    weights: how much each post counts; hidden: units of the two layers of each network
    """
    from joblib import Parallel, delayed  # noqa: PLC0415
    from sklearn.neural_network import MLPClassifier  # noqa: PLC0415

    mean, scale = inputs.mean(axis=0), inputs.std(axis=0)
    scale[scale < 1e-6] = 1.0
    standard = ((inputs - mean) / scale).astype(np.float32)

    def learn(network: int) -> MLPClassifier:
        return MLPClassifier(
            hidden, alpha=0.3, batch_size=500, learning_rate_init=4e-3, max_iter=60, early_stopping=True,
            n_iter_no_change=5, random_state=seed + network,
        ).fit(standard, targets, sample_weight=weights)  # fmt: skip

    learnt = Parallel(n_jobs=jobs, prefer="threads")(delayed(learn)(network) for network in range(networks))
    return SecondLayer(
        mean,
        scale,
        np.hstack([net.coefs_[0] for net in learnt]),
        np.concatenate([net.intercepts_[0] for net in learnt]),
        np.stack([net.coefs_[1] for net in learnt]),
        np.stack([net.intercepts_[1] for net in learnt]),
        np.vstack([net.coefs_[2] for net in learnt]) / networks,
        np.mean([net.intercepts_[2] for net in learnt], axis=0),
    )
