"""A browser without a screen: keeps cookies, follows redirects, sends the form token of the page it looks at."""

import re
from typing import Any

from httpx import Response


class Browser:
    """Asks the product as a person's browser does. `get` looks at a page; `post` presses a button of it."""

    def __init__(self, http: Any) -> None:
        self.http = http
        self.token = ""
        self.page: Response | None = None

    def _look(self, answer: Response) -> Response:
        self.page = answer
        if found := re.search(
            r'name="_csrf" value="([^"]+)"', answer.text if "html" in answer.headers.get("content-type", "") else ""
        ):
            self.token = found[1]
        return answer

    async def get(self, path: str, **more: Any) -> Response:
        headers = {"accept": "text/html", **more.pop("headers", {})}
        return self._look(await self.http.get(path, headers=headers, follow_redirects=True, **more))

    async def post(
        self, path: str, data: dict[str, Any] | None = None, *, files: Any = None, follow: bool = True, **more: Any
    ) -> Response:
        sent = {"_csrf": self.token, **(data or {})}
        headers = {"accept": "text/html", **more.pop("headers", {})}
        return self._look(
            await self.http.post(path, data=sent, files=files, headers=headers, follow_redirects=follow, **more)
        )

    async def sign_in(self, mail: str, password: str = "a good long password") -> Response:
        await self.get("/sign-in")
        return await self.post("/sign-in", {"mail": mail, "password": password})

    async def json(self, method: str, path: str, body: Any = None, *, token: str = "") -> Response:
        headers = {"accept": "application/json"} | (
            {"authorization": f"Bearer {token}"} if token else {"x-csrf": self.token}
        )
        return await self.http.request(method, path, json=body, headers=headers)

    def forget(self) -> None:
        """A browser that nobody has used."""
        self.http.cookies.clear()
        self.token = ""
