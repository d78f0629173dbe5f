"""One sample of every message type of the archive, with the words that are in it."""

import json
from typing import Any

MEDIA = {"md5sum": "m", "sdkfileid": "f"}


def _part(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)


TYPES: list[tuple[str, dict[str, Any], str]] = [
    ("text", {"text": {"content": "加微信\n领福利"}}, "加微信\n领福利"),
    ("image", {"image": {**MEDIA, "filesize": 1}}, ""),
    ("voice", {"voice": {**MEDIA, "voice_size": 1, "play_length": 2}}, ""),
    ("video", {"video": {**MEDIA, "filesize": 1, "play_length": 2}}, ""),
    ("emotion", {"emotion": {**MEDIA, "type": 1, "width": 1, "height": 1, "imagesize": 1}}, ""),
    ("card", {"card": {"corpname": "微信联系人", "userid": "wmX"}}, "微信联系人"),
    (
        "location",
        {"location": {"longitude": 116.5, "latitude": 40.0, "address": "北京路1号", "title": "大厦", "zoom": 15}},
        "大厦\n北京路1号",
    ),
    ("file", {"file": {**MEDIA, "filename": "报价.pdf", "fileext": "pdf", "filesize": 1}}, "报价.pdf"),
    (
        "link",
        {"link": {"title": "邀请你加入群聊", "description": "点击", "link_url": "https://u", "image_url": "https://i"}},
        "邀请你加入群聊\n点击\nhttps://u",
    ),
    (
        "weapp",
        {"weapp": {"title": "开始聊天", "description": "便利", "username": "x@app", "displayname": "小程序"}},
        "开始聊天\n便利\n小程序",
    ),
    (
        "chatrecord",
        {
            "chatrecord": {
                "title": "群聊",
                "item": [
                    {
                        "type": "ChatRecordText",
                        "msgtime": 1,
                        "content": _part({"content": "甲"}),
                        "from_chatroom": False,
                    },
                    {"type": "ChatRecordFile", "msgtime": 1, "content": _part({"filename": "a.pdf"})},
                    {
                        "type": "ChatRecordLink",
                        "msgtime": 1,
                        "content": _part({"title": "乙", "link_url": "https://u"}),
                    },
                    {"type": "ChatRecordImage", "msgtime": 1, "content": _part(MEDIA)},
                    {"type": "ChatRecordMixed", "msgtime": 1, "content": _part({"content": "丙"})},
                    {"type": "ChatRecordText", "msgtime": 1, "content": "no json"},
                    {"type": "ChatRecordHologram", "msgtime": 1, "content": _part({"content": "丁"})},
                    "nonsense",
                ],
            }
        },
        "群聊\n甲\na.pdf\n乙\nhttps://u\n丙\n丁",
    ),
    (
        "mixed",
        {
            "mixed": {
                "item": [
                    {"type": "text", "content": _part({"content": "看图"})},
                    {"type": "image", "content": _part(MEDIA)},
                    {"type": "link", "content": _part({"title": "标题", "link_url": "https://u"})},
                    {"type": "mixed", "content": _part({"content": "还有"})},
                ]
            }
        },
        "看图\n标题\nhttps://u\n还有",
    ),
    ("todo", {"todo": {"title": "张三的待办", "content": "写周报"}}, "张三的待办\n写周报"),
    (
        "vote",
        {"vote": {"votetitle": "去哪", "voteitem": ["山", "海"], "votetype": 101, "voteid": "v"}},
        "去哪\n山\n海",
    ),
    (
        "collect",
        {
            "collect": {
                "room_name": "群",
                "creator": "zhang",
                "create_time": "2021-01-01 00:00:00",
                "title": "登记",
                "details": [{"id": 1, "ques": "姓名", "type": "Text"}, {"id": 2, "ques": "日期", "type": "Date"}],
            }
        },
        "登记\n姓名\n日期",
    ),
    ("redpacket", {"redpacket": {"type": 1, "wish": "恭喜发财", "totalcnt": 1, "totalamount": 3000}}, "恭喜发财"),
    ("external_redpacket", {"redpacket": {"type": 1, "wish": "大吉", "totalcnt": 1, "totalamount": 1}}, "大吉"),
    ("external_redpacket", {"external_redpacket": {"type": 2, "wish": "大利"}}, "大利"),
    (
        "meeting",
        {
            "meeting": {
                "topic": "夕会",
                "starttime": 1,
                "endtime": 2,
                "address": "三楼",
                "remarks": "",
                "meetingtype": 102,
            }
        },
        "夕会\n三楼",
    ),
    ("meeting_notification", {"info": {"content": "会议开始", "meeting_id": 1, "notification_type": 1}}, "会议开始"),
    ("docmsg", {"doc": {"title": "测试", "doc_creator": "zhang", "link_url": "https://d"}}, "测试\nhttps://d"),
    ("markdown", {"info": {"content": "**请注意**"}}, "**请注意**"),
    (
        "news",
        {"info": {"item": [{"title": "服务", "description": "描述", "url": "https://n", "picurl": "https://p"}]}},
        "服务\n描述\nhttps://n",
    ),
    ("news", {"info": {"item": {"title": "旧", "description": "", "url": "https://o"}}}, "旧\nhttps://o"),
    (
        "calendar",
        {
            "calendar": {
                "title": "日程",
                "creatorname": "zhang",
                "attendeename": ["li"],
                "place": "这里",
                "remarks": "带笔",
            }
        },
        "日程\n这里\n带笔",
    ),
    (
        "meeting_voice_call",
        {"voiceid": "v", "meeting_voice_call": {"endtime": 1, "demofiledata": [{"filename": "演示.pptx"}]}},
        "演示.pptx",
    ),
    ("voip_doc_share", {"voipid": "v", "voip_doc_share": {**MEDIA, "filename": "共享.pdf", "filesize": 1}}, "共享.pdf"),
    ("sphfeed", {"sphfeed": {"feed_type": 4, "sph_name": "号", "feed_desc": "说明"}}, "号\n说明"),
    ("voiptext", {"info": {"callduration": 10, "invitetype": 2}}, ""),
    ("qydiskfile", {"info": {"filename": "盘.docx"}}, "盘.docx"),
    ("qydiskfile", {"qydiskfile": {"filename": "盘.docx"}}, "盘.docx"),
    ("solitaire", {"solitaire": {"title": "接龙"}}, "接龙"),
    ("note", {"info": {"items": [{"content": "笔记一"}, {"content": "笔记二"}]}}, "笔记一\n笔记二"),
]
