"""Writes the network as an ONNX graph for one window at a time, in full and with int8 weights.

The graph is laid by hand: no padding, no batch, so that an answer can depend on nothing but its own window. Word vectors are
int8 with a scale for each word; the layers' matrices int8 with a scale for each 128 inputs of a column, and their inputs are
quantised in the same blocks, row by row, as they come. (Scales for a whole window, the usual way, strayed four times as far.)
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from rules.reader.training.net import CONCERNS, OUTCOMES, ReaderNet

OPSET = 20
BLOCK = 128


class Graph:
    """Nodes and constants in the making."""

    def __init__(self, *, small: bool) -> None:
        self.small = small
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        self.count = 0

    def const(self, value: np.ndarray, name: str = "") -> str:
        name = name or f"c{len(self.constants)}"
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def op(self, kind: str, *inputs: str, name: str = "", outputs: int = 1, **attributes) -> str | list[str]:
        self.count += 1
        made = [f"{name or kind}_{self.count}.{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), made, name=f"{name or kind}_{self.count}", **attributes))
        return made[0] if outputs == 1 else made

    def linear(self, x: str, layer, name: str) -> str:
        bias = self.const(array(layer.bias), f"{name}.bias")
        if self.small and name.startswith("layer"):
            return self.op("Add", self._small(x, array(layer.weight), name), bias)
        return self.op(
            "Add", self.op("MatMul", x, self.const(array(layer.weight).T, f"{name}.weight"), name=name), bias
        )

    def _small(self, x: str, weight: np.ndarray, name: str) -> str:
        """The product with int8 weights; stored as unsigned with 128 for zero, as the operator wants them."""
        blocks = weight.reshape(len(weight), -1, BLOCK)
        scale = np.maximum(np.abs(blocks).max(-1, keepdims=True), 1e-8) / 127
        whole = (np.round(blocks / scale) + 128).astype(np.uint8)
        parts = self.const(whole, f"{name}.weight"), self.const(scale.astype(np.float32).reshape(-1), f"{name}.scale")
        return self.op(
            "MatMulNBits",
            x,
            *parts,
            name=name,
            domain="com.microsoft",
            bits=8,
            block_size=BLOCK,
            K=weight.shape[1],
            N=weight.shape[0],
            accuracy_level=4,
        )

    def norm(self, x: str, layer, name: str) -> str:
        weight, bias = self.const(array(layer.weight), f"{name}.weight"), self.const(array(layer.bias), f"{name}.bias")
        return self.op("LayerNormalization", x, weight, bias, epsilon=layer.eps, axis=-1)


def array(tensor) -> np.ndarray:
    return tensor.detach().float().numpy()


def build(net: ReaderNet, *, small: bool) -> onnx.ModelProto:
    """ids, kinds (int64, pieces), text (float, 1 = the post's own) → marks (pieces × 28), outcome (4)."""
    g = Graph(small=small)
    x = _embedding(g, net)
    for number, layer in enumerate(net.layers):
        x = _layer(g, layer, x, f"layer{number}")
    marks = g.linear(x, net.mark, "head.mark")
    outcome = _outcome(g, net, x, marks)
    g.nodes.append(helper.make_node("Identity", [marks], ["marks"]))
    g.nodes.append(helper.make_node("Identity", [outcome], ["outcome"]))
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        g.nodes,
        "reader",
        [
            value("ids", TensorProto.INT64, ["pieces"]),
            value("kinds", TensorProto.INT64, ["pieces"]),
            value("text", TensorProto.FLOAT, ["pieces"]),
        ],
        [value("marks", TensorProto.FLOAT, ["pieces", 2 * CONCERNS]), value("outcome", TensorProto.FLOAT, [OUTCOMES])],
        list(g.constants.values()),
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)], ir_version=10
    )
    onnx.checker.check_model(model)
    return model


