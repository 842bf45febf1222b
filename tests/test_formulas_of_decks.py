"""Formulas of foundations and training that the bundled notes state, tried with numbers."""

from __future__ import annotations

import math

import pytest

from tests.numbers import CHANCE, cross_entropy, normal_density, normal_share, sigmoid, slope, softmax


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


@pytest.mark.parametrize(("inputs", "units"), [(784, 128), (3, 1), (10, 4)])
def test_a_dense_layer_has_a_weight_for_each_pair_and_a_bias_for_each_unit(inputs: int, units: int) -> None:
    weights, biases = [[0.0] * inputs for _ in range(units)], [0.0] * units

    assert sum(map(len, weights)) + len(biases) == inputs * units + units
    assert (inputs, units) != (784, 128) or inputs * units + units == 100_480


def test_cross_entropy_is_entropy_plus_the_divergence() -> None:
    p, q = softmax([0.2, 1.5, -0.7]), softmax([1.0, 0.1, 0.4])
    divergence = sum(one * math.log(one / other) for one, other in zip(p, q, strict=True))

    assert cross_entropy(p, q) == pytest.approx(cross_entropy(p, p) + divergence)
    assert divergence > 0


def test_softmax_of_two_is_the_sigmoid_of_the_difference_and_ignores_a_constant() -> None:
    assert softmax([1.3, -0.4])[0] == pytest.approx(1 / (1 + math.exp(-1.7)))
    assert softmax([1.3 + 50, -0.4 + 50]) == pytest.approx(softmax([1.3, -0.4]))


@pytest.mark.parametrize("z", [-3.0, -0.5, 0.2, 2.0])
def test_the_derivatives_of_the_activation_functions(z: float) -> None:
    stated = {
        "sigmoid": (sigmoid, sigmoid(z) * (1 - sigmoid(z))),
        "tanh": (math.tanh, 1 - math.tanh(z) ** 2),
        "ReLU": (lambda x: max(0.0, x), float(z > 0)),
        "SiLU": (lambda x: x * sigmoid(x), sigmoid(z) + z * sigmoid(z) * (1 - sigmoid(z))),
        "GELU": (lambda x: x * normal_share(x), normal_share(z) + z * normal_density(z)),
    }

    for name, (function, derivative) in stated.items():
        assert slope(lambda values, f=function: f(values[0]), [z], 0) == pytest.approx(derivative, abs=1e-6), name
    assert math.tanh(z) == pytest.approx(2 * sigmoid(2 * z) - 1)


def test_the_four_equations_of_backpropagation() -> None:
    """Two layers of tanh with the squared error: the derivatives by hand and as differences."""
    x, y = [0.5, -1.0, 0.3], [0.2, -0.4]
    first = [[CHANCE.gauss(0, 1) for _ in x] for _ in range(4)]
    second = [[CHANCE.gauss(0, 1) for _ in range(4)] for _ in y]

    def layer(weights: list[list[float]], values: list[float]) -> list[float]:
        return [math.tanh(sum(w * v for w, v in zip(row, values, strict=True))) for row in weights]

    def loss(flat: list[float]) -> float:
        hidden = layer([flat[3 * unit : 3 * unit + 3] for unit in range(4)], x)
        return sum((out - goal) ** 2 for out, goal in zip(layer(second, hidden), y, strict=True))

    hidden = layer(first, x)
    outputs = layer(second, hidden)
    last = [2 * (out - goal) * (1 - out**2) for out, goal in zip(outputs, y, strict=True)]
    error = [sum(second[k][unit] * last[k] for k in range(2)) * (1 - hidden[unit] ** 2) for unit in range(4)]
    flat = [weight for row in first for weight in row]

    for unit in range(4):
        for place in range(3):
            assert slope(loss, flat, 3 * unit + place) == pytest.approx(error[unit] * x[place], abs=1e-5)


@pytest.mark.parametrize("steps", [1, 2, 10])
def test_the_corrected_moments_of_adam_are_those_of_a_constant_gradient(steps: int) -> None:
    beta1, beta2, gradient, m, v = 0.9, 0.999, -0.7, 0.0, 0.0
    for _ in range(steps):
        m = beta1 * m + (1 - beta1) * gradient
        v = beta2 * v + (1 - beta2) * gradient**2

    assert m / (1 - beta1**steps) == pytest.approx(gradient)
    assert v / (1 - beta2**steps) == pytest.approx(gradient**2)


