"""Draws the made-up tour of the demo: three pictures of all that is around, from one made-up village of boxes and balls, and its plan.

    pip install numpy pillow
    python examples/demo/tools/tour.py FONT.ttf examples/demo/content/du-lich/tham-quan-mau

Nothing in it was photographed, and every picture says so. FONT is any font with Vietnamese letters, such as Be Vietnam Pro.
Positions are metres from the plan's north-west corner, x to the east, y to the south; z is the height.
"""

import pathlib
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 2048, 1024
EYE = 1.7
SUN = np.array([0.45, 0.35, 0.82])
SUN = SUN / np.linalg.norm(SUN)

#: west, north, east, south, foot, top, colour
BOXES = [
    # The gate in the south.
    (26.4, 33.4, 27.6, 34.6, 0, 4.2, (206, 178, 140)),
    (32.4, 33.4, 33.6, 34.6, 0, 4.2, (206, 178, 140)),
    (25.8, 33.2, 34.2, 34.8, 4.2, 4.7, (150, 70, 52)),
    (27.4, 33.5, 32.6, 34.5, 4.7, 5.3, (150, 70, 52)),
    # The hall in the north: base, walls, a roof of three steps.
    (20, 3, 40, 11, 0, 0.5, (176, 170, 160)),
    (21.5, 4, 38.5, 9.6, 0.5, 3.4, (236, 222, 196)),
    (20.4, 3, 39.6, 10.8, 3.4, 4.0, (146, 66, 48)),
    (22.4, 4.4, 37.6, 9.4, 4.0, 4.8, (134, 58, 42)),
    (25, 5.6, 35, 8.2, 4.8, 5.5, (122, 50, 36)),
    (28.6, 9.5, 31.4, 9.8, 0.5, 2.9, (104, 64, 38)),
    # The weavers' shed in the west.
    (6, 16, 14, 25, 0, 2.9, (214, 196, 160)),
    (5.2, 15.2, 15.2, 25.8, 2.9, 3.4, (168, 138, 92)),
    (13.9, 18.6, 14.1, 22.4, 0, 2.4, (92, 66, 44)),
    # Baskets before it.
    (16.2, 18.2, 17.0, 19.0, 0, 0.8, (222, 190, 120)),
    (16.4, 20.0, 17.0, 20.6, 0, 0.6, (204, 168, 98)),
    (16.0, 21.4, 17.1, 22.5, 0, 1.0, (230, 200, 136)),
    # The well's rim, the wall round the garden.
    (34.6, 22.4, 36.0, 23.8, 0, 0.8, (168, 160, 150)),
    (41.8, 10, 42.2, 15, 0, 1.1, (196, 186, 170)),
    (41.8, 20, 42.2, 28, 0, 1.1, (196, 186, 170)),
]
#: x, y, radius of the crown, its height, colour
TREES = [
    (21, 29, 2.6, 5.0, (74, 120, 58)), (40, 31, 2.2, 4.2, (88, 132, 62)), (4, 8, 3.2, 5.6, (66, 110, 54)),
    (48, 8, 1.5, 2.6, (92, 140, 66)), (53, 9, 1.5, 2.6, (96, 146, 70)), (57, 13, 1.5, 2.7, (92, 140, 66)),
    (52, 21, 1.6, 2.8, (98, 148, 70)), (57, 22, 1.5, 2.6, (92, 140, 66)), (47, 25, 1.5, 2.6, (96, 146, 70)),
    (10, 34, 2.8, 4.8, (70, 116, 56)), (54, 35, 2.6, 4.6, (74, 120, 58)),
]
POND = (50.0, 32.0, 6.0, 3.6)
#: name, x, y, heading of the middle
SCENES = [("cong-lang", 30.0, 37.0, 0), ("san-dinh", 30.0, 19.0, 0), ("vuon-buoi", 47.0, 16.5, 270)]
WORDS = "TRANH VẼ MẪU, KHÔNG PHẢI ẢNH CHỤP"


def is_path(x, y):
    """The paved yard, and ways to the gate, the shed and the garden."""
    yard = (abs(x - 30) < 8) & (abs(y - 17.5) < 6)
    south = (abs(x - 30) < 1.8) & (y > 17)
    west = (abs(y - 20.5) < 1.2) & (x > 14) & (x < 30)
    east = (abs(y - 17.5) < 1.0) & (x > 30) & (x < 48)
    return yard | south | west | east


def nearest(origin, rays):
    """Distance, normal and colour of what each ray meets first; infinite where that is ground or sky."""
    distance = np.full(len(rays), np.inf)
    normal = np.zeros_like(rays)
    colour = np.zeros_like(rays)
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse = 1.0 / rays
        for west, north, east, south, foot, top, paint in BOXES:
            low = (np.array([west, north, foot]) - origin) * inverse
            high = (np.array([east, south, top]) - origin) * inverse
            enter, leave = np.minimum(low, high), np.maximum(low, high)
            first, last = enter.max(axis=1), leave.min(axis=1)
            hit = (first < last) & (first > 1e-3) & (first < distance)
            axis = enter.argmax(axis=1)
            distance[hit] = first[hit]
            normal[hit] = 0
            normal[hit, axis[hit]] = -np.sign(rays[hit, axis[hit]])
            colour[hit] = paint
        for x, y, radius, height, paint in TREES:
            for middle, size, tint in (((x, y, height), radius, paint), ((x, y, height * 0.4), 0.28, (104, 78, 52))):
                # A trunk is a ball stretched to the crown.
                stretch = np.array([1, 1, 1 if size == radius else size / (height * 0.45)])
                to = (origin - np.array(middle)) * stretch
                way = rays * stretch
                a, b, c = (way * way).sum(1), (way * to).sum(1), (to * to).sum() - size * size
                root = b * b - a * c
                at = (-b - np.sqrt(root)) / a
                hit = (root > 0) & (at > 1e-3) & (at < distance)
                distance[hit] = at[hit]
                outward = (to + way * at[:, None]) * stretch
                normal[hit] = (outward / np.linalg.norm(outward, axis=1, keepdims=True))[hit]
                colour[hit] = tint
    return distance, normal, colour


