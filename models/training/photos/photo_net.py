"""The network of the photographs' models: the field network's encoder with a view of the whole picture at its coarsest step, and an answer at a quarter of the resolution.

Literature: DDRNet (arXiv:2101.06085) and BiSeNet V2 (arXiv:2004.02147) show that a coarse context and a fine path are what small real-time networks need; an auxiliary
answer in the middle (PSPNet, arXiv:1612.01105) trains the encoder and is not exported."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from net import Join, Residual, conv


class Context(nn.Module):
    """Adds what the mean of the whole picture says to every place."""

    def __init__(self, channels):
        super().__init__()
        self.whole = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        return F.relu(x + self.whole(F.adaptive_avg_pool2d(x, 1)))


class PhotoNet(nn.Module):
    def __init__(self, classes, widths=(16, 32, 64, 96, 104)):
        """widths: channels at 1/2, 1/4, 1/8, 1/16, 1/32."""
        super().__init__()
        w2, w4, w8, w16, w32 = widths
        self.start = conv(3, w2, stride=2)
        self.quarter = nn.Sequential(conv(w2, w4, stride=2), Residual(w4))
        self.eighth = nn.Sequential(conv(w4, w8, stride=2), Residual(w8), Residual(w8))
        self.sixteenth = nn.Sequential(conv(w8, w16, stride=2), Residual(w16), Residual(w16))
        self.last = nn.Sequential(conv(w16, w32, stride=2), Residual(w32), Context(w32))
        self.join16 = Join(w32, w16, w8)
        self.join8 = Join(w8, w8, w8)
        self.join4 = Join(w8, w4, w4)
        self.classify = nn.Conv2d(w4, classes, 1)
        self.middle = nn.Conv2d(w8, classes, 1)  # of training only

    def without(self, weight):
        """Takes the classes' weights of training, [classes], out of its answers: what learned w * p answers p (logit adjustment, arXiv:2007.07314)."""
        self.classify.bias.data -= torch.log(weight)
        return self

    def forward(self, image):
        """image [N, 3, H, W], H and W multiples of 32 -> logits [N, classes, H, W]; in training also those of the middle, [N, classes, H/16, W/16]."""
        quarter = self.quarter(self.start(image))
        eighth = self.eighth(quarter)
        sixteenth = self.sixteenth(eighth)
        coarse = self.join16(self.last(sixteenth), sixteenth)
        x = self.join4(self.join8(coarse, eighth), quarter)
        logits = F.interpolate(self.classify(x), scale_factor=4, mode="bilinear", align_corners=False)
        return (logits, self.middle(coarse)) if self.training else logits
