"""Formulas that the bundled notes state, tried with numbers."""

from __future__ import annotations

import math
import random

import pytest

CHANCE = random.Random(1)
STEP = 1e-6


def softmax(scores: list[float]) -> list[float]:
    powers = [math.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


def slope(function: object, values: list[float], place: int) -> float:
    """The derivative by one value, as a difference."""
    assert callable(function)
    above, below = list(values), list(values)
    above[place] += STEP
    below[place] -= STEP
    return float(function(above) - function(below)) / (2 * STEP)


def test_the_gradient_of_softmax_with_cross_entropy_is_p_minus_y() -> None:
    scores, target = [CHANCE.gauss(0, 2) for _ in range(5)], 3

    for place, p in enumerate(softmax(scores)):
        found = slope(lambda values: -math.log(softmax(values)[target]), scores, place)
        assert found == pytest.approx(p - (place == target), abs=1e-6)


def test_the_derivative_of_softmax() -> None:
    scores = [0.3, -1.2, 2.0]
    p = softmax(scores)

    for i in range(3):
        for j in range(3):
            found = slope(lambda values, i=i: softmax(values)[i], scores, j)
            assert found == pytest.approx(p[i] * ((i == j) - p[j]), abs=1e-6)


def test_the_first_step_of_adam_is_as_long_as_the_learning_rate() -> None:
    rate, beta1, beta2, epsilon = 0.001, 0.9, 0.999, 1e-8
    for gradient in (-3.0, 0.02, 500.0):
        m, v = (1 - beta1) * gradient, (1 - beta2) * gradient**2
        step = -rate * (m / (1 - beta1)) / (math.sqrt(v / (1 - beta2)) + epsilon)
        assert step == pytest.approx(-math.copysign(rate, gradient), rel=1e-5)


@pytest.mark.parametrize(("n", "f", "p", "s"), [(32, 3, 1, 1), (28, 5, 0, 1), (224, 7, 3, 2), (13, 3, 0, 2)])
def test_the_output_size_of_a_convolution_counts_the_places_of_the_filter(n: int, f: int, p: int, s: int) -> None:
    places = [start for start in range(0, n + 2 * p, s) if start + f <= n + 2 * p]

    assert (n + 2 * p - f) // s + 1 == len(places)


@pytest.mark.parametrize("k", [2, 7, 50])
def test_a_uniform_guess_among_k_tokens_has_perplexity_k(k: int) -> None:
    tokens = 11

    assert math.exp(-sum(math.log(1 / k) for _ in range(tokens)) / tokens) == pytest.approx(k)


def test_scores_of_unit_vectors_have_the_variance_of_their_dimension() -> None:
    dimension, draws = 64, 4000
    scores = [sum(CHANCE.gauss(0, 1) * CHANCE.gauss(0, 1) for _ in range(dimension)) for _ in range(draws)]
    mean = sum(scores) / draws

    assert sum((score - mean) ** 2 for score in scores) / draws == pytest.approx(dimension, rel=0.1)


def test_a_noisy_example_keeps_variance_one() -> None:
    kept, example = 1.0, 1.0
    for step in range(1000):
        beta = 1e-4 + (0.02 - 1e-4) * step / 999
        kept *= 1 - beta
        example = (1 - beta) * example + beta

    assert example == pytest.approx(1.0)
    assert kept < 1e-4, "after all steps hardly anything of the example is left"


def test_he_initialization_keeps_the_second_moment_through_relu() -> None:
    width, draws = 200, 400
    inputs = [max(0.0, CHANCE.gauss(0, math.sqrt(2))) for _ in range(width)]
    before = sum(value**2 for value in inputs) / width
    outputs = [sum(CHANCE.gauss(0, math.sqrt(2 / width)) * value for value in inputs) for _ in range(draws)]
    after = sum(max(0.0, value) ** 2 for value in outputs) / draws

    assert after == pytest.approx(before, rel=0.25)


@pytest.mark.parametrize("label", [0, 1])
def test_the_derivative_of_the_sigmoid_with_cross_entropy_is_the_prediction_less_the_label(label: int) -> None:
    def loss(values: list[float]) -> float:
        p = 1 / (1 + math.exp(-values[0]))
        return -(label * math.log(p) + (1 - label) * math.log(1 - p))

    for score in (-2.0, 0.3, 4.0):
        assert slope(loss, [score], 0) == pytest.approx(1 / (1 + math.exp(-score)) - label, abs=1e-6)


def test_the_largest_slopes_of_sigmoid_and_tanh() -> None:
    def steepest(function: object) -> float:
        return max(slope(function, [place / 100], 0) for place in range(-500, 501))

    assert steepest(lambda values: 1 / (1 + math.exp(-values[0]))) == pytest.approx(0.25)
    assert steepest(lambda values: math.tanh(values[0])) == pytest.approx(1.0)


def test_in_the_sinusoidal_encoding_a_shift_rotates_each_pair() -> None:
    """What makes its components a pair: the odd one is the cosine of the even one's angle."""
    width, shift = 8, 5
    for pair in range(width // 2):
        step = 1 / 10000 ** (2 * pair / width)
        before, after = ((math.sin(place * step), math.cos(place * step)) for place in (3, 3 + shift))
        turned = (
            before[0] * math.cos(shift * step) + before[1] * math.sin(shift * step),
            before[1] * math.cos(shift * step) - before[0] * math.sin(shift * step),
        )
        assert after == pytest.approx(turned)


@pytest.mark.parametrize(("inputs", "units"), [(784, 128), (3, 1), (10, 4)])
def test_a_dense_layer_has_a_weight_for_each_pair_and_a_bias_for_each_unit(inputs: int, units: int) -> None:
    weights, biases = [[0.0] * inputs for _ in range(units)], [0.0] * units

    assert sum(map(len, weights)) + len(biases) == inputs * units + units
    assert (inputs, units) != (784, 128) or inputs * units + units == 100_480
