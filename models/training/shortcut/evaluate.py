"""Intersection over union, class by class, on pictures of seeds that training never saw."""
import argparse
import os

import numpy as np
import torch

from data import NAMES, load, normalise, tiny


@torch.no_grad()
def ious(net, folder):
    """-> IoU per class; pixels of sticks do not count, so that scenes with and without them ask for the same."""
    net.eval()
    rgb, truth, sticks = load(folder)
    confusion = torch.zeros(len(NAMES) ** 2, dtype=torch.long)
    for start in range(0, len(rgb), 50):
        part = slice(start, start + 50)
        seen = net(normalise(rgb[part])).argmax(1)
        both = (truth[part].long() * len(NAMES) + seen)[sticks[part] == 0]
        confusion += torch.bincount(both, minlength=len(confusion))
    confusion = confusion.view(len(NAMES), len(NAMES)).numpy()
    hit = np.diag(confusion)
    return hit / np.maximum(1, confusion.sum(0) + confusion.sum(1) - hit)


def table(net, folders):
    lines = [f"| scenes | {' | '.join(NAMES)} |", "|---" * (1 + len(NAMES)) + "|"]
    lines += [f"| {os.path.basename(os.path.normpath(folder))} | {' | '.join(f'{iou:.3f}' for iou in ious(net, folder))} |" for folder in folders]
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("weights", help="as train.py wrote them")
    parser.add_argument("folders", nargs="+", help="as 'segedge simulate --sticks' wrote them")
    args = parser.parse_args()
    torch.set_num_threads(1)
    model = tiny()
    model.load_state_dict(torch.load(args.weights))
    print(table(model, args.folders))
