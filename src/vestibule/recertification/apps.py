from vestibule.storage.room import Room


class Recertification(Room):
    name = "vestibule.recertification"
    label = "recertification"
