from vestibule.storage.room import Room


class Desk(Room):
    name = "vestibule.desk"
    label = "desk"
