from juanzong.kit.rooms import RoomConfig


class WebShell(RoomConfig):
    name = "juanzong.web.shell"
    label = "web_shell"
    default = True
