from vestibule.storage.room import Room


class Web(Room):
    name = "vestibule.web"
    label = "web"
