"""What the other apps do not show: a setup and a teardown, an inherited input, a health check, media of the toolkit."""

import math
from pathlib import Path

import fal
from fal.exceptions import AppException
from fal.toolkit import Image, ImageSizeInput, get_image_size
from fal.toolkit.image import ImageSize
from fastapi import Response
from pydantic import BaseModel, Field


class BaseInput(BaseModel):
    prompt: str = Field(min_length=1, max_length=200, description="What to paint.")
    seed: int | None = Field(default=None, description="The same seed paints the same picture.")


class PaintInput(BaseInput):
    num_images: int = Field(default=1, ge=1, le=4, description="How many pictures.")
    image_size: ImageSizeInput = Field(default="square")


class RepaintInput(BaseInput):
    picture: Image


class StudioOutput(BaseModel):
    images: list[Image]


class Studio(fal.App, keep_alive=300):
    app_auth = "shared"
    machine_type = ["GPU-H100", "GPU-A100"]
    max_multiplexing = 4
    min_concurrency = 1
    secrets = ["STUDIO_KEY"]

    def setup(self):
        self.dot = Path(__file__).with_name("dot.png").read_bytes()

    def teardown(self):
        print("the studio is closed")

    @fal.endpoint("/")
    def paint(self, input: PaintInput, response: Response) -> StudioOutput:
        size = get_image_size(input.image_size)
        megapixels = math.ceil(size.width * size.height / 1024**2)
        response.headers["x-fal-billable-units"] = str(megapixels * input.num_images)
        dot = Image.from_bytes(
            self.dot, "png", ImageSize(width=1, height=1), file_name="dot.png", repository="in_memory"
        )
        return StudioOutput(images=[dot] * input.num_images)

    @fal.endpoint("/repaint")
    def repaint(self, input: RepaintInput, response: Response) -> StudioOutput:
        if input.seed == 13:
            raise AppException("the studio is full", status_code=409)
        response.headers["x-fal-billable-units"] = "1"
        return StudioOutput(images=[Image(url=input.picture.url)])

    @fal.endpoint("/health", health_check=fal.HealthCheck(failure_threshold=5))
    def is_well(self) -> None:
        if not self.dot:
            raise AppException("the model is not loaded", status_code=500)
