"""Draws the pictures of the bundled notes: `python -m tests.diagrams` writes them beside the notes."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from tests.sheet import Frame, Sheet

FOLDER = Path(__file__).parents[1] / "decks" / "deep-learning" / "pictures"
INPUT = ((1, 2, 0, 1, 0), (0, 1, 3, 1, 2), (2, 0, 1, 0, 1), (1, 3, 0, 2, 1), (0, 1, 2, 1, 0))
KERNEL = ((1, 0, -1), (2, 0, -2), (1, 0, -1))


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def gelu(z: float) -> float:
    return z * (1 + math.erf(z / math.sqrt(2))) / 2


def activation_functions() -> Sheet:
    sheet = Sheet(600, 400, "Sigmoid, tanh, ReLU and GELU between -4 and 4")
    panels: tuple[tuple[str, Callable[[float], float], float, float], ...] = (
        ("Sigmoid", sigmoid, -0.25, 1.25),
        ("Tanh", math.tanh, -1.5, 1.5),
        ("ReLU", lambda z: max(0.0, z), -1, 4),
        ("GELU", gelu, -1, 4),
    )
    for number, (name, function, low, high) in enumerate(panels):
        x, y = 30 + 290 * (number % 2), 45 + 190 * (number // 2)
        frame = Frame(x, y, (250, 130), (-4, 4), (low, high))
        sheet.text(x + 125, y - 20, name, size=16)
        sheet.way([frame.at(-4, 0), frame.at(4, 0)], "quiet", "fine")
        sheet.way([frame.at(0, low), frame.at(0, high)], "quiet", "fine")
        for limit in {"Sigmoid": (1,), "Tanh": (-1, 1)}.get(name, ()):
            sheet.way([frame.at(-4, limit), frame.at(4, limit)], "quiet", "fine dash")
            left, down = frame.at(-3.6 if limit > 0 else 3.6, limit)
            sheet.text(left, down - 9 if limit > 0 else down + 10, str(limit).replace("-", "−"), "quiet", 12)
        for tick in (-2, 2):
            left, down = frame.at(tick, 0)
            sheet.way([(left, down - 3), (left, down + 3)], "quiet", "fine")
            sheet.text(left, down + 12, str(tick).replace("-", "−"), "quiet", 12)
        sheet.text(x + 262, frame.at(4, 0)[1], "z", "quiet", 12)
        if name == "GELU":
            sheet.curve(lambda z: max(0.0, z), frame, "quiet", "fine dash", 8)
            sheet.text(*frame.at(-2.2, 1.2), "dashed: ReLU", "quiet", 12)
        sheet.curve(function, frame, "blue", steps=8 if name == "ReLU" else 48)
    return sheet


def convolution() -> Sheet:
    sheet = Sheet(640, 270, "A 3 by 3 kernel slides over a 5 by 5 input and gives a 3 by 3 output")
    side, row, column = 34, 1, 1
    out = [
        [sum(KERNEL[i][j] * INPUT[top + i][left + j] for i in range(3) for j in range(3)) for left in range(3)]
        for top in range(3)
    ]
    for left, top, name, cells in (
        (24, 44, "input 5×5", INPUT),
        (254, 78, "kernel 3×3", KERNEL),
        (506, 78, "output 3×3", out),
    ):
        sheet.text(left + side * len(cells[0]) / 2, top - 22, name, "quiet")
        for i, line in enumerate(cells):
            for j, value in enumerate(line):
                is_window = name.startswith("input") and row <= i < row + 3 and column <= j < column + 3
                is_result = name.startswith("output") and (i, j) == (row, column)
                ink = "blue" if is_window or is_result or name.startswith("kernel") else "ink"
                box = (left + side * j, top + side * i, side, side)
                sheet.box(*box, "soft" if ink == "blue" else "paper", round_=0, line="quiet")
                sheet.text(box[0] + side / 2, box[1] + side / 2, str(value).replace("-", "−"), ink, 15)
    sheet.text(224, 129, "∗", size=22)
    sheet.text(431, 129, "sum of the nine", size=13)
    sheet.text(431, 147, "products", size=13)
    sheet.arrow((370, 168), (494, 168))
    terms = [(KERNEL[i][j], INPUT[row + i][column + j]) for i in range(3) for j in range(3) if KERNEL[i][j]]
    told = " ".join(f"{'+' if weight > 0 else '−'} {abs(weight)}·{value}" for weight, value in terms).removeprefix("+ ")
    sheet.text(320, 243, f"{told} = {out[row][column]}".replace("= -", "= −"), "blue", 15)
    return sheet


def bias_and_variance() -> Sheet:
    sheet = Sheet(
        560, 320, "Squared bias falls, variance rises with the size of a model; their sum is least in between"
    )
    frame = Frame(60, 30, (350, 230), (0, 10), (0, 5.4))
    noise = 0.9
    curves: tuple[tuple[str, Callable[[float], float], str, str], ...] = (
        ("expected error", lambda x: noise + 4 * math.exp(-x / 2.2) + 0.12 * math.exp(x / 3.1), "ink", ""),
        ("variance", lambda x: 0.12 * math.exp(x / 3.1), "orange", ""),
        ("noise", lambda x: noise, "quiet", "dash"),
        ("bias²", lambda x: 4 * math.exp(-x / 2.2), "blue", ""),
    )
    sheet.arrow(frame.at(0, 0), (420, 260), kind="fine")
    sheet.arrow(frame.at(0, 0), (60, 20), kind="fine")
    sheet.text(235, 292, "size of the model →", "quiet", 13)
    sheet.text(26, 28, "error", "quiet", 13)
    least = min((curves[0][1](x / 20), x / 20) for x in range(200))
    sheet.way([frame.at(least[1], 0), frame.at(*reversed(least))], "quiet", "fine dash")
    for name, function, ink, kind in curves:
        sheet.curve(function, frame, ink, kind, 2 if name == "noise" else 40)
        sheet.text(422, frame.at(10, function(10))[1] - (9 if name == "bias²" else 0), name, ink, 14, "start")
    sheet.text(frame.at(1.4, 0)[0], 274, "underfitting", "quiet", 12)
    sheet.text(frame.at(8.6, 0)[0], 274, "overfitting", "quiet", 12)
    sheet.dot(*frame.at(*reversed(least)), 4, "ink", "ink")
    return sheet


def attention() -> Sheet:
    sheet = Sheet(680, 340, "Scaled dot-product attention with the shape of each array")

    def array(x: float, y: float, size: tuple[int, int], name: str, shape: str, ink: str) -> None:
        columns, rows = size
        sheet.grid(x, y, size, 20, ink)
        sheet.text(x + 10 * columns, y - 14, name, ink, 16)
        sheet.text(x + 10 * columns, y + 20 * rows + 14, shape, "quiet", 13)

    array(30, 60, (4, 3), "Q", "n × d_{k}", "blue")
    array(30, 200, (4, 4), "K", "m × d_{k}", "orange")
    array(250, 110, (4, 3), "scores", "n × m", "ink")
    array(420, 110, (4, 3), "weights", "n × m", "ink")
    array(420, 222, (3, 4), "V", "m × d_{v}", "teal")
    array(590, 110, (3, 3), "output", "n × d_{v}", "teal")
    sheet.arrow((116, 90), (150, 90), (150, 140), (244, 140))
    sheet.arrow((116, 240), (150, 240), (150, 140), (244, 140))
    sheet.text(198, 118, "QK^{⊤} / √d_{k}", size=14)
    sheet.arrow((334, 140), (414, 140))
    sheet.text(374, 126, "softmax", size=13)
    sheet.text(374, 156, "of each row", "quiet", 12)
    sheet.arrow((504, 140), (584, 140))
    sheet.arrow((486, 262), (544, 262), (544, 148))
    sheet.text(548, 124, "· V", size=14)
    return sheet


def lstm_cell() -> Sheet:
    sheet = Sheet(640, 360, "An LSTM cell: three gates and a candidate decide what becomes of the cell state")
    sheet.box(90, 40, 460, 260, "soft", round_=14)
    top, bottom = 90, 262
    sheet.arrow((30, top), (218, top), ink="blue")
    sheet.arrow((242, top), (378, top), ink="blue")
    sheet.arrow((402, top), (610, top), ink="blue")
    sheet.text(50, top - 18, "c_{t−1}", "blue", 16)
    sheet.text(592, top - 18, "c_{t}", "blue", 16)
    sheet.way([(30, bottom), (452, bottom)])
    sheet.text(50, bottom - 18, "h_{t−1}", size=16)
    sheet.arrow((140, 344), (140, bottom))
    sheet.text(160, 332, "x_{t}", size=16)
    for x, gate, name, ink in (
        (230, "σ", "f_{t}", "orange"),
        (310, "σ", "i_{t}", "orange"),
        (390, "tanh", "c̃_{t}", "teal"),
        (452, "σ", "o_{t}", "orange"),
    ):
        sheet.arrow((x, bottom), (x, 234))
        sheet.box(x - 24, 206, 48, 28, "paper", line=ink)
        sheet.text(x, 220, gate, ink, 15)
        sheet.text(x + 16, 190, name, ink, 14)

    def operation(x: float, y: float, sign: str) -> None:
        sheet.dot(x, y, 12, "paper", "ink")
        sheet.text(x, y, sign, size=16)

    sheet.arrow((230, 206), (230, 102))
    sheet.arrow((310, 206), (310, 150), (378, 150))
    sheet.arrow((390, 206), (390, 162))
    sheet.arrow((390, 138), (390, 102))
    operation(230, top, "⊙")
    operation(390, top, "+")
    operation(390, 150, "⊙")
    sheet.arrow((510, top), (510, 130))
    sheet.box(486, 130, 48, 28, "paper", line="teal")
    sheet.text(510, 144, "tanh", "teal", 15)
    sheet.arrow((510, 158), (510, 208))
    sheet.arrow((452, 206), (452, 180), (490, 180), (490, 220), (498, 220))
    operation(510, 220, "⊙")
    sheet.arrow((510, 232), (510, bottom), (610, bottom))
    sheet.text(592, bottom - 18, "h_{t}", size=16)
    sheet.text(390, 322, "in the row of σ, σ, tanh, σ: layers with weights of their own", "quiet", 12)
    sheet.text(390, 340, "⊙, + and the tanh on the right: element by element", "quiet", 12)
    return sheet


def learning_rate_schedules() -> Sheet:
    sheet = Sheet(600, 340, "Four schedules of the learning rate over the steps of a training")
    top, warm = 1.0, 0.12

    def warmed(x: float) -> float:
        return x / warm if x < warm else (1 + math.cos(math.pi * (x - warm) / (1 - warm))) / 2

    def one_cycle(x: float) -> float:
        if x < 0.3:
            return 0.1 + 0.9 * (1 - math.cos(math.pi * x / 0.3)) / 2
        return (1 + math.cos(math.pi * (x - 0.3) / 0.7)) / 2

    panels: tuple[tuple[str, Callable[[float], float]], ...] = (
        ("Step decay", lambda x: top * 0.4 ** int(min(x, 0.999) * 4)),
        ("Cosine annealing", lambda x: (1 + math.cos(math.pi * x)) / 2),
        ("Linear warm-up, then cosine", warmed),
        ("One-cycle policy", one_cycle),
    )
    for number, (name, function) in enumerate(panels):
        x, y = 44 + 285 * (number % 2), 50 + 155 * (number // 2)
        frame = Frame(x, y, (230, 90), (0, 1), (0, 1))
        sheet.text(x + 115, y - 22, name, size=15)
        sheet.arrow(frame.at(0, 0), (x + 244, y + 90), kind="fine")
        sheet.arrow(frame.at(0, 0), (x, y - 12), kind="fine")
        sheet.text(x - 16, y, "η", "quiet")
        sheet.text(x + 226, y + 104, "step", "quiet", 12)
        if number:
            sheet.curve(function, frame, "blue", steps=50)
        else:
            stairs = [frame.at(edge, top * 0.4**k) for k in range(4) for edge in (k / 4, (k + 1) / 4)]
            sheet.way(stairs, "blue")
    return sheet


def encoder_and_decoder() -> Sheet:
    sheet = Sheet(560, 480, "The encoder and the decoder of the transformer of 2017, read from below")

    def block(x: float, y: float, name: str, ink: str, height: int = 34) -> None:
        sheet.box(x, y, 180, height, "paper", line=ink)
        sheet.text(x + 90, y + height / 2, name, ink, 14)

    def stack(x: float, top: float, parts: tuple[tuple[str, str], ...]) -> None:
        height = 74 * len(parts)
        sheet.box(x - 20, top, 220, height, "soft", round_=10)
        for number, (name, ink) in enumerate(parts):
            y = top + height - 66 - 74 * number
            block(x, y + 22, name, ink)
            sheet.box(x, y, 180, 20, "paper", round_=3, line="quiet")
            sheet.text(x + 90, y + 10, "add and normalize", "quiet", 12)
            if number:
                sheet.arrow((x + 90, y + 74), (x + 90, y + 57))

    stack(50, 154, (("self-attention", "blue"), ("feed-forward network", "teal")))
    stack(330, 80, (("causal self-attention", "blue"), ("cross-attention", "orange"), ("feed-forward network", "teal")))
    for x, name in ((50, "source tokens"), (330, "target tokens so far")):
        block(x, 340, "embedding + position", "ink")
        sheet.arrow((x + 90, 340), (x + 90, 293))
        sheet.text(x + 90, 416, name)
        sheet.arrow((x + 90, 404), (x + 90, 376))
    sheet.text(140, 136, "encoder, N times", "quiet", 13)
    sheet.text(290, 96, "decoder, N times", "quiet", 13, "end")
    sheet.arrow((230, 172), (290, 172), (290, 201), (329, 201), ink="orange")
    sheet.text(290, 220, "K, V", "orange", 13)
    block(330, 27, "linear, softmax", "ink")
    sheet.arrow((420, 88), (420, 62))
    sheet.text(420, 14, "probabilities of the next token", size=13)
    sheet.text(280, 458, "each block also has a way around it: its input is added to its output", "quiet", 12)
    return sheet


def backpropagation() -> Sheet:
    sheet = Sheet(660, 210, "A unit computes its loss from left to right, and the derivatives from right to left")
    values = (("x", 50), ("z = wx + b", 200), ("a = σ(z)", 390), ("L(a, y)", 570))
    for name, x in values:
        width = 44 if name == "x" else 116
        sheet.box(x - width / 2, 80, width, 40, "soft", round_=8, line="quiet")
        sheet.text(x, 100, name, size=16)
    for start, stop in ((72, 142), (258, 332), (448, 512)):
        sheet.arrow((start, 92), (stop, 92), ink="blue")
    for start, stop in ((332, 258), (512, 448)):
        sheet.arrow((start, 110), (stop, 110), ink="orange")
    sheet.arrow((200, 120), (200, 156), ink="orange")
    sheet.text(330, 28, "forward: values →", "blue", 15)
    sheet.text(480, 138, "∂L/∂a", "orange", 15)
    sheet.text(315, 138, "∂L/∂z = ∂L/∂a · σ′(z)", "orange", 15)
    sheet.text(200, 172, "∂L/∂w = ∂L/∂z · x,   ∂L/∂b = ∂L/∂z", "orange", 15)
    sheet.text(530, 190, "← backward: derivatives", "orange", 15)
    return sheet


def neural_network() -> Sheet:
    sheet = Sheet(560, 320, "A network with three inputs, two hidden layers and one output")
    layers = (
        (80, 3, "x", "input"),
        (213, 4, "a^{[1]}", "hidden layer 1"),
        (347, 4, "a^{[2]}", "hidden layer 2"),
        (480, 1, "ŷ", "output"),
    )

    def units(count: int) -> list[float]:
        return [145 + 56 * (number - (count - 1) / 2) for number in range(count)]

    for (x0, from_, *_), (x1, to, *_) in pairwise(layers):
        for y0 in units(from_):
            for y1 in units(to):
                sheet.way([(x0, y0), (x1, y1)], "quiet", "fine")
    for number, (x, count, sign, name) in enumerate(layers):
        ink = ("quiet", "blue", "blue", "teal")[number]
        for y in units(count):
            sheet.dot(x, y, 17, "soft", ink)
        sheet.text(x, 20, sign, ink, 17)
        sheet.text(x, 286, name, "quiet", 13)
    for x, number in ((146, 1), (280, 2), (413, 3)):
        sheet.text(x, 20, f"W^{{[{number}]}}", "quiet", 15)
    return sheet


PICTURES: dict[str, Callable[[], Sheet]] = {
    "activation-functions": activation_functions,
    "attention": attention,
    "backpropagation": backpropagation,
    "bias-and-variance": bias_and_variance,
    "convolution": convolution,
    "encoder-and-decoder": encoder_and_decoder,
    "learning-rate-schedules": learning_rate_schedules,
    "lstm-cell": lstm_cell,
    "neural-network": neural_network,
}


def drawn() -> dict[str, str]:
    """By file name: what each picture is."""
    return {f"{name}.svg": draw().svg() for name, draw in PICTURES.items()}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, picture in drawn().items():
        (FOLDER / file).write_text(picture, encoding="utf-8")
