"""Hostile input: a polite reply or none, nothing executed, no exception in the log."""

from __future__ import annotations

import json
import logging

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.reply import Action, Block, Button, Reply, Span, Verb
from bot.web.render import safe_link
from tests.web.conftest import House

HOSTILE = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute": "\" autofocus onfocus=alert(1) x=\"' accesskey='x",
    "template": "{{ 7 * 1000003 }} {% include '/etc/passwd' %} ${7*1000003} %(x)s {unit}",
    "right to left": "\u202egnp.exe \u2067lich cat nuoc\u2069",
    "long": "cắt nước " * 1100,
    "empty": "",
    "blank": " \n\t\u00a0\u200b ",
    "emoji": "🎉👩‍👩‍👧‍👦🇻🇳",
    "NUL": "cắt\x00nước",
    "half of a pair": "\ud83d cắt nước \udc00",
    "combining": "a" + "\u0301" * 500,
    "command": "/start; DROP TABLE interaction; --",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_hostile_question_gets_a_polite_reply(
    lan: httpx.AsyncClient, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = await lan.post(
        "/api/ask", content=json.dumps({"text": text}), headers={"content-type": "application/json"}
    )
    assert response.status_code in (200, 413)
    assert response.json()["html"]
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("name", ["html", "attribute", "template", "right to left"])
async def test_a_hostile_question_is_shown_as_text(lan: httpx.AsyncClient, name: str) -> None:
    page = (await lan.post("/", data={"text": HOSTILE[name]})).text
    for raw in ("<script>alert", "<img src=x", '" autofocus', "x' accesskey='", "7000021"):
        assert raw not in page.partition("</header>")[2].partition("<footer")[0]


@pytest.mark.parametrize(
    "action",
    ["", "o", "o:", "z:1", ":", "o:../../etc", "k:<b>", "m:" + "x" * 62, "d:" + "x" * 200, "c:\ud800"],
    ids=ascii,
)
async def test_malformed_action_gets_a_polite_word(lan: httpx.AsyncClient, action: str) -> None:
    body = json.dumps({"action": action})
    response = await lan.post("/api/press", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 200
    assert response.json()["html"]


async def test_an_unknown_command_gets_a_polite_word(lan: httpx.AsyncClient) -> None:
    response = await lan.post("/api/command", json={"command": "rm -rf"})
    assert "không còn dùng được" in response.json()["html"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"text": "x"}', "text/plain", 415),
        (b'{"text": "x"}', "", 415),
        (b"{", "application/json", 400),
        (b'{"text": 7}', "application/json", 400),
        (b'["text"]', "application/json", 400),
        (b"null", "application/json", 400),
        (b'{"question": "x"}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 16_000, "application/json", 400),
        (b"9" * 16_000, "application/json", 400),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_calls_that_are_no_calls_are_refused_politely(
    lan: httpx.AsyncClient, body: bytes, kind: str, status: int
) -> None:
    response = await lan.post("/api/ask", content=body, headers={"content-type": kind})
    assert response.status_code == status
    assert response.json()["html"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"other=1", "application/x-www-form-urlencoded"),
        (b"a=1&b=2&c=3&d=4&e=5", "application/x-www-form-urlencoded"),
        (b"text=x", "text/plain"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"no boundary", "multipart/form-data"),
        (
            b'--x\r\nContent-Disposition: form-data; name="text"; filename="a.exe"\r\n\r\nMZ\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_forms_that_are_no_questions_are_refused_politely(lan: httpx.AsyncClient, body: bytes, kind: str) -> None:
    response = await lan.post("/", content=body, headers={"content-type": kind})
    assert response.status_code == 400
    assert "Chưa thực hiện được" in response.text


@pytest.mark.parametrize("cookie", ["loa_session=<b>", "loa_session=" + "a" * 3000, "loa_lang=zz", "=;;;=\x01", "$x=1"])
async def test_malformed_cookies_make_a_new_session(house: House, cookie: str) -> None:
    async with house.browser(cookie=cookie) as browser:
        response = await browser.get("/")
    assert response.status_code == 200
    assert "loa_session" in response.headers["set-cookie"]


@pytest.mark.parametrize(
    "path", ["/static/%00", "/static/%2e%2e/site.py", "/thong-bao/%00", "/thong-bao/" + "a" * 5000]
)
async def test_malformed_addresses_are_not_found(lan: httpx.AsyncClient, path: str) -> None:
    found = [(await lan.get(path, headers={"host": host})).status_code for host in ("loa.test", "[", "a b", "%")]
    assert found == [404] * 4


@pytest.mark.parametrize("host", ["[", "[::1", "evil.example"])
async def test_a_malformed_host_changes_nothing(lan: httpx.AsyncClient, host: str) -> None:
    page = await lan.get("/", headers={"host": host})
    assert page.status_code == 200
    assert host not in page.text.partition("<footer")[0].partition("<body>")[0]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/thong-bao/x",
        "https://",
        "http://a b",
        "ht\ntp://x",
        "http://[x",
        "",
        None,
    ],
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert safe_link(url) is None


@pytest.mark.parametrize("url", ["http://phuong.example", "https://phuong.example/tin?id=1&x=2#:~:text=a,b"])
def test_web_addresses_become_links(url: str) -> None:
    assert safe_link(url) == url


def test_a_link_is_escaped_and_follows_nobody(house: House) -> None:
    span = Span("<b>", url='https://x.example/"onmouseover="alert(1)')
    html = house.site.state.desk.renderer.render_reply(Reply((Block((span,)),)), "vi")
    assert 'href="https://x.example/&#34;onmouseover=&#34;alert(1)" rel="noopener nofollow"' in html
    assert "&lt;b&gt;" in html


@given(
    text=st.text(max_size=60), label=st.text(min_size=1, max_size=60), url=st.one_of(st.none(), st.text(max_size=40))
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_becomes_markup(house: House, text: str, label: str, url: str | None) -> None:
    reply = Reply((Block((Span(text, bold=True, url=url),), is_quote=True),), ((Button(label, Action(Verb.HELP)),),))
    html = house.site.state.desk.renderer.render_reply(reply, "vi")
    tags = html.count("<") - 2 * html.count("<a ")
    assert tags == 10  # blockquote, strong, form, div, button: opened and closed
