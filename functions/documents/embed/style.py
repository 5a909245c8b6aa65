"""The embed's stylesheet, which it carries along: one request is all that it costs its host."""

import base64
import hashlib
from typing import Literal

from functions.documents.fan.paint import stylesheet
from functions.documents.theme import DARK, LIGHT, Theme

Scheme = Literal["light", "dark", "auto"]
"""`auto` is what the reader's system asks for."""

_SANS = 'ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif'
_RULES = (
    "*{box-sizing:border-box;margin:0;padding:0}"
    "html{height:100%;-webkit-text-size-adjust:100%}"
    f"body{{min-height:100%;display:flex;background:var(--paper);color:var(--ink);"
    f"font:400 15px/1.45 {_SANS};font-variant-numeric:tabular-nums}}"
    "a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:.18em}"
    "a:hover{text-decoration-thickness:2px}"
    ":focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}"
    ".embed{flex:1;min-width:0;display:flex;flex-direction:column;gap:10px;padding:14px 16px}"
    ".top{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;"
    "gap:0 16px;color:var(--ink-3);font-size:13px}"
    ".top b{color:var(--ink);font-size:15px;font-weight:650}"
    ".late{color:var(--warn-ink)}"
    ".wordmark{color:var(--ink);font-size:17px;font-weight:700;letter-spacing:-.02em;"
    "text-decoration:none}"
    "h1{max-width:27em;font-size:clamp(19px,14px + 1.5vw,30px);font-weight:450;line-height:1.2;"
    "letter-spacing:-.018em;text-wrap:balance}"
    "h1 b{color:var(--accent);font-weight:650;white-space:nowrap}"
    "h1 time{white-space:nowrap}"
    ".more{color:var(--ink-2);text-wrap:pretty}"
    ".notice{align-self:flex-start;background:var(--warn-soft);color:var(--warn-ink);"
    "border-radius:8px;padding:5px 12px;font-size:13px}"
    "figure{flex:1;display:flex;flex-direction:column;gap:4px}"
    ".fan-chart{flex:1;min-height:200px;position:relative}"
    ".fan-chart svg{position:absolute;inset:0;width:100%;height:100%}"
    ".m,.l,.xl{display:none}"
    "@media(min-width:440px){.s{display:none}.m{display:block;min-height:210px}}"
    "@media(min-width:680px){.m{display:none}.l{display:block;min-height:240px}}"
    "@media(min-width:960px){.l{display:none}.xl{display:block;min-height:270px}}"
    "figcaption,footer{display:flex;flex-wrap:wrap;gap:2px 14px;color:var(--ink-3);"
    "font-size:13px}"
    ".key{display:inline-flex;align-items:center;gap:6px}"
    '.key::before{content:"";width:14px;height:9px;border-radius:2px;background:var(--accent)}'
    ".key-close::before{height:2px;background:var(--ink)}"
    ".key-95::before{opacity:var(--fan-95)}"
    ".key-80::before{opacity:calc(var(--fan-95) + var(--fan-80))}"
    ".key-50::before{opacity:calc(var(--fan-95) + var(--fan-80) + var(--fan-50))}"
    ".key-previous::before{background:none;border:1px dashed var(--ink-3)}"
    "footer{border-top:1px solid var(--line);padding-top:8px}"
    # Too old to rely on: still there to be read, no longer what catches the eye.
    ".embed--old h1,.embed--old h1 b{color:var(--ink-3)}"
    ".embed--old figure,.embed--gone figure{--accent:var(--ink-3)}"
    "@media(forced-colors:active){.fan-chart__band,.key::before{forced-color-adjust:none}}"
)


def style(scheme: Scheme) -> str:
    """The stylesheet in one colour scheme, or in both."""
    match scheme:
        case "light":
            tokens = _tokens(LIGHT, "light")
        case "dark":
            tokens = _tokens(DARK, "dark")
        case "auto":
            light, dark = _tokens(LIGHT, "light dark"), _tokens(DARK, "light dark")
            tokens = f"{light}@media screen and (prefers-color-scheme:dark){{{dark}}}"
    return f"{tokens}{_RULES}{stylesheet()}"


def security(css: str) -> dict[str, str]:
    """Headers of a page that anybody may frame, and that loads, runs and sends nothing."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; script-src 'none'; style-src 'sha256-{digest}';"
            " base-uri 'none'; form-action 'none'; frame-ancestors *"
        ),
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Opener-Policy": "unsafe-none",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


def _tokens(theme: Theme, schemes: str) -> str:
    said = ";".join(f"--{name}:{value}" for name, value in theme.items())
    return f":root{{color-scheme:{schemes};{said}}}"
