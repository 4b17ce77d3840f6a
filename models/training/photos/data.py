"""Photographs and masks in memory, and random crops of them."""
import io
import random

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import Dataset

from sets import IGNORE
from net import MEAN, STD


def nearest(target, source):
    """For each of `target` pixels the one of `source` whose centre is nearest: OpenCV's INTER_NEAREST_EXACT, as at run time."""
    return ((np.arange(target) + 0.5) * source / target).astype(np.int64)


def read(picture, mask, void):
    """-> RGB uint8 [H, W, 3], classes uint8 [H, W] with IGNORE."""
    rgb = np.asarray(Image.open(picture).convert("RGB"))
    classes = np.array(Image.open(mask))
    if void >= 0:
        classes[classes == void] = IGNORE
    return rgb, classes


def normalise(rgb):
    """RGB 0..255 [N, 3, H, W] -> what the network takes; the manifest says the same."""
    return (rgb - torch.tensor(MEAN).view(1, 3, 1, 1)) / torch.tensor(STD).view(1, 3, 1, 1)


def stretched(rgb, kind):
    """uint8 [H, W, 3] -> float [1, 3, kind.height, kind.width], 0..255."""
    image = torch.from_numpy(rgb.copy()).permute(2, 0, 1)[None].float()
    return F.interpolate(image, (kind.height, kind.width), mode="bilinear", align_corners=False)


class Crops(Dataset):
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
        top, left = random.randint(0, high - crop_h), random.randint(0, wide - crop_w)
        rgb, classes = rgb[top:top + crop_h, left:left + crop_w], classes[top:top + crop_h, left:left + crop_w]
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


def jpeg(rgb, quality):
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer))


def disturb(image):
    """Exposure, white balance, saturation, contrast, gamma, blur, noise. image [1, 3, H, W], 0..255."""
    image = image * torch.empty(1, 3, 1, 1).uniform_(0.92, 1.08) * random.uniform(0.65, 1.4)
    grey = image.mean(1, keepdim=True)
    image = grey + (image - grey) * random.uniform(0.5, 1.5)
    image = 128 + (image - 128) * random.uniform(0.75, 1.25)
    if random.random() < 0.5:
        image = 255 * (image.clamp(0, 255) / 255) ** random.uniform(0.7, 1.4)
    if random.random() < 0.15:
        image = F.avg_pool2d(image, 3, 1, 1)
    if random.random() < 0.3:
        image = image + torch.randn_like(image) * random.uniform(1, 8)
    return image
