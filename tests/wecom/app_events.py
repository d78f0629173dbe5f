"""One sample of every event of a 自建应用's callback: its name, what is inside, and what must be told of it."""

SCAN = "<ScanCodeInfo><ScanType><![CDATA[qrcode]]></ScanType><ScanResult><![CDATA[1]]></ScanResult></ScanCodeInfo>"
PICS = (
    "<SendPicsInfo><Count>2</Count><PicList><item><PicMd5Sum><![CDATA[a]]></PicMd5Sum></item>"
    "<item><PicMd5Sum><![CDATA[b]]></PicMd5Sum></item></PicList></SendPicsInfo>"
)
PLACE = (
    "<SendLocationInfo><Location_X>23</Location_X><Location_Y>113</Location_Y><Scale>15</Scale>"
    "<Label><![CDATA[路]]></Label><Poiname><![CDATA[]]></Poiname></SendLocationInfo>"
)
CARD = (
    "<EventKey>key1</EventKey><TaskId>task1</TaskId><CardType>multiple_interaction</CardType>"
    "<ResponseCode>code1</ResponseCode><SelectedItems><SelectedItem><QuestionKey>q1</QuestionKey>"
    "<OptionIds><OptionId>o1</OptionId><OptionId>o2</OptionId></OptionIds></SelectedItem></SelectedItems>"
)
APPROVAL = (
    "<ApprovalInfo><ThirdNo>201806010001</ThirdNo><OpenSpStatus>1</OpenSpStatus><ApprovalNodes><ApprovalNode>"
    "<NodeStatus>1</NodeStatus><Items><Item><ItemName>张三</ItemName></Item></Items></ApprovalNode></ApprovalNodes>"
    "</ApprovalInfo>"
)

EVENTS = [
    ("subscribe", "<EventKey/>", {"EventKey": ""}),
    ("unsubscribe", "<EventKey/>", {"EventKey": ""}),
    ("enter_agent", "<EventKey/>", {"EventKey": ""}),
    ("LOCATION", "<Latitude>23.1</Latitude><Longitude>113.3</Longitude>", {"Latitude": "23.1", "Longitude": "113.3"}),
    ("batch_job_result", "<BatchJob><JobId>j</JobId><ErrCode>0</ErrCode></BatchJob>", {"BatchJob.JobId": "j"}),
    ("click", "<EventKey>menu1</EventKey>", {"EventKey": "menu1"}),
    ("view", "<EventKey>https://u</EventKey>", {"EventKey": "https://u"}),
    ("view_miniprogram", "<EventKey>pages/x</EventKey>", {"EventKey": "pages/x"}),
    ("scancode_push", SCAN, {"ScanCodeInfo.ScanType": "qrcode"}),
    ("scancode_waitmsg", SCAN, {"ScanCodeInfo.ScanResult": "1"}),
    ("pic_sysphoto", PICS, {"SendPicsInfo.Count": "2"}),
    ("pic_photo_or_album", PICS, {"SendPicsInfo.PicList.item.0.PicMd5Sum": "a"}),
    ("pic_weixin", PICS, {"SendPicsInfo.PicList.item.1.PicMd5Sum": "b"}),
    ("location_select", PLACE, {"SendLocationInfo.Label": "路"}),
    ("open_approval_change", APPROVAL, {"ApprovalInfo.ApprovalNodes.ApprovalNode.Items.Item.ItemName": "张三"}),
    ("share_agent_change", "", {}),
    ("share_chain_change", "", {}),
    (
        "template_card_event",
        CARD,
        {"TaskId": "task1", "SelectedItems.SelectedItem.OptionIds.OptionId.1": "o2", "ResponseCode": "code1"},
    ),
    ("template_card_menu_event", "<EventKey>k</EventKey><TaskId>t</TaskId>", {"TaskId": "t"}),
    ("taskcard_click", "<EventKey>k</EventKey><TaskId>t</TaskId><AgentId>1</AgentId>", {"AgentId": "1"}),
    ("inactive_alert", "<EffectTime>1700000000</EffectTime>", {"EffectTime": "1700000000"}),
    ("low_active_alert", "<EffectTime>1700000000</EffectTime>", {"EffectTime": "1700000000"}),
    ("close_inactive_agent", "", {}),
    ("reopen_inactive_agent", "", {}),
    ("low_active", "", {}),
    ("active_restored", "", {}),
    ("msgaudit_notify", "", {}),
    ("conversation_new_message", "<Token>t</Token>", {"Token": "t"}),
    ("kf_msg_or_event", "<Token>t</Token><OpenKfId>kf1</OpenKfId>", {"OpenKfId": "kf1"}),
    ("hit_keyword", "<Token>t</Token>", {}),
    ("chat_archive_export_finished", "<JobId>j</JobId>", {"JobId": "j"}),
    ("chat_archive_audit_approved_single", "", {}),
    ("program_notify", "<NotifyId>n</NotifyId>", {"NotifyId": "n"}),
]


CHANGES = [
    ("change_contact", "create_user", "<UserID>li</UserID><Name>李四</Name>", "", "li"),
    ("change_contact", "update_user", "<UserID>li</UserID><NewUserID>li2</NewUserID>", "", "li"),
    ("change_contact", "delete_user", "<UserID>li</UserID>", "", "li"),
    ("change_contact", "create_party", "<Id>2</Id><Name>部门</Name>", "", ""),
    ("change_contact", "update_party", "<Id>2</Id>", "", ""),
    ("change_contact", "delete_party", "<Id>2</Id>", "", ""),
    ("change_contact", "update_tag", "<TagId>1</TagId><AddUserItems>a,b</AddUserItems>", "", ""),
    ("change_external_chat", "create", "<ChatId>wrA</ChatId>", "wrA", ""),
    ("change_external_chat", "update", "<ChatId>wrA</ChatId><UpdateDetail>change_name</UpdateDetail>", "wrA", ""),
    ("change_external_chat", "dismiss", "<ChatId>wrA</ChatId>", "wrA", ""),
    ("change_external_contact", "add_external_contact", "<UserID>li</UserID><WelcomeCode>w</WelcomeCode>", "", "li"),
    ("change_external_contact", "add_half_external_contact", "<UserID>li</UserID>", "", "li"),
    ("change_external_contact", "edit_external_contact", "<UserID>li</UserID>", "", "li"),
    ("change_external_contact", "del_external_contact", "<UserID>li</UserID>", "", "li"),
    ("change_external_contact", "del_follow_user", "<UserID>li</UserID>", "", "li"),
    ("change_external_contact", "transfer_fail", "<UserID>li</UserID>", "", "li"),
    ("change_external_contact", "msg_audit_approved", "<UserID>li</UserID>", "", "li"),
    ("change_external_tag", "create", "<Id>t1</Id><TagType>tag</TagType>", "", ""),
    ("change_external_tag", "update", "<Id>t1</Id><TagType>tag_group</TagType>", "", ""),
    ("change_external_tag", "delete", "<Id>t1</Id><TagType>tag</TagType>", "", ""),
    ("change_external_tag", "shuffle", "<Id>t1</Id><StrategyId>1</StrategyId>", "", ""),
]
