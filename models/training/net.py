"""The network: a small encoder down to 1/32, a light decoder back up to 1/2.

Only Conv, Relu, Add and bilinear Resize remain after export (BatchNorm is folded), so that every part has a simple gradient
SegEdge and a TensorRT kernel. Channel counts are multiples of 16: one AVX-512 register, which is what makes it quick on a CPU.
"""
import torch.nn as nn
import torch.nn.functional as F

CLASSES = ["soil", "crop", "weed", "obstacle", "person", "sky"]
COLORS = ["#8b6b4a", "#3fa34d", "#f2c14e", "#8e5bd0", "#e4572e", "#7fc8f8"]  # as in Camera/Simulation/FieldClasses.cs
PRIVATE = ["person"]  # filled before a picture leaves the device
MEAN = [123.675, 116.28, 103.53]  # RGB, 0..255
STD = [58.395, 57.12, 57.375]


def conv(inputs, outputs, size=3, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = conv(channels, channels)
        self.second = nn.Sequential(nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x):
        return F.relu(x + self.second(self.first(x)))


class Join(nn.Module):
    """Brings the coarser map to the finer one's size and channels, and adds the two."""

    def __init__(self, coarse, fine, outputs):
        super().__init__()
        self.coarse = nn.Conv2d(coarse, outputs, 1, bias=False)  # before the Resize: a quarter of the work
        self.fine = nn.Sequential(nn.Conv2d(fine, outputs, 1, bias=False), nn.BatchNorm2d(outputs))
        self.mix = conv(outputs, outputs)

    def forward(self, coarse, fine):
        up = F.interpolate(self.coarse(coarse), scale_factor=2, mode="bilinear", align_corners=False)
        return self.mix(F.relu(up + self.fine(fine)))


class FieldNet(nn.Module):
    def __init__(self, classes=len(CLASSES), widths=(16, 32, 64, 96, 96)):
        """widths: channels at 1/2, 1/4, 1/8, 1/16, 1/32; shortcut/ trains the same network far narrower."""
        super().__init__()
        w2, w4, w8, w16, w32 = widths
        self.start = conv(3, w2, stride=2)
        self.quarter = nn.Sequential(conv(w2, w4, stride=2), Residual(w4))
        self.eighth = nn.Sequential(conv(w4, w8, stride=2), Residual(w8))
        self.sixteenth = nn.Sequential(conv(w8, w16, stride=2), Residual(w16), Residual(w16))
        self.last = nn.Sequential(conv(w16, w32, stride=2), Residual(w32))
        self.join16 = Join(w32, w16, w16)
        self.join8 = Join(w16, w8, w8)
        self.join4 = Join(w8, w4, w4)
        self.join2 = Join(w4, w2, w2)
        self.classify = nn.Conv2d(w2, classes, 1)

    def forward(self, image):
        """image [N, 3, H, W], H and W multiples of 32 -> logits [N, classes, H, W]."""
        half = self.start(image)
        quarter = self.quarter(half)
        eighth = self.eighth(quarter)
        sixteenth = self.sixteenth(eighth)
        x = self.join16(self.last(sixteenth), sixteenth)
        x = self.join8(x, eighth)
        x = self.join4(x, quarter)
        x = self.join2(x, half)
        return F.interpolate(self.classify(x), scale_factor=2, mode="bilinear", align_corners=False)
