"""Writes weights of train.py as NAME.onnx and its manifest model.json."""
import argparse
import os

import torch

from data import COLORS, HEIGHT, MEAN, NAMES, STD, WIDTH, tiny  # also finds the folder above
import onnx_file


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
    onnx_file.write(net, args.target, name, args.version, "SegEdge, models/training/shortcut", "plants", NAMES, COLORS, HEIGHT, WIDTH, MEAN, STD)


if __name__ == "__main__":
    main()
