"""Grad-CAM in PyTorch on the weights of an ONNX file, as jacobgil/pytorch-grad-cam does it for segmentation: what the same map costs where it is usually computed.

Called by the benchmark 'explanation-peers'. Prints one JSON line; with --maps, writes each map as float32 [rows, columns].
"""
import argparse
import json
import os
import time

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from PIL import Image

WARM_UP = 3


class Network:
    """The four operators of the bundled networks: Conv, Relu, Add, Resize by a scale. Keeps the value that is asked for, with its gradient."""

    def __init__(self, path):
        self.graph = onnx.load(path).graph
        self.constants = {i.name: torch.tensor(numpy_helper.to_array(i)) for i in self.graph.initializer}
        for node in self.graph.node:
            if node.op_type == "Constant":
                self.constants[node.output[0]] = torch.tensor(numpy_helper.to_array(node.attribute[0].t))

    def forward(self, image, layer):
        values = dict(self.constants) | {self.graph.input[0].name: image}
        for node in self.graph.node:
            if node.op_type == "Constant":
                continue
            a = {x.name: onnx.helper.get_attribute_value(x) for x in node.attribute}
            x = [values[name] if name else None for name in node.input]
            if node.op_type == "Conv":
                made = F.conv2d(x[0], x[1], x[2] if len(x) > 2 else None, a["strides"], a["pads"][:2], a["dilations"], a["group"])
            elif node.op_type == "Relu":
                made = F.relu(x[0])
            elif node.op_type == "Add":
                made = x[0] + x[1]
            elif node.op_type == "Resize":
                made = F.interpolate(x[0], scale_factor=tuple(x[2][2:].tolist()), mode="bilinear", align_corners=False)
            else:
                raise SystemExit(f"{node.op_type} ({node.name}): this peer knows Conv, Relu, Add and Resize.")
            values[node.output[0]] = made
            if node.output[0] == layer:
                made.requires_grad_()
        return values[layer], values[self.graph.output[0].name]


def grad_cam(network, image, layer, wanted):
    """image [1, 3, H, W] -> the class's pixels and the map [h, w], both of the largest class 'wanted'."""
    activations, logits = network.forward(image, layer)
    pixels = (logits.argmax(1, keepdim=True) == wanted).float()
    score = (logits[:, wanted:wanted + 1] * pixels).sum()
    gradients, = torch.autograd.grad(score, activations)
    weights = gradients.mean((2, 3), keepdim=True)
    return F.relu((weights * activations).sum(1))[0].detach()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", help="folder with model.json")
    parser.add_argument("pictures", help="folder of pictures of the network's size")
    parser.add_argument("layer")
    parser.add_argument("wanted", type=int, help="index of the class")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--maps", help="folder for the maps")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    with open(os.path.join(args.model, "model.json")) as file:
        manifest = json.load(file)
    network = Network(os.path.join(args.model, manifest["file"]))
    mean, std = (torch.tensor(manifest["input"][key]).view(1, 3, 1, 1) for key in ("mean", "std"))
    names = sorted(os.listdir(args.pictures))
    images = [(torch.tensor(np.asarray(Image.open(os.path.join(args.pictures, name)).convert("RGB"))).permute(2, 0, 1)[None].float() - mean) / std for name in names]
    for image in images[:WARM_UP]:
        grad_cam(network, image, args.layer, args.wanted)
    milliseconds = []
    for name, image in zip(names, images):
        start = time.perf_counter()
        cam = grad_cam(network, image, args.layer, args.wanted)
        milliseconds.append(1000 * (time.perf_counter() - start))
        if args.maps:
            cam.numpy().astype("<f4").tofile(os.path.join(args.maps, os.path.splitext(name)[0] + ".f32"))
    with open("/proc/self/status") as file:
        peak = next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
    print(json.dumps({"milliseconds": milliseconds, "peakMb": peak * 1024 / 1e6, "version": torch.__version__}))


if __name__ == "__main__":
    main()
