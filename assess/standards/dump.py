"""A document back to the YAML of its file and to JSON; reading either again gives an equal document."""

from __future__ import annotations

import json
from fractions import Fraction
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode, SequenceNode
from ruamel.yaml.representer import SafeRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from assess.standards.number import decimal_text
from assess.standards.schema import Document

#: Lets an editor check the file while it is typed.
HEADER = "# yaml-language-server: $schema=schema.json\n"
NUMBERS = ("weight", "threshold", "thresholds")
LEVELS = ("0", "1", "2", "3")


class _Representer(SafeRepresenter):
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def fraction(self, value: Fraction) -> ScalarNode:
        text = decimal_text(value)
        kind = "str" if "/" in text else "float" if "." in text else "int"
        return self.represent_scalar(f"tag:yaml.org,2002:{kind}", text)

    def sequence(self, values: list[Any]) -> SequenceNode:
        """Lists of codes and numbers stay on one line, lists of parts do not."""
        flow = not any(isinstance(value, dict) for value in values)
        return self.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=flow)

    def quoted(self, value: str) -> ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", str(value), style='"')


_Representer.add_representer(Fraction, _Representer.fraction)
_Representer.add_representer(list, _Representer.sequence)
_Representer.add_representer(DoubleQuotedScalarString, _Representer.quoted)


def to_yaml(document: Document) -> str:
    """The file text: keys in the order of the schema, block style, lines of about 120 characters."""
    data: dict[str, Any] = _laid_out(document.model_dump(mode="json", by_alias=True, exclude_none=True))
    data["version"] = DoubleQuotedScalarString(data["version"])
    return HEADER + _emit(data)


def to_json(document: Document) -> str:
    """The file as indented JSON, which is also YAML: it can be checked and loaded as it is."""
    data = document.model_dump(mode="json", by_alias=True, exclude_none=True)
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _laid_out(value: Any, key: str = "") -> Any:
    """Numbers that JSON carries as text become numbers again, and the levels 0-3 plain keys."""
    if isinstance(value, dict):
        return {int(name) if name in LEVELS else name: _laid_out(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_laid_out(item, key) for item in value]
    return Fraction(value) if key in NUMBERS and isinstance(value, str) else value


def _emit(data: dict[str, Any]) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.Representer = _Representer
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 120
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    yaml.dump(data, out)
    return "".join(f"{line.rstrip(' ')}\n" for line in out.getvalue().split("\n")[:-1])
