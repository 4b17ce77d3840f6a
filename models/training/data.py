"""Reads the picture files that pictures/ wrote, and disturbs training pictures as cameras and weather do."""
import glob
import io
import os
import random

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import Dataset

from net import MEAN, STD

HEIGHT, WIDTH = 384, 640
CAMERA_HEIGHT, CAMERA_WIDTH = 540, 960
IMAGE, TRUTH = HEIGHT * WIDTH * 3, CAMERA_HEIGHT * CAMERA_WIDTH
RECORD = IMAGE + TRUTH
FIRST_EVALUATION_SEED = 900000
RARE = (3, 4)  # obstacle, person
CROP_H, CROP_W = 320, 448


def nearest(target, source):
    """For each of `target` pixels the one of `source` whose centre is nearest: OpenCV's INTER_NEAREST_EXACT, as at run time.

    Plain INTER_NEAREST is off by up to a pixel. On leaves two pixels wide that alone costs a perfect model 0.1 of mean IoU."""
    return ((np.arange(target) + 0.5) * source / target).astype(np.int64)


ROWS, COLUMNS = nearest(HEIGHT, CAMERA_HEIGHT), nearest(WIDTH, CAMERA_WIDTH)


def list_files(folder, evaluation):
    """Seeds of the other kind in a folder are a mistake that would make every number worthless, so they end the run."""
    files = sorted(glob.glob(os.path.join(folder, "*.bin")))
    for file in files:
        seed = int(os.path.splitext(os.path.basename(file))[0])
        if (seed >= FIRST_EVALUATION_SEED) != evaluation:
            raise SystemExit(f"{file}: evaluation seeds are those from {FIRST_EVALUATION_SEED} on, and no others.")
    return files


def read(file, index):
    """-> RGB uint8 [384, 640, 3], classes as rendered uint8 [540, 960]."""
    record = np.fromfile(file, np.uint8, RECORD, offset=index * RECORD)
    return record[:IMAGE].reshape(HEIGHT, WIDTH, 3), record[IMAGE:].reshape(CAMERA_HEIGHT, CAMERA_WIDTH)


def normalise(rgb):
    """RGB 0..255 [N, 3, H, W] -> what the network takes; the manifest says the same."""
    mean, std = torch.tensor(MEAN).view(1, 3, 1, 1), torch.tensor(STD).view(1, 3, 1, 1)
    return (rgb - mean) / std


class Crops(Dataset):
    """One random crop per picture and epoch."""

    def __init__(self, files):
        self.items = [(file, i) for file in files for i in range(os.path.getsize(file) // RECORD)]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, number):
        rgb, classes = read(*self.items[number])
        classes = classes[ROWS[:, None], COLUMNS]
        zoom = random.uniform(0.75, 1.3)
        high, wide = min(HEIGHT, int(CROP_H / zoom)), min(WIDTH, int(CROP_W / zoom))
        top, left = random.randint(0, HEIGHT - high), random.randint(0, WIDTH - wide)
        rare = np.argwhere(np.isin(classes[::8, ::8], RARE)) * 8
        if len(rare) and random.random() < 0.7:  # look where the rare things are
            y, x = rare[random.randrange(len(rare))]
            top = int(np.clip(y - random.uniform(0.2, 0.8) * high, 0, HEIGHT - high))
            left = int(np.clip(x - random.uniform(0.2, 0.8) * wide, 0, WIDTH - wide))
        rgb, classes = rgb[top:top + high, left:left + wide], classes[top:top + high, left:left + wide]
        if random.random() < 0.5:
            rgb, classes = rgb[:, ::-1], classes[:, ::-1]
        rgb = np.ascontiguousarray(rgb)
        if random.random() < 0.25:
            rgb = jpeg(rgb, random.randint(35, 92))
        image = torch.from_numpy(rgb.copy()).permute(2, 0, 1)[None].float()
        image = F.interpolate(image, (CROP_H, CROP_W), mode="bilinear", align_corners=False)
        truth = torch.from_numpy(np.ascontiguousarray(classes))[None, None].float()
        truth = F.interpolate(truth, (CROP_H, CROP_W), mode="nearest-exact")[0, 0].to(torch.uint8)
        return disturb(image)[0].clamp_(0, 255).to(torch.uint8), truth


def jpeg(rgb, quality):
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer))


def disturb(image):
    """Exposure, white balance, hue, contrast, gamma, blur, noise; each within what still shows a field. image [1, 3, H, W], 0..255."""
    gain = torch.empty(1, 3, 1, 1).uniform_(0.92, 1.08) * random.uniform(0.7, 1.35)
    image = image * gain
    grey = image.mean(1, keepdim=True)
    image = grey + (image - grey) * random.uniform(0.6, 1.4)  # saturation
    if random.random() < 0.5:  # hue: a small turn about the grey axis
        a = random.uniform(-0.12, 0.12)
        image = image + a * (image.roll(1, 1) - image.roll(2, 1))
    image = 128 + (image - 128) * random.uniform(0.75, 1.25)
    if random.random() < 0.5:
        image = 255 * (image.clamp(0, 255) / 255) ** random.uniform(0.7, 1.4)
    if random.random() < 0.2:
        image = F.avg_pool2d(image, 3, 1, 1)
    if random.random() < 0.4:
        image = image + torch.randn_like(image) * random.uniform(1, 9)
    return image
