from juanzong.kit.rooms import RoomConfig


class WebOrganisation(RoomConfig):
    name = "juanzong.web.organisation"
    label = "web_organisation"
    default = True
