from juanzong.kit.rooms import RoomConfig


class Ledger(RoomConfig):
    name = "juanzong.ledger"
    label = "ledger"
    default = True
