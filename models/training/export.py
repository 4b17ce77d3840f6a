"""Writes the checkpoint as field.onnx and its manifest model.json."""
import argparse
import os

import torch

import onnx_file
from data import HEIGHT, WIDTH
from net import CLASSES, COLORS, MEAN, PRIVATE, STD, FieldNet


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", help="where checkpoint.pt is")
    parser.add_argument("target", help="where field.onnx and model.json go")
    parser.add_argument("--version", default="1.0.0")
    args = parser.parse_args()
    net = FieldNet().eval()
    net.load_state_dict(torch.load(os.path.join(args.folder, "checkpoint.pt"))["kept"])
    onnx_file.write(net, args.target, "field", args.version, "SegEdge, models/training", "field", CLASSES, COLORS, HEIGHT, WIDTH,
                    MEAN, STD, PRIVATE)


if __name__ == "__main__":
    main()
