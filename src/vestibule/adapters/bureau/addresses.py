"""When two ways of writing an address mean the same place."""

import re

from vestibule.kernel.names import folded_name

# Each word in the one form in which it is compared; after folding, so without case, accents and punctuation.
_SHORT = {
    "street": "st", "str": "st", "saint": "st", "avenue": "ave", "av": "ave", "avenida": "ave", "boulevard": "blvd",
    "bulevar": "blvd", "drive": "dr", "road": "rd", "lane": "ln", "court": "ct", "circle": "cir", "place": "pl",
    "terrace": "ter", "terr": "ter", "trail": "trl", "parkway": "pkwy", "highway": "hwy", "square": "sq", "way": "wy",
    "point": "pt", "cove": "cv", "heights": "hts", "estate": "est", "estates": "est", "ests": "est", "fort": "ft",
    "mount": "mt", "route": "rte", "ruta": "rte",
    "apartment": "apt", "unit": "apt", "apartamento": "apt", "apto": "apt", "suite": "ste", "floor": "fl",
    "piso": "fl", "building": "bldg", "edificio": "bldg", "edif": "bldg", "room": "rm", "number": "no", "num": "no",
    "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se",
    "southwest": "sw", "norte": "n", "sur": "s", "este": "e", "oeste": "w",
    "calle": "c", "urbanizacion": "urb", "carretera": "carr", "camino": "cam", "barrio": "bo", "sector": "sec",
    "residencial": "res", "condominio": "cond", "parcela": "parc", "parcelas": "parc", "kilometro": "km",
    "hectometro": "hm", "apartado": "po box", "pobox": "po box", "box": "box",
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
}  # fmt: skip
_POST_OFFICE = re.compile(r"\bp o(?= box\b)")
_QUARTER = re.compile(r"\b([ns]) ([ew])\b")  # of the sky: S. W. is SW
_PERIOD = re.compile(r"(?<=[^\W\d_])\.(?=\S?)")  # of an abbreviation: N.W., P.O., St.


def folded_address(*lines: str) -> str:
    """Return the form in which two ways of writing an address line meet.

    Source: PRF-2 (APP 12). Reading: case, accents and punctuation don't count, nor whether common words are written out
    (Street, Avenida, Apartment or #, North, Urb.), nor on which line they stand.
    """
    apart = " ".join(lines).replace("#", " apt ")
    words = folded_name(_PERIOD.sub("", apart)).split()
    written = " ".join(_SHORT.get(word, word) for word in words)
    short = _QUARTER.sub(r"\1\2", _POST_OFFICE.sub("po", written)).split()
    # "Apt # 4" names the unit twice.
    return " ".join(word for number, word in enumerate(short) if number == 0 or word != short[number - 1])
