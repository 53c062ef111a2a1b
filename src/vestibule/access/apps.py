from vestibule.storage.room import Room


class Access(Room):
    name = "vestibule.access"
    label = "access"
