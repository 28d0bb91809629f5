"""The double of Discord is a package of its own: its README's example runs without this project."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.discord import loopback

FOLDER = Path(loopback.__file__).parent
README = (FOLDER / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"<!-- example: (\S+) -->\n```python\n(.*?)```", README, re.DOTALL)


def test_the_example_runs_with_a_copy_of_the_folder_alone(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "loopback", ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in EXAMPLES:
        (tmp_path / name).write_text(text)
    command = (sys.executable, "-m", "pytest", "-q", "-p", "pytest_asyncio.plugin", "test_echo.py")
    options = ("-o", "asyncio_mode=auto", "-p", "no:cacheprovider", "-o", "addopts=")
    ran = subprocess.run(
        [*command, *options],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(tmp_path),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTEST_ADDOPTS": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(EXAMPLES) == 2
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "2 passed" in ran.stdout


def test_it_imports_nothing_of_this_project_but_itself() -> None:
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and not node.level:
                assert (node.module or "").split(".")[0] not in ("bot", "retrieval", "tests"), path


def test_every_file_has_its_place_in_the_readme() -> None:
    for path in FOLDER.rglob("*.py"):
        if path.name != "__init__.py":
            assert f"`{path.stem}`" in README or f"`{path.name}`" in README


def test_every_public_name_is_documented() -> None:
    for name in loopback.__all__:
        assert getattr(loopback, name).__doc__, name
