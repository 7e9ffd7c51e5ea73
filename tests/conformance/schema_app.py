"""Types of every shape that fal-app's `#[input]` and `#[output]` can declare, on the real fal SDK.

`python schema_app.py > schema.json` records its OpenAPI document; `openapi.rs` declares the same app with fal-app.
Needs Python 3.11 and `pip install fal==1.83.0`.
"""

import json
from typing import Annotated, Any, Dict, List, Literal, Optional, Tuple, Union

import fal
from fal.toolkit import Audio, File, Image, Video
from fal.toolkit.image.image import ImageSizeConstraints, ImageSizeField, ImageSizeInput
from fal.toolkit.pydantic import FalBaseModel, Field, Hidden
from pydantic import BaseModel


class Lora(BaseModel):
    """Weights beside the model's own."""

    path: str = Field(description="Where they are.", min_length=1, max_length=2048)
    scale: float = Field(default=1.0, ge=0.1, le=3, multiple_of=0.1)
    kind: Literal["only"] = "only"
    steps: Literal[480, 720]


class UrlSource(BaseModel):
    type: Literal["url"]
    url: str


class TextSource(BaseModel):
    type: Literal["text"]
    text: str
    lines: Optional[int] = None


class Plain(BaseModel):
    pass


class Parent(BaseModel):
    """What all have."""

    prompt: str = Field(description="What.", min_length=1)
    steps: int = Field(default=3, ge=1)


class Child(Parent):
    """One of them."""

    url: str


Byte = Annotated[int, Field(ge=0, le=255)]


class SchemaInput(FalBaseModel):
    """Everything at once.

    In two paragraphs."""

    prompt: str = Field(description="What to\ndo.", pattern="^a", examples=["a fox", "an owl"])
    lora: Lora = Field(description="The first.")
    maybe_lora: Optional[Lora] = None
    titled: Optional[Lora] = Field(default=None, title="T", description="D")
    loras: List[Lora] = Field(min_length=1, max_length=3)
    maybe_loras: Optional[List[Lora]] = None
    count: Optional[int] = Field(default=None, ge=0, le=9, description="How many.")
    defaulted: Optional[int] = 3
    name: Optional[str] = Field(default=None, min_length=1)
    numbers: List[Optional[int]] = []
    bounded: List[Annotated[int, Field(ge=1)]] = Field(min_length=2)
    tags: List[str] = ["a", "b"]
    modes: List[Literal["slow", "fast"]]
    mode: Literal["slow", "fast"] = Field(description="How.", examples=["fast"])
    maybe_mode: Optional[Literal["slow", "fast"]] = None
    height: Literal[480, 720] = 480
    maybe_height: Optional[Literal[480, 720]] = 480
    word: Literal["yes", "no"] = "yes"
    source: Union[UrlSource, TextSource] = Field(discriminator="type", description="From where.")
    sources: List[Annotated[Union[UrlSource, TextSource], Field(discriminator="type")]] = []
    maybe_source: Optional[Annotated[Union[UrlSource, TextSource], Field(discriminator="type")]] = None
    either: Union[Plain, str]
    eithers: List[Union[Plain, str]] = []
    maybe_either: Optional[Union[Plain, str]] = Field(default=None, title="Or none")
    anything: Any
    size: ImageSizeInput = ImageSizeField(
        default="square_hd", constraints=ImageSizeConstraints(max_width=2048, multiple_of=8), ui={"important": True}
    )
    maybe_size: Optional[ImageSizeInput] = None
    sizes: List[ImageSizeInput] = []
    hidden: int = Hidden(Field(default=3, description="Not shown."))
    mask_url: str = Field(default="", json_schema_extra={"ui": {"field": "image", "important": True, "hint": "h"}})
    camelCase: str = ""
    a1b_c2D: bool = False
    even: int = Field(default=2, gt=0, lt=10, multiple_of=2)
    small: float = Field(default=1e-07, ge=1e-09, le=1e30)
    tenth: float = 0.1
    big: int = Field(default=0, le=18446744073709551615)
    labels: Dict[str, str] = Field(description="By name.", min_length=1, max_length=3)
    maybe_labels: Optional[Dict[str, Annotated[int, Field(ge=0)]]] = None
    named_loras: Dict[str, Lora]
    extra: Dict[str, Any] = {}
    grid: Dict[str, Dict[str, List[float]]] = {}
    pair: Tuple[float, Optional[float]] = (0.5, 1.5)
    maybe_colour: Optional[Tuple[Byte, Byte, Byte]] = Field(default=None, title="Its colour")
    mixed: List[Tuple[str, Lora, Literal["slow", "fast"]]] = []
    single: Tuple[bool]
    words: List[Annotated[str, Field(min_length=1, max_length=64, pattern="^a")]] = Field(default=["a"], max_length=8)
    rows: Optional[List[Annotated[List[Byte], Field(max_length=4)]]] = None
    named_sizes: Dict[str, Annotated[str, Field(min_length=1)]] = {}
    child: Child
    ranges: List[Tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]]] = Field(default=[(1, 2)], max_length=4)


class SchemaOutput(BaseModel):
    """What was made."""

    image: Image = Field(description="The picture.")
    images: List[Image]
    video: Video
    audio: Audio
    file: File
    maybe_file: Optional[File] = None
    seed: int
    text: str = Field(min_length=1)
    timings: Dict[str, float]
    spans: List[Tuple[float, Optional[float]]] = Field(description="From and to.")
    parts: Dict[str, File]


class SchemaApp(fal.App):
    @fal.endpoint("/")
    def make_all(self, input: SchemaInput) -> SchemaOutput:
        """Makes it all.

        At the root, this is the page about the app.
        """

    @fal.endpoint("/a/b-c_d")
    def without_input(self) -> SchemaOutput: ...

    @fal.endpoint("/nothing")
    def nothing(self, input: Plain) -> None: ...

    @fal.endpoint("/picture")
    def picture(self, input: Lora) -> Image: ...


if __name__ == "__main__":
    print(json.dumps(SchemaApp(_allow_init=True)._build_app().openapi(), indent=1, ensure_ascii=False))
