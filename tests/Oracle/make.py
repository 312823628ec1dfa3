"""Computes the numbers of tests/Oracle/data with PyTorch.

/usr/bin/python3 tests/Oracle/make.py              compares every file with what PyTorch computes from its weights and ids
/usr/bin/python3 tests/Oracle/make.py --write      writes what PyTorch computes into the files
/usr/bin/python3 tests/Oracle/make.py --new tests/Oracle/data/gru.json --cell gru --optimizer rmsprop --learning-rate 0.002 --seed 1
                                                   makes a file of a new model, whose weights and ids are drawn from the seed
/usr/bin/python3 tests/Oracle/make.py --safetensors
                                                   writes the state_dict of lstm.json's model to data/lstm.safetensors

It needs Debian's python3-torch. The numbers are of float32 on one thread; another PyTorch may differ in the last digit or two.
Debian has no python3-safetensors, so the last writes the format itself, as safetensors.torch.save_file lays it out: names in
order, a compact header filled up with spaces to a multiple of 8 bytes.
"""

import argparse
import array
import json
import pathlib
import struct
import sys

import torch

DATA = pathlib.Path(__file__).parent / "data"
TOLERANCE = 1e-5
TEXT_LENGTHS = [*range(1, 37), 127, 128, 129, 300]  # a batch of 32 is padded, and the longest are read in several pieces
RULE = (
    "window i is columns [i*T,(i+1)*T) of stream, targets one column to the right; the state is carried across windows and detached; "
    "loss is the mean cross-entropy in nats; gradients are clipped by global norm; no dropout"
)


class CharRnn(torch.nn.Module):
    def __init__(self, spec):
        super().__init__()
        layers = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}[spec["cell"]]
        self.embedding = torch.nn.Embedding(spec["vocabulary_size"], spec["embedding_size"])
        self.rnn = layers(spec["embedding_size"], spec["hidden_size"], spec["layers"], batch_first=True)
        self.decoder = torch.nn.Linear(spec["hidden_size"], spec["vocabulary_size"])

    def forward(self, ids, state=None):
        outputs, state = self.rnn(self.embedding(ids), state)
        return self.decoder(outputs), state


def to_tensor(entry, dtype=torch.float32):
    return torch.tensor(entry["data"], dtype=dtype).reshape(entry["shape"])


def number(value):
    return float(f"{value:.9g}")  # enough digits for every float32


def to_entry(tensor):
    values = tensor.detach().reshape(-1).tolist()
    return {"shape": list(tensor.shape), "data": values if tensor.dtype == torch.int64 else [number(value) for value in values]}


def state_dict(model):
    return {name: to_entry(tensor) for name, tensor in model.state_dict().items()}


def load_model(file):
    model = CharRnn(file)
    model.load_state_dict({name: to_tensor(entry) for name, entry in file["weights"].items()})
    return model


def loss_of(logits, targets):
    return torch.nn.functional.cross_entropy(logits.reshape(-1, logits.shape[-1]), targets.reshape(-1))


def forward(file):
    given = file["forward"]
    ids, hidden = to_tensor(given["input_ids"], torch.int64), to_tensor(given["h_in"])
    state = (hidden, to_tensor(given["c_in"])) if "c_in" in given else hidden
    with torch.no_grad():
        logits, state = load_model(file)(ids, state)
    result = {"input_ids": to_entry(ids), "h_in": to_entry(hidden), "logits": to_entry(logits)}
    if "c_in" in given:
        return result | {"h_out": to_entry(state[0]), "c_in": given["c_in"], "c_out": to_entry(state[1])}
    return result | {"h_out": to_entry(state)}


def score(file):
    ids = to_tensor(file["score_from_zero_state"]["input_ids"], torch.int64)
    with torch.no_grad():
        logits, _ = load_model(file)(ids[:, :-1])
    likelihoods = torch.log_softmax(logits, -1).gather(-1, ids[:, 1:, None]).sum((1, 2))
    return {"input_ids": to_entry(ids), "log_likelihood_nats_of_ids_1_to_end": [number(value) for value in likelihoods.tolist()]}


def embed(file):
    """The hidden states of every layer after each id of a text, their mean and the last, each [layers, hidden]; the start character is id 0."""
    model = load_model(file)
    means, lasts = [], []
    for text in file["embedding"]["texts"]:
        states, state = [], None
        with torch.no_grad():
            for id in [0] + text:
                _, state = model(torch.tensor([[id]]), state)
                states.append((state[0] if isinstance(state, tuple) else state)[:, 0])
        after = torch.stack(states[1:])
        means.append(to_entry(after.mean(0)))
        lasts.append(to_entry(after[-1]))
    return {"texts": file["embedding"]["texts"], "mean": means, "last": lasts}


def draw_texts(vocabulary_size):
    generator = torch.Generator().manual_seed(1)
    return [torch.randint(vocabulary_size, (length,), generator=generator).tolist() for length in TEXT_LENGTHS]


