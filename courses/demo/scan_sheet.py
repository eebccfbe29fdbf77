"""What stands for a scanned paper in the demonstration: it says so itself. Only ever used in a child process."""

from training.paper import Paper


def render(center: str) -> bytes:
    """One page; no image of a seal is on it."""
    paper = Paper("双方盖章件（演示扫描件）", center=center, sample="演示样张")
    paper.text("此处为双方签字、盖章后扫描存档的文件。演示数据，不含任何印章图像。")
    return paper.pdf()
