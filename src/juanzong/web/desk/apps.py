from juanzong.kit.rooms import RoomConfig


class WebDesk(RoomConfig):
    name = "juanzong.web.desk"
    label = "web_desk"
    default = True
