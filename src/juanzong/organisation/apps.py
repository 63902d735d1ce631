from juanzong.kit.rooms import RoomConfig


class Organisation(RoomConfig):
    name = "juanzong.organisation"
    label = "organisation"
    default = True
