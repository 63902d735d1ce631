from juanzong.kit.rooms import RoomConfig


class WebCustomers(RoomConfig):
    name = "juanzong.web.customers"
    label = "web_customers"
    default = True
