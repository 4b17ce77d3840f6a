"""Photographs and masks in memory, and random crops of them."""
import random

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import Dataset

from sets import IGNORE  # also finds the folder above
from data import disturb, jpeg


def read(picture, mask, void):
    """-> RGB uint8 [H, W, 3], classes uint8 [H, W] with IGNORE."""
    rgb = np.asarray(Image.open(picture).convert("RGB"))
    classes = np.array(Image.open(mask))
    if void >= 0:
        classes[classes == void] = IGNORE
    return rgb, classes


def stretched(rgb, kind):
    """uint8 [H, W, 3] -> float [1, 3, kind.height, kind.width], 0..255."""
    image = torch.from_numpy(rgb.copy()).permute(2, 0, 1)[None].float()
    return F.interpolate(image, (kind.height, kind.width), mode="bilinear", align_corners=False)


def weights(files, count):
    """By class 1 / log(1.1 + share of pixels), divided by their mean (ENet, arXiv:1606.02147): a pole is a pixel of a hundred."""
    shares = np.bincount(np.concatenate([classes.ravel() for _, classes in files]), minlength=256)[:count]
    weight = 1 / np.log(1.1 + shares / shares.sum())
    return torch.tensor(weight / weight.mean(), dtype=torch.float32)


def lay(rgb, classes, kind):
    """A part of the picture as the network sees it: zoomed, stretched, mirrored and, where the kind has no up, turned by any angle.

    uint8 [H, W, 3] and [H, W] -> float [1, 3, crop], 0..255, and uint8 [crop]; what lies outside the picture is mirrored, and IGNORE."""
    (high, wide), (crop_h, crop_w) = classes.shape, kind.crop
    zoom = np.exp(random.uniform(*np.log(kind.zoom)))
    step_y = min(high / crop_h, high / kind.height / zoom)  # at most the whole picture
    step_x = min(wide / crop_w, wide / kind.width / zoom * random.uniform(0.9, 1.1))
    angle = random.uniform(0, 2 * np.pi) if kind.turned else 0.0
    cos, sin = np.cos(angle), np.sin(angle)
    reach_y = (abs(cos) * crop_h * step_y + abs(sin) * crop_w * step_x) / 2
    reach_x = (abs(sin) * crop_h * step_y + abs(cos) * crop_w * step_x) / 2
    inside = 0.8 if kind.turned else 1.0  # corners of a turned crop may look out
    middle_y = random.uniform(min(inside * reach_y, high / 2), max(high - inside * reach_y, high / 2))
    middle_x = random.uniform(min(inside * reach_x, wide / 2), max(wide - inside * reach_x, wide / 2))
    top, left = max(0, int(middle_y - reach_y) - 2), max(0, int(middle_x - reach_x) - 2)
    rgb = rgb[top:int(middle_y + reach_y) + 3, left:int(middle_x + reach_x) + 3]
    classes = classes[top:int(middle_y + reach_y) + 3, left:int(middle_x + reach_x) + 3]
    y = (torch.arange(crop_h).float()[:, None] + 0.5 - crop_h / 2) * step_y
    x = (torch.arange(crop_w).float()[None] + 0.5 - crop_w / 2) * step_x * random.choice((-1, 1))
    rows, columns = middle_y - top + cos * y + sin * x, middle_x - left - sin * y + cos * x
    grid = torch.stack((columns / rgb.shape[1], rows / rgb.shape[0]), -1)[None] * 2 - 1
    image = torch.from_numpy(rgb.copy()).permute(2, 0, 1)[None].float()
    image = F.grid_sample(image, grid, mode="bilinear", padding_mode="reflection", align_corners=False)
    truth = torch.from_numpy(classes.astype(np.float32))[None, None] - IGNORE  # outside is zero
    truth = F.grid_sample(truth, grid, mode="nearest", padding_mode="zeros", align_corners=False)[0, 0] + IGNORE
    return image, truth.to(torch.uint8)


class PhotoCrops(Dataset):
    """One random crop per picture and epoch, of the picture as the network will see it."""

    def __init__(self, kind, files):
        self.kind = kind
        self.items = [read(picture, mask, kind.void) for picture, mask in files]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, number):
        image, truth = lay(*self.items[number], self.kind)
        if random.random() < self.kind.mixed:
            image, truth = self.mixed(image, truth)
        rgb = image[0].permute(1, 2, 0).round().to(torch.uint8).numpy()
        if random.random() < 0.2:
            rgb = jpeg(rgb, random.randint(40, 92))
        image = torch.from_numpy(rgb.copy()).permute(2, 0, 1)[None].float()
        return disturb(image)[0].clamp_(0, 255).to(torch.uint8), truth

    def mixed(self, image, truth):
        """The things of some classes of another crop, laid over this one (ClassMix, arXiv:2007.07936, with true masks): plants in places and beside plants that no picture shows."""
        other, seen = lay(*random.choice(self.items), self.kind)
        taken = torch.tensor(random.choice(self.kind.mixes))
        over = torch.isin(seen, taken)
        return torch.where(over, other, image), torch.where(over, seen, truth)