def _embedding(g: Graph, net: ReaderNet) -> str:
    words = array(net.words.weight)
    scale = np.maximum(np.abs(words).max(1, keepdims=True), 1e-8) / 127
    table = g.const(np.round(words / scale).astype(np.int8), "words")
    whole = g.op("Cast", g.op("Gather", table, "ids"), to=TensorProto.FLOAT)
    word = g.op("Mul", whole, g.op("Gather", g.const(scale.astype(np.float32), "words.scale"), "ids"))
    zero, count = g.const(np.array([0], np.int64)), g.op("Shape", "ids")
    place = g.op("Slice", g.const(array(net.places.weight), "places"), zero, count, zero)
    kind = g.op("Gather", g.const(array(net.kinds.weight), "kinds.weight"), "kinds")
    return g.norm(g.op("Add", g.op("Add", word, place), kind), net.norm, "norm")


def _layer(g: Graph, layer, x: str, name: str) -> str:
    heads, width = layer.heads, layer.out.weight.shape[0]
    q, k, v = g.op("Split", g.linear(x, layer.qkv, f"{name}.qkv"), outputs=3, num_outputs=3, axis=-1)
    shape = g.const(np.array([-1, heads, width // heads], np.int64))
    q = g.op("Mul", q, g.const(np.array((width // heads) ** -0.5, np.float32)))
    q = g.op("Transpose", g.op("Reshape", q, shape), perm=[1, 0, 2])
    k = g.op("Transpose", g.op("Reshape", k, shape), perm=[1, 2, 0])
    v = g.op("Transpose", g.op("Reshape", v, shape), perm=[1, 0, 2])
    seen = g.op("MatMul", g.op("Softmax", g.op("MatMul", q, k), axis=-1), v)
    flat = g.op("Reshape", g.op("Transpose", seen, perm=[1, 0, 2]), g.const(np.array([-1, width], np.int64)))
    x = g.norm(g.op("Add", x, g.linear(flat, layer.out, f"{name}.out")), layer.norm_1, f"{name}.norm_1")
    up = g.op("Gelu", g.linear(x, layer.up, f"{name}.up"))
    return g.norm(g.op("Add", x, g.linear(up, layer.down, f"{name}.down")), layer.norm_2, f"{name}.norm_2")


def _outcome(g: Graph, net: ReaderNet, x: str, marks: str) -> str:
    one, row = g.const(np.array(1, np.float32)), g.const(np.array([1, -1], np.int64))
    text = g.op("Reshape", "text", row)
    away = g.op("Mul", g.op("Sub", one, "text"), g.const(np.array(-1e4, np.float32)))
    first = g.op("Gather", x, g.const(np.array([0], np.int64)))
    mean = g.op("MatMul", g.op("Div", text, g.op("ReduceSum", text, keepdims=1)), x, name="head.mean")
    attention = g.op("Add", g.op("Reshape", g.linear(x, net.attend, "head.attend"), row), g.op("Reshape", away, row))
    attended = g.op("MatMul", g.op("Softmax", attention, axis=-1), x, name="head.attended")
    inside = g.op("Slice", marks, *(g.const(np.array([n], np.int64)) for n in (0, CONCERNS, 1)))
    column = g.op("Reshape", away, g.const(np.array([-1, 1], np.int64)))
    top = g.op("ReduceMax", g.op("Add", inside, column), g.const(np.array([0], np.int64)), keepdims=1)
    pooled = g.op("Concat", first, mean, attended, g.op("Div", top, g.const(np.array(4, np.float32))), axis=1)
    judged = g.linear(g.op("Gelu", g.linear(pooled, net.join, "head.join")), net.judge, "head.judge")
    kept = g.op("Slice", judged, *(g.const(np.array([n], np.int64)) for n in (0, OUTCOMES, 1)))
    return g.op("Reshape", kept, g.const(np.array([-1], np.int64)))


def write(net: ReaderNet, folder: Path) -> tuple[Path, Path]:
    """Write `reader.fp32.onnx` (word vectors int8 even there) and `reader.onnx` into `folder`."""
    full, small = folder / "reader.fp32.onnx", folder / "reader.onnx"
    onnx.save(build(net, small=False), str(full))
    onnx.save(build(net, small=True), str(small))
    return full, small
