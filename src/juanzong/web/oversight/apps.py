from juanzong.kit.rooms import RoomConfig


class WebOversight(RoomConfig):
    name = "juanzong.web.oversight"
    label = "web_oversight"
    default = True
