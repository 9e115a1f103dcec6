"""A compound of one's own on the workshop page: tables sent by the page become one of its cases."""
