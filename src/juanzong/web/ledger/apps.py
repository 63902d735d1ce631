from juanzong.kit.rooms import RoomConfig


class WebLedger(RoomConfig):
    name = "juanzong.web.ledger"
    label = "web_ledger"
    default = True
