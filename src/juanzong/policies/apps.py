from juanzong.kit.rooms import RoomConfig


class Policies(RoomConfig):
    name = "juanzong.policies"
    label = "policies"
    default = True
