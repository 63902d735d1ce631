from juanzong.kit.rooms import RoomConfig


class Privacy(RoomConfig):
    name = "juanzong.privacy"
    label = "privacy"
    default = True
