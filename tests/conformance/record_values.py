"""Records what pydantic makes of odd values: `python record_values.py OUT.json`.

Each value is sent for each field of `Everything`, alone; then come bodies that are not even JSON, and strings that are
nearly numbers. `values.rs` declares the same model. Needs Python 3.11 and `pip install fal==1.83.0`.
"""

import itertools
import json
import math
import random
import re
import sys
from typing import Any, Dict, List, Literal, Optional, Tuple, Union

import fal
from fal.toolkit.image import Image
from fal.toolkit.image.image import ImageSizeInput
from pydantic import AliasChoices, BaseModel, Field
from starlette.testclient import TestClient
from typing_extensions import Annotated


class Inner(BaseModel):
    a: int
    b: str = "x"


class Precise(BaseModel):
    x: float


class Whole(BaseModel):
    x: int
    y: int = 1


class Left(BaseModel):
    kind: Literal["left"] = "left"
    x: int


class Right(BaseModel):
    kind: Literal["right"] = "right"
    y: str


Byte = Annotated[int, Field(ge=0, le=255)]


class Everything(BaseModel):
    integer: Optional[int] = None
    byte: int = Field(default=0, ge=0, le=255)
    between: int = Field(default=1, gt=0, lt=9)
    eighth: int = Field(default=8, multiple_of=8)
    number: Optional[float] = None
    share: float = Field(default=1.0, ge=0, le=2)
    above: float = Field(default=1.0, gt=-1e-7, lt=1e20)
    tenth: float = Field(default=0.5, multiple_of=0.1)
    boolean: Optional[bool] = None
    string: Optional[str] = None
    short: str = Field(default="ab", min_length=2, max_length=3, pattern="^a")
    named: Literal["a", "b", "it's"] = "a"
    sized: Literal[0, 1, 480] = 480
    choice: Literal["jpeg", "png"] = "jpeg"
    integers: List[int] = []
    few: List[Annotated[int, Field(ge=0)]] = Field(default=[1], min_length=1, max_length=2)
    rows: List[List[bool]] = []
    inner: Optional[Inner] = None
    inners: List[Inner] = []
    size: ImageSizeInput = "square_hd"
    number_first: Union[float, int] = 1
    integer_first: Union[int, float, str] = 1
    struct: Optional[Union[Precise, Whole]] = None
    listed: Optional[Union[bool, List[int], List[Inner]]] = None
    tagged: Optional[Annotated[Union[Left, Right], Field(discriminator="kind")]] = None
    named_or_other: int = Field(default=1, validation_alias=AliasChoices("named_or_other", "other"))
    renamed: int = Field(default=1, alias="Re-named")
    any: Any = None
    ratios: Dict[str, float] = {}
    named_inners: Optional[Dict[str, Inner]] = None
    few_named: Dict[str, Annotated[int, Field(ge=0)]] = Field(default={"a": 1}, min_length=1, max_length=2)
    pair: Optional[Tuple[int, Optional[float]]] = None
    colour: Optional[Tuple[Byte, Byte, Byte]] = None
    rows_of_pairs: List[Tuple[str, bool]] = []
    words: List[Annotated[str, Field(min_length=1, max_length=3)]] = Field(default=["a"], max_length=2)
    map_or_pair: Optional[Union[Dict[str, int], Tuple[int, Inner], List[str]]] = None
    image: Optional[Image] = None


class App(fal.App):
    @fal.endpoint("/")
    def everything(self, input: Everything) -> dict:
        return {"repr": repr(input.model_dump(by_alias=True))}


