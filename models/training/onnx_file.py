"""A trained network as NAME.onnx and its manifest model.json: what every bundled model is written by."""
import hashlib
import json
import os

import onnx
import torch


def write(net, target, name, version, origin, head, classes, colors, height, width, mean, std, private=(), licence="MIT"):
    path = os.path.join(target, name + ".onnx")
    torch.onnx.export(net, torch.zeros(1, 3, height, width), path, opset_version=17, input_names=["image"], output_names=["logits"])
    model = onnx.load(path)
    model.doc_string = f"SegEdge {name} model; see README.md beside it."
    for node in model.graph.node:
        node.ClearField("doc_string")  # paths of the machine that exported
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
    with open(path, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    manifest = {
        "name": name, "version": version, "task": "logits", "file": name + ".onnx", "sha256": digest,
        "origin": origin, "licence": licence,
        "input": {"name": "image", "layout": "NCHW", "color": "RGB", "width": width, "height": height, "resize": "stretch",
                  "mean": mean, "std": std, "scale": 1},
        "heads": [{"name": head, "output": "logits", "classes": [
            {"name": n, "color": c} | ({"private": True} if n in private else {}) for n, c in zip(classes, colors)]}],
    }
    with open(os.path.join(target, "model.json"), "w") as file:
        json.dump(manifest, file, indent=2)
        file.write("\n")
    print(f"{path}: {os.path.getsize(path)} bytes, sha256 {digest}, {sum(p.numel() for p in net.parameters())} parameters,",
          f"operators {sorted({n.op_type for n in model.graph.node})}")
