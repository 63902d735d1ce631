from juanzong.kit.rooms import RoomConfig


class WebService(RoomConfig):
    name = "juanzong.web.service"
    label = "web_service"
    default = True
