"""Builds three networks in PyTorch, exports each as several versions and forms of ONNX, and writes what autograd says of them.

    export.py FOLDER

makes FOLDER/CASE/ with model.onnx, input.f32, logits.f64, gradient.f64 (d score / d image, double precision: the truth) and gradient.f32
(the same, single precision: what autograd itself loses). The models have an input 'image' and the outputs
'logits' and 'score', a sum of the logits with random weights.
"""
import copy
import os
import sys
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

from exchange import write

HEIGHT, WIDTH = 32, 48


def conv(inputs, outputs, size=3, stride=1, groups=1, activation=nn.ReLU):
    filters = nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False)
    return nn.Sequential(filters, nn.BatchNorm2d(outputs), activation())


class Up(nn.Module):
    """Larger by a factor: transposed, nearest, bilinear, or bilinear with aligned corners to a size read from a tensor."""

    def __init__(self, mode, channels, factor):
        super().__init__()
        self.mode, self.factor = mode, factor
        if mode == "transposed":
            self.paint = nn.ConvTranspose2d(channels, channels, factor, factor)

    def forward(self, x, like=None):
        if self.mode == "transposed":
            return self.paint(x)
        if self.mode == "nearest":
            return F.interpolate(x, scale_factor=self.factor, mode="nearest")
        if like is None:
            return F.interpolate(x, scale_factor=float(self.factor), mode="bilinear", align_corners=False)
        return F.interpolate(x, size=like.shape[2:], mode="bilinear", align_corners=True)


class UNet(nn.Module):
    """arXiv:1505.04597, three levels."""

    def __init__(self, upsampling):
        super().__init__()
        self.fine, self.middle, self.coarse = conv(3, 8), conv(8, 12), conv(12, 16)
        self.up_middle, self.up_fine = nn.ConvTranspose2d(16, 12, 2, 2), Up(upsampling, 12, 2)
        self.mix_middle, self.mix_fine = conv(24, 12), conv(20, 8)
        self.classify = nn.Conv2d(8, 4, 1)

    def forward(self, image):
        fine = self.fine(image)
        middle = self.middle(F.max_pool2d(fine, 2))
        coarse = self.coarse(F.max_pool2d(middle, 3, 2, 1))
        up = self.mix_middle(torch.cat([self.up_middle(coarse), middle], 1))
        return self.classify(self.mix_fine(torch.cat([self.up_fine(up), fine], 1)))


