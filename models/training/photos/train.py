"""Trains a model of photographs for a given number of steps. Started again, it goes on from its checkpoint. See README.md."""
import argparse
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from data import Crops, normalise
from net import PhotoNet
from score import ious, score
from sets import IGNORE, KINDS, pairs

SEED = 20262
EVERY_SAVE, EVERY_LOOK = 50, 500


def weights(files, count):
    """By class 1 / log(1.1 + share of pixels), divided by their mean (ENet, arXiv:1606.02147): a pole is a pixel of a hundred."""
    shares = np.bincount(np.concatenate([classes.ravel() for _, classes in files]), minlength=256)[:count]
    weight = 1 / np.log(1.1 + shares / shares.sum())
    return torch.tensor(weight / weight.mean(), dtype=torch.float32)


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
    parser.add_argument("--look", action="store_true", help=f"print the score on test pictures every {EVERY_LOOK} steps; nothing is chosen by it")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    for seed in (random.seed, np.random.seed, torch.manual_seed):
        seed(SEED)
    kind = KINDS[args.kind]
    pictures = Crops(kind, pairs(kind, args.data, "train"))
    weight = weights(pictures.items, len(kind.classes))
    net, kept = PhotoNet(len(kind.classes)), PhotoNet(len(kind.classes))
    kept.load_state_dict(net.state_dict())
    optimiser = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=2e-2)
    step, spent, epoch = 0, 0.0, 0
    os.makedirs(args.work, exist_ok=True)
    path = os.path.join(args.work, "checkpoint.pt")
    if os.path.exists(path):
        state = torch.load(path)
        net.load_state_dict(state["net"])
        kept.load_state_dict(state["kept"])
        optimiser.load_state_dict(state["optimiser"])
        step, spent, epoch = state["step"], state["spent"], state["epoch"]
        random.seed(SEED + step)
        torch.manual_seed(SEED + step)
        print(f"goes on from step {step}, {spent / 60:.1f} min", flush=True)

    def save():
        state = {"net": net.state_dict(), "kept": kept.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "spent": spent, "epoch": epoch}
        torch.save(state, path + ".part")
        os.replace(path + ".part", path)

    before, losses = time.time(), []
    while step < args.steps:
        loader = DataLoader(pictures, args.batch, shuffle=True, drop_last=True, num_workers=1, worker_init_fn=lambda w: random.seed(torch.initial_seed() % 2**31))
        for image, truth in loader:
            for group in optimiser.param_groups:  # a short warm-up, then a cosine down to nothing
                group["lr"] = args.rate * min(1, (step + 1) / 200) * (0.5 + 0.5 * np.cos(np.pi * step / args.steps)) + 1e-6
            net.train()
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.bfloat16):
                logits, middle = net(normalise(image.float()))
            logits, middle, truth = logits.float(), middle.float(), truth.long()
            aside = F.cross_entropy(F.interpolate(middle, truth.shape[1:], mode="bilinear", align_corners=False)[:, :, ::4, ::4], truth[:, ::4, ::4], weight=weight, ignore_index=IGNORE)
            loss = loss_of(logits, truth, weight) + 0.3 * aside
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            step += 1
            with torch.no_grad():  # the mean of recent weights is what is scored and exported
                keep = min(0.998, step / (step + 30))
                for (_, a), (_, b) in zip(kept.state_dict().items(), net.state_dict().items()):
                    a.mul_(keep).add_(b, alpha=1 - keep) if a.is_floating_point() else a.copy_(b)
            losses.append(loss.item())
            now = time.time()
            spent, before = spent + now - before, now
            if step % 20 == 0:
                print(f"step {step}/{args.steps} epoch {epoch} {spent / 60:.1f} min loss {np.mean(losses[-50:]):.3f}", flush=True)
            if step % EVERY_SAVE == 0:
                save()
            if args.look and step % EVERY_LOOK == 0:
                found = ious(score(kept, kind, pairs(kind, args.data, "test")[::4]))
                print(f"step {step}: mean IoU of every fourth test picture {found.mean():.4f}, {np.round(found, 2).tolist()}", flush=True)
                before = time.time()
            if step == args.steps:
                break
        epoch += 1
    save()


if __name__ == "__main__":
    main()
