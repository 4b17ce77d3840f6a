"""Trains a model of photographs for a given number of steps. Started again, it goes on from its checkpoint. See README.md."""
import argparse
import random

import numpy as np
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from sets import IGNORE, KINDS, pairs  # also finds the folder above
from begin import begin
from data import normalise
from photo_net import PhotoNet
from photos import PhotoCrops, weights
from resumable import Run
from score import ious, score

SEED = 20262
EVERY_SAVE, EVERY_LOOK = 50, 500


def loss_of(logits, truth, weight):
    """Weighted cross entropy; a part of it from the hardest fifth of the pixels: edges and small things.

    One pixel of every 2 x 2, another one in every step: a quarter of the memory traffic, and the logits are a smooth enlargement."""
    top, left = random.randrange(2), random.randrange(2)
    logits, truth = logits[:, :, top::2, left::2], truth[:, top::2, left::2]
    each = F.cross_entropy(logits, truth, weight=weight, ignore_index=IGNORE, reduction="none").flatten()
    known = max(1, int((truth != IGNORE).sum()))
    return 0.8 * each.sum() / known + 0.2 * each.topk(each.numel() // 5).values.mean()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("data", help="folder of the data set")
    parser.add_argument("work", help="checkpoint.pt goes here")
    parser.add_argument("--steps", type=int, default=9000, help="of training, over all runs")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bfloat16", action="store_true", help="forward and backward in bfloat16; weights stay float32")
    parser.add_argument("--begin", help="exported model of another set to take the network's weights from, but for the classes'; only for a new run")
    parser.add_argument("--look", action="store_true", help=f"print the score on test pictures every {EVERY_LOOK} steps; nothing is chosen by it")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    for seed in (random.seed, np.random.seed, torch.manual_seed):
        seed(SEED)
    kind = KINDS[args.kind]
    pictures = PhotoCrops(kind, pairs(kind, args.data, "train"))
    weight = weights(pictures.items, len(kind.classes))
    net = PhotoNet(len(kind.classes))
    if args.begin:
        begin(net, args.begin, normalise(torch.stack([pictures[i % len(pictures)][0] for i in range(16)]).float()))
    run = Run(net, PhotoNet(len(kind.classes)), args.rate, 2e-2, args.steps, warm_up=200, seed=SEED, folder=args.work)
    while run.step < args.steps:
        loader = DataLoader(pictures, args.batch, shuffle=True, drop_last=True, num_workers=1, worker_init_fn=lambda w: random.seed(torch.initial_seed() % 2**31))
        for image, truth in loader:
            run.net.train()
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.bfloat16):
                logits, middle = run.net(normalise(image.float()))
            logits, middle, truth = logits.float(), middle.float(), truth.long()
            aside = F.cross_entropy(F.interpolate(middle, truth.shape[1:], mode="bilinear", align_corners=False)[:, :, ::4, ::4], truth[:, ::4, ::4], weight=weight, ignore_index=IGNORE)
            run.learn(loss_of(logits, truth, weight) + 0.3 * aside)
            if run.step % 20 == 0:
                print(run, flush=True)
            if run.step % EVERY_SAVE == 0:
                run.save()
            if args.look and run.step % EVERY_LOOK == 0:
                found = ious(score(run.kept, kind, pairs(kind, args.data, "test")[::4]))
                print(f"step {run.step}: mean IoU of every fourth test picture {found.mean():.4f}, {np.round(found, 2).tolist()}", flush=True)
                run.pause()
            if run.step == args.steps:
                break
        run.epoch += 1
    run.save()


if __name__ == "__main__":
    main()
