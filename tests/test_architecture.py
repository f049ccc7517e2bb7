"""Dependencies point one way, and the map of the house stays true."""

from __future__ import annotations

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WEB = {"starlette", "uvicorn", "jinja2"}


def _modules() -> dict[str, Path]:
    files = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "knowledge").rglob("*.py")]
    return {_name(path): path for path in files if "versions" not in path.parts}


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield node.module


MODULES = _modules()
IMPORTS = {name: set(_imports(path)) for name, path in MODULES.items()}


def _roots(name: str) -> set[str]:
    return {imported.split(".")[0] for imported in IMPORTS[name]}


def test_imports_have_no_cycle() -> None:
    graph = {
        name: {imported for imported in imports if imported in MODULES and imported != name}
        for name, imports in IMPORTS.items()
    }
    list(graphlib.TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("knowledge")])
def test_knowledge_knows_no_chat_and_no_web(name: str) -> None:
    assert not _roots(name) & {"bot", "telegram", "aiohttp", *WEB}


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("bot")])
def test_only_a_face_knows_its_channel(name: str) -> None:
    roots = _roots(name)
    if not name.startswith("bot.telegram"):
        assert "telegram" not in roots
    if not name.startswith("bot.web"):
        assert not roots & WEB
    if not name.startswith(("bot.telegram", "bot.web", "bot.run", "bot.cli")):
        assert not any(imported.startswith(("bot.telegram", "bot.web")) for imported in IMPORTS[name])


@pytest.mark.parametrize("name", [name for name in MODULES if ".handlers." in name])
def test_handlers_do_not_import_each_other(name: str) -> None:
    assert not any(".handlers." in imported for imported in IMPORTS[name] if imported in MODULES)


def test_the_top_level_is_the_agreed_one() -> None:
    shown = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.is_dir()}
    assert shown - {"build", "dist", "data", "loa_phuong.egg-info"} == {"bot", "knowledge", "tests", "docs"}


def test_the_readme_s_map_names_every_room() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    rooms = {name.split(".")[1] for name in MODULES if name.count(".") >= 1} - {"__main__"}
    assert not sorted(room for room in rooms if room not in readme)
