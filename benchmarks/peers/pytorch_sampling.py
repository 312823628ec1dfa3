#!/usr/bin/env python3
"""The peer: a character LSTM that samples in PyTorch, as char-rnn's and most tutorials' loops do.

Needs Debian's python3-torch (run with /usr/bin/python3). One thread: a character's products are too small to share.
Prints one JSON line: characters drawn per second.
Usage: pytorch_sampling.py [--hidden 256] [--layers 2] [--vocabulary 97] [--embedding 64] [--characters 2000]
"""
import argparse, json, time
import torch

p = argparse.ArgumentParser()
for name, default in [("hidden", 256), ("layers", 2), ("vocabulary", 97), ("embedding", 64), ("characters", 2000)]:
    p.add_argument("--" + name, type=int, default=default)
a = p.parse_args()
torch.set_num_threads(1)
torch.manual_seed(1)
embedding = torch.nn.Embedding(a.vocabulary, a.embedding)
rnn = torch.nn.LSTM(a.embedding, a.hidden, a.layers, batch_first=True)
decoder = torch.nn.Linear(a.hidden, a.vocabulary)


@torch.no_grad()
def sample(count):
    token, state = torch.zeros(1, 1, dtype=torch.long), None
    ids = []
    for _ in range(count):
        output, state = rnn(embedding(token), state)
        probabilities = torch.softmax(decoder(output[:, -1]) / 0.8, dim=-1)
        token = torch.multinomial(probabilities, 1)
        ids.append(token.item())
    return ids


sample(min(a.characters, 100))
begin = time.perf_counter()
sample(a.characters)
print(json.dumps({"peer": "pytorch " + torch.__version__, "characters_per_second": a.characters / (time.perf_counter() - begin)}))
