"""The QR by which a class comes in, as a sheet for the classroom wall. Only ever used in a child process."""

from training.model import CenterCard
from training.paper import Paper


def render(title: str, class_code: str, address: str, center: CenterCard) -> bytes:
    """One page: the name of the class, the QR large enough to scan across a room, and the address to type."""
    paper = Paper(title, center=center.name, sample="演示样张" if center.is_demo else "")
    paper.qr(address, side=110)
    paper.line("扫一扫，查看课表、考勤和证书")
    paper.line(f"打开后输入名册中的手机号，凭验证码登录。班级码：{class_code}")
    paper.line(address)
    return paper.pdf()
