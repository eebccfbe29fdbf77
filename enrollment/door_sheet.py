"""The QR by which a class comes in, as a picture and as a sheet for the classroom wall. Only ever used in a child process."""

import zxingcpp

from training.model import CenterCard
from training.paper import Paper


def _code(address: str) -> zxingcpp.Barcode:
    return zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")


def picture(address: str) -> bytes:
    """The QR of an address as SVG, on white: no camera reads it from a dark page otherwise."""
    drawn = _code(address).to_svg(add_quiet_zones=True)
    return drawn.replace("<g ", '<rect width="100%" height="100%" fill="#ffffff"/>\n <g ', 1).encode()


def render(title: str, class_code: str, address: str, center: CenterCard) -> bytes:
    """One page: the name of the class, the QR large enough to scan across a room, and the address to type."""
    paper = Paper(title, center=center.name, sample="演示样张" if center.is_demo else "")
    paper.qr(address, side=110)
    paper.line("扫一扫，查看课表、考勤和证书")
    paper.line(f"打开后输入名册中的手机号，凭验证码登录。班级码：{class_code}")
    paper.line(address)
    return paper.pdf()
