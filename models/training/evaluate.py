"""Scores on seeds that training never saw, at camera resolution: the mask is brought to 960 x 540 by nearest neighbour."""
import argparse
import os

import numpy as np
import torch

from data import CAMERA_HEIGHT, CAMERA_WIDTH, HEIGHT, RECORD, WIDTH, list_files, nearest, normalise, read
from net import CLASSES, FieldNet

ROWS, COLUMNS = nearest(CAMERA_HEIGHT, HEIGHT), nearest(CAMERA_WIDTH, WIDTH)
# A person or obstacle of fewer pixels is not asked for: 400 of 960 x 540 is a person some twenty metres away.
SMALLEST = 400


@torch.no_grad()
def score(net, folder, every=1):
    """-> confusion [truth, seen] in pixels over all pictures, and per rare class (pictures with one, pictures where half was seen)."""
    net.eval()
    count = len(CLASSES)
    confusion = np.zeros((count, count), np.int64)
    found = {3: [0, 0], 4: [0, 0]}
    items = [(f, i) for f in list_files(folder, evaluation=True) for i in range(os.path.getsize(f) // RECORD)]
    for file, index in items[::every]:
        rgb, truth = read(file, index)
        logits = net(normalise(torch.from_numpy(rgb).permute(2, 0, 1)[None].float()))
        seen = logits[0].argmax(0).byte().numpy()[ROWS[:, None], COLUMNS]
        here = np.bincount(truth.ravel().astype(np.int64) * count + seen.ravel(), minlength=count * count).reshape(count, count)
        confusion += here
        for label, tally in found.items():
            if here[label].sum() >= SMALLEST:
                tally[0] += 1
                tally[1] += here[label, label] * 2 >= here[label].sum()
    return confusion, found


def report(result):
    confusion, found = result
    hit = np.diag(confusion)
    iou = hit / np.maximum(1, confusion.sum(0) + confusion.sum(1) - hit)
    recall, precision = hit / np.maximum(1, confusion.sum(1)), hit / np.maximum(1, confusion.sum(0))
    lines = ["| class | IoU | recall | precision | share of pixels |", "|---|---|---|---|---|"]
    lines += [f"| {n} | {iou[i]:.3f} | {recall[i]:.3f} | {precision[i]:.3f} | {confusion[i].sum() / confusion.sum():.3%} |"
              for i, n in enumerate(CLASSES)]
    lines.append(f"| **mean** | **{iou.mean():.3f}** | {recall.mean():.3f} | {precision.mean():.3f} | |")
    lines += [f"{CLASSES[label]}: at least half of its pixels seen in {seen} of {there} pictures" for label, (there, seen) in found.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    arguments = parser.parse_args()
    model = FieldNet()
    model.load_state_dict(torch.load(os.path.join(arguments.folder, "checkpoint.pt"))["kept"])
    print(report(score(model, os.path.join(arguments.folder, "eval"))))
