from juanzong.kit.rooms import RoomConfig


class Casework(RoomConfig):
    name = "juanzong.casework"
    label = "casework"
    default = True
