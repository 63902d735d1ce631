from juanzong.kit.rooms import RoomConfig


class WebPolicies(RoomConfig):
    name = "juanzong.web.policies"
    label = "web_policies"
    default = True
