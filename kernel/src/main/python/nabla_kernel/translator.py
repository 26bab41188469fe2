"""Parameters of papermill in Java.

papermill imports this module by its entry point for engines, and with it the translator is known. The engine `nabla`
is papermill's own.
"""

from __future__ import annotations

import json

from papermill.engines import NBClientEngine
from papermill.translators import Translator, papermill_translators


class Engine(NBClientEngine):
    """Papermill's own engine, under a name that leads it here."""


class JavaTranslator(Translator):
    """Writes values as declarations of Java."""

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_bool(cls, val):
        return "true" if val else "false"

    @classmethod
    def translate_int(cls, val):
        return f"{val}L" if not -(2**31) <= val < 2**31 else str(val)

    @classmethod
    def translate_float(cls, val):
        if val != val:
            return "Double.NaN"
        if val in (float("inf"), float("-inf")):
            return f"Double.{'POSITIVE' if val > 0 else 'NEGATIVE'}_INFINITY"
        return repr(float(val))

    @classmethod
    def translate_str(cls, val):
        # What JSON escapes, Java escapes alike.
        return json.dumps(str(val))

    @classmethod
    def translate_list(cls, val):
        return f"java.util.Arrays.<Object>asList({', '.join(cls.translate(each) for each in val)})"

    @classmethod
    def translate_dict(cls, val):
        # In order, with nulls, and of any size: Map.of has none of these.
        entries = ", ".join(f"{{{cls.translate_str(key)}, {cls.translate(value)}}}" for key, value in val.items())
        collected = "java.util.LinkedHashMap<String, Object>::new, (all, each) -> all.put((String) each[0], each[1]), java.util.Map::putAll"
        return f"java.util.Arrays.stream(new Object[][] {{{entries}}}).collect({collected})"

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        return f"Object {name} = null;" if str_val == "null" else f"var {name} = {str_val};"


papermill_translators.register("java", JavaTranslator)
