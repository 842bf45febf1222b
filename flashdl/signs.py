"""The signs of TeX as signs of Unicode: data for `formula`."""

from __future__ import annotations

LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "zeta": "ζ", "eta": "η", "theta":
    "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "chi": "χ", "psi": "ψ", "omega": "ω", "varepsilon":
    "ε", "vartheta": "ϑ", "varpi": "ϖ", "varrho": "ϱ", "varsigma": "ς", "varphi": "φ", "Gamma": "Γ", "Delta":
    "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi":
    "Ψ", "Omega": "Ω", "ell": "ℓ", "hbar": "ℏ", "Re": "Re", "Im": "Im", "aleph": "ℵ", "imath": "ı", "jmath":
    "ȷ", "partial": "∂", "nabla": "∇", "infty": "∞", "emptyset": "∅", "varnothing": "∅", "top": "⊤", "bot": "⊥",
    "prime": "′", "dots": "…", "ldots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "degree": "°", "deg":
    "deg", "dag": "†", "dagger": "†", "angle": "∠", "triangle": "△", "square": "□", "forall": "∀", "exists":
    "∃", "nexists": "∄", "checkmark": "✓", "star": "⋆", "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor":
    "⌋", "lceil": "⌈", "rceil": "⌉", "vert": "|", "lvert": "|", "rvert": "|", "mid": " | ", "Vert": "‖",
    "lVert": "‖", "rVert": "‖", "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]", "backslash": "\\",
    "colon": ":", "blacksquare": "∎", "qed": "∎",
}  # fmt: skip
"""Commands that are one sign, and need no space."""

OPERATORS = {
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "mp": "∓", "ast": "∗", "circ": "∘", "bullet": "•",
    "otimes": "⊗", "oplus": "⊕", "ominus": "⊖", "odot": "⊙", "cup": "∪", "cap": "∩", "setminus": "∖", "wedge":
    "∧", "land": "∧", "vee": "∨", "lor": "∨", "lnot": "¬", "neg": "¬", "leq": "≤", "le": "≤", "geq": "≥", "ge":
    "≥", "neq": "≠", "ne": "≠", "approx": "≈", "sim": "∼", "simeq": "≃", "cong": "≅", "equiv": "≡", "propto":
    "∝", "ll": "≪", "gg": "≫", "in": "∈", "notin": "∉", "ni": "∋", "subset": "⊂", "subseteq": "⊆", "supset":
    "⊃", "supseteq": "⊇", "perp": "⊥", "parallel": "∥", "to": "→", "rightarrow": "→", "leftarrow": "←", "gets":
    "←", "leftrightarrow": "↔", "Rightarrow": "⇒", "Leftarrow": "⇐", "Leftrightarrow": "⇔", "implies": "⟹",
    "iff": "⟺", "mapsto": "↦", "longrightarrow": "⟶", "longleftarrow": "⟵", "uparrow": "↑", "downarrow": "↓",
    "models": "⊨", "vdash": "⊢", "coloneqq": "≔", "triangleq": "≜", "doteq": "≐", "asymp": "≍", "ltimes": "⋉",
    "rtimes": "⋊", "hookrightarrow": "↪", "twoheadrightarrow": "↠", "rightharpoonup": "⇀", "prec": "≺", "succ":
    "≻", "preceq": "≼", "succeq": "≽", "bowtie": "⋈", "vDash": "⊨", "searrow": "↘", "nearrow": "↗", "swarrow":
    "↙", "nwarrow": "↖", "nleq": "≰", "ngeq": "≱", "therefore": "∴", "because": "∵", "thicksim": "∼",
    "leqslant": "⩽", "geqslant": "⩾",
}  # fmt: skip
"""Commands with a space on either side."""

LARGE = {
    "sum": "∑", "prod": "∏", "coprod": "∐", "int": "∫", "iint": "∬", "iiint": "∭", "oint": "∮", "bigcup": "⋃",
    "bigcap": "⋂", "bigoplus": "⨁", "bigotimes": "⨂", "bigwedge": "⋀", "bigvee": "⋁",
}  # fmt: skip
"""Commands with bounds."""

NAMES = frozenset({
    "Pr", "arccos", "arcsin", "arctan", "arg", "argmax", "argmin", "cos", "cosh", "cot", "coth", "csc", "det",
    "dim", "exp", "gcd", "hom", "inf", "ker", "lg", "lim", "liminf", "limsup", "ln", "log", "max", "min", "sec",
    "sin", "sinh", "softmax", "sup", "tan", "tanh",
})  # fmt: skip
"""Commands that are read as they are written."""

ESCAPED = {
    "{": "{", "}": "}", "%": "%", "$": "$", "&": "&", "#": "#", "_": "_", "|": "‖", "-": "",
}  # fmt: skip
"""Signs behind a backslash."""

NO_SIZE = frozenset({
    "Big", "Bigg", "Biggl", "Biggr", "Bigl", "Bigr", "big", "bigg", "biggl", "biggr", "bigl", "bigr",
    "displaystyle", "left", "limits", "mathstrut", "middle", "nolimits", "right", "scriptstyle", "textstyle",
})  # fmt: skip
"""Commands that only say how large something is."""

UPRIGHT = frozenset({
    "bf", "bm", "bold", "boldsymbol", "mathbf", "mathit", "mathnormal", "mathop", "mathord", "mathrm", "mathsf",
    "mathtt", "operatorname", "pmb", "rm",
})  # fmt: skip
"""Commands that only say in which letters something is written."""

TEXTS = frozenset({
    "mbox", "text", "textbf", "textit", "textrm", "textsf", "texttt",
})  # fmt: skip
"""The same, for words."""

ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0305", "tilde": "\u0303", "widetilde":
    "\u0303", "dot": "\u0307", "ddot": "\u0308", "vec": "\u20d7", "check": "\u030c", "breve": "\u0306", "acute":
    "\u0301", "grave": "\u0300", "underline": "\u0332", "mathring": "\u030a",
}  # fmt: skip
"""A sign above or below a letter."""

DOUBLE = dict(
    zip(
        "CHNPQRZEFVDAGIKLMOSTU1",
        "ℂℍℕℙℚℝℤ𝔼𝔽𝕍𝔻𝔸𝔾𝕀𝕂𝕃𝕄𝕆𝕊𝕋𝕌𝟙",
        strict=True,
    )
)
"""Letters with a double stroke."""

SCRIPT = dict(
    zip(
        "BEFHILMRADNOSTGXYZPCQUVWJK",
        "ℬℰℱℋℐℒℳℛ𝒜𝒟𝒩𝒪𝒮𝒯𝒢𝒳𝒴𝒵𝒫𝒞𝒬𝒰𝒱𝒲𝒥𝒦",
        strict=True,
    )
)
"""Letters as written by hand."""

UP = dict(
    zip(
        "0123456789+-=()nijkabcdefghlmoprstuvwxyzABDEGHIJKLMNOPRTUVW⊤′βγδθφχ∗*−",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱʲᵏᵃᵇᶜᵈᵉᶠᵍʰˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀ′ᵝᵞᵟᶿᵠᵡ**⁻",
        strict=True,
    )
)
"""Small signs above the line."""

DOWN = dict(
    zip(
        "0123456789+-=()aehijklmnoprstuvxβγρφχ−",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ₋",
        strict=True,
    )
)
"""Small signs below the line."""
