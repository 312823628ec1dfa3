"""Computes the numbers of tests/Oracle/sampled/sampled_softmax.json with PyTorch: a cross-entropy over a sample of the vocabulary.

/usr/bin/python3 tests/Oracle/sampled_softmax.py              compares the file with what PyTorch computes
/usr/bin/python3 tests/Oracle/sampled_softmax.py --write      writes what PyTorch computes

Each position is computed by itself, in float64. A sampled token that is not the target counts 1/p times, where p is the probability with
which it was drawn; the target counts once. It needs Debian's python3-torch.
"""

import json
import math
import pathlib
import sys

import torch

FILE = pathlib.Path(__file__).parent / "sampled" / "sampled_softmax.json"
VOCABULARY, HIDDEN = 11, 4
TARGETS = [3, 0, 10, 3, -100, 7]  # -100 is padding
SAMPLE = {0: 1.0, 2: 0.25, 3: 0.5, 9: 0.125, 10: 1.0}


def draw():
    torch.manual_seed(11)
    return {
        "outputs": torch.randn(len(TARGETS), HIDDEN),
        "weight": torch.randn(VOCABULARY, HIDDEN),
        "bias": torch.randn(VOCABULARY),
    }


def cost(output, weight, bias, target):
    total = torch.exp(weight[target] @ output + bias[target])
    for token, probability in SAMPLE.items():
        if token != target:
            total = total + torch.exp(weight[token] @ output + bias[token]) / probability
    return torch.log(total) - (weight[target] @ output + bias[target])


def compute():
    drawn = draw()
    exact = {name: value.double().requires_grad_() for name, value in drawn.items()}
    costs = [cost(exact["outputs"][i], exact["weight"], exact["bias"], target) for i, target in enumerate(TARGETS) if target >= 0]
    loss = sum(costs) / len(costs)
    loss.backward()
    return {
        "hidden_size": HIDDEN,
        "targets": TARGETS,
        "sample_ids": list(SAMPLE),
        "log_probabilities": [math.log(probability) for probability in SAMPLE.values()],
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
