from juanzong.kit.rooms import RoomConfig


class WebCustody(RoomConfig):
    name = "juanzong.web.custody"
    label = "web_custody"
    default = True
