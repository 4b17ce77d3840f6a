"""Runs ONNX models in PyTorch and differentiates them there: a second opinion on values and gradients.

    interpret.py FOLDER...

Each folder holds model.onnx, with one input that has no initializer and a scalar output 'score', and that input as input.f32. The
script adds every output as NAME.f64 and d score / d input as gradient.f64, both in double precision: the truth; and as gradient.f32 the
same in single precision: what autograd itself loses.
"""
import os
import sys

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper

from exchange import read, write


def symmetric(pads, node):
    """PyTorch takes one number per axis; the models at hand need no more."""
    before, after = pads[: len(pads) // 2], pads[len(pads) // 2:]
    assert before == after, f"{node}: pads {pads}"
    return before


def window(a, kernel, size):
    """(strides, dilations, pads as [top, left, bottom, right])."""
    strides, dilations = a.get("strides", [1, 1]), a.get("dilations", [1, 1])
    pads, auto = a.get("pads", [0, 0, 0, 0]), a.get("auto_pad", b"NOTSET")
    if auto in (b"SAME_UPPER", b"SAME_LOWER"):
        total = [max(0, (-(-s // t) - 1) * t + d * (k - 1) + 1 - s) for s, t, d, k in zip(size, strides, dilations, kernel)]
        less, more = [t // 2 for t in total], [t - t // 2 for t in total]
        pads = less + more if auto == b"SAME_UPPER" else more + less
    return strides, dilations, pads


def padded(x, pads, value=0.0):
    return F.pad(x, [pads[1], pads[3], pads[0], pads[2]], value=value) if any(pads) else x


def conv(a, x, w, b=None):
    strides, dilations, pads = window(a, w.shape[2:], x.shape[2:])
    return F.conv2d(padded(x, pads), w, b, strides, 0, dilations, a.get("group", 1))


def conv_transpose(a, x, w, b=None):
    assert a.get("auto_pad", b"NOTSET") == b"NOTSET" and "output_shape" not in a
    pads = symmetric(a.get("pads", [0, 0, 0, 0]), "ConvTranspose")
    extra, dilations = a.get("output_padding", [0, 0]), a.get("dilations", [1, 1])
    return F.conv_transpose2d(x, w, b, a.get("strides", [1, 1]), pads, extra, a.get("group", 1), dilations)


def max_pool(a, x):
    strides, dilations, pads = window(a, a["kernel_shape"], x.shape[2:])
    return F.max_pool2d(padded(x, pads, -np.inf), a["kernel_shape"], strides, 0, dilations, bool(a.get("ceil_mode", 0)))


def average_pool(a, x):
    strides, _, pads = window(a, a["kernel_shape"], x.shape[2:])
    pads, ceil, inside = symmetric(pads, "AveragePool"), bool(a.get("ceil_mode", 0)), bool(a.get("count_include_pad", 0))
    return F.avg_pool2d(x, a["kernel_shape"], strides, pads, ceil, inside)


def pad(a, x, pads, value=None, axes=None):
    assert a.get("mode", b"constant") == b"constant" and axes is None
    pads = pads.tolist()
    rank = x.dim()
    pairs = [p for axis in reversed(range(rank)) for p in (pads[axis], pads[axis + rank])]
    return F.pad(x, pairs, value=0.0 if value is None else value.item())


def resize(a, x, roi=None, scales=None, sizes=None):
    size = [int(n) for n in sizes[2:]] if sizes is not None else [int(n * s) for n, s in zip(x.shape[2:], scales[2:].tolist())]
    mode, coordinates = a.get("mode", b"nearest"), a.get("coordinate_transformation_mode", b"half_pixel")
    if mode == b"nearest":
        assert coordinates == b"asymmetric" and a.get("nearest_mode") == b"floor" or all(s % n == 0 for s, n in zip(size, x.shape[2:]))
        return F.interpolate(x, size, mode="nearest")
    assert mode == b"linear" and coordinates in (b"half_pixel", b"pytorch_half_pixel", b"align_corners"), (mode, coordinates)
    return F.interpolate(x, size, mode="bilinear", align_corners=coordinates == b"align_corners")


def layer_norm(a, x, scale, bias=None):
    axis = a.get("axis", -1) % x.dim()
    return F.layer_norm(x, x.shape[axis:], scale, bias, a.get("epsilon", 1e-5))


def reduce(function):
    def run(a, x, axes=None):
        axes = a.get("axes") if axes is None else axes.tolist()
        return function(x, axes if axes else list(range(x.dim())), bool(a.get("keepdims", 1)))
    return run


def reshape(a, x, shape):
    sizes = shape.tolist()
    return x.reshape([x.shape[i] if n == 0 else n for i, n in enumerate(sizes)])


def slice_(a, x, starts, ends, axes=None, steps=None):
    axes = range(len(starts)) if axes is None else axes.tolist()
    for i, axis in enumerate(axes):
        size, step = x.shape[axis], 1 if steps is None else int(steps[i])
        assert step > 0
        begin, end, _ = slice(int(starts[i]), int(ends[i]), step).indices(size)
        x = x.index_select(axis, torch.arange(begin, max(begin, end), step))
    return x


def split(a, x, sizes=None):
    axis = a.get("axis", 0)
    parts = sizes.tolist() if sizes is not None else a.get("split", x.shape[axis] // a["outputs"])
    return torch.split(x, parts, axis)


def clip(a, x, low=None, high=None):
    return torch.clamp(x, None if low is None else low.item(), None if high is None else high.item())


def cast(a, x):
    kind = onnx.TensorProto.DataType.Name(a["to"])
    whole = {"INT64": torch.int64, "INT32": torch.int32, "BOOL": torch.bool}
    return x.to(whole[kind] if kind in whole else torch.get_default_dtype())


OPERATORS = {
    "Abs": lambda a, x: x.abs(),
    "Add": lambda a, x, y: x + y,
    "AveragePool": average_pool,
    "BatchNormalization": lambda a, x, s, b, m, v: F.batch_norm(x, m, v, s, b, False, 0, a.get("epsilon", 1e-5)),
    "Cast": cast,
    "Clip": clip,
    "Concat": lambda a, *xs: torch.cat(xs, a["axis"]),
    "Conv": conv,
    "ConvTranspose": conv_transpose,
    "Div": lambda a, x, y: x / y,
    "Erf": lambda a, x: torch.erf(x),
    "Expand": lambda a, x, shape: x * torch.ones(shape.tolist(), dtype=x.dtype),
    "Gelu": lambda a, x: F.gelu(x),
    "GlobalAveragePool": lambda a, x: x.mean((2, 3), True),
    "HardSigmoid": lambda a, x: torch.clamp(a.get("alpha", 0.2) * x + a.get("beta", 0.5), 0, 1),
    "HardSwish": lambda a, x: F.hardswish(x),
    "Identity": lambda a, x: x,
    "LayerNormalization": layer_norm,
    "MatMul": lambda a, x, y: x @ y,
    "MaxPool": max_pool,
    "Mul": lambda a, x, y: x * y,
    "PRelu": lambda a, x, slope: torch.where(x >= 0, x, slope * x),
    "Pad": pad,
    "Pow": lambda a, x, y: x ** y,
    "ReduceMax": reduce(torch.amax),
    "ReduceMean": reduce(torch.mean),
    "ReduceSum": reduce(torch.sum),
    "Relu": lambda a, x: F.relu(x),
    "Reshape": reshape,
    "Resize": resize,
    "Shape": lambda a, x: torch.tensor(x.shape),
    "Sigmoid": lambda a, x: torch.sigmoid(x),
    "Slice": slice_,
    "Softmax": lambda a, x: F.softmax(x, a.get("axis", -1)),
    "Split": split,
    "Sqrt": lambda a, x: x.sqrt(),
    "Sub": lambda a, x, y: x - y,
    "Tanh": lambda a, x: torch.tanh(x),
    "Transpose": lambda a, x: x.permute(a.get("perm", list(reversed(range(x.dim()))))),
}


def tensor_of(proto):
    tensor = torch.from_numpy(np.array(numpy_helper.to_array(proto)))
    return tensor.to(torch.get_default_dtype()) if tensor.is_floating_point() else tensor


def run(graph, values):
    """values: name to tensor, completed here."""
    for node in graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        if node.op_type == "Constant":
            values[node.output[0]] = tensor_of(attributes["value"])
            continue
        attributes["outputs"] = len(node.output)
        result = OPERATORS[node.op_type](attributes, *[values[i] if i else None for i in node.input])
        values.update(zip(node.output, result if isinstance(result, tuple) else [result]))


def differentiate(folder, graph, dtype):
    """All values of the graph by name, and d score / d input."""
    torch.set_default_dtype(dtype)
    values = {t.name: tensor_of(t) for t in graph.initializer}
    entry = next(i for i in graph.input if i.name not in values)
    shape = [d.dim_value for d in entry.type.tensor_type.shape.dim]
    x = torch.from_numpy(read(folder, "input", shape)).to(dtype).requires_grad_()
    values[entry.name] = x
    run(graph, values)
    values["score"].sum().backward()
    return values, x.grad


def main():
    torch.set_num_threads(1)
    for folder in sys.argv[1:]:
        graph = onnx.load(os.path.join(folder, "model.onnx")).graph
        values, gradient = differentiate(folder, graph, torch.float64)
        for output in graph.output:
            write(folder, output.name, values[output.name], "f64")
        write(folder, "gradient", gradient, "f64")
        write(folder, "gradient", differentiate(folder, graph, torch.float32)[1], "f32")


if __name__ == "__main__":
    main()
