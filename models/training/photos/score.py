"""Scores a checkpoint on pictures that training never saw, at the pictures' own resolution."""
import argparse
import os

import numpy as np
import torch

from sets import IGNORE, KINDS, pairs  # also finds the folder above
from data import nearest, normalise
from photo_net import PhotoNet
from photos import read, stretched, weights


@torch.no_grad()
def score(net, kind, files):
    """-> confusion [truth, seen] in pixels."""
    net.eval()
    count = len(kind.classes)
    confusion = np.zeros((count, count), np.int64)
    for picture, mask in files:
        rgb, truth = read(picture, mask, kind.void)
        seen = net(normalise(stretched(rgb, kind)))[0].argmax(0).byte().numpy()
        seen = seen[nearest(truth.shape[0], kind.height)[:, None], nearest(truth.shape[1], kind.width)]
        known = truth != IGNORE
        confusion += np.bincount(truth[known].astype(np.int64) * count + seen[known], minlength=count * count).reshape(count, count)
    return confusion


def trained(kind, data, work):
    """The network of a checkpoint, as it is scored and exported."""
    net = PhotoNet(len(kind.classes)).eval()
    net.load_state_dict(torch.load(os.path.join(work, "checkpoint.pt"))["kept"])
    return net.without(weights([read(*pair, kind.void) for pair in pairs(kind, data, "train")], len(kind.classes))) if kind.even else net


def ious(confusion):
    hit = np.diag(confusion)
    return hit / np.maximum(1, confusion.sum(0) + confusion.sum(1) - hit)


def table(confusion, kind):
    iou = ious(confusion)
    lines = ["| class | IoU | share of pixels |", "|---|---|---|"]
    lines += [f"| {name} | {iou[i]:.3f} | {confusion[i].sum() / confusion.sum():.2%} |" for i, name in enumerate(kind.classes)]
    return "\n".join([*lines, f"| **mean** | **{iou.mean():.4f}** | |"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("data", help="folder of the data set")
    parser.add_argument("work", help="where checkpoint.pt is")
    arguments = parser.parse_args()
    chosen = KINDS[arguments.kind]
    print(table(score(trained(chosen, arguments.data, arguments.work), chosen, pairs(chosen, arguments.data, "test")), chosen))
