"""Directives of reStructuredText, and what is shown of each: code, a version, text, an object."""

from __future__ import annotations

VERSIONS = {
    "versionadded": "Added in version",
    "versionchanged": "Changed in version",
    "deprecated": "Deprecated since version",
    "deprecated-removed": "Deprecated since version",
    "versionremoved": "Removed in version",
}
"""Directives that tell a version, and what they read as."""
UNSHOWN = frozenset(
    "toctree contents currentmodule module include image index raw highlight bibliography"
    " graphviz plantuml inheritance-diagram tableofcontents literalinclude program-output meta"
    " sectionauthor codeauthor moduleauthor tabularcolumns tags sectnum section-numbering"
    " testsetup testcleanup default-domain default-role role ipython-suppress productionlist"
    " target-notes title acks-skip".split()
)
"""Directives that say nothing to a reader, or whose words stand in another file."""
CODE = frozenset(
    "code code-block sourcecode parsed-literal prompt doctest testcode testoutput math ipython"
    " ipython3 example run console command-output jinja program-example code-cell".split()
)
"""Directives that are code, without their domain ("click:run")."""
OBJECTS = frozenset(
    "function class method attribute data exception describe object option envvar confval event"
    " staticmethod classmethod property decorator decoratormethod type macro member var struct"
    " enum enumerator union concept alias role directive program-option cmdoption setting"
    " module-attribute command config".split()
)
"""Directives that describe what they name, without their domain ("py:function")."""


def kind_of(directive: str) -> str:
    """What a directive is: "code", "version", "unshown", "text" with a title, "object".

    A "generated" object is described by its source code, apart from what the directive holds.
    """
    name = directive.lower()
    last = name.rpartition(":")[2]
    if name in VERSIONS:
        return "version"
    if name in UNSHOWN or last in UNSHOWN:
        return "unshown"
    if last.startswith("auto"):
        return "generated"
    if name in CODE or last in CODE:
        return "code"
    return "object" if last in OBJECTS else "text"
