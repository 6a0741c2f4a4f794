"""Only the pixels of a picture come through."""

import io
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from shared.kernel.errors import InvalidInputError
from shared.people.portraits.image import portrait_of
from tests.thorough import tries
from tests.unit.people.portraits.pictures import (
    SECRET,
    deep_grey,
    picture,
    png_that_says,
    png_with_text,
    with_exif,
)

SCRIPT = b"<script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'


def opened(jpeg: bytes) -> Image.Image:
    made = Image.open(io.BytesIO(jpeg), formats=["JPEG"])
    made.load()
    return made


def is_red(image: Image.Image, at: tuple[int, int]) -> bool:
    pixel = image.getpixel(at)
    assert isinstance(pixel, tuple)
    return pixel[0] > 200 and max(pixel[1:3]) < 60


def code(picture_sent: bytes) -> str:
    with pytest.raises(InvalidInputError) as refused:
        portrait_of(picture_sent)
    return refused.value.faults[0].code


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("PNG", "LA"),
        ("WEBP", "RGB"),
        ("WEBP", "RGBA"),
    ],
)
def test_every_usual_picture_becomes_a_plain_jpeg(form: str, mode: str) -> None:
    made = opened(portrait_of(picture(form, (1024, 768), mode)))
    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (512, 384))
    if mode in {"RGB", "RGBA", "CMYK"}:
        assert is_red(made, (400, 300))
        assert not is_red(made, (10, 10))


def test_a_small_picture_is_not_blown_up() -> None:
    assert opened(portrait_of(picture(size=(20, 30)))).size == (20, 30)


def test_nothing_but_the_pixels_is_kept() -> None:
    sent = with_exif()
    assert SECRET in sent
    made = portrait_of(sent)
    assert SECRET not in made
    assert b"Exif" not in made
    assert not opened(made).getexif()
    assert set(opened(made).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (512, 384)), (6, (384, 512)), (3, (512, 384))]
)
def test_it_stands_upright_without_its_metadata(orientation: int, size: tuple[int, int]) -> None:
    made = opened(portrait_of(with_exif(orientation)))
    assert made.size == size
    blue = {1: (5, 5), 6: (size[0] - 6, 5), 3: (size[0] - 6, size[1] - 6)}[orientation]
    assert not is_red(made, blue)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_what_hides_behind_a_picture_is_left_behind(form: str) -> None:
    made = portrait_of(picture(form) + b"PK\x03\x04" + SCRIPT)
    assert SCRIPT not in made
    assert b"PK\x03\x04" not in made


def test_of_an_animation_the_first_picture_is_taken() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "green", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:], duration=50)
    assert is_red(opened(portrait_of(file.getvalue())), (30, 30))


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"", "portrait-unreadable"),
        (SVG, "portrait-unreadable"),
        (SCRIPT, "portrait-unreadable"),
        (b"GIF89a" + bytes(100), "portrait-unreadable"),
        (picture("GIF"), "portrait-unreadable"),
        (picture("BMP"), "portrait-unreadable"),
        (picture("TIFF"), "portrait-unreadable"),
        (picture("ICO"), "portrait-unreadable"),
        (picture("JPEG")[:2000], "portrait-unreadable"),
        (picture("PNG")[:300], "portrait-unreadable"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "portrait-unreadable"),
        (zlib.compress(picture()), "portrait-unreadable"),
        (png_that_says(50_000, 50_000), "portrait-too-large"),
        (png_that_says(4001, 4000), "portrait-too-large"),
        (png_that_says(2**31 - 1, 2**31 - 1), "portrait-too-large"),
        (png_that_says(3000, 3000), "portrait-unreadable"),
        (png_that_says(0, 5), "portrait-unreadable"),
        (png_with_text(), "portrait-unreadable"),
        (picture(size=(15, 200)), "portrait-too-small"),
    ],
    ids=lambda one: one if isinstance(one, str) else one[:30].hex(),
)
def test_what_is_no_portrait_is_refused(sent: bytes, expected: str) -> None:
    assert code(sent) == expected


@settings(max_examples=tries(300), deadline=None)
@given(
    noise=st.binary(max_size=400),
    start=st.sampled_from([b"", *(picture(form, (40, 40)) for form in ("PNG", "JPEG", "WEBP"))]),
    at=st.integers(0, 2000),
)
def test_whatever_is_sent_it_becomes_a_portrait_or_is_refused(
    noise: bytes, start: bytes, at: int
) -> None:
    sent = start[:at] + noise + start[at + len(noise) :]
    try:
        made = portrait_of(sent)
    except InvalidInputError:
        return
    assert opened(made).format == "JPEG"


def test_a_picture_of_sixteen_bits_keeps_its_picture() -> None:
    made = opened(portrait_of(deep_grey((256, 48))))
    assert made.mode == "RGB"
    for x in (0, 64, 128, 192, 255):
        pixel = made.getpixel((x, 24))
        assert isinstance(pixel, tuple)
        assert max(pixel) - min(pixel) <= 2, "grey stays grey"
        assert abs(pixel[0] - x) <= 4, "and as dark as it was"


def test_a_picture_of_sixteen_bits_is_made_smaller_and_turned_as_any_other() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = exif.tobytes().removeprefix(b"Exif\0\0")
    made = opened(portrait_of(deep_grey((1024, 512), says_how=turned)))
    assert made.size == (256, 512)
    top, foot = made.getpixel((128, 8)), made.getpixel((128, 500))
    assert isinstance(top, tuple)
    assert isinstance(foot, tuple)
    assert (top[0] < 20, foot[0] > 235) == (True, True)
