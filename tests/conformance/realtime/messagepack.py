"""MessagePack as the scenarios write it: what JSON cannot say is an object with one key that begins with "$".

{"$bytes": hex}, {"$float": "nan"}, {"$float32": 1.5}, {"$ext": [type, hex]}, {"$pairs": [[key, value], …]}, and to send
{"$fill": ["text" or "bytes", unit, times]}. What is long is told by its length and the beginning of its SHA-256.
"""

import hashlib
import struct

LONG = 400


def pack(value):
    """A value as a message."""
    if value is None or isinstance(value, bool):
        return {None: b"\xc0", False: b"\xc2", True: b"\xc3"}[value]
    if isinstance(value, int):
        return packed_integer(value)
    if isinstance(value, float):
        return b"\xcb" + struct.pack(">d", value)
    if isinstance(value, str):
        return packed_text(value.encode("utf-8", "surrogatepass"))
    if isinstance(value, list):
        return head(len(value), (0x90, 16), {2: 0xDC, 4: 0xDD}) + b"".join(map(pack, value))
    if len(value) == 1 and next(iter(value)).startswith("$"):
        ((kind, told),) = value.items()
        return SPECIAL[kind](told)
    return packed_pairs(value.items())


def head(length, short, long):
    """The head of a value of a length: one byte where it is short, else a code and the length in so many bytes."""
    base, below = short
    if length < below:
        return bytes([base | length])
    size = next(size for size in long if length < 1 << 8 * size)
    return bytes([long[size]]) + length.to_bytes(size, "big")


def packed_integer(value):
    if -32 <= value < 128:
        return (value & 0xFF).to_bytes(1, "big")
    is_negative = value < 0
    for index, size in enumerate((1, 2, 4, 8)):
        try:
            return bytes([(0xD0 if is_negative else 0xCC) + index]) + value.to_bytes(size, "big", signed=is_negative)
        except OverflowError:
            pass
    raise ValueError(f"{value} is beyond 64 bits")


def packed_text(text):
    return head(len(text), (0xA0, 32), {1: 0xD9, 2: 0xDA, 4: 0xDB}) + text


def packed_bytes(data):
    return head(len(data), (0, 0), {1: 0xC4, 2: 0xC5, 4: 0xC6}) + data


def packed_pairs(pairs):
    pairs = [pack(key) + pack(value) for key, value in pairs]
    return head(len(pairs), (0x80, 16), {2: 0xDE, 4: 0xDF}) + b"".join(pairs)


def packed_extension(told):
    kind, data = told[0], bytes.fromhex(told[1])
    return head(len(data), (0, 0), {1: 0xC7}) + struct.pack(">b", kind) + data


def filled(told):
    kind, unit, times = told
    return packed_text(unit.encode() * times) if kind == "text" else packed_bytes(bytes.fromhex(unit) * times)


SPECIAL = {
    "$bytes": lambda told: packed_bytes(bytes.fromhex(told)),
    "$float": lambda told: b"\xcb" + struct.pack(">d", float(told)),
    "$float32": lambda told: b"\xca" + struct.pack(">f", told),
    "$ext": packed_extension,
    "$pairs": packed_pairs,
    "$fill": filled,
}


def unpack(data):
    """The value of a message, as `pack` takes it."""
    value, rest = first(data)
    if rest:
        raise ValueError("more than one value")
    return value


# The codes of what is of a length: how the length is written, and what it counts.
SIZED = {
    **{0xC4 + index: (size, "bytes") for index, size in enumerate((1, 2, 4))},
    **{0xC7 + index: (size, "extension") for index, size in enumerate((1, 2, 4))},
    **{0xD9 + index: (size, "text") for index, size in enumerate((1, 2, 4))},
    **{0xDC + index: (size, "list") for index, size in enumerate((2, 4))},
    **{0xDE + index: (size, "map") for index, size in enumerate((2, 4))},
}
NUMBERS = {0xCB: "d", **dict(zip(range(0xCC, 0xD4), "BHIQbhiq"))}


def first(data):
    """The first value, and what follows it."""
    code, rest = data[0], data[1:]
    if code < 0x80 or code >= 0xE0:
        return struct.unpack(">b", data[:1])[0], rest
    if code in (0xC0, 0xC2, 0xC3):
        return {0xC0: None, 0xC2: False, 0xC3: True}[code], rest
    if code == 0xCA:
        return {"$float32": struct.unpack(">f", rest[:4])[0]}, rest[4:]
    if code in NUMBERS:
        size = struct.calcsize(NUMBERS[code])
        (number,) = struct.unpack(">" + NUMBERS[code], rest[:size])
        is_finite = number - number == 0
        return number if is_finite else {"$float": str(number)}, rest[size:]
    if 0xD4 <= code <= 0xD8:
        return sized("extension", 1 << code - 0xD4, rest)
    for base, most, kind in ((0x80, 15, "map"), (0x90, 15, "list"), (0xA0, 31, "text")):
        if base <= code <= base + most:
            return sized(kind, code - base, rest)
    size, kind = SIZED[code]
    return sized(kind, int.from_bytes(rest[:size], "big"), rest[size:])


def sized(kind, length, rest):
    if kind in ("list", "map"):
        values = []
        for _ in range(length * (2 if kind == "map" else 1)):
            value, rest = first(rest)
            values.append(value)
        return (values if kind == "list" else told_pairs(values[::2], values[1::2])), rest
    if kind == "extension":
        return {"$ext": [struct.unpack(">b", rest[:1])[0], rest[1 : length + 1].hex()]}, rest[length + 1 :]
    if len(rest) < length:
        raise ValueError("cut short")
    told = rest[:length]
    return (shortened(told.decode()) if kind == "text" else told_bytes(told)), rest[length:]


def told_pairs(keys, values):
    if all(isinstance(key, str) for key in keys) and len(set(keys)) == len(keys):
        return dict(zip(keys, values))
    return {"$pairs": [list(pair) for pair in zip(keys, values)]}


def told_bytes(data):
    return {"$bytes": data.hex() if len(data) <= LONG else [len(data), digest(data)]}


def shortened(text):
    return text if len(text) <= LONG else {"$text": [len(text), digest(text.encode())]}


def digest(data):
    return hashlib.sha256(data).hexdigest()[:16]
