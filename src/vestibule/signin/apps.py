from vestibule.storage.room import Room


class SignIn(Room):
    name = "vestibule.signin"
    label = "signin"
