"""What the operating system refuses, in Chinese."""

import errno

REASONS: dict[int, str] = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是一个文件夹，不是文件",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.EEXIST: "已经有同名的文件或文件夹",
    errno.ENOSPC: "磁盘满了",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "名字太长",
    errno.EMFILE: "打开的文件太多",
    errno.EADDRINUSE: "端口已经被别的程序占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
    errno.ECONNREFUSED: "对方拒绝连接",
    errno.EIO: "磁盘读写出错",
}


def reason_of(error: OSError) -> str:
    """Return why `error` came, in the system's own words where we have none."""
    return REASONS.get(error.errno or 0, error.strerror or str(error))
