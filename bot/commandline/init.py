"""`qunguan init`: a configuration and content to begin with."""

import argparse

from bot.starter import write_starter


def run(options: argparse.Namespace) -> int:
    """Write the files and say which."""
    written, kept = write_starter(options.folder)
    for path in written:
        print(f"写出 {path}")
    for path in kept:
        print(f"已有 {path}，没有改动")
    print("下一步：按 config.yaml 里的说明填好企业微信的参数和自己的群，然后运行 qunguan check")
    return 0
