"""The HTML parser: entities, offsets and the exact errors of Telegram."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.html import HtmlError, parse_html
from tests.servers.plain import clean_text, utf16_length, utf16_slice


@pytest.mark.parametrize(
    ("markup", "kind", "covered"),
    [
        ("a <b>đậm</b> b", "bold", "đậm"),
        ("<strong>x</strong>", "bold", "x"),
        ("😀<i>🎉 vui</i>", "italic", "🎉 vui"),
        ("<u>x</u>", "underline", "x"),
        ("<DEL>x</DEL>", "strikethrough", "x"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler", "x"),
        ('<span class="tg-spoiler">x</span>', "spoiler", "x"),
        ("<code>a &lt; b</code>", "code", "a < b"),
        ("<pre>x\ny</pre>", "pre", "x\ny"),
        ("<blockquote>x</blockquote>", "blockquote", "x"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote", "x"),
        ("<a href='https://hanoi.gov.vn/a?b=1&amp;c=2'>đây</a>", "text_link", "đây"),
        ('<a href="tg://user?id=42">Lan</a>', "text_mention", "Lan"),
        ("<b>x</>", "bold", "x"),
        ('<tg-emoji emoji-id="5368">👍</tg-emoji>', "custom_emoji", "👍"),
    ],
)
def test_parse_marks_text(markup: str, kind: str, covered: str) -> None:
    text, entities = parse_html(markup)
    (entity,) = entities
    assert entity["type"] == kind
    assert utf16_slice(text, entity["offset"], entity["length"]) == covered


@pytest.mark.parametrize(
    ("markup", "error"),
    [
        ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("đã <p>", 'Unsupported start tag "p" at byte offset 5'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("a <", "Unclosed start tag at byte offset 2"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b x", 'Unclosed start tag "b" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ('<a href="x"/>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x!>", "Unexpected end of name token at byte offset 8"),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>á</b x", "Unclosed end tag at byte offset 5"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a<b>b", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
def test_parse_refuses_with_the_real_text(markup: str, error: str) -> None:
    with pytest.raises(HtmlError) as refused:
        parse_html(markup)
    assert str(refused.value) == error


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a & b", "a & b"),
        ("&lt;b&gt; &amp;amp; &quot;", '<b> &amp; "'),
        ("&lt &nbsp; &apos;", "< &nbsp; &apos;"),
        ("&#273;&#x1F600;", "đ😀"),
        ("&#0;&#xD800;&#99999999;", "&#0;&#xD800;&#99999999;"),
        ("a > b", "a > b"),
    ],
)
def test_parse_decodes_references(markup: str, text: str) -> None:
    assert parse_html(markup) == (text, [])


def test_parse_joins_pre_and_code_with_a_language() -> None:
    _, inner = parse_html('<pre><code class="language-py">x</code></pre>')
    _, outer = parse_html('<code class="language-py"><pre>x</pre></code>')
    assert inner == outer == [{"type": "pre", "offset": 0, "length": 1, "language": "py"}]


def test_parse_drops_entities_inside_code() -> None:
    _, entities = parse_html("<code>a<b>b</b></code><i>c</i>")
    assert [entity["type"] for entity in entities] == ["code", "italic"]


def test_parse_drops_links_to_bare_hosts_and_empty_entities() -> None:
    assert parse_html('<a href="localhost">x</a><b></b>') == ("x", [])


@given(st.text())
def test_parse_never_crashes(markup: str) -> None:
    try:
        text, entities = parse_html(markup)
    except HtmlError:
        return
    assert all(entity["offset"] + entity["length"] <= utf16_length(text) for entity in entities)


@given(st.lists(st.sampled_from(["<b>", "</b>", "<a href=", '"', "x", "<i", ">", "</", "&", "&lt;", "é", "😀", " "])))
def test_parse_never_crashes_on_pieces_of_markup(pieces: list[str]) -> None:
    try:
        parse_html("".join(pieces))
    except HtmlError:
        return


@given(st.text())
def test_escaped_text_round_trips(text: str) -> None:
    parsed, entities = parse_html(f"<b>{html.escape(text, quote=False)}</b>")
    assert parsed == clean_text(text)
    assert [entity["length"] for entity in entities] == ([utf16_length(parsed)] if parsed else [])