def states(file):
    """The states after every id of the first row, from the zero state: [ids, layers, hidden]."""
    model, state, hidden, cells = load_model(file), None, [], []
    ids = to_tensor(file["score_from_zero_state"]["input_ids"], torch.int64)[:1]
    with torch.no_grad():
        for column in range(ids.shape[1]):
            _, state = model(ids[:, column : column + 1], state)
            hidden.append((state[0] if isinstance(state, tuple) else state)[:, 0])
            cells.append(state[1][:, 0] if isinstance(state, tuple) else None)
    result = {"hidden": to_entry(torch.stack(hidden))}
    return result if cells[0] is None else result | {"cell": to_entry(torch.stack(cells))}


def make_optimizer(training, parameters):
    rate = training["learning_rate"]
    return {
        "adam": lambda: torch.optim.Adam(parameters, lr=rate),
        "rmsprop": lambda: torch.optim.RMSprop(parameters, lr=rate, alpha=training["rmsprop_alpha"]),
        "sgd": lambda: torch.optim.SGD(parameters, lr=rate),
    }[training["optimizer"]]()


def train(file):
    training = file["training"]
    model = load_model(file)
    optimizer = make_optimizer(training, model.parameters())
    stream, length = to_tensor(training["stream"], torch.int64), training["sequence_length"]
    losses, norms, state = [], [], None
    for start in range(0, stream.shape[1] - length, length):
        logits, state = model(stream[:, start : start + length], state)
        state = tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()
        loss = loss_of(logits, stream[:, start + 1 : start + length + 1])
        optimizer.zero_grad()
        loss.backward()
        norms.append(number(float(torch.nn.utils.clip_grad_norm_(model.parameters(), training["max_gradient_norm"]))))
        losses.append(number(loss.item()))
        optimizer.step()
    return training | {"rule": RULE, "loss_nats": losses, "gradient_norm_before_clipping": norms, "weights_after": state_dict(model)}


def compute(file):
    """The file with every number that PyTorch computes from its weights, ids, states and settings."""
    source = f"PyTorch {torch.__version__}, float32, one thread"
    return file | {"source": source, "forward": forward(file), "score_from_zero_state": score(file), "states_from_zero_state": states(file), "embedding": embed(file), "training": train(file)}


def draw(arguments):
    """A file of a new model: only what is given to PyTorch."""
    torch.manual_seed(arguments.seed)
    spec = {"source": "", "cell": arguments.cell, "vocabulary_size": 11, "embedding_size": 5, "hidden_size": 7, "layers": arguments.layers}
    model = CharRnn(spec)
    for parameter in model.parameters():
        torch.nn.init.uniform_(parameter, -0.3, 0.3)
    batch, length = 3, 8
    ids = torch.randint(spec["vocabulary_size"], (batch, length))
    states = {name: to_entry(torch.rand(spec["layers"], batch, spec["hidden_size"]) * 2 - 1) for name in (("h_in", "c_in") if arguments.cell == "lstm" else ("h_in",))}
    return spec | {
        "weights": state_dict(model),
        "forward": {"input_ids": to_entry(ids)} | states,
        "score_from_zero_state": {"input_ids": to_entry(ids)},
        "embedding": {"texts": draw_texts(spec["vocabulary_size"])},
        "training": {
            "rule": RULE,
            "optimizer": arguments.optimizer,
            "learning_rate": arguments.learning_rate,
            "rmsprop_alpha": 0.95,
            "max_gradient_norm": 1.0,
            "sequence_length": length,
            "stream": to_entry(torch.randint(spec["vocabulary_size"], (batch, 12 * length + 1))),
        },
    }


def to_safetensors(tensors):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in sorted(tensors.items()):
        values = array.array("f", tensor.reshape(-1).tolist())
        if sys.byteorder == "big":
            values.byteswap()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + 4 * len(values)]}
        data += values.tobytes()
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def difference(old, new):
    """The largest absolute difference of two files' numbers; infinite where they differ otherwise."""
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        return max((difference(old[key], new[key]) for key in old if key != "source"), default=0)
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return max((difference(*pair) for pair in zip(old, new)), default=0)
    if isinstance(old, (int, float)) and isinstance(new, (int, float)):
        return abs(old - new)
    return 0 if old == new else float("inf")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--new", type=pathlib.Path)
    parser.add_argument("--cell", choices=("lstm", "gru", "rnn"), default="lstm")
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--optimizer", choices=("adam", "rmsprop", "sgd"), default="adam")
    parser.add_argument("--learning-rate", type=float, default=0.005)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--safetensors", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.safetensors:
        model = load_model(json.loads((DATA / "lstm.json").read_text()))
        (DATA / "lstm.safetensors").write_bytes(to_safetensors(model.state_dict()))
        return 0
    if arguments.new:
        arguments.new.write_text(json.dumps(compute(draw(arguments))))
        return 0
    worst = 0
    for path in sorted(DATA.glob("*.json")):
        old = json.loads(path.read_text())
        new = compute(old)
        worst = max(worst, difference(old, new))
        print(f"{path.name}: largest difference {difference(old, new):.3g}, {'the same' if json.dumps(new) == path.read_text() else 'other'} bytes")
        if arguments.write:
            path.write_text(json.dumps(new))
    return 0 if arguments.write or worst <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
