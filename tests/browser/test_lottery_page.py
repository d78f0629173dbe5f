"""The page that verifies a draw, opened from a file as anybody would."""

import json
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.commandline.test_lottery import PAGE, a_proof

pytestmark = pytest.mark.slow


async def test_a_proof_is_pasted_or_chosen_and_found_right_or_wrong(browser: Browser, tmp_path: Path) -> None:
    """From file://, without a network: right for a true proof, wrong with the step for a changed one."""
    proof = a_proof()
    file = tmp_path / "f.json"
    file.write_text(json.dumps(proof), "utf-8")
    page = await browser.new_page(offline=True)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(PAGE.as_uri())

    await page.get_by_label("验证文件", exact=True).set_input_files(file)
    await expect(page.get_by_label("验证文件的内容")).not_to_have_value("")
    await page.get_by_role("button", name="验证", exact=True).click()
    await expect(page.get_by_role("status")).to_have_text("全部对得上。")
    assert await page.locator("#steps li").count() == 5

    proof["entries"][0][2] += 1
    await page.get_by_label("验证文件的内容").fill(json.dumps(proof))
    await page.get_by_role("button", name="验证", exact=True).click()
    await expect(page.get_by_role("status")).to_contain_text("名单校验码")
    assert complaints == []
