from vestibule.storage.room import Room


class Accounts(Room):
    name = "vestibule.accounts"
    label = "accounts"
