"""Writes the checkpoint as field.onnx and its manifest model.json."""
import argparse
import hashlib
import json
import os

import onnx
import torch

from data import HEIGHT, WIDTH
from net import CLASSES, COLORS, MEAN, STD, FieldNet


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", help="where checkpoint.pt is")
    parser.add_argument("target", help="where field.onnx and model.json go")
    parser.add_argument("--version", default="1.0.0")
    args = parser.parse_args()
    net = FieldNet().eval()
    net.load_state_dict(torch.load(os.path.join(args.folder, "checkpoint.pt"))["kept"])
    path = os.path.join(args.target, "field.onnx")
    torch.onnx.export(net, torch.zeros(1, 3, HEIGHT, WIDTH), path, opset_version=17, input_names=["image"], output_names=["logits"])
    model = onnx.load(path)
    model.doc_string = "SegEdge field model; see README.md beside it."
    for node in model.graph.node:
        node.ClearField("doc_string")  # paths of the machine that exported
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
    with open(path, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    manifest = {
        "name": "field", "version": args.version, "task": "logits", "file": "field.onnx", "sha256": digest,
        "origin": "SegEdge, models/training", "licence": "MIT",
        "input": {"name": "image", "layout": "NCHW", "color": "RGB", "width": WIDTH, "height": HEIGHT, "resize": "stretch",
                  "mean": MEAN, "std": STD, "scale": 1},
        "heads": [{"name": "field", "output": "logits", "classes": [{"name": n, "color": c} for n, c in zip(CLASSES, COLORS)]}],
    }
    with open(os.path.join(args.target, "model.json"), "w") as file:
        json.dump(manifest, file, indent=2)
        file.write("\n")
    print(f"{path}: {os.path.getsize(path)} bytes, sha256 {digest}, {sum(p.numel() for p in net.parameters())} parameters,",
          f"operators {sorted({n.op_type for n in model.graph.node})}")


if __name__ == "__main__":
    main()