VALUES = [
    *["null", "true", "false", "[]", "{}", '""', '" "', '"a"', '"ab"', '"abc"', '"abcd"', '"b"', '"it\'s"', '"jpeg"'],
    *["0", "1", "-1", "2", "7", "8", "9", "16", "255", "256", "480", "-0", "9007199254740993"],
    *["9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809"],
    *["18446744073709551616", "1" + "0" * 30, "8" * 45, "-" + "9" * 45, "1" + "0" * 400, "9" * 4300, "9" * 4301],
    *["0.0", "-0.0", "1.0", "2.0", "0.5", "0.3", "0.7", "1.5", "255.5", "480.0", "1e2", "1e19", "1e20", "1e30", "1e300"],
    *["9.223372036854775807e18", "9223372036854774784.0", "-9.223372036854775808e18", "-9223372036854777856.0"],
    *["2.0000000000000001", "2.0000000000000004", "5e-324", "-1e-7", "1e-5", "1.5e-7", "1e16", "123456789012345680.0"],
    *["1e999", "-1e999", "NaN", "Infinity", "-Infinity"],
    *['"1"', '"0"', '"1.0"', '"1.5"', '" 7 "', '"+8"', '"1_6"', '"1e1"', '"inf"', '"nan"', '"-Infinity"', '"1e999"'],
    *['"' + "9" * 30 + '"', '"' + "9" * 4300 + '"', '"' + "9" * 4301 + '"', '"' + "0" * 4400 + '1"'],
    *['"true"', '"TRUE"', '"Yes"', '"on"', '"off"', '"n"', '"F"', '" true"', '"2"'],
    *['"\\u0661"', '"\\u00a01"', '"\\ud800"', '"a\\udfff"', '"\\ud83d\\ude00"', '"\\ud83d\\ud83d\\ude00"', '"a\\u0000b"'],
    *['"\\u00e9\\u00e9"', '"a\\u00e9"', '"square"', '"https://a.example/b.png"', '" HTTP://a/b?#"', '"data:,x"'],
    *["[1]", "[1, 2, 3]", '["1", 2.0, true]', '[-1, "x"]', '[null, 1.5, "x", {}]', "[-1, -2, -3]", '["a"]', "[[]]"],
    *["[[true, 0, \"no\"], 1, [2]]", "[{}]", '[{"a": 1}]', '[{"a": 1, "b": 2}, {"a": "x"}, 3]', '[["x"]]'],
    *['{"a": 1}', '{"a": "1", "b": "y", "c": [1]}', '{"a": 1, "a": "x"}', '{"a": "x", "a": 1}', '{"b": null}'],
    *['{"x": 1}', '{"x": 1.0}', '{"x": "1"}', '{"x": 1.5}', '{"x": 1, "y": 2}', '{"x": 1.0, "y": 1}', '{"x": 1.5, "y": 1}'],
    *['{"x": 1.5, "y": "z"}', '{"y": 1}', '{"x": true}', '{"width": 1, "height": 14142}', '{"width": "7"}'],
    *['{"width": 0, "height": 14143}', '{"width": null}', '{"height": 1.5, "width": []}'],
    *['{"kind": "left", "x": 1}', '{"kind": "left", "x": "z"}', '{"kind": "right"}', '{"kind": "up"}', '{"kind": 1}'],
    *['{"kind": 1.0}', '{"kind": null}', '{"kind": true}', '{"x": 1, "kind": "left", "y": 2}', '{"kind": ["left"]}'],
    *['{"kind": "\\ud800"}', '{"\\ud800": 1, "x": "\\udfff"}', '{"k\\u00e9y": [NaN, 1e999, "\\ud800"]}', '{"": {"": {}}}'],
    *['{"url": "https://a/b"}', '{"url": 1, "width": "x"}', '{"url": "x", "file_size": 1.0}', '{"url": "x", "height": null}'],
    *["[1, 2]", "[1, null]", "[null, null]", '["1", "1.5"]', "[1, 2.5, 3]", "[0, 128, 255]", "[256, -1]", "[256, -1, 0, 1]"],
    *['[["a", true], ["b", 0]]', '[["a"], ["b", true, 1], [], 5]', '[1, {"a": 1}]', '[1, {"b": 1}]'],
    *['{"a": 1, "b": 2}', '{"b": 1, "a": 2.5, "c": "x"}', '{"a": {"a": 1}, "b": {"b": "x"}}', '{"a": -1, "\\u00e9": []}'],
    *['"x"', '"ftp://a"', '"http://[a"', '"<>&\\u2028\\n\\t"', '"\\u007f\\u0001"'],
]

