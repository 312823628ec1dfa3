"""Computes the numbers of tests/Oracle/sampled/sampled_softmax.json with PyTorch: a cross-entropy over the target and a sample of the vocabulary.

/usr/bin/python3 tests/Oracle/sampled_softmax.py              compares the file with what PyTorch computes
/usr/bin/python3 tests/Oracle/sampled_softmax.py --write      writes what PyTorch computes

Each position is computed by itself, in float64. The logarithm of the probability with which a token is drawn is taken from its logit, the target's,
too. A target that was drawn is compared once. It needs Debian's python3-torch.
"""

import json
import math
import pathlib
import sys

import torch

FILE = pathlib.Path(__file__).parent / "sampled" / "sampled_softmax.json"
VOCABULARY, HIDDEN = 11, 4
TARGETS = [3, 0, 10, 3, -100, 7]  # -100 is padding
PROBABILITIES = [1.0, 0.3, 0.25, 0.5, 0.7, 0.1, 0.05, 0.2, 0.9, 0.125, 1.0]  # of being drawn
SAMPLE = [0, 2, 3, 9, 10]


def draw():
    torch.manual_seed(11)
    return {
        "outputs": torch.randn(len(TARGETS), HIDDEN),
        "weight": torch.randn(VOCABULARY, HIDDEN),
        "bias": torch.randn(VOCABULARY),
    }


def cost(output, weight, bias, target):
    compared = sorted({target, *SAMPLE})
    corrected = torch.stack([weight[token] @ output + bias[token] - math.log(PROBABILITIES[token]) for token in compared])
    return -torch.log_softmax(corrected, 0)[compared.index(target)]


def compute():
    drawn = draw()
    exact = {name: value.double().requires_grad_() for name, value in drawn.items()}
    costs = [cost(exact["outputs"][i], exact["weight"], exact["bias"], target) for i, target in enumerate(TARGETS) if target >= 0]
    loss = sum(costs) / len(costs)
    loss.backward()
    return {
        "hidden_size": HIDDEN,
        "targets": TARGETS,
        "sample_ids": SAMPLE,
        "log_probabilities": [math.log(probability) for probability in PROBABILITIES],
        "loss": loss.item(),
        **{name: value.reshape(-1).tolist() for name, value in drawn.items()},
        **{f"{name}_gradient": value.grad.reshape(-1).tolist() for name, value in exact.items()},
    }


def flat(values):
    return torch.cat([torch.tensor(value, dtype=torch.float64).reshape(-1) for _, value in sorted(values.items())])


def main():
    computed = compute()
    if "--write" in sys.argv:
        FILE.write_text(json.dumps(computed, indent=1) + "\n")
        return
    difference = (flat(json.loads(FILE.read_text())) - flat(computed)).abs().max().item()
    print(f"{FILE.name}: differs by at most {difference:.1e}")
    sys.exit(difference > 1e-5)


main()
