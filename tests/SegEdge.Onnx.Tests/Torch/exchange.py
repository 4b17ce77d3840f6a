"""Tensors as files between these scripts and the tests: elements only, row-major, little-endian; shapes are those of the model."""
import os

import numpy as np


def write(folder, name, tensor, kind):
    """kind: f32 or f64, the file's ending too."""
    array = tensor.detach().numpy().astype({"f32": "<f4", "f64": "<f8"}[kind])
    array.tofile(os.path.join(folder, f"{name}.{kind}"))


def read(folder, name, shape):
    return np.fromfile(os.path.join(folder, f"{name}.f32"), "<f4").reshape(shape)
