"""Formulas of architectures and generative models that the bundled notes state, tried with numbers."""

from __future__ import annotations

import math

import pytest

from tests.numbers import CHANCE, cross_entropy, sigmoid, slope, softmax


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


@pytest.mark.parametrize(("n", "k", "p", "s"), [(4, 2, 0, 2), (7, 3, 1, 2), (5, 4, 1, 1)])
def test_a_transposed_convolution_turns_the_size_of_a_convolution_round(n: int, k: int, p: int, s: int) -> None:
    larger = (n - 1) * s - 2 * p + k

    assert (larger + 2 * p - k) // s + 1 == n


@pytest.mark.parametrize(("k", "r"), [(3, 1), (3, 2), (5, 4)])
def test_the_width_of_a_dilated_kernel_and_the_padding_that_keeps_the_size(k: int, r: int) -> None:
    taps = [r * tap for tap in range(k)]

    assert taps[-1] - taps[0] + 1 == r * (k - 1) + 1
    assert 13 + 2 * ((k - 1) // 2) - k + 1 == 13


@pytest.mark.parametrize("layers", [1, 2, 3, 7])
def test_the_receptive_field_of_stacked_convolutions(layers: int) -> None:
    seen = {0}
    for _ in range(layers):
        seen = {place + offset for place in seen for offset in (-1, 0, 1)}

    assert len(seen) == 2 * layers + 1


def test_the_parameters_of_convolutions() -> None:
    def weights(k: int, per_filter: int, filters: int) -> int:
        return sum(1 for _ in range(filters) for _ in range(per_filter) for _ in range(k * k))

    k, c_in, c_out = 3, 64, 128
    assert weights(k, c_in, c_out) + c_out == k**2 * c_in * c_out + c_out == 73_856
    assert weights(k, 1, c_in) + weights(1, c_in, c_out) == k**2 * c_in + c_in * c_out


@pytest.mark.parametrize(("gates", "inputs", "size"), [(4, 10, 20), (3, 10, 20)])
def test_the_parameters_of_recurrent_layers(gates: int, inputs: int, size: int) -> None:
    """Each gate, and the candidate, has a weight for every input and every hidden value, and a bias, for each unit."""
    counted = sum(inputs + size + 1 for _ in range(gates) for _ in range(size))

    assert counted == gates * (size * inputs + size**2 + size)


def test_the_shapes_of_attention() -> None:
    n, m, d_k, d_v = 3, 5, 4, 2
    q, k, v = (
        [[CHANCE.gauss(0, 1) for _ in range(width)] for _ in range(height)]
        for height, width in ((n, d_k), (m, d_k), (m, d_v))
    )
    scores = [[sum(a * b for a, b in zip(x, y, strict=True)) / math.sqrt(d_k) for y in k] for x in q]
    weights = [softmax(row) for row in scores]
    output = [[sum(w * row[j] for w, row in zip(line, v, strict=True)) for j in range(d_v)] for line in weights]

    assert (len(weights), len(weights[0])) == (n, m)
    assert (len(output), len(output[0])) == (n, d_v)
    assert [sum(line) for line in weights] == pytest.approx([1] * n)


def test_a_rotary_score_depends_on_the_distance_alone() -> None:
    def turned(vector: tuple[float, float], position: int) -> tuple[float, float]:
        angle = 0.3 * position
        return (
            vector[0] * math.cos(angle) - vector[1] * math.sin(angle),
            vector[0] * math.sin(angle) + vector[1] * math.cos(angle),
        )

    def score(m: int, n: int) -> float:
        return sum(a * b for a, b in zip(turned(q, m), turned(k, n), strict=True))

    q, k = (0.7, -1.2), (0.4, 0.9)

    assert score(3, 8) == pytest.approx(score(20, 25))
    assert score(3, 8) == pytest.approx(sum(a * b for a, b in zip(q, turned(k, 5), strict=True)))


def test_what_a_cache_of_keys_and_values_holds() -> None:
    layers, tokens, heads, width = 3, 7, 2, 4
    cache = [[(0.0,) * width for _ in ("key", "value")] for _ in range(layers * tokens * heads)]

    assert sum(len(vector) for pair in cache for vector in pair) == 2 * layers * tokens * heads * width


def test_a_low_rank_update_has_fewer_parameters_and_the_shape_of_the_matrix() -> None:
    d, k, r = 6, 5, 2
    b, a = [[1.0] * r for _ in range(d)], [[1.0] * k for _ in range(r)]
    update = [[sum(b[i][s] * a[s][j] for s in range(r)) for j in range(k)] for i in range(d)]

    assert (len(update), len(update[0])) == (d, k)
    assert sum(map(len, b)) + sum(map(len, a)) == r * (d + k)


def test_the_best_policy_under_the_penalty_has_the_implicit_reward_of_dpo() -> None:
    """Which is why the loss of a reward model, with that reward in it, is that of DPO (Rafailov 2023, section 4)."""
    rewards, reference, beta = [1.0, -0.5, 0.3], softmax([0.2, 0.9, -1.0]), 0.4
    best = [p * math.exp(reward / beta) for p, reward in zip(reference, rewards, strict=True)]
    best = [one / sum(best) for one in best]
    implicit = [beta * math.log(p / q) for p, q in zip(best, reference, strict=True)]

    def value(scores: list[float]) -> float:
        policy = softmax(scores)
        return sum(
            p * (reward - beta * math.log(p / q)) for p, reward, q in zip(policy, rewards, reference, strict=True)
        )

    assert implicit[0] - implicit[1] == pytest.approx(rewards[0] - rewards[1])
    scores = [math.log(one) for one in best]
    assert [slope(value, scores, place) for place in range(3)] == pytest.approx([0, 0, 0], abs=1e-6)


def test_the_loss_of_dpo_falls_as_the_preferred_answer_gains() -> None:
    def loss(values: list[float]) -> float:
        preferred, rejected = values
        return -math.log(sigmoid(0.1 * (preferred - -2.0) - 0.1 * (rejected - -3.0)))

    assert loss([-2.0, -3.0]) == pytest.approx(math.log(2)), "before any training the two are alike"
    assert slope(loss, [-2.0, -3.0], 0) < 0 < slope(loss, [-2.0, -3.0], 1)


@pytest.mark.parametrize(("ratio", "advantage", "grows"), [(1.5, 1.0, False), (0.5, -1.0, False), (1.0, 1.0, True)])
def test_the_clipped_objective_gives_no_reason_to_go_further(ratio: float, advantage: float, grows: bool) -> None:
    def objective(values: list[float]) -> float:
        clipped = min(max(values[0], 0.8), 1.2)
        return min(values[0] * advantage, clipped * advantage)

    assert (abs(slope(objective, [ratio], 0)) > 0.5) is grows


@pytest.mark.parametrize(("mean", "spread"), [(0.0, 1.0), (1.3, 0.4), (-0.6, 2.0)])
def test_the_divergence_of_a_normal_code_from_the_standard_normal_prior(mean: float, spread: float) -> None:
    draws = [mean + spread * CHANCE.gauss(0, 1) for _ in range(60_000)]

    def log_density(z: float, centre: float, width: float) -> float:
        return -0.5 * ((z - centre) / width) ** 2 - math.log(width)

    found = sum(log_density(z, mean, spread) - log_density(z, 0, 1) for z in draws) / len(draws)
    assert found == pytest.approx(0.5 * (mean**2 + spread**2 - 1 - math.log(spread**2)), abs=0.03)


def test_the_evidence_is_the_lower_bound_plus_the_gap() -> None:
    prior, likelihood, guess = [0.3, 0.7], [0.9, 0.2], [0.5, 0.5]
    evidence = sum(p * q for p, q in zip(prior, likelihood, strict=True))
    posterior = [p * q / evidence for p, q in zip(prior, likelihood, strict=True)]
    reconstruction = sum(g * math.log(q) for g, q in zip(guess, likelihood, strict=True))
    regularization = sum(g * math.log(g / p) for g, p in zip(guess, prior, strict=True))
    gap = sum(g * math.log(g / p) for g, p in zip(guess, posterior, strict=True))

    assert math.log(evidence) == pytest.approx(reconstruction - regularization + gap)


def test_the_best_discriminator_for_a_fixed_generator() -> None:
    real, made = 0.3, 0.1

    def value(values: list[float]) -> float:
        return real * math.log(values[0]) + made * math.log(1 - values[0])

    assert slope(value, [real / (real + made)], 0) == pytest.approx(0, abs=1e-6)


def test_a_noisy_example_made_in_one_go_has_the_moments_of_one_made_step_by_step() -> None:
    betas = [0.01 * (step + 1) for step in range(10)]
    mean, variance, kept = 1.0, 0.0, 1.0
    for beta in betas:
        mean, variance, kept = math.sqrt(1 - beta) * mean, (1 - beta) * variance + beta, kept * (1 - beta)

    assert (mean, variance) == pytest.approx((math.sqrt(kept), 1 - kept))


def test_the_denoising_step_is_the_mean_of_the_posterior_where_the_noise_is_known() -> None:
    """Ho 2020, equations 7 and 11."""
    beta, before, example, noise = 0.05, 0.6, 1.7, -0.8
    alpha = 1 - beta
    kept = before * alpha
    noisy = math.sqrt(kept) * example + math.sqrt(1 - kept) * noise
    posterior = (math.sqrt(before) * beta * example + math.sqrt(alpha) * (1 - before) * noisy) / (1 - kept)

    assert (noisy - beta / math.sqrt(1 - kept) * noise) / math.sqrt(alpha) == pytest.approx(posterior)
    assert (noisy - math.sqrt(1 - kept) * noise) / math.sqrt(kept) == pytest.approx(example)


def test_a_contrastive_loss_is_the_cross_entropy_of_picking_the_positive() -> None:
    similar, temperature = [0.9, 0.1, -0.3], 0.2
    stated = -math.log(math.exp(similar[0] / temperature) / sum(math.exp(one / temperature) for one in similar))

    assert stated == pytest.approx(cross_entropy([1.0, 0.0, 0.0], softmax([one / temperature for one in similar])))


def test_the_loss_of_the_chinchilla_study_asks_for_as_many_tokens_as_parameters_where_its_exponents_are_equal() -> None:
    """At a fixed number of operations, 6 N D: where alpha = beta, N and D grow in equal proportion."""

    def best(operations: float) -> float:
        sizes = [10 ** (step / 1000) for step in range(6000, 13000)]
        return min(sizes, key=lambda n: 400 / n**0.31 + 400 / (operations / 6 / n) ** 0.31)

    assert best(1e22) / best(1e20) == pytest.approx(10, rel=0.01)
