from vestibule.storage.room import Room


class Journal(Room):
    name = "vestibule.journal"
    label = "journal"
