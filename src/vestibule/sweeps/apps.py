from vestibule.storage.room import Room


class Sweeps(Room):
    name = "vestibule.sweeps"
    label = "sweeps"
