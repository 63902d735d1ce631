from juanzong.kit.rooms import RoomConfig


class Forms(RoomConfig):
    name = "juanzong.forms"
    label = "forms"
    default = True
