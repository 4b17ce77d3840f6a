"""Trains one tiny model on one folder of pictures. See README.md."""
import argparse
import random
import time

import numpy as np
import torch
import torch.nn.functional as F

from data import disturb, load, normalise, tiny
from evaluate import table

# Plants are four pixels of a hundred.
WEIGHTS = torch.tensor([0.3, 1.0, 1.0])
BATCH, RATE, SEED = 16, 6e-3, 20261


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", help="training pictures")
    parser.add_argument("weights", help="file to write")
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--look", nargs="*", default=[], help="folders to score at the end")
    args = parser.parse_args()
    torch.set_num_threads(1)
    for seed in (random.seed, np.random.seed, torch.manual_seed):
        seed(SEED)
    rgb, truth, _ = load(args.folder)
    net, kept = tiny(), tiny()
    kept.load_state_dict(net.state_dict())
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-3)
    began, losses, order = time.time(), [], []
    for step in range(args.steps):
        if len(order) < BATCH:
            order = torch.randperm(len(rgb)).tolist()
        picked, order = order[:BATCH], order[BATCH:]
        image, classes = disturb(rgb[picked], truth[picked])
        for group in optimiser.param_groups:  # a short warm-up, then a cosine down to nothing
            group["lr"] = RATE * min(1, (step + 1) / 100) * (0.5 + 0.5 * np.cos(np.pi * step / args.steps)) + 1e-6
        net.train()
        loss = F.cross_entropy(net(normalise(image)), classes.long(), weight=WEIGHTS)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        with torch.no_grad():  # the mean of recent weights is what is scored and exported
            keep = min(0.99, step / (step + 30))
            for (_, a), (_, b) in zip(kept.state_dict().items(), net.state_dict().items()):
                a.mul_(keep).add_(b, alpha=1 - keep) if a.is_floating_point() else a.copy_(b)
        losses.append(loss.item())
        if (step + 1) % 100 == 0:
            print(f"step {step + 1}/{args.steps} {(time.time() - began) / 60:.1f} min loss {np.mean(losses[-100:]):.4f}", flush=True)
        if (step + 1) % 500 == 0:
            torch.save(kept.state_dict(), args.weights)
            if args.look:
                print(table(kept, args.look), flush=True)
    torch.save(kept.state_dict(), args.weights)


if __name__ == "__main__":
    main()
