"""Scores a text and continues it, without CharRnn: pip install onnxruntime, then

    python3 score.py MODEL.onnx "some text"
"""
import json
import sys

import numpy
import onnxruntime

path, text = sys.argv[1:]
model = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
documents = model.get_modelmeta().custom_metadata_map
description = json.loads(documents["charrnn.description"])
vocabulary = json.loads(documents["charrnn.vocabulary"])
if vocabulary["tokenization"] != "runes":
    sys.exit("This program is for models of characters; a model of bytes has the bytes of UTF-8 as its ids.")

symbols = vocabulary["symbols"]
id_of = {symbol: id for id, symbol in enumerate(symbols) if symbol}  # the unknown token has no text
start = id_of[description["start"]]
state_names = [output.name for output in model.get_outputs() if output.name.endswith("_out")]  # h_out, and c_out of an LSTM


def new_states():
    shape = (description["layers"], 1, description["hidden_size"])
    return {name.replace("_out", "_in"): numpy.zeros(shape, numpy.float32) for name in state_names}


def read(ids, states):
    """Reads ids; returns the logits after each, [ids, vocabulary], and the states after the last."""
    feeds = {"input_ids": numpy.array([ids], numpy.int64), **states}
    logits, *states = model.run(["logits", *state_names], feeds)
    return logits[0], {name.replace("_out", "_in"): state for name, state in zip(state_names, states)}


def bits_per_character(text):
    """Each character is predicted from those before it, the first from the start character. An unknown one costs 20 bits."""
    known = [id_of[character] for character in text if character in id_of]
    unknown = len(text) - len(known)
    targets = known + [id_of["\n"]] if description["unit"] == "line" else known  # a line's end is a character too
    logits, _ = read([start, *targets[:-1]], new_states())
    logits = logits.astype(numpy.float64)
    rows = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = rows - numpy.log(numpy.exp(rows).sum(axis=1, keepdims=True))
    nats = -sum(log_probabilities[position, id] for position, id in enumerate(targets))
    return (nats / numpy.log(2) + 20 * unknown) / (len(targets) + unknown)


def likeliest_continuation(text, most):
    logits, states = read([start, *(id_of[character] for character in text if character in id_of)], new_states())
    continuation = ""
    while len(continuation) < most and symbols[id := int(logits[-1].argmax())] != "\n":
        continuation += symbols[id]
        logits, states = read([id], states)
    return continuation


print(f"{bits_per_character(text):.4f} bits per character")
print(text + likeliest_continuation(text, 40))
