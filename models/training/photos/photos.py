"""Photographs and masks in memory, and random crops of them."""
import random

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import Dataset

from sets import IGNORE  # also finds the folder above
from data import disturb, jpeg, nearest


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


class PhotoCrops(Dataset):
    """One random crop per picture and epoch, of the picture as the network will see it."""

    def __init__(self, kind, files):
        self.kind = kind
        self.items = [read(picture, mask, kind.void) for picture, mask in files]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, number):
        rgb, classes = self.items[number]
        kind, (high, wide) = self.kind, classes.shape
        zoom = np.exp(random.uniform(*np.log(kind.zoom)))
        crop_h = min(high, int(kind.crop[0] * high / kind.height / zoom))
        crop_w = min(wide, int(kind.crop[1] * wide / kind.width / zoom * random.uniform(0.9, 1.1)))
        turned = kind.upside_down and crop_w <= high and crop_h <= wide and random.random() < 0.5
        if turned:
            crop_h, crop_w = crop_w, crop_h
        top, left = random.randint(0, high - crop_h), random.randint(0, wide - crop_w)
        rgb, classes = rgb[top:top + crop_h, left:left + crop_w], classes[top:top + crop_h, left:left + crop_w]
        if turned:
            rgb, classes, crop_h, crop_w = rgb.swapaxes(0, 1), classes.swapaxes(0, 1), crop_w, crop_h
        if random.random() < 0.5:
            rgb, classes = rgb[:, ::-1], classes[:, ::-1]
        if kind.upside_down and random.random() < 0.5:
            rgb, classes = rgb[::-1], classes[::-1]
        rgb = np.ascontiguousarray(rgb)
        if random.random() < 0.2:
            rgb = jpeg(rgb, random.randint(40, 92))
        image = torch.from_numpy(rgb.copy()).permute(2, 0, 1)[None].float()
        image = F.interpolate(image, kind.crop, mode="bilinear", align_corners=False)
        rows, columns = nearest(kind.crop[0], crop_h), nearest(kind.crop[1], crop_w)
        truth = np.ascontiguousarray(classes[rows[:, None], columns])
        return disturb(image)[0].clamp_(0, 255).to(torch.uint8), torch.from_numpy(truth)