class Block(nn.Module):
    """A transformer's block, pre-norm: arXiv:1706.03762, arXiv:2010.11929."""

    def __init__(self, channels, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(channels), nn.LayerNorm(channels)
        self.qkv, self.project = nn.Linear(channels, 3 * channels), nn.Linear(channels, channels)
        self.mlp = nn.Sequential(nn.Linear(channels, 2 * channels), nn.GELU(), nn.Linear(2 * channels, channels))

    def forward(self, x):
        n, length, channels = x.shape
        q, k, v = [t.reshape(n, length, self.heads, -1).transpose(1, 2) for t in self.qkv(self.norm1(x)).chunk(3, -1)]
        attention = F.softmax(q @ k.transpose(-2, -1) * (channels // self.heads) ** -0.5, -1)
        x = x + self.project((attention @ v).transpose(1, 2).reshape(n, length, channels))
        return x + self.mlp(self.norm2(x))


class Transformer(nn.Module):
    def __init__(self, upsampling):
        super().__init__()
        self.patch = nn.Conv2d(3, 16, 7, 4, 3)
        self.place = nn.Parameter(torch.randn(1, HEIGHT // 4 * (WIDTH // 4), 16) * 0.2)
        self.blocks = nn.Sequential(Block(16, 2), Block(16, 4))
        self.classify, self.up = nn.Linear(16, 4), Up(upsampling, 4, 4)

    def forward(self, image):
        x = self.patch(image)
        n, _, h, w = x.shape
        x = self.classify(self.blocks(x.flatten(2).transpose(1, 2) + self.place))
        return self.up(x.transpose(1, 2).reshape(n, -1, h, w), like=image)


class Mobile(nn.Module):
    """MobileNetV3's parts (arXiv:1905.02244), with other activations beside them."""

    def __init__(self, upsampling):
        super().__init__()
        self.stem = conv(3, 12, stride=2, activation=nn.Hardswish)
        self.widen, self.depthwise = conv(12, 24, 1, activation=nn.SiLU), conv(24, 24, 5, groups=24, activation=nn.PReLU)
        self.squeeze = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(24, 8, 1), nn.ReLU6(), nn.Conv2d(8, 24, 1), nn.Hardsigmoid())
        self.narrow = nn.Sequential(nn.Conv2d(24, 12, 1, bias=False), nn.BatchNorm2d(12), nn.LeakyReLU(0.1))
        self.down, self.classify = conv(12, 16, stride=2), nn.Conv2d(28, 4, 1)
        self.up_deep, self.up = Up(upsampling, 16, 2), Up(upsampling, 4, 2)

    def forward(self, image):
        x = self.stem(image)
        wide = self.depthwise(self.widen(x))
        x = x + self.narrow(wide * self.squeeze(wide))
        deep = F.avg_pool2d(F.pad(self.down(x), (1, 1, 1, 1)), 3, 1)
        return self.up(self.classify(torch.cat([self.up_deep(deep), x], 1)))


class Scored(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net
        self.register_buffer("weights", torch.randn(1, 4, HEIGHT, WIDTH))

    def forward(self, image):
        logits = self.net(image)
        return logits, (logits * self.weights).sum()


def seasoned(net):
    """Weights that keep activations their size (PyTorch's own let a branch fade, and its errors with it), and statistics and slopes as after
    training: none is the neutral element."""
    for module in net.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight)
        if isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
            nn.init.uniform_(module.weight, 0.7, 1.3)
            nn.init.normal_(module.bias, 0, 0.1)
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.running_mean, 0, 0.1)
            nn.init.uniform_(module.running_var, 0.7, 1.3)
    return net.eval()


def gradient(net, image):
    image = image.clone().requires_grad_()
    logits, score = net(image)
    score.backward()
    return logits, image.grad


def export(folder, net, image, opset, folded, open_batch):
    os.makedirs(folder)
    # Outside of EVAL the exporter leaves batch normalisation as it is, beside the convolution.
    mode = torch.onnx.TrainingMode.EVAL if folded else torch.onnx.TrainingMode.PRESERVE
    axes = {"image": {0: "batch"}, "logits": {0: "batch"}} if open_batch else None
    torch.onnx.export(net, image, os.path.join(folder, "model.onnx"), opset_version=opset, do_constant_folding=folded, training=mode,
                      input_names=["image"], output_names=["logits", "score"], dynamic_axes=axes)


def main():
    warnings.simplefilter("ignore")
    torch.manual_seed(5)
    torch.set_num_threads(1)
    image = F.interpolate(torch.randn(1, 3, HEIGHT // 4, WIDTH // 4), scale_factor=4, mode="bicubic")
    image = image + 0.2 * torch.randn(1, 3, HEIGHT, WIDTH)
    # F.interpolate needs opset 9, and before 11 no Resize says what PyTorch's bilinear mode does.
    for upsampling, opsets in (("transposed", [7, 8]), ("nearest", [9, 10, 12, 14, 16]), ("bilinear", [11, 13, 15, 17])):
        for kind in (UNet, Transformer, Mobile):
            if kind is Transformer and upsampling == "transposed":
                continue  # the exporter has no form of GELU before opset 9
            net = seasoned(Scored(kind(upsampling)))
            single = gradient(net, image)[1]
            logits, double = gradient(copy.deepcopy(net).double(), image.double())
            for opset in opsets:
                for folded, open_batch in ((True, False), (False, False), (True, True), (False, True)):
                    case = f"{kind.__name__.lower()}-{opset}{'-folded' if folded else ''}{'-batch' if open_batch else ''}"
                    folder = os.path.join(sys.argv[1], case)
                    export(folder, net, image, opset, folded, open_batch)
                    write(folder, "input", image, "f32")
                    write(folder, "logits", logits, "f64")
                    write(folder, "gradient", double, "f64")
                    write(folder, "gradient", single, "f32")


if __name__ == "__main__":
    main()
