"""Writes weights of train.py as NAME.onnx and its manifest model.json."""
import argparse
import hashlib
import json
import os

import onnx
import torch

from data import COLORS, HEIGHT, MEAN, NAMES, STD, WIDTH, tiny


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("weights")
    parser.add_argument("target", help="folder of the model; its name is the model's")
    parser.add_argument("--version", default="1.0.0")
    args = parser.parse_args()
    torch.set_num_threads(1)
    name = os.path.basename(os.path.normpath(args.target))
    net = tiny().eval()
    net.load_state_dict(torch.load(args.weights))
    os.makedirs(args.target, exist_ok=True)
    path = os.path.join(args.target, name + ".onnx")
    torch.onnx.export(net, torch.zeros(1, 3, HEIGHT, WIDTH), path, opset_version=17, input_names=["image"], output_names=["logits"])
    model = onnx.load(path)
    model.doc_string = f"SegEdge {name} model; see README.md beside it."
    for node in model.graph.node:
        node.ClearField("doc_string")  # paths of the machine that exported
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
    with open(path, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    manifest = {
        "name": name, "version": args.version, "task": "logits", "file": name + ".onnx", "sha256": digest,
        "origin": "SegEdge, models/training/shortcut", "licence": "MIT",
        "input": {"name": "image", "layout": "NCHW", "color": "RGB", "width": WIDTH, "height": HEIGHT, "resize": "stretch",
                  "mean": MEAN, "std": STD, "scale": 1},
        "heads": [{"name": "plants", "output": "logits", "classes": [{"name": n, "color": c} for n, c in zip(NAMES, COLORS)]}],
    }
    with open(os.path.join(args.target, "model.json"), "w") as file:
        json.dump(manifest, file, indent=2)
        file.write("\n")
    print(f"{path}: {os.path.getsize(path)} bytes, sha256 {digest}, {sum(p.numel() for p in net.parameters())} parameters,",
          f"operators {sorted({n.op_type for n in model.graph.node})}")


if __name__ == "__main__":
    main()
