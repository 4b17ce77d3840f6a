"""Reads folders that 'segedge simulate --sticks' wrote, and disturbs training pictures a little."""
import glob
import os
import random
import sys

import numpy as np
import torch
from PIL import Image

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))  # net.py, shared with the field model
from net import COLORS, MEAN, STD, FieldNet  # noqa: E402

HEIGHT, WIDTH = 160, 256
NAMES = ["soil", "crop", "weed"]  # the first three of Camera/Simulation/FieldClasses.cs
WEED = 2


def tiny():
    """The field model's network at a twenty-fifth of its weights."""
    return FieldNet(len(NAMES), widths=(8, 8, 16, 16, 16))


def load(folder):
    """-> RGB uint8 [N, 3, 160, 256], classes uint8 [N, 160, 256], sticks uint8 [N, 160, 256] (1 = stick)."""
    pictures = sorted(glob.glob(os.path.join(folder, "pictures", "*.png")))
    if not pictures:
        raise SystemExit(f"{folder}: no pictures/*.png; write them with 'segedge simulate --sticks ... --size {WIDTH}x{HEIGHT} --out {folder}'.")

    def read(path, shape):
        values = np.asarray(Image.open(path))
        if values.shape != shape:
            raise SystemExit(f"{path}: {values.shape}, expected {shape}; simulate with --size {WIDTH}x{HEIGHT}.")
        return torch.from_numpy(values.copy())

    beside = [[path.replace(os.sep + "pictures" + os.sep, os.sep + kind + os.sep) for path in pictures] for kind in ("masks", "markers")]
    rgb = torch.stack([read(path, (HEIGHT, WIDTH, 3)).permute(2, 0, 1) for path in pictures])
    classes, sticks = (torch.stack([read(path, (HEIGHT, WIDTH)) for path in paths]) for paths in beside)
    return rgb.contiguous(), classes, sticks


def normalise(rgb):
    """RGB 0..255 [N, 3, H, W] -> what the network takes; the manifest says the same."""
    mean, std = torch.tensor(MEAN).view(1, 3, 1, 1), torch.tensor(STD).view(1, 3, 1, 1)
    return (rgb.float() - mean) / std


def disturb(rgb, classes):
    """Mirror, exposure, noise. No crop: it would cut sticks from their weeds, and the planted set must hold none without."""
    if random.random() < 0.5:
        rgb, classes = rgb.flip(3), classes.flip(2)
    rgb = rgb.float() * torch.empty(len(rgb), 1, 1, 1).uniform_(0.8, 1.25) * torch.empty(len(rgb), 3, 1, 1).uniform_(0.96, 1.04)
    return (rgb + torch.randn_like(rgb) * random.uniform(0, 4)).clamp_(0, 255), classes
