"""Persons and their accounts: registration, User ID and password rules, terms, enrolment.

Decides who may have an account, under which User ID and password, and in what state it is; not who is signed in, nor
what a person may do.
"""
