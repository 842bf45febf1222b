"""HTML of fields as text: what a reader sees, and nothing that acts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashdl.formats.html_text import readable


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("a &lt;b&gt; &amp;nbsp; c", "a <b> &nbsp; c"),
        ("<b>bold</b> and <i>slanted</i>", "bold and slanted"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<div>one</div><div>two</div>", "one\n\ntwo"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("say <code>ls -l</code> now", "say `ls -l` now"),
        ("walk<details><summary>Hint</summary>begins with a</details>", "walk\n\nHint\nbegins with a"),
        ("<pre><code>if a:\n    b\n</code></pre>then", "```\nif a:\n    b\n```\n\nthen"),
        ('<code class="language-c">int a;<br>int b;</code>', "```c\nint a;\nint b;\n```"),
        ("<pre><code>a\n```\nb</code></pre>", "````\na\n```\nb\n````"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("x<sup>2</sup> H<sub>2</sub>O e<sup>ax</sup>", "x² H₂O e^(ax)"),
        (r"\(a+b\) and \[c\] and [latex]d[/latex]", "$a+b$ and $c$ and d"),
        (r"[latex]What is \textit{coherence} of $E=hf$?[/latex]", "What is coherence of $E=hf$?"),
        (r"[latex]\frac{a}{b}[/latex]", r"$\frac{a}{b}$"),
        (r"[latex]\begin{align*}a&=b\\c&=d\end{align*}[/latex]", r"$\begin{align*}a&=b\\c&=d\end{align*}$"),
        (r"[latex]so\\ \[x^2\] 5\% &lt; \#1[/latex]", "so\n$x^2$ 5% < #1"),
        (r"[latex]\begin{itemize}<br>\item one $a$<br>\item two<br>\end{itemize}[/latex]", "- one $a$\n- two"),
        ("<anki-mathjax>x</anki-mathjax>", "$x$"),
        ('<img src="map.png">', "[picture: map.png]"),
        ('<img alt="A map" src="map.png"/>', "[picture: A map]"),
        ("hear [sound:a.mp3]", "hear [sound: a.mp3]"),
        ("<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>", "漢字(かんじ)"),
        ("<script>alert(1)</script>seen<style>p{}</style>", "seen"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ('<a href="javascript:alert(1)">link</a>', "link"),
        ("a\nb", "a\nb"),
        ("<b>a\nb</b>", "a b"),
        ("2 < 3 and 4 > 1", "2 < 3 and 4 > 1"),
    ],
)
def test_a_field_shows_what_a_reader_would_see(html: str, text: str) -> None:
    assert readable(html) == text


@given(st.text(st.sampled_from("<>/=&;\"' abisupcodertlx\n[]$\\()"), max_size=200))
def test_any_markup_is_read(html: str) -> None:
    assert isinstance(readable(html), str)


def test_deep_nesting_is_read() -> None:
    assert readable("<div>" * 50_000 + "x" + "<sup>" * 50_000) == "x"
