"""Error codes of the platform, as its answers carry them.

Source: developer.work.weixin.qq.com/document/path/90313 (global error codes).
"""

from random import Random  # noqa: TID251 - for the type only

MEANINGS = {
    -1: "system error, system is busy",
    0: "ok",
    40001: "invalid credential",
    40003: "invalid userid",
    40004: "invalid media type",
    40005: "invalid type of media file",
    40006: "invalid media size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40009: "invalid image size",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40032: "userid list is too long",
    40035: "invalid parameter",
    40050: "chatid not existed",
    40056: "invalid agentid",
    40058: "invalid Request Parameter",
    40063: "some parameters are empty",
    41001: "access_token missing",
    41002: "corpid missing",
    41004: "secret missing",
    41005: "media data missing",
    41006: "media_id missing",
    41009: "userid missing",
    41011: "agentid missing",
    41016: "title missing",
    41033: "description missing",
    42001: "access_token expired",
    42014: "invalid task_id",
    42015: "update task card app mismatch",
    42018: "invalid button key",
    42019: "button key missing",
    42020: "button name missing",
    42022: "response_code already used",
    42027: "horizontal_content_list keyname missing",
    42028: "url missing",
    42029: "media_id missing",
    42030: "appid missing",
    42031: "invalid card_type",
    42033: "title missing",
    42035: "invalid horizontal_content_list length",
    42036: "invalid vertical_content_list length",
    42037: "invalid option_list length",
    42040: "invalid option id",
    42041: "invalid option text",
    42042: "invalid jump_list length",
    42043: "invalid question_key",
    42044: "invalid card_image url",
    42045: "invalid card_action",
    42046: "invalid submit_button key",
    42047: "invalid select_list length",
    42049: "invalid submit_button text",
    43012: "callback url of the app is not set",
    44001: "empty media data",
    44004: "content missing",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45007: "voice length out of limit",
    45008: "article count out of limit",
    45009: "api freq out of limit",
    45033: "api concurrent out of limit",
    45034: "url must contain scheme",
    60020: "not allow to access from your ip",
    60111: "userid not found",
    60140: "invalid response_code",
    81013: "user & party & tag all invalid",
    82001: "user & party & tag all missing",
    82002: "party list is too long",
    82003: "tag list is too long",
    86001: "invalid chatid",
    86003: "chatid not existed",
    86004: "invalid chat name",
    86005: "invalid chat owner",
    86006: "invalid chat member count",
    86007: "invalid chat member",
    86008: "not allow to operate a chat not created by this app",
    86101: "only chat owner has the right",
    86201: "chatid missing",
    86202: "chat name missing",
    86203: "chat owner missing",
    86204: "chat member missing",
    86205: "chatid too long",
    86207: "chat owner not in member list",
    86215: "chatid existed",
    86216: "invalid chat member id exists",
    90501: "not a customer group chat",
    93000: "invalid webhook url",
    93004: "robot disabled",
    93008: "not in group",
    301002: "not allow to operate another agent with this accesstoken",
}


class PlatformError(Exception):
    """A call the platform refuses. code: one of MEANINGS. detail: stands before the meaning's tail, may be empty."""

    def __init__(self, code: int, detail: str = "") -> None:
        super().__init__(MEANINGS[code])
        self.code = code
        self.detail = detail


def errmsg(code: int, *, detail: str, ip: str, luck: Random) -> str:
    """Return the text that goes with `code`, with the tail that no client may rely on."""
    if code == 0:
        return MEANINGS[0]
    meaning = f"{detail}. {MEANINGS[code]}" if detail else MEANINGS[code]
    hint = f"{luck.getrandbits(32)}_{luck.getrandbits(8)}_{luck.getrandbits(128):032x}"
    more = f"https://open.work.weixin.qq.com/devtool/query?e={code}"
    return f"{meaning}, hint: [{hint}], from ip: {ip}, more info at {more}"
