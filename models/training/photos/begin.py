"""Takes the weights of a model that was exported before, as the beginning of another training."""
import onnx
import torch
from onnx import numpy_helper


def convolutions(path):
    """Of a model by onnx_file.write: {"quarter.1.first.0": (weight, bias or None)} by what they were in the network; batch normalisation is folded into them."""
    graph = onnx.load(path).graph
    stored = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer}
    found = {}
    for node in graph.node:
        if node.op_type == "Conv":
            weight, *bias = (stored[name] for name in node.input[1:])
            found[_module(node.name)] = (weight, bias[0] if bias else None)
    return found


@torch.no_grad()
def begin(net, path, pictures):
    """Sets net's convolutions to those of the model at path, but where shapes differ: the classes'. Its batch normalisations then change nothing, in training as little as after it.

    pictures: normalised float [N, 3, H, W], from which they take means and variances."""
    modules, biases = dict(net.named_modules()), {}
    for name, (weight, bias) in convolutions(path).items():
        conv = modules[name]
        if conv.weight.shape != weight.shape:
            continue
        conv.weight.copy_(weight)
        if conv.bias is not None:
            conv.bias.copy_(bias)
        elif bias is not None:  # of the normalisation that follows
            parent, _, number = name.rpartition(".")
            biases[modules[f"{parent}.{int(number) + 1}"]] = bias

    def settle(norm, inputs):
        x = inputs[0]
        norm.running_mean.copy_(x.mean((0, 2, 3)))
        norm.running_var.copy_(x.var((0, 2, 3)))
        norm.weight.copy_((norm.running_var + norm.eps).sqrt())
        norm.bias.copy_(biases[norm] + norm.running_mean)

    hooks = [norm.register_forward_pre_hook(settle) for norm in biases]
    net.eval()(pictures)  # a layer sees what those before it, settled already, make
    for hook in hooks:
        hook.remove()


def _module(node):
    """"/quarter/quarter.1/first/first.0/Conv" -> "quarter.1.first.0": a part of a Sequential repeats its parent's name."""
    names = []
    for part in node.split("/")[1:-1]:
        if names and part.startswith(names[-1] + "."):
            names.pop()
        names.append(part)
    return ".".join(names)
