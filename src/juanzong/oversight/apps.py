from juanzong.kit.rooms import RoomConfig


class Oversight(RoomConfig):
    name = "juanzong.oversight"
    label = "oversight"
    default = True
