from juanzong.kit.rooms import RoomConfig


class Dossiers(RoomConfig):
    name = "juanzong.dossiers"
    label = "dossiers"
    default = True