BODIES = [
    *[b"", b" ", b"{}", b" {} ", b"[]", b"null", b"true", b'"x"', b"7", b"nul", b"nulll", b"tru", b"NaN", b"-Infinit", b"-"],
    *[b"{", b"[", b"[1", b"[1,", b"[1,]", b"[,]", b"[1 2]", b"]", b"}", b"{]", b"[}", b'{"', b'{"a"', b'{"a":', b'{"a":1'],
    *[b'{"a":1,', b'{"a":1,}', b"{,}", b"{'a':1}", b"{a:1}", b'{"a" 1}', b'{"a":1 "b"}', b'{"a":}', b"{} {}", b"{}x", b"01"],
    *[b"1.", b".5", b"+1", b"1e", b"1e+", b"1.e1", b"--1", b"0x1", b"1_0", b'"a', b'"\\', b'"\\"', b'"\\x"', b'"\\u"', b'"\\u12"'],
    *[b'"\\u123"', b'"\\u12g4"', b'"\\ud800\\u12"', b'"\\ud800\\ux"', b'"\x00"', b'"\x1f"', b'"\t"', b'"\x7f"', b"\x00", b"\x00\x00"],
    *["\u00e9".encode(), '["\u00e9" 1]'.encode(), '{"\U0001f600":}'.encode(), b"\xff", b'"\xff"', b'"\xc3"', b'"\xed\xa0\x80"'],
    *[b'{"short": "\xed\xa0\x80"}', b"\xef\xbb\xbf{}", b"\xef\xbb\xbf\xef\xbb\xbf{}", b"\xef\xbb\xbf", b"\xef\xbb", b"\xfe\xff"],
    *['{"byte": "\u00e9"}'.encode(e) for e in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")],
    *['{"byte": \u00e9}'.encode(e) for e in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")],
    *['{}'.encode(e) for e in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")],
    *[b"{\x00}", b"{\x00}\x00\x00", b"\x00{\x00", b"\xff\xfe{", b'\xff\xfe"\x00\x00\xd8"\x00', b"\xff\xfe\x00\x00\x00\xd8\x00\x00"],
    *[b"\xff\xfe\x00\x00\x00\x00\x11\x00", b'{"byte": 256, "byte": 1}', b'{"byte": 1, "other": "x", "byte": -1}'],
    *[b'{"other": "x"}', b'{"named_or_other": 2, "other": "x"}', b'{"other": 2, "named_or_other": "x"}', b'{"renamed": "x"}'],
    *[b'{"byt\\u0065": -1}', b'{"byte\\ud800": -1}', b'{"byte":\r\n\t -1}', b'{"byte":\x0b1}', b'{"byte":\xc2\xa01}', b"[1]\x0c"],
    *[b'{"a": "b\nc"}', b'{"a": "b\\', b'{"inner": {"a": 1,, "b": 2}}', b'{"any": ' + b"9" * 4301 + b", x}", b"[" * 3000],
]

TYPES = [
    *["application/json", "application/json; charset=latin-1", "APPLICATION/JSON", " application/json ;x", "application/json;"],
    *["application/vnd.a+json", "application/+json", "application/json+x", "application/jsonx", "application/json/x", "text/json"],
    *["application", "json", "application/", "multipart/form-data", "application/x-www-form-urlencoded", "application/json,x"],
    *["application/a/b+json", "application /json", "application/ json", "text/plain; a=application/json", ";application/json"],
]


def nearly_numbers() -> list:
    """Strings that are nearly numbers: all short ones of a few letters, some longer ones of more."""
    letters = random.Random(1)
    short = ["".join(s) for n in (1, 2, 3) for s in itertools.product("0_.-+", repeat=n)]
    longer = ["".join(letters.choices(" 019__..-+eE\t", k=letters.randint(3, 7))) for _ in range(600)]
    return sorted({*short, *longer})


def main(out: str) -> None:
    with TestClient(App(_allow_init=True)._build_app(), raise_server_exceptions=False) as client:

        def ask(body: bytes, content_type: str = "application/json") -> Any:
            """The errors; `null` for a body that is taken; the status for one that cannot be read."""
            reply = client.post("/", content=body, headers={"content-type": content_type})
            if reply.status_code == 200:
                return {"taken": reply.json()["repr"]}
            return reply.json()["detail"] if reply.status_code == 422 else reply.status_code

        def ask_value(name: str, value: str) -> Any:
            answer = ask(b'{"%s": %s}' % (name.encode(), value.encode()))
            if isinstance(answer, dict):
                taken = eval(answer["taken"], {"nan": float("nan"), "inf": float("inf")})[name]
                return {"taken": clean(taken)}
            return answer

        names = [field.alias or name for name, field in Everything.model_fields.items()]
        strings = nearly_numbers()
        recorded = {
            "fields": {name: [ask_value(name, value) for value in VALUES] for name in names},
            "strings": strings,
            "numbers": {name: [ask_value(name, json.dumps(s)) for s in strings] for name in ("integer", "number")},
            "bodies": [[list(body), simple(ask(body))] for body in BODIES if len(body) < 5000],
            "types": [[kind, simple(ask(b"{}", kind))] for kind in TYPES],
        }
    for errors in recorded["numbers"].values():
        errors[:] = [error if isinstance(error, dict) else error[0]["type"] for error in errors]
    with open(out, "w") as file:
        answers = json.dumps(recorded, separators=(",", ":"))
        # What was sent is there in full; of what came back, long numbers are cut.
        json.dump(VALUES, file, separators=(",", ":"))
        file.write("\n" + re.sub(r"\d{100,}", "77", answers) + "\n")
    print(sum(map(len, recorded["fields"].values())), "values recorded")


def clean(taken: Any) -> Any:
    """Without what JSON cannot hold."""
    if isinstance(taken, float) and not math.isfinite(taken):
        return str(taken)
    if isinstance(taken, str):
        return taken.encode("utf-8", "replace").decode()
    if isinstance(taken, list):
        return [clean(item) for item in taken]
    if isinstance(taken, dict):
        return {clean(key): clean(value) for key, value in taken.items()}
    return taken


def simple(answer: Any) -> Any:
    return "taken" if isinstance(answer, dict) else answer


if __name__ == "__main__":
    main(*sys.argv[1:])
