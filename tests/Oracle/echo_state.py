"""Computes the numbers of tests/Oracle/echo/echo_state.json with numpy: an echo state network whose readout is solved in closed form.

/usr/bin/python3 tests/Oracle/echo_state.py              compares the file with what numpy computes
/usr/bin/python3 tests/Oracle/echo_state.py --write      writes what numpy computes

The layers are those of an Elman network with tanh. Ridge regression of the one-hot next token on the hidden state and a 1 gives the
probability p of each token. With the token's share q of the text, one added to each count, its logit is ln q + s (p - q) / sqrt(q),
where s in 0..64 has the least mean cross-entropy on the first 1,024 positions. The positions are in the order of the batch.
"""

import json
import pathlib
import sys

import numpy as np

FILE = pathlib.Path(__file__).parent / "echo" / "echo_state.json"
VOCABULARY, EMBEDDING, HIDDEN, ROWS, COLUMNS, RIDGE = 7, 5, 12, 4, 60, 0.5


def draw():
    random = np.random.default_rng(7)
    shapes = {
        "embedding.weight": (VOCABULARY, EMBEDDING),
        "rnn.weight_ih_l0": (HIDDEN, EMBEDDING),
        "rnn.weight_hh_l0": (HIDDEN, HIDDEN),
        "rnn.bias_ih_l0": (HIDDEN,),
        "rnn.bias_hh_l0": (HIDDEN,),
    }
    weights = {name: np.float32(random.uniform(-0.5, 0.5, shape)) for name, shape in shapes.items()}
    ids = np.zeros((ROWS, COLUMNS + 1), int)
    for column in range(1, COLUMNS + 1):  # a chain that mostly counts on
        ids[:, column] = np.where(random.random(ROWS) < 0.7, (ids[:, column - 1] + 1) % (VOCABULARY - 1), random.integers(0, VOCABULARY - 1, ROWS))
    return weights, ids


def read(weights, inputs):
    hidden, states = np.zeros((ROWS, HIDDEN)), []
    for column in range(inputs.shape[1]):
        hidden = np.tanh(
            weights["embedding.weight"][inputs[:, column]] @ weights["rnn.weight_ih_l0"].T + weights["rnn.bias_ih_l0"]
            + hidden @ weights["rnn.weight_hh_l0"].T + weights["rnn.bias_hh_l0"])
        states.append(hidden)
    return np.stack(states, 1).reshape(-1, HIDDEN)


def cross_entropy(logits, targets):
    largest = logits.max(1, keepdims=True)
    return np.mean(np.log(np.exp(logits - largest).sum(1)) + largest[:, 0] - logits[np.arange(len(targets)), targets])


def fit_scale(loss):
    """Golden section search: the loss is convex in the scale."""
    ratio, least, most = (np.sqrt(5) - 1) / 2, 0.0, 64.0
    for _ in range(200):
        low, high = most - ratio * (most - least), least + ratio * (most - least)
        least, most = (least, high) if loss(low) < loss(high) else (low, most)
    return (least + most) / 2


def compute():
    weights, ids = draw()
    exact = {name: np.float64(weight) for name, weight in weights.items()}
    states, targets = read(exact, ids[:, :-1]), ids[:, 1:].reshape(-1)
    inputs = np.hstack([states, np.ones((len(states), 1))])
    onehot = np.eye(VOCABULARY)[targets]
    regression = np.linalg.solve(inputs.T @ inputs + RIDGE * np.eye(HIDDEN + 1), inputs.T @ onehot)
    shares = (onehot.sum(0) + 1) / (len(targets) + VOCABULARY)
    deviations = (inputs @ regression - shares) / np.sqrt(shares)
    scale = fit_scale(lambda s: cross_entropy(np.log(shares) + s * deviations, targets))
    spread = regression / np.sqrt(shares)
    return {
        "weights": {name: weight.reshape(-1).tolist() for name, weight in weights.items()},
        "spectral_radius": float(np.abs(np.linalg.eigvals(exact["rnn.weight_hh_l0"])).max()),
        "ridge": RIDGE,
        "rows": ROWS,
        "inputs": ids[:, :-1].reshape(-1).tolist(),
        "targets": targets.tolist(),
        "scale": float(scale),
        "decoder_weight": (scale * spread[:HIDDEN].T).reshape(-1).tolist(),
        "decoder_bias": (np.log(shares) + scale * (spread[HIDDEN] - np.sqrt(shares))).tolist(),
        "loss": float(cross_entropy(np.log(shares) + scale * deviations, targets)),
    }


def flat(value):
    return np.concatenate([flat(part) for part in value.values()]) if isinstance(value, dict) else np.atleast_1d(np.float64(value))


def main():
    computed = compute()
    if "--write" in sys.argv:
        FILE.write_text(json.dumps(computed, indent=1) + "\n")
        return
    kept = json.loads(FILE.read_text())
    difference = np.abs(flat(kept) - flat(computed)).max()
    print(f"{FILE.name}: differs by at most {difference:.1e}")
    sys.exit(difference > 1e-5)


main()
