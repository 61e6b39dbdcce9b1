"""Files that pages load, joined and kept."""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from server.core import static
from server.core.pictures import sheet_of
from tests.server.conftest import Start
from web import FOLDER


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.js").write_text(text)
    return folder / "main.js"


def run(folder: Path, script: str) -> str:
    path = folder / "joined.mjs"
    path.write_text(script)
    return subprocess.run(
        ["node", path], check=True, capture_output=True, text=True, timeout=30
    ).stdout


def test_modules_that_are_joined_do_what_they_do_apart(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        names='/** @param {string} a */\nexport const one = "1";\n'
        "// export const none = 0;\nexport function two() {\n  return 2;\n}\n"
        "export async function three() {\n  return 3;\n}\nexport class Four {}\n",
        listed='export { one, two as deux } from "./names.js";\n',
        late="export const late = await Promise.resolve(`late\n`);\n",
        main='import { one as uno, three, Four } from "./names.js";\n'
        'import * as all from "./listed.js";\nimport {\n  late,\n} from "./late.js";\n'
        'import "./names.js";\nconst two = "own";\n'
        "console.log(uno, two, all.deux(), Object.keys(all).join(), await three(), late.trim(),"
        " new Four() instanceof Four);\n",
    )
    expected = run(tmp_path, main.read_text())
    assert expected == "1 own 2 deux,one 3 late true\n"
    assert run(tmp_path, static.join_script(main)) == expected


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ({"main": "export default 3;\n"}, "cannot join 'export default 3;'"),
        ({"main": 'import three from "./three.js";\n'}, "cannot join 'import three"),
        ({"main": "export let changes = 1;\n"}, "cannot join 'export let"),
        ({"main": 'import { a } from "./gone.js";\n'}, "which is not there"),
        (
            {
                "main": 'import { b } from "./b.js";\nexport const a = 1;\n',
                "b": 'import { a } from "./main.js";\nexport const b = 1;\n',
            },
            "import each other: main.js -> b.js -> main.js",
        ),
    ],
)
def test_what_cannot_be_joined_is_named(tmp_path: Path, texts: dict[str, str], reason: str) -> None:
    with pytest.raises(static.JoinError, match=re.escape(reason)):
        static.join_script(write(tmp_path, **texts))


def test_every_page_of_ours_can_be_joined() -> None:
    for entry in [FOLDER / "static/play/main.js", *(FOLDER / "static/pages").glob("*.js")]:
        static.join_script(entry)


@pytest.mark.anyio
async def test_a_page_names_files_that_are_kept_and_compressed(start: Start) -> None:
    async with start() as site, site.http() as http:
        page = await http.get(f"/play/{await site.open()}")
        assert page.headers["content-encoding"] == "br"
        addresses = re.findall(r'"(/static/v-[^"]+)"', page.text)
        assert len(addresses) > 3
        for address in addresses:
            answer = await http.get(address)
            assert answer.status_code == 200, address
            assert answer.headers["cache-control"] == static.KEPT_FOR_EVER
            if address.endswith((".css", ".js")):
                small = len(answer.content) < static.SMALLEST_TO_COMPRESS
                assert small or answer.headers["content-encoding"] == "br", address
        joined = next(address for address in addresses if address.endswith("main.all.js"))
        plain = await http.get(joined, headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        sizes = {"": len(plain.content)}
        for coding in ("gzip", "br"):
            answer = await http.get(joined, headers={"Accept-Encoding": coding})
            assert answer.headers["content-encoding"] == coding
            assert answer.text == plain.text
            sizes[coding] = int(answer.headers["content-length"])
        assert sizes["br"] < 0.9 * sizes["gzip"] < 0.5 * sizes[""]


@pytest.mark.anyio
async def test_a_file_that_changed_has_another_address(start: Start, tmp_path: Path) -> None:
    web = shutil.copytree(FOLDER, tmp_path / "web")
    async with start(web=web) as site, site.http() as http:
        path = f"/play/{await site.open()}"
        sheet = re.compile(r'"(/static/v-[^"]+/css/play\.all\.css)"')
        before = sheet.findall((await http.get(path)).text)
        (web / "static/css/stage.css").write_text(".changed {\n}\n")
        after = sheet.findall((await http.get(path)).text)
        assert after != before
        assert ".changed" in (await http.get(after[0])).text
        # a page that was opened before gets the new file, which it must not keep under the old name
        stale = await http.get(before[0])
        assert ".changed" in stale.text
        assert stale.headers["cache-control"] == "no-cache"


@pytest.mark.anyio
async def test_nothing_outside_the_folder_is_joined(start: Start) -> None:
    async with start() as site, site.http() as http:
        for path in ("..%2f..%2fserver%2fapp.all.js", "play/gone.all.js", "v-0/css/gone.all.css"):
            assert (await http.get(f"/static/{path}")).status_code == 404


def test_all_pictures_of_a_world_lie_in_one(tmp_path: Path) -> None:
    for name, colour in {"a": "red", "b": "lime", "c": "blue"}.items():
        Image.new("RGB", (16, 16), colour).save(tmp_path / f"{name}.png")
    told = sheet_of(tmp_path)
    assert (told["names"], told["columns"], told["size"]) == (["a", "b", "c"], 2, 16)
    png = base64.b64decode(told["sheet"].partition("base64,")[2])
    with Image.open(io.BytesIO(png)) as sheet:
        assert [sheet.getpixel(at) for at in ((1, 1), (17, 1), (1, 17))] == [
            (255, 0, 0, 255),
            (0, 255, 0, 255),
            (0, 0, 255, 255),
        ]
