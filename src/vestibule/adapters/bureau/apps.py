from vestibule.storage.room import Room


class EmbeddedBureau(Room):
    name = "vestibule.adapters.bureau"
    label = "bureau"
