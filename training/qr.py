"""A QR code as a picture. Only ever used in a child process."""

import zxingcpp


def svg(text: str) -> bytes:
    """The QR of a text as SVG, on white: no camera reads it from a dark page otherwise."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    drawn = code.to_svg(add_quiet_zones=True)
    return drawn.replace("<g ", '<rect width="100%" height="100%" fill="#ffffff"/>\n <g ', 1).encode()
