from juanzong.kit.rooms import RoomConfig


class Custody(RoomConfig):
    name = "juanzong.custody"
    label = "custody"
    default = True
