"""Media in requests and in answers, as objects and as strings, on the real fal SDK.

`python media_app.py > media.json` records its OpenAPI document; `openapi/media_app.rs` declares the same app with fal-app.
Needs Python 3.11 and `pip install fal==1.83.0`.
"""

import json
from typing import List, Optional

import fal
from fal.toolkit import Audio, AudioField, File, FileField, Image, ImageField, Video, VideoField
from pydantic import BaseModel, Field


class Layer(BaseModel):
    image: Image
    name: str


class MediaInput(BaseModel):
    image: Image
    more: List[Image] = Field(default=[])
    clip: Optional[Video] = None
    sound: Audio = Field(default=Audio(url="https://example.com/a.wav"))
    archive: File = Field(
        default=File(url="https://example.com/a.zip"),
        examples=[File(url="https://example.com/b.zip"), File(url="https://example.com/c.zip")],
    )
    layers: List[Layer] = Field(default=[])
    image_url: str = Field(description="The picture to edit.")
    reference_image_urls: Optional[List[str]] = None
    picture: str = ImageField()
    tail: Optional[str] = ImageField(default=None)
    film: str = VideoField()
    voice: str = AudioField(default="https://example.com/a.wav")
    data: Optional[str] = FileField(default=None)


class MediaOutput(BaseModel):
    images: List[Image]
    archive: Optional[File] = None
    song: Audio


class FilmInput(BaseModel):
    prompt: str


class MediaApp(fal.App):
    @fal.endpoint("/edit")
    def edit(self, input: MediaInput) -> MediaOutput:
        return MediaOutput(images=[input.image], song=input.sound)

    @fal.endpoint("/film")
    def film(self, input: FilmInput) -> Image:
        return Image(url="https://example.com/a.png")


if __name__ == "__main__":
    print(json.dumps(MediaApp(_allow_init=True)._build_app().openapi(), indent=1))
