from juanzong.kit.rooms import RoomConfig


class WebCasework(RoomConfig):
    name = "juanzong.web.casework"
    label = "web_casework"
    default = True
