"""Computes the numbers of tests/Oracle/data/answers with PyTorch: networks that learn the answers of lines.

/usr/bin/python3 tests/Oracle/answers.py            compares every file with what PyTorch computes from its weights and lines
/usr/bin/python3 tests/Oracle/answers.py --write    makes the files anew, with weights that are drawn from a seed

Each line is read by itself, without padding and without a mask: the question to its end, then the answer. It needs Debian's python3-torch.
"""

import json
import pathlib
import sys

import torch

from make import TOLERANCE, difference, number, state_dict, to_tensor

DATA = pathlib.Path(__file__).parent / "data" / "answers"
CELLS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}
CHARACTERS = "\n=ABCDEF"  # by token id
LINES = ["AB=C", "FEDCB=ABCA", "A=A", "CAFE=D", "BADCAFE=FACEDBE", "EF=FE"]
STEPS = 6
RULE = "the loss is the mean cross-entropy in nats over the characters of all answers and their line ends; Adam on all lines at once, gradients clipped by global norm 1"


class Reader(torch.nn.Module):
    def __init__(self, spec):
        super().__init__()
        self.embedding = torch.nn.Embedding(len(CHARACTERS), spec["embedding_size"])
        self.rnn = CELLS[spec["cell"]](spec["embedding_size"], spec["hidden_size"], spec["layers"], batch_first=True)

    def read(self, ids, state=None):
        return self.rnn(self.embedding(torch.tensor([ids])), state)


class Answerer(Reader):
    def __init__(self, spec):
        super().__init__(spec)
        self.decoder = torch.nn.Linear(spec["hidden_size"], len(CHARACTERS))
        if spec["encoder"]:
            self.encoder = Reader(spec)

    def begin(self, question, reverse):
        """The state after a question, and the id that the answer is predicted from."""
        ids = [CHARACTERS.index(character) for character in (question[::-1] if reverse else question)]
        if hasattr(self, "encoder"):
            return self.encoder.read(ids)[1], 0
        return self.read([0] + ids)[1], CHARACTERS.index("=")

    def logits(self, ids, state):
        outputs, state = self.read(ids, state)
        return self.decoder(outputs)[0], state


def split(line):
    question, answer = line.split("=")
    return question, [CHARACTERS.index(character) for character in answer + "\n"]


def costs(model, spec):
    """The cost of each answer in nats, a tensor for each line."""
    result = []
    for line in LINES:
        question, answer = split(line)
        state, pending = model.begin(question, spec["reverse_question"])
        logits, _ = model.logits([pending] + answer[:-1], state)
        result.append(torch.nn.functional.cross_entropy(logits, torch.tensor(answer), reduction="sum"))
    return result


def answer(model, spec, question, most=12):
    """The likeliest character each time."""
    state, pending = model.begin(question, spec["reverse_question"])
    written = ""
    while len(written) < most:
        logits, state = model.logits([pending], state)
        pending = int(logits[0].argmax())
        if pending == 0:
            break
        written += CHARACTERS[pending]
    return written


def compute(spec):
    model = Answerer(spec)
    model.load_state_dict({name: to_tensor(entry) for name, entry in spec["weights"].items()})
    with torch.no_grad():
        likelihoods = [number(-cost.item()) for cost in costs(model, spec)]
        answers = [answer(model, spec, split(line)[0]) for line in LINES]
    optimizer = torch.optim.Adam(model.parameters(), lr=spec["learning_rate"])
    count = sum(len(split(line)[1]) for line in LINES)
    losses, norms = [], []
    for _ in range(STEPS):
        loss = sum(costs(model, spec)) / count
        optimizer.zero_grad()
        loss.backward()
        norms.append(number(float(torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0))))
        losses.append(number(loss.item()))
        optimizer.step()
    return spec | {
        "source": f"PyTorch {torch.__version__}, float32, one thread",
        "rule": RULE,
        "lines": LINES,
        "log_likelihoods": likelihoods,
        "answers": answers,
        "loss_nats": losses,
        "gradient_norm_before_clipping": norms,
        "weights_after": state_dict(model),
    }


def draw(cell, layers, encoder, reverse, seed):
    torch.manual_seed(seed)
    spec = {"source": "", "cell": cell, "embedding_size": 4, "hidden_size": 5, "layers": layers, "encoder": encoder, "reverse_question": reverse, "learning_rate": 0.01}
    model = Answerer(spec)
    for parameter in model.parameters():
        torch.nn.init.uniform_(parameter, -1.5, 1.5)  # large, so that answers differ
    torch.nn.init.zeros_(model.decoder.bias)
    return spec | {"weights": state_dict(model)}


def main():
    torch.set_num_threads(1)
    if "--write" in sys.argv:
        for name, spec in {
            "lstm": draw("lstm", 1, encoder=False, reverse=True, seed=8),
            "lstm_encoder": draw("lstm", 2, encoder=True, reverse=False, seed=8),
            "gru_encoder": draw("gru", 1, encoder=True, reverse=True, seed=8),
        }.items():
            (DATA / f"{name}.json").write_text(json.dumps(compute(spec)))
    worst = 0
    for path in sorted(DATA.glob("*.json")):
        old = json.loads(path.read_text())
        worst = max(worst, difference(old, compute(old)))
        print(f"{path.name}: largest difference {difference(old, compute(old)):.3g}")
    return 0 if worst <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
