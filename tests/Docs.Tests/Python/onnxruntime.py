"""What samples/Python uses of the package onnxruntime, in NumPy, for machines that have only ONNX's own package (python3-onnx)."""
import types

import numpy
import onnx
from onnx import numpy_helper


class InferenceSession:
    def __init__(self, path, providers):
        self.model = onnx.load(path)
        self.constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in self.model.graph.initializer}

    def get_modelmeta(self):
        return types.SimpleNamespace(custom_metadata_map={entry.key: entry.value for entry in self.model.metadata_props})

    def get_outputs(self):
        return self.model.graph.output

    def run(self, names, feeds):
        values = {**self.constants, **feeds}
        for node in self.model.graph.node:
            attributes = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}
            results = OPERATORS[node.op_type](*(values.get(name) for name in node.input), **attributes)
            values.update(zip(node.output, results if isinstance(results, tuple) else (results,)))
        return [values[name] for name in names]


def sigmoid(x):
    return 1 / (1 + numpy.exp(-x))


def lstm(x, w, r, b, lengths, h, c, hidden_size, **_):
    """One direction. x is [sequence, batch, input]; the gates are in the order input, output, forget, cell."""
    (w,), (r,), (b,), (h,), (c,) = w, r, b, h, c
    outputs = []
    for step in x:
        i, o, f, g = numpy.split(step @ w.T + h @ r.T + b[: 4 * hidden_size] + b[4 * hidden_size:], 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * numpy.tanh(g)
        h = sigmoid(o) * numpy.tanh(c)
        outputs.append(h)
    return numpy.stack(outputs)[:, None], h[None], c[None]


OPERATORS = {
    "Add": numpy.add,
    "Gather": lambda data, indices, axis=0: numpy.take(data, indices, axis),
    "LSTM": lstm,
    "MatMul": numpy.matmul,
    "Squeeze": lambda data, axes: numpy.squeeze(data, tuple(axes)),
    "Transpose": lambda data, perm: numpy.transpose(data, perm),
}
