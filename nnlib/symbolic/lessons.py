"""The lessons beside the running notebook, as they are stored: where each ledger id is shown."""

import json
import re
from pathlib import Path
from urllib.parse import quote

_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


def links(id):
    """Markdown links to the lessons that show `id`, each to the heading above it.

    Looks for code cells tagged `id` in the lessons of the working folder; "" where there is none.

    >>> links("no such id")
    ''
    """
    found = {}
    for path in sorted(Path.cwd().glob("[0-9][0-9]_*.ipynb")):
        heading = _heading_above(id, path)
        if heading:
            anchor = quote(heading.replace(" ", "-"), safe="?!,:;'")
            found[path] = f"[{_number(path.name)}]({path.name}#{anchor})"
    return ", ".join(found.values())


def _heading_above(id, path):
    """The last heading before the first code cell tagged `id`, None if there is no such cell."""
    heading = None
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            # A heading with a formula or a code word in it has no name that a link can rely on.
            texts = [text for text in _HEADING.findall(_source(cell)) if not set(text) & set("$`*")]
            heading = texts[-1] if texts else heading
        elif id in cell["metadata"].get("tags", []):
            return heading
    return None


def _source(cell):
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def _number(name):
    """The lesson's number: 03.4 for 03_4_last_hidden_layer.ipynb."""
    return ".".join(part for part in name.split("_") if part.isdigit())
