from juanzong.kit.rooms import RoomConfig


class WebForms(RoomConfig):
    name = "juanzong.web.forms"
    label = "web_forms"
    default = True
