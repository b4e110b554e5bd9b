"""The list of problem codes."""

from pathlib import Path

import webapp
from webapp.wsgi import problem as problems
from webapp.wsgi.problem import TITLES


def test_every_code_stands_where_it_is_raised() -> None:
    files = {*Path(webapp.__file__).parent.rglob("*.py")} - {Path(problems.__file__)}
    sources = [path.read_text(encoding="utf-8") for path in sorted(files)]
    unused = {code for code in TITLES if not any(f'"{code}"' in source for source in sources)}
    assert unused == set()
