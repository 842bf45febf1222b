"""Formulas on one line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flashdl.formula import LONGEST, on_one_line


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (r"\frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}", "e^(zᵢ)/(∑ⱼ₌₁ᴷ e^(zⱼ))"),
        (r"-\sum_{i} y_i \log \hat{y}_i", "−∑ᵢ yᵢ log ŷᵢ"),
        (r"\mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V", "softmax(QKᵀ/√dₖ)V"),
        (r"\left\lfloor \frac{n + 2p - f}{s} \right\rfloor + 1", "⌊(n + 2p − f)/s⌋ + 1"),
        (r"\sigma(z) = \frac{1}{1 + e^{-z}}", "σ(z) = 1/(1 + e⁻ᶻ)"),
        (r"\theta_{t+1} = \theta_t - \eta \nabla_\theta J(\theta)", "θₜ₊₁ = θₜ − η∇_θ J(θ)"),
        (r"\hat m_t = \frac{m_t}{1-\beta_1^t}", "m̂ₜ = mₜ/(1 − β₁ᵗ)"),
        (r"\mathbb{E}_{x \sim p}[\log p(x)]", "𝔼_(x ∼ p)[log p(x)]"),
        (r"D_{KL}(P \| Q) = \sum_x P(x) \log \frac{P(x)}{Q(x)}", "D_KL(P ‖ Q) = ∑ₓ P(x) log(P(x)/Q(x))"),
        (r"\frac{\partial L}{\partial w_{ij}}", "∂L/∂wᵢⱼ"),
        (r"\frac{d}{dx} f(x)", "d/dx f(x)"),
        (r"\frac{1}{\sqrt{2\pi\sigma^2}} e^{-\frac{(x-\mu)^2}{2\sigma^2}}", "1/√(2πσ²) · e^(−((x − μ)²)/(2σ²))"),
        (r"\theta - \frac{\eta}{\sqrt{\hat{v}} + \epsilon} \hat{m}", "θ − η/(√v̂ + ϵ) · m̂"),
        (r"f(x) = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}", "f(x) = { x, x > 0; 0, otherwise"),
        (r"A = \begin{pmatrix} a & b \\ c & d \end{pmatrix} x", "A = [a b; c d] x"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a = b; c = d"),
        (r"\frac{1}{n}\sum_i x_i", "1/n · ∑ᵢ xᵢ"),
        (r"x \in \mathbb{R}^{n \times d}", "x ∈ ℝ^(n × d)"),
        (r"h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b)", "hₜ = tanh(Wₕₕ hₜ₋₁ + Wₓₕ xₜ + b)"),
        (r"a^{[l]} = g(z^{[l]})", "a^[l] = g(z^[l])"),
        (r"\lVert x \rVert_2", "‖x‖₂"),
        (r"P(A \mid B) = \frac{P(B \mid A) P(A)}{P(B)}", "P(A | B) = (P(B | A) P(A))/P(B)"),
        (r"\text{if } x > 0", "if x > 0"),
        (r"\sqrt[3]{x+1}", "∛(x + 1)"),
        (r"\binom{n}{k}", "C(n, k)"),
        (r"10^{-8}", "10⁻⁸"),
        (r"x^{2y}_{i,j}", "x_(i,j)²ʸ"),
        (r"\lvert A \rvert / \lvert B \rvert", "|A| / |B|"),
        (r"Q K^\top / \sqrt{d_k}", "Q Kᵀ / √dₖ"),
    ],
)
def test_formulas_of_the_field_are_said_in_plain_text(source: str, said: str) -> None:
    found = on_one_line(source)

    assert found is not None
    assert unicodedata.normalize("NFC", found) == unicodedata.normalize("NFC", said)


@pytest.mark.parametrize(
    "source",
    [
        r"\begin{tikz} 1 & 2 \end{tikz}",
        r"\begin{pmatrix} \unknown & 2 \end{pmatrix}",
        r"\begin{pmatrix} \begin{pmatrix} 1 \end{pmatrix} \end{pmatrix}",
        r"a \\ b",
        r"\unknown{x}",
        r"\hat{xy}",
        "{a",
        "a}",
        "a^",
        "a^b^c",
        r"\frac{}{b}",
        r"\frac{a}",
        r"\sqrt[",
        "x" * (LONGEST + 1),
        "{" * 100 + "x" + "}" * 100,
    ],
)
def test_what_cannot_be_said_for_certain_stays_tex(source: str) -> None:
    assert on_one_line(source) is None


@given(st.text(max_size=60) | st.text(r"\{}^_[]()abfrcsqtx 12+-=", max_size=60))
@example("\\")
@example("\\sqrt[^")
@example("\\text{")
def test_any_text_is_said_printably_or_left_alone(source: str) -> None:
    said = on_one_line(source)

    assert said is None or (said.isprintable() and "\\frac" not in said)


@given(st.text("abxyz0123456789+=(),.! ", max_size=40))
def test_what_is_no_tex_keeps_its_signs(source: str) -> None:
    said = on_one_line(source)

    assert said is not None
    assert said.replace(" ", "") == source.replace(" ", "")
