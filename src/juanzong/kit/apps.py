from juanzong.kit.rooms import RoomConfig


class Kit(RoomConfig):
    name = "juanzong.kit"
    label = "kit"
    default = True
