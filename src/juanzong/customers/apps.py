from juanzong.kit.rooms import RoomConfig


class Customers(RoomConfig):
    name = "juanzong.customers"
    label = "customers"
    default = True
