from vestibule.storage.room import Room


class Federation(Room):
    name = "vestibule.federation"
    label = "federation"
