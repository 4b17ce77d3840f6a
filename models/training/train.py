"""Trains FieldNet for a given number of steps. Started again, it goes on from its checkpoint. See README.md."""
import argparse
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from data import Crops, list_files, normalise
from evaluate import report, score
from net import FieldNet

# Soil and crop fill most pictures; a missed person costs most.
WEIGHTS = torch.tensor([0.9, 1.0, 1.2, 1.6, 1.6, 1.0])
SEED = 20260


def loss_of(logits, truth):
    """Weighted cross entropy; a part of it from the hardest fifth of the pixels: edges and small things.

    One pixel of every 2 x 2, another one in every step: a quarter of the memory traffic, and the logits are a smooth enlargement."""
    top, left = random.randrange(2), random.randrange(2)
    logits, truth = logits[:, :, top::2, left::2], truth[:, top::2, left::2]
    each = F.cross_entropy(logits, truth, weight=WEIGHTS, reduction="none").flatten()
    hardest = each.topk(each.numel() // 5).values
    return 0.85 * each.mean() + 0.15 * hardest.mean()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", help="holds train/ and eval/ as written by pictures/; checkpoint.pt goes here")
    parser.add_argument("--steps", type=int, default=2600, help="of training, over all runs")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    for seed in (random.seed, np.random.seed, torch.manual_seed):
        seed(SEED)

    net, kept = FieldNet(), FieldNet()
    kept.load_state_dict(net.state_dict())
    optimiser = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=1e-3)
    step, spent, epoch = 0, 0.0, 0
    path = os.path.join(args.folder, "checkpoint.pt")
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
        state = {"net": net.state_dict(), "kept": kept.state_dict(), "optimiser": optimiser.state_dict(),
                 "step": step, "spent": spent, "epoch": epoch}
        torch.save(state, path + ".part")
        os.replace(path + ".part", path)

    before, losses = time.time(), []
    while step < args.steps:
        # Listed anew in every epoch: pictures may still be arriving.
        pictures = Crops(list_files(os.path.join(args.folder, "train"), evaluation=False))
        loader = DataLoader(pictures, args.batch, shuffle=True, drop_last=True, num_workers=1,
                            worker_init_fn=lambda w: random.seed(torch.initial_seed() % 2**31))
        for image, truth in loader:
            for group in optimiser.param_groups:  # a short warm-up, then a cosine down to nothing
                group["lr"] = args.rate * min(1, (step + 1) / 100) * (0.5 + 0.5 * np.cos(np.pi * step / args.steps)) + 1e-6
            net.train()
            loss = loss_of(net(normalise(image.float())), truth.long())
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            step += 1
            with torch.no_grad():  # the mean of recent weights is what is evaluated and exported
                keep = min(0.998, step / (step + 30))
                for (_, a), (_, b) in zip(kept.state_dict().items(), net.state_dict().items()):
                    a.mul_(keep).add_(b, alpha=1 - keep) if a.is_floating_point() else a.copy_(b)
            losses.append(loss.item())
            now = time.time()
            spent, before = spent + now - before, now
            if step % 20 == 0:
                print(f"step {step}/{args.steps} epoch {epoch} {spent / 60:.1f} min loss {np.mean(losses[-50:]):.3f} "
                      f"rate {optimiser.param_groups[0]['lr']:.1e} pictures {len(pictures)}", flush=True)
            if step % 100 == 0:
                save()
            if step % 400 == 0:
                print(report(score(kept, os.path.join(args.folder, "eval"), every=8)), flush=True)
                before = time.time()
            if step == args.steps:
                break
        epoch += 1
    save()
    print(report(score(kept, os.path.join(args.folder, "eval"))), flush=True)


if __name__ == "__main__":
    main()
