"""The server under a path of a proxy, and behind a tunnel on another port."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from tests.server.client import Client
from tests.server.conftest import BEARER, TOKEN, Start
from tests.server.proxy import proxied
from tests.server.routes.test_socket import refused_status
from web import FOLDER

pytestmark = pytest.mark.anyio
ROOT = "/lab/sidequest"
PUBLIC = "lab.example"


@pytest.mark.parametrize("cut", [True, False], ids=["cut off", "passed on"])
async def test_under_a_path_every_address_has_the_path(start: Start, *, cut: bool) -> None:
    # A proxy that passes the path on is the same to a server as a browser that asks it so.
    async with start(root_path=ROOT, hosts=frozenset({PUBLIC})) as site:
        with proxied(site.port, ROOT) as origin:
            headers = {"X-Forwarded-Proto": "https", "Host": PUBLIC}
            base = origin if cut else site.origin
            async with httpx.AsyncClient(base_url=base, headers=headers) as browser:
                came = await browser.post(f"{ROOT}/enter", data={"ticket": TOKEN})
                assert came.headers["location"] == f"{ROOT}/"
                cookie = came.headers["set-cookie"]
                assert cookie.startswith("__Secure-")  # __Host- is for the path / alone
                assert f"Path={ROOT}/;" in cookie
                assert "Secure;" in f"{cookie};"
                known = {"Cookie": cookie.partition(";")[0]}
                begun = await browser.get(f"{ROOT}/", headers=known)
                where = begun.headers["location"]
                assert where.startswith(f"{ROOT}/play/")
                page = await browser.get(where, headers=known)
                addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', page.text)
                assert addresses
                strays = [one for one in addresses if not one.startswith(f"{ROOT}/")]
                assert not strays
                for address in addresses:
                    choice = address.startswith(f"{ROOT}/language/")  # leads back to the page
                    answer = await browser.get(address, headers=known)
                    assert answer.status_code == (303 if choice else 200), address
                refused = await browser.get(f"{ROOT}/library")
                assert refused.status_code == 401
                assert f'href="{ROOT}/static/' in refused.text
                posted = await browser.post(
                    f"{ROOT}/api/sessions",
                    json={},
                    headers={**known, "Origin": f"https://{PUBLIC}"},
                )
                assert posted.status_code == 201


async def test_the_socket_is_under_the_path_too(start: Start) -> None:
    async with start(root_path=ROOT) as site:
        name = await site.open()
        with proxied(site.port, ROOT) as origin:
            address = f"{origin.replace('http', 'ws')}{ROOT}/ws/v1"
            async with Client(address, name, "anna", key=TOKEN) as client:
                await client.hello()
                assert (await client.ask("pause"))["type"] == "ack"


async def test_a_tunnel_may_have_another_port(start: Start) -> None:
    async with start() as site, site.http() as http:
        host = f"localhost:{site.port + 1}"
        here = {"Host": host, "Origin": f"http://{host}"}
        assert (await http.post("/api/sessions", json={}, headers=here)).status_code == 201
        # A page of another server of this machine, which has the same cookies:
        elsewhere = {"Host": f"localhost:{site.port}", "Origin": f"http://{host}"}
        assert (await http.post("/api/sessions", json={}, headers=elsewhere)).status_code == 403
        # A name of another site that was made to mean this machine:
        rebound = {
            "Host": f"evil.example:{site.port}",
            "Origin": f"http://evil.example:{site.port}",
        }
        assert (await http.post("/api/sessions", json={}, headers=rebound)).status_code == 403
        refused = await http.get("/healthz", headers=rebound)
        assert refused.status_code == 403
        assert "Behind a proxy or a forwarded port, name it in SIDEQUEST_HOSTS" in refused.text


async def test_an_origin_that_is_no_address_is_refused(start: Start) -> None:
    async with start() as site:
        assert (
            await refused_status(site.address, additional_headers=BEARER, origin="http://[") == 403
        )


def test_every_template_writes_addresses_with_the_root() -> None:
    bare = [
        f"{path.name}: {line.strip()}"
        for path in Path(FOLDER, "templates").rglob("*.html")
        for line in path.read_text().splitlines()
        if re.search(r'\b(href|src|srcset|action)="/', line)
    ]
    assert bare == []