def picture(x, y, heading):
    u, v = np.meshgrid((np.arange(WIDTH) + 0.5) / WIDTH, (np.arange(HEIGHT) + 0.5) / HEIGHT)
    yaw, pitch = np.radians((u - 0.5) * 360 + heading), np.radians(90 - 180 * v)
    rays = np.stack([np.sin(yaw) * np.cos(pitch), -np.cos(yaw) * np.cos(pitch), np.sin(pitch)], -1).reshape(-1, 3)
    origin = np.array([x, y, EYE])
    distance, normal, colour = nearest(origin, rays)
    up = rays[:, 2:3].clip(0)
    image = np.array([226, 236, 240]) * (1 - up) + np.array([110, 166, 214]) * up
    down = rays[:, 2] < -1e-4
    ground = np.where(down, EYE / np.where(down, -rays[:, 2], 1), np.inf)
    is_ground = ground < distance
    spot = origin + rays * np.where(is_ground, ground, 0)[:, None]
    gx, gy = spot[:, 0], spot[:, 1]
    grass = np.array([150, 178, 104]) + 8.0 * (np.sin(gx * 1.7) * np.sin(gy * 1.3))[:, None]
    tiles = np.array([206, 176, 146]) - 14.0 * ((np.floor(gx) + np.floor(gy)) % 2)[:, None]
    floor = np.where(is_path(gx, gy)[:, None], tiles, grass)
    px, py, pw, ph = POND
    floor = np.where((((gx - px) / pw) ** 2 + ((gy - py) / ph) ** 2 < 1)[:, None], np.array([120, 158, 172]), floor)
    solid = np.isfinite(distance) & ~is_ground
    met = np.where(is_ground, ground, np.where(solid, distance, 0))
    normal[is_ground] = (0, 0, 1)
    lit = (normal @ SUN).clip(0)
    # Shadows, for what is near enough to have one.
    near = np.flatnonzero((is_ground | solid) & (met < 70))
    for part in np.array_split(near, 24):
        points = origin + rays[part] * met[part][:, None] + normal[part] * 0.02
        lit[part] *= np.where(np.isfinite(shadow(points)), 0.25, 1.0)
    light = (0.58 + 0.5 * lit)[:, None]
    image = np.where(is_ground[:, None], floor * light, np.where(solid[:, None], colour * light, image))
    haze = (1 - np.exp(-met / 160))[:, None] * (is_ground | solid)[:, None]
    image = image * (1 - haze) + np.array([226, 236, 240]) * haze
    return Image.fromarray(image.clip(0, 255).astype(np.uint8).reshape(HEIGHT, WIDTH, 3))


def shadow(points):
    """How far the sun's ray goes from each point until it meets something."""
    rays = np.broadcast_to(SUN, points.shape)
    distance = np.full(len(points), np.inf)
    inverse = 1.0 / SUN
    for west, north, east, south, foot, top, _ in BOXES:
        low, high = (np.array([west, north, foot]) - points) * inverse, (np.array([east, south, top]) - points) * inverse
        first, last = np.minimum(low, high).max(axis=1), np.maximum(low, high).min(axis=1)
        distance[(first < last) & (last > 1e-3)] = 1
    for x, y, radius, height, _ in TREES:
        to = points - np.array([x, y, height])
        b, c = (rays * to).sum(1), (to * to).sum(1) - radius * radius
        distance[(b * b - c > 0) & (-b > 0)] = 1
    return distance


def labelled(image, font):
    """Says on four sides that nobody photographed this."""
    draw = ImageDraw.Draw(image, "RGBA")
    face = ImageFont.truetype(font, 22)
    for side in range(4):
        middle = (side + 0.5) * WIDTH / 4
        half = draw.textlength(WORDS, font=face) / 2
        top = HEIGHT * 0.66
        draw.rectangle((middle - half - 10, top - 6, middle + half + 10, top + 34), fill=(255, 255, 255, 190))
        draw.text((middle - half, top), WORDS, font=face, fill=(110, 40, 20, 255))
    return image


def plan():
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40" width="600" height="400"><rect width="60" height="40" fill="#dfe8cc"/>']
    px, py, pw, ph = POND
    parts.append(f'<ellipse cx="{px:g}" cy="{py:g}" rx="{pw:g}" ry="{ph:g}" fill="#b4d0da"/>')
    parts.append('<path d="M22 11.5h16v12H22zM28.2 23h3.6v17h-3.6zM14 19.3h8v2.4h-8zM38 16.5h10v2H38z" fill="#e2cfb8"/>')
    for west, north, east, south, _, top, paint in BOXES:
        if top < 4.5:
            parts.append(f'<path d="M{west:g} {north:g}H{east:g}V{south:g}H{west:g}z" fill="rgb{paint}"/>'.replace(" ,", ","))
    for x, y, radius, _, _ in TREES:
        parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="#8fb573"/>')
    return "".join(parts) + "</svg>\n"


def main():
    font, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for name, x, y, heading in SCENES:
        labelled(picture(x, y, heading), font).save(folder / f"{name}.jpg", quality=78, optimize=True)
    (folder / "so-do.svg").write_text(plan(), encoding="utf-8")


main()
