from juanzong.kit.rooms import RoomConfig


class Service(RoomConfig):
    name = "juanzong.service"
    label = "service"
    default = True
