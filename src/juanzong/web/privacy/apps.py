from juanzong.kit.rooms import RoomConfig


class WebPrivacy(RoomConfig):
    name = "juanzong.web.privacy"
    label = "web_privacy"
    default = True
