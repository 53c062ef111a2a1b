from vestibule.storage.room import Room


class Proofing(Room):
    name = "vestibule.proofing"
    label = "proofing"
