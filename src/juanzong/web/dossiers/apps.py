from juanzong.kit.rooms import RoomConfig


class WebDossiers(RoomConfig):
    name = "juanzong.web.dossiers"
    label = "web_dossiers"
    default = True
