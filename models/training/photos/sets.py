"""The photographs: what each set is called, where its pictures and index masks are, and how a network sees them.

A set is a list of (picture, mask) files; masks hold class indices, IGNORE is not learned and not scored."""
import json
import os
import sys
from dataclasses import dataclass

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # the network is the one above

IGNORE = 255


@dataclass(frozen=True)
class Kind:
    """One model: its classes and what it is trained and scored on."""
    name: str
    head: str
    classes: tuple
    colors: tuple
    private: tuple
    void: int  # index of what is not labelled; -1: everything is
    height: int  # what the network takes
    width: int
    crop: tuple  # of training, (height, width)
    zoom: tuple  # least and most
    even: bool  # whether the classes' weights are taken out of the answers again: rare classes are then no longer favoured
    turned: bool  # whether up means nothing in these pictures
    mixed: float  # share of the crops that get things of another picture
    mixes: tuple  # the classes of which they may be; one of these sets is drawn
    licence: str


ROAD = Kind(
    "road", "road",
    ("sky", "building", "pole", "road", "pavement", "tree", "sign", "fence", "car", "pedestrian", "cyclist"),
    ("#8ab4d8", "#8a4b3c", "#c0c0a0", "#804080", "#e07ac8", "#5a8a28", "#d8c800", "#4a5a80", "#2050d0", "#e03030", "#00a0b0"),
    ("pedestrian", "cyclist"), 11, 384, 480, (320, 416), (0.7, 1.8), False, False, 0.0, (),
    "MIT (weights); trained on CamVid, whose use is non-commercial (CC BY-NC 4.0)")
CROP_WEED = Kind(
    "crop-weed", "field", ("soil", "crop", "weed"), ("#8b6b4a", "#3fa34d", "#f2c14e"), (), -1, 512, 672, (320, 416), (0.8, 1.6), True, True, 0.6,
    ((1,), (1,), (2,), (1, 2)),  # crop, the rarest, most often
    "MIT (weights); trained on CWFID, whose use is non-commercial research (Haug and Ostermann 2014)")
KINDS = {kind.name: kind for kind in (ROAD, CROP_WEED)}


def pairs(kind, data, part):
    """part "train" or "test" -> [(picture, mask)]. Road trains on CamVid's train and val lists: nothing is chosen by val."""
    if kind is ROAD:
        names = []
        for file in {"train": ("train.txt", "val.txt"), "test": ("test.txt",)}[part]:
            with open(os.path.join(data, file)) as lines:
                names += [line.split() for line in lines if line.strip()]
        return [(os.path.join(data, picture), os.path.join(data, mask)) for picture, mask in names]
    with open(os.path.join(data, "split.json")) as file:
        numbers = json.load(file)[part]
    return [(os.path.join(data, "images", f"{n:03}.jpg"), os.path.join(data, "annotations", f"{n:03}.png")) for n in numbers]
