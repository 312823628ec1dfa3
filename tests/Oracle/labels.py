"""Computes the numbers of tests/Oracle/data/labels with PyTorch: networks that label each id, or whole rows of ids, in both directions.

/usr/bin/python3 tests/Oracle/labels.py            compares every file with what PyTorch computes
/usr/bin/python3 tests/Oracle/labels.py --write    writes the files

The weights, ids and targets are drawn from a fixed seed. A network that labels rows decodes the last states of the top layer's two directions.
"""

import json
import sys

import torch

from make import DATA, TOLERANCE, difference, number, state_dict, to_entry

CELLS = {"lstm": (torch.nn.LSTM, 2, "tanh"), "gru": (torch.nn.GRU, 2, "tanh"), "rnn": (torch.nn.RNN, 2, "relu")}
VOCABULARY, EMBEDDING, HIDDEN, LABELS, BATCH, LENGTH = 7, 3, 4, 5, 3, 6


class Labeller(torch.nn.Module):
    def __init__(self, cell, task):
        super().__init__()
        make, layers, nonlinearity = CELLS[cell]
        self.task = task
        self.embedding = torch.nn.Embedding(VOCABULARY, EMBEDDING)
        options = {"nonlinearity": nonlinearity} if cell == "rnn" else {}
        self.rnn = make(EMBEDDING, HIDDEN, layers, batch_first=True, bidirectional=True, **options)
        self.decoder = torch.nn.Linear(2 * HIDDEN, LABELS)

    def forward(self, ids):
        outputs, state = self.rnn(self.embedding(ids))
        hidden = state[0] if isinstance(state, tuple) else state
        return self.decoder(outputs if self.task == "tag" else torch.cat((hidden[-2], hidden[-1]), 1))


def compute(cell, task):
    torch.manual_seed(1)
    model = Labeller(cell, task)
    for parameter in model.parameters():
        torch.nn.init.uniform_(parameter, -0.5, 0.5)
    ids = torch.randint(VOCABULARY, (BATCH, LENGTH))
    targets = torch.randint(LABELS, (BATCH, LENGTH) if task == "tag" else (BATCH,))
    logits = model(ids)
    loss = torch.nn.functional.cross_entropy(logits.reshape(-1, LABELS), targets.reshape(-1))
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), float("inf"))
    return {
        "source": f"PyTorch {torch.__version__}, float32, one thread",
        "cell": cell,
        "task": task,
        "nonlinearity": CELLS[cell][2],
        "layers": CELLS[cell][1],
        "weights": state_dict(model),
        "input_ids": to_entry(ids),
        "targets": to_entry(targets),
        "logits": to_entry(logits),
        "loss_nats": number(loss.item()),
        "gradient_norm": number(float(norm)),
    }


def main():
    torch.set_num_threads(1)
    worst = 0
    for cell in CELLS:
        for task in ("tag", "classify"):
            path = DATA / "labels" / f"{cell}_{task}.json"
            new = compute(cell, task)
            if "--write" in sys.argv:
                path.write_text(json.dumps(new))
            worst = max(worst, difference(json.loads(path.read_text()), new))
    print(f"largest difference {worst:.3g}")
    return 0 if worst <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
