"""What every training that can be stopped and started again keeps: weights, their running mean, optimiser, and how far it is."""
import os
import random
import time

import numpy as np
import torch


class Run:
    """One training of a network, on from its checkpoint if there is one.

    net: being trained; kept: the running mean of its recent weights, which is what is scored and exported."""

    def __init__(self, net, kept, rate, weight_decay, steps, warm_up, seed, folder):
        self.net, self.kept = net, kept
        self.top, self.steps, self.warm_up = rate, steps, warm_up
        self.optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=weight_decay)
        self.step, self.spent, self.epoch, self.losses = 0, 0.0, 0, []
        kept.load_state_dict(net.state_dict())
        os.makedirs(folder, exist_ok=True)
        self.path = os.path.join(folder, "checkpoint.pt")
        if os.path.exists(self.path):
            self._load(seed)
        self.before = time.time()

    def learn(self, loss):
        """One step of training. loss: of this batch, a scalar."""
        for group in self.optimiser.param_groups:  # a short warm-up, then a cosine down to nothing
            group["lr"] = self.top * min(1, (self.step + 1) / self.warm_up) * (0.5 + 0.5 * np.cos(np.pi * self.step / self.steps)) + 1e-6
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        self.step += 1
        with torch.no_grad():
            keep = min(0.998, self.step / (self.step + 30))
            for (_, a), (_, b) in zip(self.kept.state_dict().items(), self.net.state_dict().items()):
                a.mul_(keep).add_(b, alpha=1 - keep) if a.is_floating_point() else a.copy_(b)
        self.losses.append(loss.item())
        now = time.time()
        self.spent, self.before = self.spent + now - self.before, now

    def pause(self):
        """Time since the last step, for a score, say, was not training."""
        self.before = time.time()

    def save(self):
        """At once or not at all: a kill leaves the one before."""
        state = {"net": self.net.state_dict(), "kept": self.kept.state_dict(), "optimiser": self.optimiser.state_dict(),
                 "step": self.step, "spent": self.spent, "epoch": self.epoch}
        torch.save(state, self.path + ".part")
        os.replace(self.path + ".part", self.path)

    def __str__(self):
        return (f"step {self.step}/{self.steps} epoch {self.epoch} {self.spent / 60:.1f} min loss {np.mean(self.losses[-50:]):.3f} "
                f"rate {self.optimiser.param_groups[0]['lr']:.1e}")

    def _load(self, seed):
        state = torch.load(self.path)
        self.net.load_state_dict(state["net"])
        self.kept.load_state_dict(state["kept"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.spent, self.epoch = state["step"], state["spent"], state["epoch"]
        random.seed(seed + self.step)
        torch.manual_seed(seed + self.step)
        print(f"goes on from step {self.step}, {self.spent / 60:.1f} min", flush=True)
