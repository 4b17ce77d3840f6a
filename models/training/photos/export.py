"""Writes a checkpoint as NAME.onnx and its manifest model.json."""
import argparse
import os

from sets import KINDS  # also finds the folder above
from net import MEAN, STD
from score import trained
import onnx_file


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("data", help="folder of the data set")
    parser.add_argument("work", help="where checkpoint.pt is")
    parser.add_argument("target", help="folder of the model")
    parser.add_argument("--version", default="1.0.0")
    args = parser.parse_args()
    kind = KINDS[args.kind]
    net = trained(kind, args.data, args.work)
    os.makedirs(args.target, exist_ok=True)
    onnx_file.write(net, args.target, kind.name, args.version, "SegEdge, models/training/photos", kind.head, list(kind.classes), list(kind.colors), kind.height, kind.width,
                    MEAN, STD, kind.private, kind.licence)


if __name__ == "__main__":
    main()