def test_decoupled_decay_is_the_step_of_adamw_without_a_gradient() -> None:
    rate, decay, weight = 0.1, 0.01, 3.0

    assert weight - rate * (0.0 + decay * weight) == pytest.approx((1 - rate * decay) * weight)


def test_l2_regularization_and_weight_decay_are_the_same_for_plain_gradient_descent() -> None:
    rate, strength, weight, gradient = 0.1, 0.3, 2.0, 0.7
    penalised = weight - rate * slope(lambda w: gradient * w[0] + strength / 2 * w[0] ** 2, [weight], 0)

    assert penalised == pytest.approx((1 - rate * strength) * weight - rate * gradient)


def test_cosine_annealing_goes_from_the_highest_rate_to_the_lowest() -> None:
    def rate(step: int) -> float:
        return 0.01 + (0.5 - 0.01) / 2 * (1 + math.cos(math.pi * step / 100))

    assert (rate(0), rate(100)) == pytest.approx((0.5, 0.01))
    assert rate(50) == pytest.approx((0.5 + 0.01) / 2)


def test_clipping_by_norm_shortens_a_long_gradient_and_leaves_a_short_one() -> None:
    def clipped(gradient: list[float], limit: float) -> list[float]:
        return [min(1, limit / math.hypot(*gradient)) * part for part in gradient]

    assert clipped([3.0, -4.0], 1.0) == pytest.approx([0.6, -0.8])
    assert clipped([3.0, -4.0], 6.0) == [3.0, -4.0]


def test_layer_normalization_gives_mean_zero_and_variance_one_before_it_shifts_and_stretches() -> None:
    features, gamma, beta = [2.0, -1.0, 0.5, 7.0], 1.5, -0.2
    mean = sum(features) / 4
    variance = sum((one - mean) ** 2 for one in features) / 4
    normalized = [(one - mean) / math.sqrt(variance + 1e-12) for one in features]
    output = [gamma * one + beta for one in normalized]

    assert sum(normalized) == pytest.approx(0, abs=1e-9)
    assert sum(one**2 for one in normalized) / 4 == pytest.approx(1)
    assert sum(output) / 4 == pytest.approx(beta)


def test_what_rmsnorm_divides_by_leaves_a_mean_square_of_one() -> None:
    features = [2.0, -1.0, 0.5, 7.0]
    divisor = math.sqrt(sum(one**2 for one in features) / 4)

    assert sum((one / divisor) ** 2 for one in features) / 4 == pytest.approx(1)


def test_how_many_means_a_normalization_takes() -> None:
    n, c, h, w, groups = 4, 6, 2, 3, 2
    places = [(i, j) for i in range(n) for j in range(c) for _ in range(h * w)]

    assert len({j for _, j in places}) == c  # batch
    assert len({i for i, _ in places}) == n  # layer
    assert len(set(places)) == n * c  # instance
    assert len({(i, j * groups // c) for i, j in places}) == n * groups  # group


def test_the_expected_squared_error_is_bias_squared_plus_variance_plus_noise() -> None:
    draws, truth, noise = 40_000, 1.0, 0.5
    fits = [truth + 0.3 + CHANCE.gauss(0, 0.7) for _ in range(draws)]
    found = sum((truth + CHANCE.gauss(0, noise) - fit) ** 2 for fit in fits) / draws

    assert found == pytest.approx(0.3**2 + 0.7**2 + noise**2, rel=0.05)


def test_inverted_dropout_keeps_the_mean() -> None:
    kept, activation, draws = 0.8, 2.0, 40_000
    mean = sum((CHANCE.random() < kept) * activation / kept for _ in range(draws)) / draws

    assert mean == pytest.approx(activation, rel=0.02)


def test_a_smoothed_target_still_sums_to_one() -> None:
    classes, smoothing = 10, 0.1

    assert sum((1 - smoothing) * (k == 3) + smoothing / classes for k in range(classes)) == pytest.approx(1)


def test_the_metrics_of_binary_classification_agree() -> None:
    tp, tn, fp, fn = 30, 900, 20, 50
    precision, recall = tp / (tp + fp), tp / (tp + fn)

    assert 2 * tp / (2 * tp + fp + fn) == pytest.approx(2 * precision * recall / (precision + recall))
    assert fp / (fp + tn) == pytest.approx(1 - tn / (tn + fp))


def test_dice_and_intersection_over_union_say_the_same() -> None:
    a, b = set(range(10)), set(range(4, 17))
    shared, union = len(a & b), len(a | b)
    dice, jaccard = 2 * shared / (len(a) + len(b)), shared / union

    assert dice == pytest.approx(2 * jaccard / (1 + jaccard))
